//! Lists with typing: jump, views, agents, records, drafts, themes.

use super::{
    baselines, complain, configurations, files, forms, go, keeping, kept, keys, linked, marks,
    notices, palette, products, review, shift, show, talk, write,
};
use crate::domain::agent::standing;
use crate::domain::id::TicketId;
use crate::store::Query;
use crate::tui::action::{Out, named};
use crate::tui::finder::{Finder, Item};
use crate::tui::form::sheet::Sheet;
use crate::tui::model::overlay::{Choice, FinderBox, Overlay, Purpose};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Effect, ProductWork, Question, Slot, Work};
use crate::tui::theme::Theme;
use crate::tui::views;

/// Opens a list: what is picked, its label, a detail.
pub fn open(model: &mut Model, title: &str, items: Vec<(Choice, String, String)>) {
    let items = items
        .into_iter()
        .map(|(choice, label, detail)| Item::new(choice, label).detail(detail))
        .collect();
    push(model, Finder::new(title, items), false);
}

/// Opens a list about the ticket on the screen: what is picked is done to that one.
pub fn of_ticket(model: &mut Model, title: &str, items: Vec<(Choice, String, String)>) {
    let ticket = model.ticket().map(|l| l.view.ticket.id);
    open(model, title, items);
    belongs(model, ticket);
}

/// The ticket on the screen came anew: lists of what stands on it follow, and the bar stays on its line. A ticket that is
/// named in a line may have been restricted since.
pub fn ticket_came(model: &mut Model) {
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return;
    };
    let id = loaded.view.ticket.id;
    let (kept, links) = (
        kept::items(model, loaded),
        linked::unlink_items(model, loaded, process),
    );
    for overlay in &mut model.overlays {
        let Overlay::Finder(opened) = overlay else {
            continue;
        };
        if opened.ticket != Some(id) {
            continue;
        }
        let items = match opened.finder.values().next() {
            Some(Choice::Kept(..)) => kept.clone(),
            Some(Choice::Unlink(..)) => links.clone(),
            _ => continue,
        };
        let items = items
            .into_iter()
            .map(|(choice, label, detail)| Item::new(choice, label).detail(detail));
        opened.finder.renew(items.collect(), is_same);
    }
}

fn is_same(one: &Choice, other: &Choice) -> bool {
    match (one, other) {
        (Choice::Kept(on, n), Choice::Kept(at, m)) => (on, n) == (at, m),
        (Choice::Unlink(from, to, kind), Choice::Unlink(a, b, c)) => (from, to, kind) == (a, b, c),
        _ => false,
    }
}

/// The list on top belongs to this ticket.
pub(super) fn belongs(model: &mut Model, ticket: Option<TicketId>) {
    if let Some(Overlay::Finder(opened)) = model.overlays.last_mut() {
        opened.ticket = ticket;
    }
}

pub(super) fn push(model: &mut Model, finder: Finder<Choice>, asks: bool) {
    model.overlays.push(Overlay::Finder(Box::new(FinderBox {
        finder,
        asks,
        ticket: None,
        of: None,
        is_news: false,
    })));
}

/// To a ticket by number or words.
pub fn jump(model: &mut Model, out: &mut Out) {
    let mut finder = Finder::remote("Jump to #");
    finder.set_busy(true);
    push(model, finder, true);
    out.push(Effect::Ask(
        Slot::Lookup,
        Box::new(Question::Jump(String::new())),
    ));
}

/// The views, built in and saved.
pub fn views(model: &mut Model, _: &mut Out) {
    let Some(setup) = &model.setup else { return };
    let items = views::all(setup, model.now)
        .into_iter()
        .map(|v| {
            (
                Choice::View(v.name.clone(), Box::new(v.query)),
                v.name,
                v.detail,
            )
        })
        .collect();
    open(model, "Show", items);
}

/// The agents one can act as.
pub fn agents(model: &mut Model, _: &mut Out) {
    let Some(setup) = &model.setup else { return };
    let items = setup
        .agents
        .iter()
        .map(|a| {
            let tiers: Vec<_> = a
                .tiers
                .iter()
                .map(|t| setup.process.tier_label(t))
                .collect();
            let detail = standing(&tiers.join(", "), a.lead, a.auditor).join(", ");
            (Choice::Agent(a.name.clone()), a.name.0.clone(), detail)
        })
        .collect();
    open(model, "Act as", items);
}

/// The kinds of evidence that this tier writes.
pub fn records(model: &mut Model, _: &mut Out) {
    let (Some(process), Some(loaded)) = (model.process(), model.ticket()) else {
        return;
    };
    let tier = &loaded.view.ticket.stage.tier;
    let fits =
        |r: &&crate::domain::process::RecordKind| r.tiers.is_empty() || r.tiers.contains(tier);
    let items = process
        .records
        .iter()
        .filter(fits)
        .map(|r| {
            (
                Choice::Sheet(Sheet::Record(r.id.clone())),
                r.label.clone(),
                r.help.clone(),
            )
        })
        .collect();
    of_ticket(model, "Write down", items);
}

/// Unfinished texts.
pub fn drafts(_: &mut Model, out: &mut Out) {
    out.push(Effect::Ask(
        Slot::Draft,
        Box::new(Question::Drafts { choose: true }),
    ));
}

/// The themes.
pub fn themes(model: &mut Model, _: &mut Out) {
    let items = Theme::names()
        .into_iter()
        .map(|name| {
            (
                Choice::Theme(name.clone()),
                name.replace('_', "-"),
                String::new(),
            )
        })
        .collect();
    open(model, "Colours", items);
}

/// What was picked.
pub fn picked(model: &mut Model, out: &mut Out, choice: Choice) {
    match choice {
        Choice::Action(name) => {
            if let Some(action) = named(name) {
                keys::run(model, out, action);
            }
        }
        Choice::Ticket(id) => go::jump(model, out, id),
        Choice::Notice(n, ticket) => notices::picked(model, out, n, ticket),
        Choice::AllRead(n) => notices::all_read(model, out, n),
        Choice::View(name, query) => {
            go::remember(model);
            model.filter.clear();
            model.base = (name.clone(), (*query).clone());
            show_query(model, out, name, *query);
        }
        Choice::Agent(name) => write::own(model, out, Work::ActAs(name)),
        Choice::Sheet(sheet) => show::sheet(model, out, sheet),
        Choice::EachSheet(sheet) => forms::open(model, out, Purpose::Each(sheet), None),
        Choice::EachMove(verb) => marks::confirm_move(model, verb),
        Choice::Theme(name) => theme(model, out, &name),
        Choice::Unlink(from, other, kind) => linked::unlink(model, out, from, other, kind),
        Choice::Run(commands) => shift::run(model, out, commands),
        Choice::EachRun(what, commands) => marks::confirm(model, &what, commands),
        Choice::File(on, n) => files::open(model, out, on, n),
        Choice::Snapshot(n) => configurations::view(model, out, n),
        Choice::TakeSnapshot => configurations::take(model, out),
        Choice::Rival(with) => configurations::compare_with(model, out, with),
        Choice::Kept(on, n) => kept::view(model, on, n),
        Choice::Product(name) => products::versions(model, &name),
        Choice::Release(product, version) => products::write(model, out, product, version),
        Choice::Retire(product, retired) => {
            let work = ProductWork::Retire { product, retired };
            write::own(model, out, Work::Product(work));
        }
        Choice::Keeping(list) => keeping::push(model, list),
        Choice::KeepingForm(form) => forms::open(model, out, Purpose::Keeping(form), None),
        Choice::Remove(question, work) => keeping::confirm(model, question, work),
        Choice::ReadBaseline(product, name) => baselines::read(out, product, name),
        Choice::SetApart(by) => review::set_by(model, out, by),
        Choice::Own(key) => palette::press(model, out, key),
        Choice::Template(name) => talk::from_template(model, out, &name),
        Choice::Draft(key) => forms::resume_draft(model, out, key),
    }
}

/// Shows the colours at once and keeps them for the next start.
fn theme(model: &mut Model, out: &mut Out, name: &str) {
    match Theme::named(name, model.taste.depth) {
        Ok(theme) => {
            model.theme = theme;
            model.say(Tone::Good, format!("Colours: {}.", name.replace('_', "-")));
            if name != "plain" {
                out.push(Effect::Remember("theme", name.to_owned()));
            }
        }
        Err(why) => complain(model, why),
    }
}

/// Shows another query in the queue.
pub fn show_query(model: &mut Model, out: &mut Out, name: String, query: Query) {
    let height = model.queue_height();
    model.pinned = None;
    model.focus = crate::tui::layout::Pane::Queue;
    let ask = model.queue.show(name, query, height);
    go::ask_page(model, out, ask);
}

/// The first letter large.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
