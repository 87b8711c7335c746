//! The rows.

use super::Group::{About, Moves, Program, Queue, Writing};
use super::Scope::{Always, Panes};
use super::ready as r;
use super::{Action, Group, Out, Ready, Scope};
use crate::domain::process::Verb;
use crate::tui::form::sheet::Sheet;
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::update::{
    export, files, go, kept, lists, marks, moves, repeat, search, show, write,
};

type Run = fn(&mut Model, &mut Out);
type Check = fn(&Model) -> Ready;

struct Says(&'static str, &'static str, &'static str);

const fn row(
    says: Says,
    place: (Group, Scope),
    keys: &'static [&'static str],
    foot: u8,
    ready: Check,
    run: Run,
) -> Action {
    Action {
        name: says.0,
        label: says.1,
        help: says.2,
        group: place.0,
        scope: place.1,
        keys,
        foot,
        ready,
        run,
    }
}

/// Every action.
#[rustfmt::skip]
pub static ALL: &[Action] = &[
    // Moves.
    row(Says("escalate", "escalate", "Hand up to the next tier, with everything it needs"), (Moves, Panes), &[">"], 1,
        |m| r::offered(m, &[Verb::Escalate]), |m, o| moves::start(m, o, &[Verb::Escalate])),
    row(Says("send_back", "send back", "Send back: to the tier below, or a fix that failed, or a customer not satisfied"), (Moves, Panes), &["<lt>"], 2,
        |m| r::offered(m, r::BACK), |m, o| moves::start(m, o, r::BACK)),
    row(Says("next_step", "next step", "The usual next step of this ticket"), (Moves, Panes), &["."], 3,
        r::next_step, moves::next_step),
    row(Says("take", "take", "Take a new ticket, or show and accept a package"), (Moves, Panes), &["t"], 4,
        |m| r::offered(m, r::TAKE), |m, o| moves::start(m, o, r::TAKE)),
    row(Says("resolve", "resolve", "A solution exists: the customer is to be told"), (Moves, Panes), &["r"], 0,
        |m| r::offered(m, &[Verb::Resolve]), |m, o| moves::start(m, o, &[Verb::Resolve])),
    row(Says("deploy", "deploy", "A fix is in place and is to be verified"), (Moves, Panes), &["D"], 0,
        |m| r::offered(m, &[Verb::Deploy]), |m, o| moves::start(m, o, &[Verb::Deploy])),
    row(Says("sign_off", "sign off", "Sign the fix off for your tier"), (Moves, Panes), &["S"], 0,
        |m| r::offered(m, &[Verb::Sign]), |m, o| moves::start(m, o, &[Verb::Sign])),
    row(Says("tell", "tell", "Tell the customer the resolution"), (Moves, Panes), &["T"], 0,
        |m| r::offered(m, &[Verb::Tell]), |m, o| moves::start(m, o, &[Verb::Tell])),
    row(Says("close", "close", "Close: satisfied, or never answered; on a quick answer resolve and tell as well"), (Moves, Panes), &["C"], 0,
        |m| r::offered(m, &[Verb::Close]), |m, o| moves::start(m, o, &[Verb::Close])),
    row(Says("release", "give back", "Give the ticket back to the queue of its tier"), (Moves, Panes), &["b"], 0,
        |m| r::offered(m, &[Verb::Release]), |m, o| moves::start(m, o, &[Verb::Release])),
    row(Says("recall", "take back", "Take a ticket back to the first tier, or an escalation that nobody accepted"), (Moves, Panes), &["B"], 0,
        |m| r::offered(m, r::RECALL), |m, o| moves::start(m, o, r::RECALL)),
    row(Says("decline", "decline", "Decline a fix, with wording for the customer"), (Moves, Panes), &[], 0,
        |m| r::offered(m, &[Verb::Decline]), |m, o| moves::start(m, o, &[Verb::Decline])),
    row(Says("reopen", "reopen", "Reopen a closed ticket, or restore a cancelled one"), (Moves, Panes), &["O"], 0,
        |m| r::offered(m, r::REOPEN), |m, o| moves::start(m, o, r::REOPEN)),
    row(Says("cancel", "cancel", "Cancel the ticket: duplicate, spam, not needed"), (Moves, Panes), &[], 0,
        |m| r::offered(m, &[Verb::Cancel]), |m, o| moves::start(m, o, &[Verb::Cancel])),
    row(Says("archive", "archive", "Seal a closed ticket for good"), (Moves, Panes), &[], 0,
        |m| r::offered(m, &[Verb::Archive]), |m, o| moves::start(m, o, &[Verb::Archive])),
    row(Says("override", "override", "A lead forces a move; what was missing is owed"), (Moves, Panes), &[], 0,
        r::lead, moves::pick_override),
    row(Says("undo", "undo", "Take back your last step, within a minute"), (Moves, Panes), &["u"], 12,
        r::undo, write::undo),

    // Writing.
    row(Says("new_ticket", "new", "A new ticket: who calls, and what about"), (Writing, Panes), &["c"], 7,
        r::ready, show::new_ticket),
    row(Says("message", "to customer", "Write to the customer"), (Writing, Panes), &["M"], 5,
        |m| r::takes(m, &Sheet::Message), |m, o| show::sheet(m, o, Sheet::Message)),
    row(Says("note", "note", "Write an internal note"), (Writing, Panes), &["n"], 6,
        |m| r::takes(m, &Sheet::Note), |m, o| show::sheet(m, o, Sheet::Note)),
    row(Says("ask_customer", "ask", "Ask the customer and wait for the answer"), (Writing, Panes), &["a"], 8,
        |m| r::takes(m, &Sheet::Message), show::ask_customer),
    row(Says("received", "word in", "Write down what the customer said"), (Writing, Panes), &["m"], 0,
        |m| r::takes(m, &Sheet::Received), |m, o| show::sheet(m, o, Sheet::Received)),
    row(Says("wait", "wait", "Wait for someone or something, until a time"), (Writing, Panes), &["w"], 0,
        |m| r::takes(m, &Sheet::Hold), |m, o| show::sheet(m, o, Sheet::Hold)),
    row(Says("resume", "go on", "End the wait"), (Writing, Panes), &["W"], 0,
        r::held, write::resume),
    row(Says("intake", "intake", "Answer the intake questions"), (Writing, Panes), &["i"], 0,
        r::intake, |m, o| show::sheet(m, o, Sheet::Intake)),
    row(Says("evidence", "evidence", "Write a finding, a root cause, what was tried …"), (Writing, Panes), &["e"], 0,
        r::evidence, lists::records),
    row(Says("details", "set", "Set impact, urgency, subject, product …"), (Writing, Panes), &["s"], 0,
        |m| r::takes(m, &Sheet::Set), |m, o| show::sheet(m, o, Sheet::Set)),
    row(Says("assign", "assign", "Assign the ticket, or give it back"), (Writing, Panes), &["A"], 0,
        |m| r::takes(m, &Sheet::Assign), |m, o| show::sheet(m, o, Sheet::Assign)),
    row(Says("customers_agent", "hand over", "Hand the customer over to another agent"), (Writing, Panes), &[], 0,
        |m| r::takes(m, &Sheet::CustomersAgent), |m, o| show::sheet(m, o, Sheet::CustomersAgent)),
    row(Says("ask_team", "ask team", "Ask an internal team; the ticket stays yours"), (Writing, Panes), &["E"], 0,
        |m| r::takes(m, &Sheet::Asking), |m, o| show::sheet(m, o, Sheet::Asking)),
    row(Says("criterion", "criterion", "Note a reason to escalate"), (Writing, Panes), &["K"], 0,
        |m| r::takes(m, &Sheet::Criterion), |m, o| show::sheet(m, o, Sheet::Criterion)),
    row(Says("link", "link", "Link another ticket"), (Writing, Panes), &["L"], 0,
        |m| r::takes(m, &Sheet::Link(String::new())), |m, o| show::sheet(m, o, Sheet::Link(String::new()))),
    row(Says("still_true", "still true", "After a reopen: every checked item still holds"), (Writing, Panes), &["+"], 0,
        r::stale, write::still_true),
    row(Says("waive", "waive", "A lead forgives the owed item under the cursor"), (Writing, Panes), &[], 0,
        r::owed, show::waive),
    row(Says("restrict", "restrict", "Restrict the ticket to an audience"), (Writing, Panes), &[], 0,
        |m| r::takes(m, &Sheet::Restrict), |m, o| show::sheet(m, o, Sheet::Restrict)),
    row(Says("lift", "lift", "Lift the restriction"), (Writing, Panes), &[], 0,
        r::restricted, |m, o| show::sheet(m, o, Sheet::Lift)),
    row(Says("package", "package", "Read the hand-off package; of a closed ticket its bundle"), (Writing, Panes), &["p"], 0,
        r::package, show::package),
    row(Says("attach", "attach", "Attach a file"), (Writing, Panes), &["@"], 0,
        files::can_attach, files::attach),
    row(Says("files", "files", "The attached files: read them, save them"), (Writing, Panes), &["F"], 0,
        files::can_list, files::list),
    row(Says("kept", "kept", "The kept evidence: read it, take it back"), (Writing, Panes), &[], 0,
        kept::can_list, kept::list),
    row(Says("repeat", "repeat", "The last form again, on this ticket, as it was filled in"), (Writing, Panes), &["&"], 0,
        repeat::can, repeat::repeat),
    row(Says("drafts", "drafts", "Unfinished texts"), (Writing, Panes), &["d"], 0,
        r::ready, lists::drafts),

    // Queue.
    row(Says("mark", "mark", "Mark the ticket; moves and texts then act on all marked"), (Queue, Panes), &["x"], 9,
        r::row, marks::toggle),
    row(Says("unmark_all", "unmark", "Unmark all"), (Queue, Panes), &["X"], 0,
        r::marked, marks::clear),
    row(Says("marked", "act on marked", "Take, assign, note or write on every marked ticket"), (Queue, Panes), &["*"], 0,
        r::marked, marks::pick),
    row(Says("export", "export", "The marked tickets, or this one, into a file"), (Queue, Panes), &[], 0,
        r::row, export::ask),
    row(Says("find", "find", "Filter the queue by words"), (Queue, Panes), &["/"], 10,
        r::ready, show::find),
    row(Says("views", "views", "Choose what the queue shows"), (Queue, Panes), &["v"], 0,
        r::ready, lists::views),
    row(Says("save_view", "save view", "Save what the queue shows under a name"), (Queue, Panes), &["V"], 0,
        r::ready, show::save_view),
    row(Says("sort", "order", "By due time, age, priority or latest change"), (Queue, Panes), &["o"], 0,
        r::ready, go::next_sort),
    row(Says("jump", "jump", "Go to a ticket by its number or words"), (Queue, Panes), &["#"], 0,
        r::ready, lists::jump),
    row(Says("search", "search", "Search every text of every ticket"), (Queue, Panes), &["f"], 0,
        r::ready, search::open),
    row(Says("next_need", "next in need", "The next ticket that needs you now"), (Queue, Panes), &["]"], 0,
        r::row, go::next_need),

    // About.
    row(Says("down", "down", "Down"), (About, Panes), &["j", "<down>"], 0, r::ready, |m, o| go::step(m, o, 1)),
    row(Says("up", "up", "Up"), (About, Panes), &["k", "<up>"], 0, r::ready, |m, o| go::step(m, o, -1)),
    row(Says("page_down", "page down", "A page down"), (About, Panes), &["<c-d>", "<pgdn>"], 0, r::ready, |m, o| go::page(m, o, 1)),
    row(Says("page_up", "page up", "A page up"), (About, Panes), &["<c-u>", "<pgup>"], 0, r::ready, |m, o| go::page(m, o, -1)),
    row(Says("first", "first", "To the first"), (About, Panes), &["g", "<home>"], 0, r::ready, |m, o| go::end(m, o, false)),
    row(Says("last", "last", "To the last"), (About, Panes), &["G", "<end>"], 0, r::ready, |m, o| go::end(m, o, true)),
    row(Says("open", "open", "Open what is under the cursor, or fill it in"), (About, Panes), &["<enter>"], 0, r::ready, go::open),
    row(Says("back", "back", "Back to where you were"), (About, Panes), &["<esc>"], 0, r::ready, go::back),
    row(Says("next_pane", "next pane", "The next pane"), (About, Panes), &["<tab>"], 0, r::ready, |m, o| go::pane(m, o, m.focus.next())),
    row(Says("previous_pane", "previous pane", "The pane before"), (About, Panes), &["<s-tab>"], 0, r::ready, |m, o| go::pane(m, o, m.focus.previous())),
    row(Says("queue", "queue", "To the queue"), (About, Panes), &["1"], 0, r::ready, |m, o| go::pane(m, o, Pane::Queue)),
    row(Says("ticket", "ticket", "To the ticket"), (About, Panes), &["2"], 0, r::ready, |m, o| go::pane(m, o, Pane::Ticket)),
    row(Says("checklist", "checklist", "To the checklist"), (About, Panes), &["3"], 0, r::ready, |m, o| go::pane(m, o, Pane::Checklist)),
    row(Says("escalation", "next steps", "To what can be done next"), (About, Panes), &["4"], 0, r::ready, |m, o| go::pane(m, o, Pane::Escalation)),
    row(Says("earlier_place", "earlier place", "To an earlier place"), (About, Panes), &["<c-o>"], 0, r::places, go::earlier),
    row(Says("last_place", "last place", "To the last place and back"), (About, Panes), &["''"], 0, r::places, go::last_place),

    // The program.
    row(Says("palette", "all", "Everything that can be done, by name"), (Program, Panes), &[":", "<c-p>"], 11, r::ready, lists::palette),
    row(Says("help", "help", "The keys of this place"), (Program, Panes), &["?"], 13, r::ready, show::help),
    row(Says("copy", "copy", "Copy the ticket's number and subject"), (Program, Panes), &["y"], 0, r::row, write::copy),
    row(Says("act_as", "act as", "Act as another agent, on a demo desk or your own file"), (Program, Panes), &[], 0, r::ready, lists::agents),
    row(Says("away", "away", "Say that you are away until tomorrow, or back"), (Program, Panes), &[], 0, r::ready, write::away),
    row(Says("theme", "theme", "Choose the colours"), (Program, Panes), &[], 0, r::ready, lists::themes),
    row(Says("put_away", "put away", "Put the banner away"), (Program, Panes), &["z"], 0, r::banner, go::put_away),
    row(Says("refresh", "refresh", "Read everything anew"), (Program, Panes), &["<f5>"], 0, r::ready, write::refresh),
    row(Says("quit", "leave", "Leave"), (Program, Panes), &["q"], 0, r::ready, go::quit),
    row(Says("interrupt", "close", "Close what is on top; at the panes, leave"), (Program, Always), &["<c-c>"], 0, r::ready, go::interrupt),
    row(Says("repaint", "repaint", "Paint the screen anew"), (Program, Always), &["<c-l>"], 0, r::ready, go::repaint),
    row(Says("suspend", "suspend", "Put the program to sleep"), (Program, Always), &["<c-z>"], 0, r::ready, go::suspend),
    row(Says("read_all", "read out", "In the linear mode: read out all of this pane, form or list"), (Program, Always), &["<f2>"], 0, r::linear, show::read_all),
];
