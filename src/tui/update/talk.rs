//! The conversation: opening it, the next unread word, templates.

use super::{complain, files, forms, go, lists, log, show};
use crate::desk::talk::Message;
use crate::domain::reply;
use crate::domain::row::Attention;
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::sheet::Sheet;
use crate::tui::log::ask::Then;
use crate::tui::model::overlay::{Choice, Overlay, Purpose};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Effect, Question, Slot};
use crate::tui::reading::Reading;
use crate::tui::talk::{Outcome, Talk};

/// Opens the conversation of the ticket on the screen.
pub fn open(model: &mut Model, out: &mut Out) {
    let Some(id) = model.ticket().map(|l| l.view.ticket.id) else {
        return;
    };
    let rows = usize::from(model.size.1).saturating_sub(6);
    let talk = Talk::new(id, rows);
    model.overlays.push(Overlay::Talk(Box::new(talk)));
    out.push(Effect::Ask(Slot::Peek, Box::new(Question::Talk(id))));
}

/// Whether some word is unread.
#[must_use]
pub fn can_next(model: &Model) -> Ready {
    let here = model.ticket().is_some_and(|l| !l.unread.is_empty());
    match here || next_reply(model).is_some() {
        true => Ready::Yes,
        false => Ready::Absent("Nobody's word waits for you in this list.".to_owned()),
    }
}

/// The next ticket of the list, from the one under the bar on, on which a reply waits.
fn next_reply(model: &Model) -> Option<crate::domain::id::TicketId> {
    let rows = &model.queue.rows;
    let at = model
        .target()
        .and_then(|id| rows.iter().position(|r| r.id == id));
    let from = at.map_or(0, |at| at + 1);
    let after = rows.iter().skip(from);
    let before = rows.iter().take(at.unwrap_or(0));
    let mut waits = after.chain(before);
    let found = waits.find(|r| r.attention == Attention::Reply);
    found.map(|r| r.id)
}

/// The next unread word: on this ticket, else on the next one of the list on which a reply waits.
pub fn next_unread(model: &mut Model, out: &mut Out) {
    if model.ticket().is_some_and(|l| !l.unread.is_empty()) {
        open(model, out);
        return;
    }
    if let Some(id) = next_reply(model) {
        model.then_talk = Some(id);
        go::jump(model, out, id);
    }
}

/// The ticket that was gone to for its unread words is here.
pub fn ticket_came(model: &mut Model, out: &mut Out) {
    let here = model.ticket().map(|l| l.view.ticket.id);
    if model.then_talk.is_some() && model.then_talk == here {
        model.then_talk = None;
        open(model, out);
        return;
    }
    // What was just written or taken back is seen in the conversation too.
    let about = model.overlays.iter().find_map(|o| match o {
        Overlay::Talk(talk) => Some(talk.ticket),
        _ => None,
    });
    if let Some(id) = about.filter(|id| Some(*id) == here) {
        out.push(Effect::Ask(Slot::Peek, Box::new(Question::Talk(id))));
    }
}

/// The messages came: they are read now.
pub fn came(
    model: &mut Model,
    id: crate::domain::id::TicketId,
    messages: Vec<Message>,
    unread: Vec<(crate::domain::id::TicketId, u32)>,
) {
    if let Some(loaded) = &mut model.loaded
        && loaded.view.ticket.id == id
    {
        loaded.unread.clear();
    }
    let talks = model.overlays.iter_mut().filter_map(|o| match o {
        Overlay::Talk(talk) => Some(talk),
        _ => None,
    });
    if let Some(talk) = talks.last().filter(|t| t.ticket == id) {
        talk.came(messages, unread);
    }
}

/// What a key did in the conversation.
pub fn took(model: &mut Model, out: &mut Out, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Ignored => return false,
        Outcome::Nothing => {}
        Outcome::No(why) => complain(model, why),
        Outcome::Close => {
            model.overlays.pop();
        }
        Outcome::Take(piece, Then::Field(place)) => log::take_over(model, out, &[*piece], place),
        Outcome::Take(piece, Then::Keep { close }) => log::keep(model, out, vec![*piece], close),
        Outcome::Write => show::sheet(model, out, Sheet::Message),
        Outcome::Template => templates(model, out),
        Outcome::Files => match files::can_list(model) {
            Ready::Yes => files::list(model, out),
            Ready::No(why) | Ready::Absent(why) => complain(model, why),
        },
        Outcome::Whole(text) => {
            let mut reading = Reading::new("The whole line".to_owned(), text);
            reading.ticket = model.bound();
            if let Some(Overlay::Talk(talk)) = model.overlays.last() {
                reading.others.extend(talk.on());
            }
            model.overlays.push(Overlay::Reading(Box::new(reading)));
        }
        Outcome::Copy(text) => {
            model.say(Tone::Good, "Copied.");
            out.push(Effect::Copy(text));
        }
    }
    true
}

/// What was marked was taken.
pub fn taken(model: &mut Model) {
    if let Some(Overlay::Talk(talk)) = model.overlays.last_mut() {
        talk.anchor = None;
    }
}

/// Whether a message can be written from a template.
#[must_use]
pub fn can_template(model: &Model) -> Ready {
    let none = model.setup.as_ref().is_some_and(|s| s.templates.is_empty());
    match none {
        true => Ready::Absent(
            "There are no templates on this desk; a lead adds one: hoist templates add NAME --text …"
                .to_owned(),
        ),
        false => ready::takes(model, &Sheet::Message),
    }
}

/// The templates to choose from, each filled in for the ticket as its preview.
pub fn templates(model: &mut Model, _: &mut Out) {
    if let Ready::No(why) | Ready::Absent(why) = can_template(model) {
        return complain(model, why);
    }
    let Some(setup) = &model.setup else { return };
    let items = setup.templates.iter().map(|(name, text)| {
        let first = filled(model, text).map_or_else(|why| why, |(text, _)| text);
        let line = first.lines().find(|l| !l.trim().is_empty());
        let line = line.unwrap_or_default().to_owned();
        (Choice::Template(name.clone()), name.clone(), line)
    });
    let items = items.collect();
    lists::of_ticket(model, "Reply from", items);
}

/// A template's text for the ticket on the screen, and what in it is not known.
fn filled(model: &Model, text: &str) -> Result<(String, Vec<&'static str>), String> {
    let (Some(loaded), Some(me)) = (model.ticket(), model.me()) else {
        return Ok((text.to_owned(), Vec::new()));
    };
    let linked = &loaded.known_workaround;
    let reply = reply::fill(text, &loaded.view.ticket, me.name.as_str(), linked)?;
    Ok((reply.text, reply.unknown))
}

/// The message form with a template in it: read it, change it, send it.
pub fn from_template(model: &mut Model, out: &mut Out, name: &str) {
    let Some(setup) = &model.setup else { return };
    let Some((_, text)) = setup.templates.iter().find(|(n, _)| n == name) else {
        return;
    };
    match filled(model, text) {
        Err(why) => complain(model, why),
        Ok((text, unknown)) => {
            let channel = model.ticket().map(|l| l.view.ticket.channel.clone());
            let values = Values::new()
                .with("text", text)
                .with("channel", channel.unwrap_or_default());
            let purpose = Purpose::Sheet(Sheet::Message);
            forms::open(model, out, purpose, Some(&values));
            if !unknown.is_empty() {
                let places: Vec<String> = unknown.iter().map(|n| format!("{{{n}}}")).collect();
                complain(
                    model,
                    format!("Nothing is known for {}: write it.", places.join(", ")),
                );
            }
        }
    }
}
