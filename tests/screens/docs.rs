//! `docs/keys.md` is made from the table of actions; `HOIST_BLESS=1` writes it anew.

use std::path::Path;

#[test]
fn the_page_of_keys_is_the_table_of_actions() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let page = hoist::tui::action::docs::page();
    if std::env::var_os("HOIST_BLESS").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    let stands = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        stands, page,
        "HOIST_BLESS=1 cargo test writes docs/keys.md anew"
    );
}
