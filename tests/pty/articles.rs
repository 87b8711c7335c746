//! The knowledge base in the real program: drafted from a ticket by key, published, linked to the next one and
//! counted; and the same told line by line.

use super::Desk;
use super::plain::{leaves, listener};

#[test]
fn an_article_is_drafted_by_key_published_linked_and_counted() {
    let desk = Desk::working();
    desk.open("Payments down again", "since ten");
    let mut tom = desk.seat("tom");
    tom.sees("# \"1\" <enter>", "2 #1 Payments down");
    tom.sees("N", "New article, from #1");
    tom.keys("<tab> \"no charge goes through\" <tab> <tab> <tab> \"Restart the relay\" <c-s>");
    tom.shows("kb:1 is written, a draft; #1 is linked to it");
    tom.sees("P", "kb:1 is published");
    tom.shows("Restart the relay");
    tom.sees("<esc>", "Payments down again");
    tom.sees("# \"2\" <enter>", "2 #2 Payments down again");
    tom.sees("h", "kind:kb");
    tom.sees("<enter>", "published · helped 0 of 1 linked tickets");
    tom.sees("+", "#2: article kb:1 helped");
    tom.shows("helped 1 of 2 linked tickets");
    tom.keys("<esc> <esc>");
    tom.gone("kind:kb");
    tom.leave();
    let list = desk.ok(&["kb", "list"]);
    assert!(list.contains("kb:1     published  1  "), "{list}");
    let shown = desk.ok(&["show", "2"]);
    assert!(
        shown.contains("Article kb:1 (helped): Payments down"),
        "{shown}"
    );
}

#[test]
fn an_article_is_found_read_and_linked_without_a_screen() {
    let desk = Desk::working();
    let new = [
        "kb",
        "new",
        "--as",
        "tom",
        "--title",
        "Pool exhausted",
        "symptoms=502",
        "resolution=Enlarge the pool",
    ];
    desk.ok(&new);
    desk.ok(&["kb", "publish", "1", "--as", "tom"]);
    let mut tom = listener(&desk, "tom");
    tom.sees("<enter>", "ticket #1 Payments down");
    tom.sees("h", "Pool exhausted");
    tom.sees("<enter>", "kb:1 Pool exhausted");
    tom.sees("<f2>", "Enlarge the pool");
    tom.sees("+", "#1: article kb:1 helped");
    tom.keys("<esc> <esc>");
    leaves(tom);
    let list = desk.ok(&["kb", "list"]);
    assert!(list.contains("kb:1     published  1  "), "{list}");
}
