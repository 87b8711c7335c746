//! The first start, before there is a desk.

use super::{SMALL, USUAL};
use hoist::desk::first::{Answers, Trouble};
use hoist::tui::first::{First, Step};
use hoist::tui::input::{After, InputEvent};
use hoist::tui::keys::parse_script;
use hoist::tui::print::styled;
use hoist::tui::theme::{Depth, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn first() -> First {
    let proposed = Answers {
        name: "zoe".to_owned(),
        tiers: ["tier1", "tier2", "engineering"]
            .map(str::to_owned)
            .to_vec(),
        file: "/home/zoe/.local/share/hoist/desk.hoist".to_owned(),
    };
    First::new(&proposed, Theme::named("dark", Depth::True).unwrap())
}

fn press(first: &mut First, keys: &str) -> Step {
    let strokes = parse_script(keys).unwrap();
    let keys = strokes.iter().flat_map(|s| s.keys());
    keys.map(|key| first.take(InputEvent::Key(key, After::Nothing)))
        .last()
        .unwrap()
}

fn shown(first: &First, (width, height): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| first.paint(frame)).unwrap();
    styled(terminal.backend().buffer())
}

#[test]
fn first_start_small() {
    insta::assert_snapshot!(shown(&first(), SMALL));
}

#[test]
fn first_start() {
    let mut first = first();
    press(&mut first, "<tab> 3");
    insta::assert_snapshot!(shown(&first, USUAL));
}

#[test]
fn first_start_refused() {
    let mut first = first();
    assert!(matches!(press(&mut first, "<c-s>"), Step::Make(_)));
    first.trouble(Trouble {
        field: "file",
        sentence: "There is something at this place already; it was not touched. Name another."
            .to_owned(),
    });
    insta::assert_snapshot!(shown(&first, SMALL));
}

#[test]
fn all_tiers_are_marked_and_every_answer_is_needed() {
    let mut proposed = first();
    let wanted = Answers {
        name: "zoe".to_owned(),
        tiers: ["tier1", "tier2", "engineering"]
            .map(str::to_owned)
            .to_vec(),
        file: "/home/zoe/.local/share/hoist/desk.hoist".to_owned(),
    };
    assert_eq!(press(&mut proposed, "<c-s>"), Step::Make(wanted));
    let mut none = first();
    assert_eq!(press(&mut none, "<tab> 1 2 3 <c-s>"), Step::Stay);
    assert!(shown(&none, SMALL).contains("“Your tiers” is still empty"));
    assert_eq!(press(&mut none, "<esc>"), Step::Leave);
}

#[test]
fn it_fits_any_size() {
    for size in [(1, 1), (59, 14), (60, 15), (61, 40), (250, 80)] {
        let said = shown(&first(), size);
        assert!(
            size.0 < 60 || said.contains("Your tiers"),
            "{size:?}\n{said}"
        );
    }
}
