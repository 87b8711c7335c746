//! Getting about: the bar, the panes, places; out of the program, and to sleep by Ctrl-Z.

use crate::domain::ticket::Cause;
use crate::store::{Anchor, Sort};
use crate::tui::action::Out;
use crate::tui::layout::Pane;
use crate::tui::model::overlay::{Confirm, Overlay, Then};
use crate::tui::model::ticket::{Spot, spots};
use crate::tui::model::{Model, Place, Tone};
use crate::tui::msg::{Effect, Question, Slot};
use crate::tui::update::{articles, files, kept, lists, moves, reach, show, talk};

/// The ticket is asked for this long after the bar came to rest.
const REST_MS: i64 = 60;
/// Steps closer together than this belong to a held key.
const HELD_MS: i64 = 150;
/// Places kept.
const PLACES: usize = 50;

/// Moves the cursor of the pane in focus.
pub fn step(model: &mut Model, out: &mut Out, by: isize) {
    match model.focus {
        Pane::Queue => {
            // From a ticket whose row is not here, the way down is first to the row under the bar.
            let back = model.pinned.take().is_some() && by > 0;
            model.queue.step(by - isize::from(back));
            moved(model, out);
        }
        Pane::Ticket => step_ticket(model, by),
        Pane::Checklist => {
            let last = model.ticket().map_or(0, |l| l.view.checklist.len());
            model.check = moved_by(model.check, by, last);
        }
        Pane::Escalation => {
            let last = model.offers().len();
            model.offer = moved_by(model.offer, by, last);
        }
    }
}

/// In the ticket the cursor goes over its spots; past the last one the page or history scrolls.
fn step_ticket(model: &mut Model, by: isize) {
    if let Some(down) = model.page {
        let deepest = reach::page(model);
        let to = down.min(deepest).saturating_add_signed(by);
        model.page = Some(to.min(deepest));
        return;
    }
    let last = model.ticket().map_or(0, |l| spots(l).len());
    let next = moved_by(model.spot, by, last);
    if next == model.spot || model.history_up > 0 {
        scroll_history(model, -by);
    } else {
        model.spot = next;
    }
}

/// Scrolls the history up, or down again.
fn scroll_history(model: &mut Model, up: isize) {
    let here = reach::history(model, model.history_up);
    model.history_up = reach::history(model, here.saturating_add_signed(up));
}

fn moved_by(place: usize, by: isize, len: usize) -> usize {
    place.saturating_add_signed(by).min(len.saturating_sub(1))
}

/// A page of the pane in focus.
pub fn page(model: &mut Model, out: &mut Out, by: isize) {
    let height = isize::try_from(model.height_of(model.focus)).unwrap_or(10);
    let half = by * (height / 2).max(1);
    match model.focus {
        Pane::Queue => step(model, out, by * (height - 1).max(1)),
        Pane::Ticket if model.page.is_none() => scroll_history(model, -half),
        _ => step(model, out, half),
    }
}

/// The first or last line of the pane in focus.
pub fn end(model: &mut Model, out: &mut Out, last: bool) {
    if model.focus != Pane::Queue {
        let by = if last { isize::MAX } else { -isize::MAX };
        step(model, out, by);
        if model.focus == Pane::Ticket && model.page.is_none() {
            model.history_up = if last { 0 } else { model.history_up };
        }
        return;
    }
    model.pinned = None;
    let more = if last {
        model.queue.more_after
    } else {
        model.queue.more_before
    };
    if more {
        let from = if last { Anchor::Last } else { Anchor::First };
        let height = model.queue_height();
        let ask = model.queue.ask_end(from, height);
        ask_page(model, out, ask);
        return;
    }
    let rows = isize::try_from(model.queue.rows.len()).unwrap_or(isize::MAX);
    model.queue.step(if last { rows } else { -rows });
    moved(model, out);
}

/// Asks for a page.
pub fn ask_page(model: &mut Model, out: &mut Out, ask: crate::tui::msg::PageAsk) {
    model.waiting_since.get_or_insert(model.now);
    out.push(Effect::Ask(
        Slot::Page,
        Box::new(Question::Page(Box::new(ask))),
    ));
}

/// The bar moved: keep it on the screen, read on, and have the ticket shown, at once for a single
/// step, at rest for a held key.
pub fn moved(model: &mut Model, out: &mut Out) {
    settle(model, out);
    if model.target() == model.loaded.as_ref().map(|l| l.view.ticket.id) {
        model.ask_ticket_at = None;
        model.asked_ticket = None;
        return;
    }
    let held = model.now.since_ms(model.moved_at) < HELD_MS;
    model.moved_at = model.now;
    if held {
        model.ask_ticket_at = Some(model.now.plus_ms(REST_MS));
    } else {
        ask_ticket(model, out);
    }
}

/// Scrolls the queue to its bar and reads on near an end of the window.
pub fn settle(model: &mut Model, out: &mut Out) {
    let height = model.queue_height();
    model.queue.scroll(height, model.now);
    if let Some(ask) = model.queue.ask_more(height, model.now) {
        out.push(Effect::Ask(
            Slot::More,
            Box::new(Question::Page(Box::new(ask))),
        ));
    }
}

/// Asks for the ticket under the bar.
pub fn ask_ticket(model: &mut Model, out: &mut Out) {
    model.ask_ticket_at = None;
    model.asked_ticket = model.target();
    match model.target() {
        Some(id) => {
            model.waiting_since.get_or_insert(model.now);
            out.push(Effect::Ask(Slot::Ticket, Box::new(Question::Ticket(id))));
        }
        None => model.loaded = None,
    }
}

/// Puts a pane in focus.
pub fn pane(model: &mut Model, out: &mut Out, pane: Pane) {
    if model.focus == Pane::Queue && pane != Pane::Queue && model.target().is_none() {
        model.say(Tone::Plain, "There is no ticket here yet.");
        return;
    }
    model.focus = pane;
    settle(model, out);
}

/// Opens what is under the cursor.
pub fn open(model: &mut Model, out: &mut Out) {
    match model.focus {
        Pane::Queue => pane(model, out, Pane::Ticket),
        Pane::Ticket => open_spot(model, out),
        Pane::Checklist => show::check(model, out),
        Pane::Escalation => moves::start_offer(model, out, model.offer),
    }
}

fn open_spot(model: &mut Model, out: &mut Out) {
    if model.page.is_some() {
        show::leave_page(model, out);
        return;
    }
    let Some(spot) = model
        .ticket()
        .and_then(|l| spots(l).into_iter().nth(model.spot))
    else {
        return;
    };
    if let Some(sheet) = asked_for(model, &spot) {
        show::sheet(model, out, sheet);
        return;
    }
    match (&spot, spot.sheet()) {
        (_, Some(sheet)) => show::sheet(model, out, sheet),
        (Spot::Handover, _) => super::shift::answer(model, out),
        (Spot::Approval, _) => super::approving::answer(model, out),
        (Spot::LinkedFrom(id, _), _) => jump(model, out, *id),
        (Spot::LinkedMore, _) => super::linked::list(model, out),
        (Spot::Package(_), _) => show::package(model, out),
        (Spot::Unread, _) => talk::open(model, out),
        (Spot::Similar, _) => super::similar::open(model, out),
        (Spot::Kept, _) => kept::list(model, out),
        (Spot::Files, _) => files::list(model, out),
        (Spot::Article(id), _) => articles::read(model, out, *id),
        (Spot::Link(id, _), _) => jump(model, out, *id),
        (Spot::Hold(_), _) => show::resume(model),
        _ => {}
    }
}

/// A to-do that came from elsewhere opens what it asks for, not a field for an answer.
fn asked_for(model: &Model, spot: &Spot) -> Option<crate::tui::form::sheet::Sheet> {
    let Spot::Todo(n) = spot else { return None };
    let view = &model.ticket()?.view;
    let todo = view.ticket.todos.iter().find(|t| t.n == *n)?;
    let decides = |c: &&Cause| matches!(c.what.as_str(), "gone" | "reopened" | "withdrawn");
    let cause = todo.cause.as_ref().filter(|c| !decides(c))?;
    Some(super::linked::sheet_of(view, cause))
}

/// One step back: from the page, the pane, the jump, the filter; ctrl-o goes to earlier places.
pub fn back(model: &mut Model, out: &mut Out) {
    if model.page.is_some() {
        model.page = None;
    } else if super::similar::reopen(model) {
        // Back among what is similar.
    } else if super::review::reopen(model) {
        // The figures that led to this ticket.
    } else if super::search::reopen(model, out) {
        // Back among what was found.
    } else if model.focus != Pane::Queue {
        model.focus = Pane::Queue;
        settle(model, out);
    } else if model.pinned.is_some() {
        model.pinned = None;
        moved(model, out);
    } else if !model.filter.is_empty() {
        model.filter.clear();
        let (name, query) = model.base.clone();
        lists::show_query(model, out, name, query);
    } else if model.flash.is_some() {
        model.flash = None;
    }
}

/// Goes to a ticket wherever it stands, remembering where one was.
pub fn jump(model: &mut Model, out: &mut Out, id: crate::domain::id::TicketId) {
    remember(model);
    uncover(model);
    go_to(model, out, id);
    model.focus = Pane::Ticket;
}

/// Takes away what only is looked at and lies over the panes, so that they are seen; a text that is being
/// written stays.
pub fn uncover(model: &mut Model) {
    if !super::palette::is_writing(model) {
        model.overlays.clear();
    }
}

fn go_to(model: &mut Model, out: &mut Out, id: crate::domain::id::TicketId) {
    model.pinned = (!model.queue.select(id)).then_some(id);
    model.page = None;
    settle(model, out);
    ask_ticket(model, out);
}

/// Remembers where one is.
pub fn remember(model: &mut Model) {
    let place = model.place();
    if place.ticket.is_some() && model.places.last() != Some(&place) {
        model.places.push(place);
        if model.places.len() > PLACES {
            model.places.remove(0);
        }
    }
}

/// To an earlier place.
pub fn earlier(model: &mut Model, out: &mut Out) {
    if let Some(place) = model.places.pop() {
        return_to(model, out, place);
    }
}

/// To the last place; this one becomes the last.
pub fn last_place(model: &mut Model, out: &mut Out) {
    if let Some(place) = model.places.pop() {
        remember(model);
        return_to(model, out, place);
    }
}

/// Back to a place.
pub fn return_to(model: &mut Model, out: &mut Out, place: Place) {
    model.focus = place.focus;
    if place.query == model.queue.query {
        if let Some(id) = place.ticket {
            go_to(model, out, id);
        }
        return;
    }
    model.select_next = place.ticket;
    lists::show_query(model, out, place.name, place.query);
}

/// The next order.
pub fn next_sort(model: &mut Model, out: &mut Out) {
    let mut query = model.queue.query.clone();
    query.sort = match query.sort {
        Sort::Due => Sort::Age,
        Sort::Age => Sort::Priority,
        Sort::Priority => Sort::Updated,
        Sort::Updated => Sort::Due,
    };
    model.base.1.sort = query.sort;
    let name = model.queue.name.clone();
    lists::show_query(model, out, name, query);
}

/// The next ticket of the window that needs someone now.
pub fn next_need(model: &mut Model, out: &mut Out) {
    let now = model.now;
    let needs = |r: &crate::domain::row::Row| r.needs_at <= now;
    let from = model.queue.cursor + 1;
    let found = model.queue.rows.iter().skip(from).position(needs);
    match found
        .map(|p| p + from)
        .or_else(|| model.queue.rows.iter().position(needs))
    {
        Some(place) => {
            model.pinned = None;
            model.queue.cursor = place;
            moved(model, out);
        }
        None => model.say(Tone::Good, "Nothing here needs you now."),
    }
}

/// Puts the oldest banner away.
pub fn put_away(model: &mut Model, _: &mut Out) {
    if !model.banners.is_empty() {
        model.banners.remove(0);
    }
}

/// Leaves; while something is still being written, or is not kept, another key must say so.
pub fn quit(model: &mut Model, out: &mut Out) {
    if model.writing == 0 {
        super::unfinished::leave(model, out);
        return;
    }
    model.overlays.push(Overlay::Confirm(Box::new(Confirm {
        question: "Something is still being written. Leave without knowing whether it was?"
            .to_owned(),
        then: Then::Leave,
    })));
}

/// Closes what is on top; at the panes, leaves.
pub fn interrupt(model: &mut Model, out: &mut Out) {
    if model.overlays.is_empty() {
        quit(model, out);
    } else if !super::typed_on::stays(model) {
        super::overlays::close(model, out);
    }
}

/// Paints the screen anew.
pub fn repaint(_: &mut Model, out: &mut Out) {
    out.push(Effect::Repaint);
}

/// Puts the program to sleep.
pub fn suspend(model: &mut Model, out: &mut Out) {
    if model.taste.ssh {
        model.say(
            Tone::Plain,
            "There is no shell to go to here; close the connection instead.",
        );
    } else {
        out.push(Effect::Suspend);
    }
}
