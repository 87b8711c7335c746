//! The knowledge base on the screen: articles drafted, read, changed, linked.

use super::{complain, forms, go, hidden, search, show, typed_on, write};
use crate::desk::articles::Told;
use crate::domain::article::{self, Ask, Source};
use crate::domain::blocker::Refusal;
use crate::domain::command::Command;
use crate::domain::id::ArticleId;
use crate::domain::process::{Field, FieldKind};
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::article::{ArticleBox, Did, Opened};
use crate::tui::draft;
use crate::tui::form::sheet::Sheet;
use crate::tui::form::{Face, Spec};
use crate::tui::model::overlay::{ArticleForm, Overlay, Purpose};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{ArticleAsk, ArticleWork, Asker, Effect, Job, Question, Reading, Slot, Work};

/// The draft's form id of a new article; of one that is changed its number follows.
const FORM: &str = "article";

/// Whether an article can be drafted from the ticket under the bar.
#[must_use]
pub fn can_draft(model: &Model) -> Ready {
    ready::ticket(model)
}

/// A new article, filled in from the ticket under the bar.
pub fn draft(model: &mut Model, out: &mut Out) {
    let Some(loaded) = model.ticket() else { return };
    let form = ArticleForm::New(Some(loaded.view.ticket.id));
    forms::open(model, out, Purpose::Article(form), None);
}

/// A new article from nothing.
pub fn blank(model: &mut Model, out: &mut Out) {
    forms::open(model, out, Purpose::Article(ArticleForm::New(None)), None);
}

/// The knowledge base: what is searched, articles alone.
pub fn browse(model: &mut Model, out: &mut Out) {
    search::open_with(model, out, "kind:kb ");
}

/// An article on the screen.
pub fn read(_: &mut Model, out: &mut Out, id: ArticleId) {
    ask(out, id, Reading::Open);
}

fn ask(out: &mut Out, id: ArticleId, how: Reading) {
    let question = Question::Article(ArticleAsk { id, how });
    out.push(Effect::Ask(Slot::Article, Box::new(question)));
}

/// The article on top is read anew, after one's own step or another's.
pub fn refresh(model: &Model, out: &mut Out) {
    if let Some(Overlay::Article(opened)) = model.overlays.last() {
        ask(out, opened.id(), Reading::Again);
    }
}

/// The article came.
pub fn came(model: &mut Model, out: &mut Out, ask: ArticleAsk, opened: Opened) {
    let now = model.now;
    match (model.overlays.last_mut(), ask.how) {
        (Some(Overlay::Article(there)), _) if there.id() == ask.id => there.renew(opened, now),
        // Under a form it stays as its author saw it.
        (_, Reading::Again) => return,
        _ => {
            let zone = model.taste.zone.clone();
            let ticket = model.ticket().map(|l| l.view.ticket.id);
            let mut opened = ArticleBox::new(opened, now, zone);
            opened.ticket = ticket;
            model.overlays.push(Overlay::Article(Box::new(opened)));
        }
    }
    if ask.how == Reading::Edit {
        edit(model, out);
    }
}

/// The topmost article on the screen.
fn shown(model: &Model) -> Option<&ArticleBox> {
    model.overlays.iter().rev().find_map(|o| match o {
        Overlay::Article(opened) => Some(opened.as_ref()),
        _ => None,
    })
}

/// What a key did in an article.
pub fn took(model: &mut Model, out: &mut Out, did: Did) -> bool {
    match did {
        Did::Ignored => return false,
        Did::Nothing => {}
        Did::Close => {
            model.overlays.pop();
        }
        Did::Copy(text, words) => {
            out.push(Effect::Copy(text));
            model.say(Tone::Good, format!("Copied: {words}"));
        }
        Did::Edit => edit(model, out),
        Did::Publish => {
            let remark = String::new();
            send_ask(model, out, Ask::Publish { remark });
        }
        Did::Review => {
            let remark = String::new();
            send_ask(model, out, Ask::Review { remark });
        }
        Did::Retire => {
            if let Some((id, seen)) = seen(model) {
                let form = ArticleForm::Retire(id, seen);
                forms::open(model, out, Purpose::Article(form), None);
            }
        }
        Did::Link(helped) => link(model, out, helped),
        Did::KnownError => {
            if let Some((id, _)) = seen(model) {
                known_error(model, out, id);
            }
        }
        Did::Fixed => {
            if let Some((id, seen)) = seen(model) {
                forms::open(
                    model,
                    out,
                    Purpose::Article(ArticleForm::Fix(id, seen)),
                    None,
                );
            }
        }
        Did::Say(text) => model.say(Tone::Plain, text),
    }
    true
}

fn seen(model: &Model) -> Option<(ArticleId, u32)> {
    shown(model).map(|a| (a.id(), a.article().revision))
}

fn edit(model: &mut Model, out: &mut Out) {
    if let Some((id, seen)) = seen(model) {
        let form = ArticleForm::Edit(id, seen);
        forms::open(model, out, Purpose::Article(form), None);
    }
}

/// The form that links the ticket under the bar to its known error.
pub fn known_error(model: &mut Model, out: &mut Out, id: ArticleId) {
    if model.ticket().is_none() {
        return no_ticket(model);
    }
    show::sheet(model, out, Sheet::Link("known_error".to_owned()));
    if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
        opened.form.set_text("other", &id.to_string());
    }
}

fn no_ticket(model: &mut Model) {
    let none = "No ticket is on the screen to link it to.";
    let why = hidden::elsewhere(model).unwrap_or(none);
    complain(model, why);
}

fn link(model: &mut Model, out: &mut Out, helped: bool) {
    let Some((article, _)) = seen(model) else {
        return;
    };
    let Some(loaded) = model.ticket() else {
        return no_ticket(model);
    };
    let (id, version) = (loaded.view.ticket.id, loaded.view.ticket.version);
    let kind = String::new();
    let command = Command::LinkArticle {
        article,
        helped,
        kind,
    };
    write::run(model, out, id, version, vec![command], Asker::Screen);
}

fn send_ask(model: &mut Model, out: &mut Out, ask: Ask) {
    if let Some((id, seen)) = seen(model) {
        let work = ArticleWork::Ask { id, seen, ask };
        write::own(model, out, Work::Article(Box::new(work)));
    }
}

/// The form of an article, and what it is filled with.
#[must_use]
pub fn form(model: &Model, form: &ArticleForm) -> Option<(Spec, Values)> {
    match form {
        ArticleForm::Retire(id, _) => return Some((retiring(*id), Values::new())),
        ArticleForm::Fix(id, _) => {
            let known = article::text(shown(model)?.article(), "resolution");
            let values = Values::new().with("resolution", known);
            return Some((fixing(*id), values));
        }
        _ => {}
    }
    let spec = Spec {
        id: form_id(form),
        title: title(form),
        fields: article::fields(),
        face: Face::Internal,
        send: "Keep".to_owned(),
        ..Spec::default()
    };
    let values = match form {
        ArticleForm::New(None) | ArticleForm::Retire(..) | ArticleForm::Fix(..) => Values::new(),
        ArticleForm::New(Some(_)) => {
            let ticket = &model.ticket()?.view.ticket;
            article::draft(Source { ticket })
        }
        ArticleForm::Edit(..) => article::values(shown(model)?.article()),
    };
    Some((spec, values))
}

fn retiring(id: ArticleId) -> Spec {
    Spec {
        id: "article_retire".to_owned(),
        title: format!("Retire {id}"),
        fields: vec![Field {
            id: "reason".to_owned(),
            label: "Why".to_owned(),
            help: "Superseded by another, fixed in 9.5, no longer true.".to_owned(),
            kind: FieldKind::Text,
            required: true,
            ..Field::default()
        }],
        send: "Retire".to_owned(),
        fleeting: true,
        ..Spec::default()
    }
}

fn fixing(id: ArticleId) -> Spec {
    Spec {
        id: format!("article_fix.{}", id.0),
        title: format!("{id} is fixed"),
        fields: vec![Field {
            id: "resolution".to_owned(),
            label: "What solves it".to_owned(),
            help: "Waits of linked tickets end; whoever has them resolves with these words."
                .to_owned(),
            kind: FieldKind::LongText,
            required: true,
            ..Field::default()
        }],
        send: "It is fixed".to_owned(),
        fleeting: true,
        ..Spec::default()
    }
}

/// Under which the draft of an article's form is kept.
pub(super) fn form_id(form: &ArticleForm) -> String {
    match form {
        ArticleForm::Edit(id, _) => format!("{FORM}.{}", id.0),
        _ => FORM.to_owned(),
    }
}

/// What an article's form is called.
pub(super) fn title(form: &ArticleForm) -> String {
    match form {
        ArticleForm::New(Some(ticket)) => format!("New article, from {ticket}"),
        ArticleForm::Edit(id, _) => format!("Change {id}"),
        _ => "New article".to_owned(),
    }
}

/// Sends the form on top.
pub fn send(model: &mut Model, out: &mut Out, form: &ArticleForm, values: &Values) {
    let work = match form {
        ArticleForm::New(from) => ArticleWork::Write {
            values: values.clone(),
            from: *from,
        },
        ArticleForm::Edit(id, seen) => {
            let values = changed(model, values);
            if values.0.is_empty() {
                super::overlays::close(model, out);
                return;
            }
            let remark = String::new();
            ArticleWork::Ask {
                id: *id,
                seen: *seen,
                ask: Ask::Edit { values, remark },
            }
        }
        ArticleForm::Fix(id, seen) => ArticleWork::Ask {
            id: *id,
            seen: *seen,
            ask: Ask::Fix {
                resolution: values.get("resolution").unwrap_or_default().to_owned(),
                remark: String::new(),
                by: None,
            },
        },
        ArticleForm::Retire(id, seen) => ArticleWork::Ask {
            id: *id,
            seen: *seen,
            ask: Ask::Retire {
                reason: values.get("reason").unwrap_or_default().to_owned(),
            },
        },
    };
    let Some(Overlay::Form(opened)) = model.overlays.last_mut() else {
        return;
    };
    opened.form.sending(true);
    let job = Job {
        command: opened.command.clone(),
        work: Work::Article(Box::new(work)),
        asker: Asker::Form,
    };
    write::job(model, out, job);
}

/// The fields in which the form differs from the article that it was opened on.
fn changed(model: &Model, values: &Values) -> Values {
    let Some(before) = shown(model).map(|a| article::values(a.article())) else {
        return values.clone();
    };
    let mut changed = Values::new();
    for (id, _, _) in article::LABELS {
        let now = values.0.get(id).map_or("", String::as_str);
        if before.0.get(id).map_or("", String::as_str) != now {
            changed.set(id, now);
        }
    }
    changed
}

/// What was done with an article.
pub fn done(model: &mut Model, out: &mut Out, job: &Job, told: Told) {
    let mut is_typed_on = false;
    if job.asker == Asker::Form
        && let Some(opened) = typed_on::take_form(model)
    {
        model.keep_at = None;
        is_typed_on = typed_on::written(model, out, &opened, &told.article);
    }
    let said = match is_typed_on {
        true => typed_on::and_kept(&told.text, "d shows it"),
        false => told.text,
    };
    model.say(Tone::Good, said);
    write::refresh_quietly(model, out);
    if matches!(&job.work, Work::Article(w) if matches!(**w, ArticleWork::Write { .. })) {
        ask(out, told.article.id, Reading::Open);
    }
}

/// What is missing is asked for in the article's own form.
pub fn refused(model: &mut Model, out: &mut Out, refusal: &Refusal) -> bool {
    if refusal.missing.is_empty() || shown(model).is_none() {
        return false;
    }
    edit(model, out);
    if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
        opened.form.refused(refusal);
    }
    true
}

/// The unfinished text of an article; false when it is none.
pub fn resume(model: &mut Model, out: &mut Out, key: &draft::Key) -> bool {
    match (key.form.as_str(), key.ticket) {
        (FORM, None) => blank(model, out),
        (FORM, Some(id)) if model.ticket().map(|l| l.view.ticket.id) == Some(id) => {
            draft(model, out);
        }
        (FORM, Some(id)) => {
            go::jump(model, out, id);
            model.resume = Some(key.clone());
        }
        (form, None) => {
            let id = form.strip_prefix("article.").and_then(|n| n.parse().ok());
            match id {
                Some(id) => ask(out, id, Reading::Edit),
                None => return false,
            }
        }
        _ => return false,
    }
    true
}
