//! Products on the screen: listed with their newest versions, versions written down in a form, completed where
//! a form asks for them; names of customers completed in a search.

use super::lively::{desk, says, screen, session};
use super::{SMALL, USUAL};
use crate::support::desk::Bench;
use hoist::domain::product::Release;
use hoist::tui::print::Session;

/// A desk whose list has two products.
fn listed() -> Bench {
    let mut bench = desk();
    bench.sit("ana");
    for (version, day) in [("9.3.0", "2026-01-07"), ("9.4.1", "2026-11-02")] {
        let release = Release {
            version: version.into(),
            released: day.parse().ok(),
            notes: format!("brings {version}"),
        };
        bench.desk.list_release("Payments API", release).unwrap();
    }
    bench.desk.add_product("Portal").unwrap();
    bench
}

fn press(session: &mut Session, keys: &str) {
    session.press(keys).unwrap();
}

#[test]
fn products_are_listed_with_their_newest_versions_and_esc_leads_back() {
    let bench = listed();
    for size in [SMALL, USUAL] {
        let mut ana = session(&bench, "ana", size);
        let before = screen(&ana);
        press(&mut ana, ": \"products\" <enter>");
        says(&ana, "Payments API");
        says(&ana, "9.4.1 · 2026-11-02 · brings 9.4.1");
        says(&ana, "no version yet");
        press(&mut ana, "<enter>");
        says(&ana, "Versions of Payments API");
        says(&ana, "2026-01-07 · brings 9.3.0");
        press(&mut ana, "<esc>");
        says(&ana, "no version yet");
        press(&mut ana, "<esc>");
        assert_eq!(screen(&ana), before);
    }
}

#[test]
fn a_version_is_written_down_changed_and_a_mistake_loses_nothing() {
    let bench = listed();
    let mut ana = session(&bench, "ana", USUAL);
    press(
        &mut ana,
        ": \"products\" <enter> <enter> \"new version\" <enter>",
    );
    says(&ana, "A new version of Payments API");
    press(
        &mut ana,
        "\"9.5\" <tab> \"yesterday or so\" <tab> \"Faster\" <c-s>",
    );
    says(&ana, "“yesterday or so” is not a day");
    says(&ana, "Faster");
    assert_eq!(
        bench
            .desk
            .product_called("payments api")
            .unwrap()
            .unwrap()
            .versions
            .len(),
        2
    );
    press(&mut ana, "<s-tab> <c-u> \"2026-11-20\" <c-s>");
    says(&ana, "Payments API has version 9.5 of 2026-11-20.");
    let product = bench.desk.product_called("payments api").unwrap().unwrap();
    assert_eq!(
        product.newest().unwrap().notes,
        "Faster",
        "{}",
        screen(&ana)
    );
    // The lists below say so at once.
    press(&mut ana, "<c-u>");
    says(&ana, "9.5");
    press(&mut ana, "<c-u> \"9.3\" <enter>");
    says(&ana, "Payments API 9.3.0");
    says(&ana, "brings 9.3.0");
    press(&mut ana, "<esc> <esc>");
    says(&ana, "9.5 · 2026-11-20 · Faster");
}

#[test]
fn a_product_is_put_on_the_list_with_its_first_version_and_taken_out_of_use() {
    let bench = listed();
    let mut ana = session(&bench, "ana", USUAL);
    press(&mut ana, ": \"products\" <enter> \"not listed\" <enter>");
    says(&ana, "A new product");
    press(&mut ana, "\"Relay\" <tab> \"1.0\" <c-s>");
    says(&ana, "Relay has version 1.0.");
    assert!(bench.desk.product_called("Relay").unwrap().is_some());
    press(&mut ana, "<c-u> \"Portal\" <enter> \"not offered\" <enter>");
    says(&ana, "Portal is not offered any more.");
    assert!(
        bench
            .desk
            .product_called("Portal")
            .unwrap()
            .unwrap()
            .retired
    );
    press(&mut ana, "<esc>");
    says(&ana, "not offered any more · no version yet");
}

#[test]
fn product_and_version_are_completed_where_a_form_asks_for_them() {
    let bench = listed();
    let mut ana = session(&bench, "ana", USUAL);
    press(&mut ana, "c <tab> <tab> \"It fails\"");
    let mut tries = 0;
    while !screen(&ana).contains("> Product") && tries < 20 {
        press(&mut ana, "<tab>");
        tries += 1;
    }
    press(&mut ana, "\"Payments API\" <tab> \"9\"");
    says(&ana, "2026-11-02: brings 9.4.1");
    says(&ana, "9.3.0");
}

#[test]
fn the_linear_mode_reads_the_products() {
    let bench = listed();
    let mut ana = session(&bench, "ana", USUAL);
    press(&mut ana, ": \"products\" <enter>");
    press(&mut ana, "<down>");
    press(&mut ana, "<up>");
    let said = hoist::tui::plain::transcript(&ana.told());
    assert!(said.contains("Payments API"), "{said}");
    assert!(said.contains("9.4.1 · 2026-11-02 · brings 9.4.1"), "{said}");
}

#[test]
fn names_of_customers_are_completed_in_a_search_and_quoted_where_they_have_blanks() {
    let bench = desk();
    let mut ana = session(&bench, "ana", USUAL);
    press(&mut ana, "f \"customer:so\"");
    says(&ana, "customer:\"Birch & Sons\"");
    press(&mut ana, "<tab>");
    says(&ana, "customer:\"Birch & Sons\" ");
    let said = screen(&ana);
    assert!(
        said.contains("Birch & Sons  "),
        "its tickets are found\n{said}"
    );
    press(&mut ana, "<c-u> \"customer:zzz\"");
    let said = screen(&ana);
    assert!(!said.contains("Birch & Sons\""), "{said}");
}
