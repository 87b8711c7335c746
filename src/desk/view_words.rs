//! A queue's query in words, as it is saved in a view, typed after `/` and given to `--query`:
//! `turn:tier1 late p1 sort:age export fails`. What is not a known word is searched as text.

use crate::domain::actor::Actor;
use crate::domain::id::AgentName;
use crate::domain::process::Process;
use crate::domain::row::Matter;
use crate::store::{Query, Sort};

/// The words that take no value, with what they mean: for help and completion.
pub const FLAGS: [(&str, &str); 16] = [
    ("mine", "assigned to me"),
    ("my-customers", "I am the customer's agent"),
    ("handed-to-me", "offered to me at a change of shift"),
    ("handed-over", "offered by me, and not yet accepted"),
    ("unassigned", "nobody is assigned"),
    ("sent-back", "sent back and not yet taken"),
    ("late", "a clock ran out"),
    ("late-this-shift", "a clock runs out before this shift ends"),
    ("needs-someone", "needs someone now, for whatever reason"),
    ("closed", "closed, archived and cancelled ones too"),
    ("major", "major incidents"),
    ("held", "on hold, for whatever reason"),
    ("approval-asked", "an approval is asked of a lead"),
    ("unaccepted", "handed over and not yet accepted"),
    ("returned-twice", "sent back twice or more often"),
    ("owed", "something is owed"),
];

/// From so many returns on a lead looks at the ticket.
pub const RETURNS: u32 = 2;

/// The matter that a word names; several in one query: at least one of them.
fn matter(word: &str, process: &Process) -> Option<Matter> {
    Some(match word {
        "approval-asked" => Matter::Approval,
        "unaccepted" => Matter::Unaccepted(process.first_tier()),
        "returned-twice" => Matter::Returned(RETURNS),
        "owed" => Matter::Owed,
        _ => return None,
    })
}

fn matter_word(matter: &Matter) -> Option<&'static str> {
    Some(match matter {
        Matter::Approval => "approval-asked",
        Matter::Unaccepted(_) => "unaccepted",
        Matter::Returned(_) => "returned-twice",
        Matter::Owed => "owed",
        // Who is away changes from day to day: not a word that is saved.
        Matter::OwnerAway(_) => return None,
    })
}

/// The words that take a value, with what they mean.
pub const KEYS: [(&str, &str); 8] = [
    ("turn:", "in this tier's queue"),
    ("tier:", "in a stage of this tier"),
    ("phase:", "in this phase"),
    ("assignee:", "assigned to this agent"),
    ("priority:", "major, p1 … p4"),
    ("hold:", "an open hold of this kind"),
    ("kind:", "incident, question, request or security"),
    ("sort:", "due, age, priority or updated"),
];

/// Reads a query from words.
///
/// # Errors
/// A sentence about the first word that names something this desk does not have.
pub fn parse(words: &str, me: &Actor, process: &Process) -> Result<Query, String> {
    let mut query = Query::default();
    let mut text = Vec::new();
    for word in words.split_whitespace() {
        if !flag(&mut query, word, me, process) && !valued(&mut query, word, process)? {
            text.push(word);
        }
    }
    query.text = text.join(" ");
    Ok(query)
}

fn flag(query: &mut Query, word: &str, me: &Actor, process: &Process) -> bool {
    let word = word.replace('_', "-");
    if let Some(matter) = matter(&word, process) {
        query.matters.push(matter);
        return true;
    }
    match word.strip_prefix("is:").unwrap_or(&word) {
        "mine" => query.assignee = Some(me.name.clone()),
        "my-customers" => query.customers_agent = Some(me.name.clone()),
        "handed-to-me" => query.handed_to = Some(me.name.clone()),
        "handed-over" => query.handed_by = Some(me.name.clone()),
        "unassigned" => query.unassigned = true,
        "sent-back" => query.sent_back = true,
        "late" => query.breached = true,
        "late-this-shift" => query.this_shift = true,
        "needs-someone" => query.needs = Some(true),
        "closed" => query.over = true,
        "major" => query.priority = Some(0),
        "held" => query.hold = Some("*".to_owned()),
        "p1" | "P1" => query.priority = Some(1),
        "p2" | "P2" => query.priority = Some(2),
        "p3" | "P3" => query.priority = Some(3),
        "p4" | "P4" => query.priority = Some(4),
        _ => return false,
    }
    true
}

fn valued(query: &mut Query, word: &str, process: &Process) -> Result<bool, String> {
    let Some((key, value)) = word.split_once(':') else {
        return Ok(false);
    };
    let snake = value.replace('-', "_");
    match key {
        "turn" => query.turn = Some(tier(process, &snake)?),
        "priority" => query.priority = Some(priority(value)?),
        "tier" => query.tier = Some(tier(process, &snake)?),
        "phase" => {
            let phase = snake.parse()?;
            query.over |= crate::domain::stage::Phase::is_over(phase);
            query.phase = Some(phase);
        }
        "assignee" => query.assignee = Some(AgentName::from(value)),
        "hold" => query.hold = Some(one_of(process, "hold", &snake)?),
        "kind" => query.kind = Some(one_of(process, "kinds", &snake)?),
        "sort" => query.sort = sort(&snake)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn tier(process: &Process, id: &str) -> Result<crate::domain::id::Tier, String> {
    let known: Vec<_> = process.tiers.iter().map(|t| t.id.0.as_str()).collect();
    if known.contains(&id) {
        Ok(id.into())
    } else {
        Err(format!(
            "There is no tier “{id}”. This desk has {}.",
            known.join(", ")
        ))
    }
}

fn one_of(process: &Process, list: &str, id: &str) -> Result<String, String> {
    if id == "*" || process.list(list).iter().any(|c| c.id == id) {
        return Ok(id.to_owned());
    }
    let known: Vec<_> = process.list(list).iter().map(|c| c.id.as_str()).collect();
    Err(format!(
        "“{id}” is not known here. Known: {}.",
        known.join(", ")
    ))
}

fn priority(id: &str) -> Result<u8, String> {
    match id.to_lowercase().trim_start_matches('p') {
        "major" => Ok(0),
        "1" => Ok(1),
        "2" => Ok(2),
        "3" => Ok(3),
        "4" => Ok(4),
        _ => Err(format!(
            "“{id}” is no priority. Use major, p1, p2, p3 or p4."
        )),
    }
}

fn sort(id: &str) -> Result<Sort, String> {
    Ok(match id {
        "due" => Sort::Due,
        "age" => Sort::Age,
        "priority" => Sort::Priority,
        "updated" => Sort::Updated,
        _ => {
            return Err(format!(
                "“{id}” is not an order. Use due, age, priority or updated."
            ));
        }
    })
}

/// The id of an order, as typed after `sort:`.
#[must_use]
pub fn sort_id(sort: Sort) -> &'static str {
    match sort {
        Sort::Due => "due",
        Sort::Age => "age",
        Sort::Priority => "priority",
        Sort::Updated => "updated",
    }
}

/// Writes a query in words; `parse` reads them back.
#[must_use]
pub fn print(query: &Query, me: &Actor) -> String {
    let mut words = Vec::new();
    let mut keyed = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            words.push(format!("{key}:{value}"));
        }
    };
    keyed("turn", query.turn.as_ref().map(|t| t.as_str()));
    keyed("tier", query.tier.as_ref().map(|t| t.as_str()));
    keyed("phase", query.phase.map(crate::domain::stage::Phase::id));
    keyed("kind", query.kind.as_deref());
    keyed("hold", query.hold.as_deref().filter(|h| *h != "*"));
    let other = |who: &Option<AgentName>| who.clone().filter(|name| *name != me.name);
    keyed(
        "assignee",
        other(&query.assignee).as_ref().map(|a| a.as_str()),
    );
    let mine = query.assignee.as_ref() == Some(&me.name);
    let flags = [
        (mine, "mine"),
        (query.customers_agent.is_some(), "my-customers"),
        (query.handed_to.is_some(), "handed-to-me"),
        (query.handed_by.is_some(), "handed-over"),
        (query.unassigned, "unassigned"),
        (query.sent_back, "sent-back"),
        (query.breached, "late"),
        (query.this_shift, "late-this-shift"),
        (query.needs == Some(true), "needs-someone"),
        (query.hold.as_deref() == Some("*"), "held"),
        (
            query.over
                && !query
                    .phase
                    .is_some_and(crate::domain::stage::Phase::is_over),
            "closed",
        ),
    ];
    words.extend(
        flags
            .iter()
            .filter(|(on, _)| *on)
            .map(|(_, word)| (*word).to_owned()),
    );
    let matters = query.matters.iter().filter_map(matter_word);
    words.extend(matters.map(str::to_owned));
    match query.priority {
        Some(0) => words.push("major".to_owned()),
        Some(p) => words.push(format!("p{p}")),
        None => {}
    }
    if query.sort != Sort::Due {
        words.push(format!("sort:{}", sort_id(query.sort)));
    }
    if !query.text.is_empty() {
        words.push(query.text.clone());
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{parse, print};
    use crate::domain::actor::Actor;
    use crate::domain::id::Tier;
    use crate::domain::process::{Code, Process, TierDef};
    use crate::store::Sort;

    fn desk() -> (Actor, Process) {
        let me = Actor {
            name: "ana".into(),
            ..Actor::default()
        };
        let tier = |id: &str| TierDef {
            id: id.into(),
            ..TierDef::default()
        };
        let kind = Code {
            id: "incident".to_owned(),
            ..Code::default()
        };
        let process = Process {
            tiers: vec![tier("tier1"), tier("tier2")],
            kinds: vec![kind],
            ..Process::default()
        };
        (me, process)
    }

    #[test]
    fn words_are_read_and_written_back() {
        let (me, process) = desk();
        for words in [
            "",
            "turn:tier1 late p1 sort:age export fails",
            "mine",
            "assignee:bob kind:incident",
            "phase:closed",
            "tier:tier2 phase:working my-customers held major",
            "closed sort:updated #1042",
            "needs-someone sort:age",
            "handed-to-me",
            "handed-over p2",
            "approval-asked unaccepted returned-twice owed",
            "is:late priority:p2",
            "late-this-shift turn:tier2",
        ] {
            let query = parse(words, &me, &process).unwrap();
            let again = parse(&print(&query, &me), &me, &process).unwrap();
            assert_eq!(again, query, "{words}");
        }
    }

    #[test]
    fn what_is_no_word_of_ours_is_searched() {
        let (me, process) = desk();
        let query = parse("late http://acme payments", &me, &process).unwrap();
        assert!(query.breached);
        assert_eq!(query.text, "http://acme payments");
        assert_eq!(query.sort, Sort::Due);
    }

    #[test]
    fn a_tier_that_is_not_there_is_named() {
        let (me, process) = desk();
        let said = parse("turn:tier9", &me, &process).unwrap_err();
        assert!(said.contains("tier1, tier2"), "{said}");
        assert_eq!(
            parse("turn:tier2", &me, &process).unwrap().turn,
            Some(Tier::from("tier2"))
        );
    }
}
