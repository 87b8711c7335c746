//! `hoist products` and `hoist updates`.

use super::Home;

fn filled() -> Home {
    let home = Home::new();
    home.ok("products add \"Payments API\"");
    home.ok("products version \"Payments API\" 9.3.0 --released 2026-08-01");
    home.ok("products version \"payments api\" 9.4.1 --released 2026-11-02 --notes \"Pool no longer leaks\"");
    home
}

#[test]
fn products_are_listed_with_their_versions() {
    let home = filled();
    assert_eq!(
        home.ok("products list"),
        "Payments API                  9.4.1 of 2026-11-02  (2 versions)\n"
    );
    assert_eq!(
        home.ok("products show \"Payments API\""),
        "Payments API\n  9.4.1             2026-11-02  Pool no longer leaks\n  9.3.0             2026-08-01\n"
    );
    let object = home.json("products show \"Payments API\"");
    assert_eq!(object["newest"]["version"], "9.4.1");
    assert_eq!(object["versions"][1]["released"], "2026-08-01");
    // What is not said stays.
    home.ok("products version \"Payments API\" 9.4.1 --notes Withdrawn");
    assert_eq!(
        home.json("products list")["newest"]["released"],
        "2026-11-02"
    );
    home.ok("products version \"Payments API\" 9.4.1 --remove");
    home.ok("products retire \"Payments API\"");
    assert!(
        home.ok("products list")
            .contains("no product is on the list")
    );
    assert!(
        home.ok("products list --retired")
            .ends_with("9.3.0 of 2026-08-01  retired\n")
    );
    home.ok("products restore \"Payments API\"");
    assert!(home.ok("products list").contains("9.3.0"));
    let audit = home.ok("audit check");
    assert!(audit.contains("products and views"), "{audit}");
}

#[test]
fn a_mistake_is_a_sentence() {
    let home = filled();
    assert!(
        home.fails(2, "products add \"PAYMENTS API\"")
            .contains("is on the list already")
    );
    assert!(
        home.fails(3, "products show Relay")
            .contains("no product “Relay”")
    );
    assert!(
        home.fails(3, "products version Relay 1")
            .contains("products list shows them")
    );
    assert!(
        home.fails(2, "products version \"Payments API\" 1 --released soon")
            .contains("--released")
    );
}

#[test]
fn a_command_delivered_twice_counts_once() {
    let home = filled();
    let id = "019ab1c2-7d3e-7f00-8000-000000000001";
    home.ok(&format!("products add Relay --command-id {id}"));
    home.ok(&format!("products add Relay --command-id {id}"));
    assert_eq!(home.ok("products list").lines().count(), 2);
}

#[test]
fn the_version_in_use_stands_beside_the_known_ones_and_closes_the_item() {
    let home = filled();
    home.ok("new --as tom --subject Down --customer Acme --product \"Payments API\" --version 9.3.0 --impact low --urgency low");
    assert_eq!(
        home.ok("updates 1"),
        "Payments API 9.3.0, latest known 9.4.1 of 2026-11-02: Pool no longer leaks\n"
    );
    let object = home.json("updates 1");
    assert_eq!(
        (
            object["standing"].as_str(),
            object["newer"][0]["version"].as_str()
        ),
        (Some("older"), Some("9.4.1"))
    );
    home.ok("take 1 --as tom");
    home.ok("check 1 updates --proposed --as tom");
    let shown = home.json("show 1");
    let item = &shown["checklist"][3];
    assert_eq!(
        (item["id"].as_str(), item["result"].as_str()),
        (Some("updates"), Some("update available"))
    );
    assert!(
        item["evidence"]
            .as_str()
            .unwrap()
            .contains("latest known 9.4.1")
    );
    home.ok("set 1 product=Relay --as tom");
    assert!(
        home.fails(3, "updates 1")
            .contains("“Relay” is not on this desk's list")
    );
}
