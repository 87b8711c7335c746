//! What happened by itself, or by others, and concerns whoever is at the keyboard: a list, the latest first, and how many are new.

use super::{go, review, write};
use crate::domain::id::TicketId;
use crate::domain::words;
use crate::store::Counts;
use crate::tui::action::Out;
use crate::tui::finder::{Finder, Item};
use crate::tui::model::overlay::{Choice, FinderBox, Overlay};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Effect, NoticeLine, Question, ReadWork, Slot, Work};

/// Asks for the list.
pub fn open(_: &mut Model, out: &mut Out) {
    out.push(Effect::Ask(Slot::Notices, Box::new(Question::Notices)));
}

/// Something changed: an open list follows, and says of a ticket that was restricted no more than its number.
pub fn refresh(model: &mut Model, out: &mut Out) {
    if opened(model).is_some() {
        open(model, out);
    }
}

/// The list came; where it is open it follows, and the bar stays on its line.
pub fn came(model: &mut Model, lines: &[NoticeLine]) {
    let items = items(model, lines);
    if let Some(opened) = opened(model) {
        return opened.finder.renew(items, is_same);
    }
    if lines.is_empty() {
        let text = "Nothing has happened that concerns you.";
        return model.say(Tone::Good, text);
    }
    model.overlays.push(Overlay::Finder(Box::new(FinderBox {
        ticket: None,
        finder: Finder::new("What happened", items),
        asks: false,
        of: None,
        is_news: true,
    })));
}

fn items(model: &Model, lines: &[NoticeLine]) -> Vec<Item<Choice>> {
    let mut items: Vec<Item<Choice>> = lines.iter().map(|line| item(model, line)).collect();
    let unread = lines.iter().any(|l| l.unread);
    if let Some(last) = lines.first().filter(|_| unread) {
        items.push(Item::new(Choice::AllRead(last.n), "All of them are read"));
    }
    items
}

fn is_same(one: &Choice, other: &Choice) -> bool {
    match (one, other) {
        (Choice::Notice(one, _), Choice::Notice(other, _)) => one == other,
        (Choice::AllRead(_), Choice::AllRead(_)) => true,
        _ => false,
    }
}

/// The list, where it is open.
fn opened(model: &mut Model) -> Option<&mut FinderBox> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Finder(opened) if opened.is_news => Some(&mut **opened),
        _ => None,
    })
}

fn item(model: &Model, line: &NoticeLine) -> Item<Choice> {
    let when = words::until_words(line.at, model.now, &model.taste.zone);
    let sign = if line.unread { "•" } else { " " };
    let on = line.ticket.map_or(String::new(), |id| format!("{id} "));
    let label = format!("{sign} {when} {on}{}", line.text);
    Item::new(Choice::Notice(line.n, line.ticket), label).detail(&line.subject)
}

/// One was picked: to its ticket or the review, and what was told of that is read.
pub fn picked(model: &mut Model, out: &mut Out, n: i64, ticket: Option<TicketId>) {
    let read = match ticket {
        Some(id) => ReadWork::Of(id),
        None => ReadWork::One(n),
    };
    write::own(model, out, Work::ReadNotices(read));
    match ticket {
        Some(id) => go::jump(model, out, id),
        // What is due on the desk itself is a review.
        None => review::open(model, out),
    }
}

/// All up to this one are read.
pub fn all_read(model: &mut Model, out: &mut Out, n: i64) {
    write::own(model, out, Work::ReadNotices(ReadWork::UpTo(n)));
}

/// The numbers came: where more is new than was, the terminal may say so. A review that is due takes a line of the queue.
pub fn counted(model: &mut Model, out: &mut Out, counts: Counts) {
    let (before, now) = (model.counts.notices.n, counts.notices.n);
    let is_first = !std::mem::replace(&mut model.has_counts, true);
    let due = counts.review_due;
    model.counts = counts;
    if std::mem::replace(&mut model.queue.review_due, due) != due {
        go::settle(model, out);
    }
    if now > before && !is_first {
        out.push(Effect::Ring(now - before));
    }
}
