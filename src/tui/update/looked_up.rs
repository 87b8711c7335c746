//! What is found for words that are being typed, and the keys that are for that list: while the list of the
//! newest words has not come they wait, for a bounded time, so that Enter takes what fits what is typed.

use super::{complain, keys};
use crate::desk;
use crate::tui::action::Out;
use crate::tui::finder::Item;
use crate::tui::form::{Ask, Hit};
use crate::tui::keys::Key;
use crate::tui::model::overlay::{Choice, Overlay};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Answer;
use crate::tui::newticket::Known;

/// A key waits so long for its list.
const PATIENCE_MS: i64 = 3_000;

/// Whether this key is for a list that has not come.
pub(super) fn awaits(model: &Model, key: Key) -> bool {
    match model.overlays.last() {
        Some(Overlay::Finder(opened)) => opened.finder.awaits(key),
        Some(Overlay::Form(opened)) => opened.form.awaits(key),
        Some(Overlay::New(opened)) => opened.form.awaits(key),
        Some(Overlay::Search(place)) => place.awaits(key),
        _ => false,
    }
}

/// A key begins to wait.
pub(super) fn wait(model: &mut Model) {
    let until = model.now.plus_ms(PATIENCE_MS);
    model.list_until.get_or_insert(until);
}

/// The list is there, or none comes: what was typed for it is pressed.
pub(super) fn go_on(model: &mut Model, out: &mut Out) {
    if model.list_until.take().is_some() {
        keys::catch_up(model, out);
    }
}

/// The time of the keys that wait is over. In a field the words stand as they were typed; where one would
/// go to what is found, nothing is done.
pub(super) fn due(model: &mut Model, out: &mut Out) {
    if model.list_until.is_none_or(|until| until > model.now) {
        return;
    }
    model.list_until = None;
    let field = match model.overlays.last() {
        Some(Overlay::Form(opened)) => opened.form.focused(),
        Some(Overlay::New(opened)) => opened.form.focused(),
        _ => {
            complain(model, "What fits these words is still being looked for.");
            keys::let_go(model);
            return;
        }
    };
    let field = field.unwrap_or_default().to_owned();
    not_found(model.overlays.last_mut(), &field);
    model.say(Tone::Plain, TYPED);
    keys::catch_up(model, out);
}

fn not_found(top: Option<&mut Overlay>, field: &str) {
    match top {
        Some(Overlay::Form(opened)) => opened.form.not_found(field),
        Some(Overlay::New(opened)) => opened.form.not_found(field),
        _ => {}
    }
}

/// Said where a field was left before its list came.
const TYPED: &str = "Nothing was found in time: the words stand as you typed them.";

/// What was found for the words in a field.
pub(super) fn came(
    model: &mut Model,
    out: &mut Out,
    ask: &Ask,
    answer: Result<Answer, desk::Error>,
) {
    match (model.overlays.last_mut(), answer) {
        (Some(Overlay::Form(opened)), Ok(Answer::Hits(hits))) => opened.form.found(ask, hits),
        (Some(Overlay::New(opened)), Ok(Answer::Hits(hits))) => opened.form.found(ask, hits),
        (Some(Overlay::New(opened)), Ok(Answer::Known(known))) => opened.form.known(ask, known),
        (Some(Overlay::Form(opened)), Ok(Answer::Known(known))) => {
            opened.form.found(ask, customers(&known));
        }
        (top, Err(error)) => {
            not_found(top, &ask.field);
            complain(model, error.to_string());
        }
        _ => {}
    }
    go_on(model, out);
}

/// The customers among those who were looked up, each once.
fn customers(known: &[Known]) -> Vec<Hit> {
    let mut names: Vec<&str> = known
        .iter()
        .filter_map(|k| k.customer.as_ref())
        .map(|c| c.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    let hit = |name: &str| Hit {
        id: name.to_owned(),
        label: name.to_owned(),
        detail: String::new(),
    };
    names.into_iter().map(hit).collect()
}

/// The tickets that fit the words of a jump; those of older words are dropped.
pub(super) fn jumped(
    model: &mut Model,
    out: &mut Out,
    words: &str,
    answer: Result<Answer, desk::Error>,
) {
    if let Some(Overlay::Finder(opened)) = model.overlays.last_mut()
        && opened.asks
        && opened.finder.query() == words
    {
        match &answer {
            Ok(Answer::Rows(rows)) => {
                let item = |r: &crate::domain::row::Row| {
                    Item::new(Choice::Ticket(r.id), format!("{} {}", r.id, r.subject))
                        .detail(r.customer_name.clone())
                };
                opened.finder.set_items(rows.iter().map(item).collect());
            }
            // No list of other words stays: Enter would go to one of them.
            Err(error) => {
                opened.finder.set_items(Vec::new());
                opened.finder.set_error(error.to_string());
            }
            Ok(_) => {}
        }
    }
    if let Err(error) = answer {
        complain(model, error.to_string());
    }
    go_on(model, out);
}

#[cfg(test)]
mod tests {
    use super::PATIENCE_MS;
    use crate::domain::parse;
    use crate::domain::process::Process;
    use crate::tui::action::Out;
    use crate::tui::form::Ground;
    use crate::tui::input::{After, InputEvent};
    use crate::tui::keymap::Keymap;
    use crate::tui::keys::{Stroke, parse_script};
    use crate::tui::model::overlay::{NewBox, Overlay};
    use crate::tui::model::{Model, Taste};
    use crate::tui::msg::{Effect, Msg};
    use crate::tui::newticket::NewTicket;
    use crate::tui::theme::Theme;
    use crate::tui::update::{lists, update};

    fn model() -> Model {
        Model::new(
            (120, 36),
            Taste::default(),
            Theme::default(),
            Keymap::default(),
        )
    }

    fn press(model: &mut Model, script: &str) {
        for key in parse_script(script).unwrap().iter().flat_map(Stroke::keys) {
            let _: Vec<Effect> = update(model, Msg::Input(InputEvent::Key(key, After::Nothing)));
        }
    }

    fn wait(model: &mut Model, ms: i64) {
        model.now = model.now.plus_ms(ms);
        let _: Vec<Effect> = update(model, Msg::Tick);
    }

    fn said(model: &Model) -> &str {
        model.flash.as_ref().map_or("", |f| f.text.as_str())
    }

    #[test]
    fn a_jump_whose_list_does_not_come_goes_nowhere_and_says_so() {
        let mut model = model();
        lists::jump(&mut model, &mut Out::new());
        press(&mut model, "\"57\" <enter>");
        assert_eq!(model.ahead.len(), 1);
        assert_eq!(model.wake_at(), Some(model.now.plus_ms(PATIENCE_MS)));
        wait(&mut model, PATIENCE_MS - 1);
        assert_eq!(model.ahead.len(), 1);
        wait(&mut model, 1);
        assert!(model.ahead.is_empty());
        assert!(said(&model).contains("still being looked for"));
        assert!(matches!(model.overlays.last(), Some(Overlay::Finder(_))));
        press(&mut model, "<esc>");
        assert!(model.overlays.is_empty());
    }

    #[test]
    fn a_field_whose_list_does_not_come_is_left_with_its_words_and_takes_what_is_typed_on() {
        let process: &Process = parse::builtin();
        let form = NewTicket::new(process, Ground::default(), Vec::new());
        let mut model = model();
        model.overlays.push(Overlay::New(Box::new(NewBox {
            form,
            draft: "new_ticket".to_owned(),
            command: None,
        })));
        press(&mut model, "\"lena\" <enter> \"Down\"");
        assert_eq!(model.ahead.len(), 5);
        wait(&mut model, PATIENCE_MS);
        assert!(model.ahead.is_empty());
        assert!(said(&model).contains("stand as you typed them"));
        let Some(Overlay::New(opened)) = model.overlays.last() else {
            panic!("the form is gone");
        };
        assert_eq!(opened.form.text("contact").as_deref(), Some("lena"));
        let next = opened.form.focused().unwrap();
        assert_ne!(next, "contact");
        assert_eq!(opened.form.text(next).as_deref(), Some("Down"));
    }
}
