//! `hoist similar`.

use super::Home;
use serde_json::Value;

const LOG: &str = "2026-11-24 09:40:00 ERROR upstream 10.0.0.7 timed out after 3000 ms";
const SAME: &str = "2025-01-02 03:04:05 ERROR upstream 172.16.0.9 timed out after 41 ms";

/// Forty tickets about other things, and three about payments.
fn filled() -> Home {
    let home = Home::new();
    let new = |subject: &str, text: &str| {
        let ran = home.run_args(&[
            "new",
            "--as",
            "tom",
            "--customer",
            "Acme",
            "--subject",
            subject,
            "--text",
            text,
        ]);
        assert_eq!(ran.code, 0, "{ran:?}");
    };
    for n in 0..10 {
        new(
            &format!("Printer {n} is offline"),
            "it was fine after lunch",
        );
    }
    new("Payments are refused", LOG);
    new("Checkout hangs", SAME);
    new("Payments page in two languages", "a wish");
    home
}

fn objects(home: &Home, line: &str) -> Vec<Value> {
    let said = home.ok(line);
    said.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

#[test]
fn a_ticket_finds_its_like_with_the_reason() {
    let home = filled();
    let said = home.ok("similar 11");
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines[0].starts_with("#12") && lines[0].ends_with("Checkout hangs"),
        "{said}"
    );
    assert!(
        lines[1].starts_with("    same message: upstream <*> timed out"),
        "{said}"
    );
    assert!(!said.contains("#11") && !said.contains("Printer"), "{said}");
}

#[test]
fn a_text_finds_tickets_before_there_is_one() {
    let home = filled();
    let found = objects(&home, "similar --subject payments --json");
    let ids: Vec<i64> = found.iter().map(|o| o["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, [13, 11]);
    assert_eq!(found[0]["standing"], "open");
    assert_eq!(found[0]["words"], serde_json::json!(["payments"]));
    assert!(found[0]["message"].is_null() && found[0]["percent"].as_u64().unwrap() > 50);
    let said = home.run_args(&["similar", "--as", "tom", "--text", LOG]);
    assert!(
        said.out.contains("#11") && said.out.contains("#12"),
        "{said:?}"
    );
    assert_eq!(
        home.ok("similar --text zebra"),
        "nothing similar was found\n"
    );
    assert_eq!(home.ok("similar --text zebra --json"), "");
}

#[test]
fn what_cannot_be_asked_is_said() {
    let home = filled();
    home.fails(3, "similar 99");
    home.fails(2, "similar");
    home.fails(2, "similar 1 --text x");
    home.fails(2, "similar 1 --limit 0");
}
