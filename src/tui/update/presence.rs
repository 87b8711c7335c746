//! Seeing each other: what the others are told of oneself, and what is said of them.

use crate::desk::presence::Present;
use crate::domain::id::{At, TicketId};
use crate::tui::action::Out;
use crate::tui::layout::Pane;
use crate::tui::model::overlay::Overlay;
use crate::tui::model::presence::sentence;
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Effect;

/// A ticket that the bar only passes is not open: it must rest there for so long.
const REST_MS: i64 = 2_000;
/// That typing goes on is told no more often than this.
const TYPED_MS: i64 = 30_000;

/// Tells the others what one is at, where that has changed.
pub fn due(model: &mut Model, out: &mut Out) {
    model.presence.tell_at = None;
    let Some(who) = to_tell(model) else { return };
    if let Some(at) = rests_at(model, &who).filter(|at| *at > model.now) {
        model.presence.tell_at = Some(at);
        return;
    }
    model.presence.told = Some(who.clone());
    out.push(Effect::Tell(Box::new(who)));
}

/// What the others do not know yet.
fn to_tell(model: &Model) -> Option<Present> {
    let agent = model.me()?.name.clone();
    let (ticket, writing) = at_work(model);
    let told = model.presence.told.as_ref();
    let same = told.filter(|t| t.agent == agent && t.ticket == ticket && t.writing == writing);
    let typing = writing.is_some() && model.keep_at.is_some();
    let typed = match same {
        None => writing.as_ref().map(|_| model.now),
        Some(before) => {
            let last = before.typed.unwrap_or(before.since);
            let again = typing && model.now.since_ms(last) >= TYPED_MS;
            if !again {
                return None;
            }
            Some(model.now)
        }
    };
    Some(Present {
        agent,
        ticket,
        writing,
        since: same.map_or(model.now, |t| t.since),
        typed,
    })
}

/// The ticket that one has open, and the form that one has typed into.
fn at_work(model: &Model) -> (Option<TicketId>, Option<String>) {
    let shown = model.shown().map(|l| l.view.ticket.id);
    let form = model
        .overlays
        .iter()
        .rev()
        .find_map(|overlay| match overlay {
            Overlay::Form(opened) => Some((
                opened.ticket.or(shown),
                opened
                    .form
                    .is_touched()
                    .then(|| opened.form.spec().title.clone()),
            )),
            Overlay::New(opened) => Some((
                None,
                opened.form.is_touched().then(|| "New ticket".to_owned()),
            )),
            _ => None,
        });
    form.unwrap_or((shown, None))
}

/// When it counts: at once for whoever does more than pass by.
fn rests_at(model: &Model, who: &Present) -> Option<At> {
    let passes = model.focus == Pane::Queue && model.overlays.is_empty() && who.writing.is_none();
    (passes && model.presence.told.is_some()).then(|| model.moved_at.plus_ms(REST_MS))
}

/// The others are at something else: whoever works on a ticket hears that somebody begins to write on it too.
pub fn came(model: &mut Model, others: Vec<Present>) {
    let before = std::mem::replace(&mut model.presence.others, others);
    unsay(model);
    let works = model.focus != Pane::Queue || !model.overlays.is_empty();
    let Some(id) = model.target().filter(|_| works) else {
        return;
    };
    let begins = |p: &&Present| {
        let wrote =
            |b: &Present| b.agent == p.agent && b.ticket == p.ticket && b.writing == p.writing;
        p.writing.is_some() && !before.iter().any(wrote)
    };
    let me = model.me().map(|me| me.name.clone());
    let here = model.presence.on(id).into_iter();
    let who: Vec<Present> = here.filter(begins).cloned().collect();
    let each = who.iter().map(|p| sentence(p, me.as_ref(), model.now));
    let said = format!("{id}: {}", each.collect::<Vec<_>>().join(" · "));
    let hides = model.flash.as_ref().is_some_and(|f| f.tone == Tone::Bad);
    if !who.is_empty() && !hides {
        model.say(Tone::Plain, said.clone());
        model.presence.said = Some((said, who));
    }
}

/// Whoever sent what they wrote, or left it, writes no more: what was said of it goes.
fn unsay(model: &mut Model) {
    let Some((said, who)) = &model.presence.said else {
        return;
    };
    let writes = |p: &Present| {
        let mut others = model.presence.others.iter();
        others.any(|o| o.agent == p.agent && o.ticket == p.ticket && o.writing == p.writing)
    };
    if who.iter().all(writes) {
        return;
    }
    model.flash.take_if(|flash| flash.text == *said);
    model.presence.said = None;
}
