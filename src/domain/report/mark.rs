//! What a review reads of an event: marks, a few bytes each. They follow from the event alone, so that a ticket's
//! marks are those of its events one after the other, kept beside the log or made from it.

use crate::domain::event::{Act, Event, Fact};
use crate::domain::past::Past;
use crate::domain::process::Verb;
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::{Answer, CheckHow, KbDecision, MessageRef, Record};
use serde::{Deserialize, Serialize};

/// The longest words that are kept of a reason or of something missing, in characters.
const WORDS: usize = 120;

/// One thing that counts. How they are kept goes by the order of the variants here, of [`Verb`] and of [`Phase`]:
/// new ones stand last. A test holds the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Mark<'a> {
    /// An event begins: when it was, and who did it.
    Event { at: i64, by: &'a str },
    /// The ticket was opened.
    Opened {
        kind: &'a str,
        product: &'a str,
        customer: &'a str,
        channel: &'a str,
        imported: bool,
    },
    /// A move, behind what its event records.
    Moved {
        verb: Verb,
        #[serde(borrow)]
        from: Option<Place<'a>>,
        to: Place<'a>,
        /// A lead forced it.
        forced: bool,
        /// A lead stood in for the tier.
        stood_in: bool,
    },
    /// A step of imported history.
    Imported {
        to: Place<'a>,
        /// The tier that had it: the stage may say another one.
        tier: &'a str,
        /// The team there; empty: not known.
        team: &'a str,
        /// Who did it there, or had it afterwards; empty: not known.
        by: &'a str,
    },
    /// Its kind is another.
    Kind(&'a str),
    /// Its product is another.
    Product(&'a str),
    /// Its customer is another.
    Customer(&'a str),
    /// Its priority: 1…4.
    Priority {
        priority: u8,
        major: bool,
        triaged: bool,
    },
    /// Answered in advance by a path: `intake.steps`, `check.tier1.logs`.
    Preset(&'a str),
    /// A checklist item was skipped, because.
    Skipped { item: &'a str, why: &'a str },
    /// A criterion was noted.
    Criterion {
        tier: &'a str,
        id: &'a str,
        why: &'a str,
    },
    /// It no longer holds, or does after all.
    CriterionGone {
        tier: &'a str,
        id: &'a str,
        gone: bool,
    },
    /// A hold began.
    Held { n: u32, kind: &'a str, pauses: bool },
    /// It ended.
    HoldEnded(u32),
    /// A return asks for this.
    Missing(&'a str),
    /// The code of the reason for a move.
    Because { verb: Verb, code: &'a str },
    /// Something is owed from here on.
    Owed { n: u32, what: &'a str },
    /// It was supplied or forgiven.
    Settled(u32),
    /// Words to or from the customer.
    Word {
        n: u32,
        outgoing: bool,
        attempt: bool,
        first: bool,
    },
    /// They were taken back before they left.
    TakenBack(u32),
    /// A team was asked.
    Asked(&'a str),
    /// A resolution, by a tier.
    Resolved { tier: &'a str, code: &'a str },
    /// The customer was told.
    Told,
    /// Telling belongs to an earlier resolution now.
    TellingVoid,
    /// Satisfied: confirmed, or assumed.
    Satisfied { confirmed: bool },
    /// A workaround is in place.
    Workaround,
    /// A fix was deployed.
    Deployed,
    /// Its verification failed.
    FixFailed,
    /// One person signed for both tiers.
    SignedAlone,
    /// What the knowledge base gains: `article`, `owed`, `nothing`.
    Kb(&'a str),
    /// An article helped.
    Helped(i64),
    /// It is linked as one that did not, or not linked any more.
    HelpedNot(i64),
}

/// A stage, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place<'a> {
    /// The tier.
    pub tier: &'a str,
    /// The phase.
    pub phase: Phase,
}

impl<'a> Place<'a> {
    fn of(stage: &'a Stage) -> Place<'a> {
        Place {
            tier: stage.tier.as_str(),
            phase: stage.phase,
        }
    }
}

/// Adds the marks of an event to those of a ticket.
pub fn write(event: &Event, marks: &mut Vec<u8>) {
    let mut empty = true;
    let mut add = |mark: Mark<'_>| {
        if empty {
            empty = false;
            push(
                marks,
                &Mark::Event {
                    at: event.at.0,
                    by: event.by.as_str(),
                },
            );
        }
        push(marks, &mark);
    };
    for fact in &event.facts {
        of_fact(event, fact, &mut add);
    }
    match &event.act {
        Act::Moved {
            verb,
            from,
            to,
            forced,
            ..
        } => add(Mark::Moved {
            verb: *verb,
            from: from.as_ref().map(Place::of),
            to: Place::of(to),
            forced: forced.is_some(),
            stood_in: event.stands_in.is_some(),
        }),
        Act::Imported(past) => add(imported(past)),
        Act::Recorded | Act::Undone { .. } => {}
    }
}

fn imported(past: &Past) -> Mark<'_> {
    Mark::Imported {
        to: Place::of(&past.to),
        tier: past.tier.as_ref().unwrap_or(&past.to.tier).as_str(),
        team: &past.team,
        by: match past.by.as_str() {
            "" => &past.owner,
            by => by,
        },
    }
}

fn push(marks: &mut Vec<u8>, mark: &Mark<'_>) {
    // Into memory, of texts and numbers: it cannot fail, and one that did would leave nothing.
    if let Ok(bytes) = postcard::to_allocvec(mark) {
        marks.extend_from_slice(&bytes);
    }
}

fn of_fact(event: &Event, fact: &Fact, add: &mut impl FnMut(Mark<'_>)) {
    about(event, fact, add);
    work(event, fact, add);
    outcome(fact, add);
}

/// What the ticket is about.
fn about(event: &Event, fact: &Fact, add: &mut impl FnMut(Mark<'_>)) {
    match fact {
        Fact::Opened(opened) => add(Mark::Opened {
            kind: &opened.kind,
            product: &opened.product,
            customer: &opened.customer_name,
            channel: &opened.channel,
            imported: event.identity.source == crate::domain::actor::Source::Import,
        }),
        Fact::Set { field, value } if field == "kind" => add(Mark::Kind(value)),
        Fact::Set { field, value } if field == "product" => add(Mark::Product(value)),
        Fact::Customer { name, .. } => add(Mark::Customer(name)),
        Fact::Priority {
            priority,
            major,
            triaged,
            ..
        } => add(Mark::Priority {
            priority: *priority,
            major: *major,
            triaged: *triaged,
        }),
        _ => {}
    }
}

/// Evidence, and what is open.
fn work(event: &Event, fact: &Fact, add: &mut impl FnMut(Mark<'_>)) {
    match fact {
        Fact::Answered(field, Some(Answer::Preset(_))) => {
            add(Mark::Preset(&format!("intake.{field}")));
        }
        Fact::Checked(item, Some(check)) => match check.how {
            CheckHow::Skipped => add(Mark::Skipped {
                item,
                why: cut(&check.result),
            }),
            CheckHow::Preset => add(Mark::Preset(&format!("check.{item}"))),
            CheckHow::Done => {}
        },
        Fact::CriterionNoted(c) => add(Mark::Criterion {
            tier: c.tier.as_str(),
            id: &c.id,
            why: cut(&c.why),
        }),
        Fact::CriterionGone(tier, id, reason) => add(Mark::CriterionGone {
            tier: tier.as_str(),
            id,
            gone: reason.is_some(),
        }),
        Fact::Held(hold) => add(Mark::Held {
            n: hold.n,
            kind: &hold.kind,
            pauses: hold.pauses,
        }),
        Fact::HoldEnded(n) => add(Mark::HoldEnded(*n)),
        Fact::TodoAdded(todo) if todo.blocks && is_return(&event.act) => {
            add(Mark::Missing(cut(&todo.text)));
        }
        Fact::Reason(reason) if !reason.code.is_empty() => add(Mark::Because {
            verb: reason.verb,
            code: &reason.code,
        }),
        Fact::OwedAdded(owed) => add(Mark::Owed {
            n: owed.n,
            what: &owed.what,
        }),
        Fact::OwedSettled(n, _) => add(Mark::Settled(*n)),
        Fact::Asked(request) => add(Mark::Asked(&request.team)),
        Fact::Recorded(record) if is_workaround(record) => add(Mark::Workaround),
        _ => {}
    }
}

/// What passes with the customer, and how it ends.
fn outcome(fact: &Fact, add: &mut impl FnMut(Mark<'_>)) {
    match fact {
        Fact::Message(message, _) => add(word(message)),
        Fact::MessageTakenBack(n) => add(Mark::TakenBack(*n)),
        Fact::Resolved(resolution) => add(Mark::Resolved {
            tier: resolution.tier.as_str(),
            code: &resolution.code,
        }),
        Fact::Told(_) => add(Mark::Told),
        Fact::TellingVoid => add(Mark::TellingVoid),
        Fact::Satisfied(satisfaction) => add(Mark::Satisfied {
            confirmed: satisfaction.confirmed,
        }),
        Fact::Deployed(..) => add(Mark::Deployed),
        Fact::FixFailed => add(Mark::FixFailed),
        Fact::Signed(signed) if signed.single_seat => add(Mark::SignedAlone),
        Fact::Kb(decision) => add(Mark::Kb(match decision {
            KbDecision::Article(_) => "article",
            KbDecision::OwedBy(_) => "owed",
            KbDecision::Nothing(_) => "nothing",
        })),
        Fact::ArticleLinked(link) if link.helped => add(Mark::Helped(link.article.0)),
        Fact::ArticleLinked(link) => add(Mark::HelpedNot(link.article.0)),
        Fact::ArticleUnlinked(id) => add(Mark::HelpedNot(id.0)),
        _ => {}
    }
}

fn word(message: &MessageRef) -> Mark<'_> {
    Mark::Word {
        n: message.n,
        outgoing: message.outgoing,
        attempt: message.attempt,
        first: message.seq <= 1,
    }
}

fn is_return(act: &Act) -> bool {
    matches!(
        act,
        Act::Moved {
            verb: Verb::Return,
            ..
        }
    )
}

fn is_workaround(record: &Record) -> bool {
    record.kind == "workaround" && record.values.get("state") == Some("in_place")
}

/// The first words of a text, up to the end of a character.
fn cut(text: &str) -> &str {
    let text = text.trim();
    text.char_indices()
        .nth(WORDS)
        .map_or(text, |(end, _)| &text[..end])
}

/// The marks of a ticket, one after the other; `Err`: these bytes are none.
pub(super) fn read(marks: &[u8]) -> impl Iterator<Item = Result<Mark<'_>, postcard::Error>> {
    let mut left = marks;
    std::iter::from_fn(move || {
        if left.is_empty() {
            return None;
        }
        match postcard::take_from_bytes(left) {
            Ok((mark, rest)) => {
                left = rest;
                Some(Ok(mark))
            }
            Err(error) => {
                left = &[];
                Some(Err(error))
            }
        }
    })
}

/// The marks of a ticket's events.
#[must_use]
pub fn of<'e>(events: impl IntoIterator<Item = &'e Event>) -> Vec<u8> {
    let mut marks = Vec::new();
    events.into_iter().for_each(|e| write(e, &mut marks));
    marks
}
