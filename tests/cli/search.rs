//! `hoist search`.

use super::Home;

fn filled() -> Home {
    let home = Home::new();
    for subject in ["VPN drops", "Printer on fire", "Printer is slow"] {
        home.run_args(&[
            "new",
            "--as",
            "tom",
            "--subject",
            subject,
            "--customer",
            "Acme",
        ]);
    }
    home.run_args(&[
        "note",
        "1",
        "--as",
        "tom",
        "--text",
        "gateway 10.0.0.1 says ORA-00942 at the printer",
    ]);
    home.run_args(&[
        "received",
        "2",
        "--as",
        "tom",
        "--text",
        "the gateway burns",
    ]);
    home
}

#[test]
fn what_is_found_stands_with_its_place() {
    let home = filled();
    let said = home.ok("search printer");
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines[0].starts_with("#3") && lines[0].ends_with("Printer is slow"),
        "{said}"
    );
    assert!(lines[1].starts_with("#2"), "{said}");
    // In a note only: after those whose subject says it.
    assert!(lines[2].starts_with("#1") && lines.len() == 4, "{said}");
    assert_eq!(
        lines[3],
        "    note: gateway 10.0.0.1 says ORA-00942 at the printer"
    );
    assert!(!said.contains('\u{1b}'), "{said}");
    assert_eq!(home.ok("search zebra"), "nothing found\n");
    assert_eq!(
        home.ok("search gateway --kind message")
            .matches('#')
            .count(),
        1
    );
    assert!(home.ok("search 10.0.0.1 -- -burns ").contains("#1"));
}

#[test]
fn as_json_with_the_bytes_found_and_paged() {
    let home = filled();
    let object = home.json("search ora-00942");
    assert_eq!(
        (object["id"].as_i64(), object["found"]["in"].as_str()),
        (Some(1), Some("note"))
    );
    let text = object["found"]["text"].as_str().unwrap();
    let hit = |n: usize| usize::try_from(object["found"]["hits"][0][n].as_u64().unwrap()).unwrap();
    assert_eq!(&text[hit(0)..hit(1)], "ORA-00942");
    let page = home.ok("search printer --limit 1 --json");
    assert!(page.ends_with("{\"cut_at\":null,\"next\":3}\n"), "{page}");
    let page = home.ok("search printer --limit 1 --after 3 --json");
    assert!(page.starts_with("{") && page.contains("\"id\":2"), "{page}");
}

#[test]
fn a_filter_that_names_nothing_is_usage() {
    let home = filled();
    let said = home.fails(2, "search tier:9 printer");
    assert!(said.contains("tier1, tier2, engineering"), "{said}");
    home.fails(2, "search before:soon");
    home.fails(2, "search");
    home.fails(2, "search %%%");
}

#[test]
fn what_is_passed_over_is_said_and_the_rest_is_searched() {
    let home = filled();
    for text in [
        "printer / fire",
        "printer & fire",
        "Printer: * fire",
        "... printer fire",
        "<fire> | printer %",
    ] {
        let ran = home.run_args(&["search", text]);
        assert_eq!(ran.code, 0, "{text}: {ran:?}");
        assert!(ran.out.starts_with("#2"), "{text}: {ran:?}");
        assert_eq!(ran.err.matches("signs alone are not").count(), 1, "{ran:?}");
    }
    let ran = home.run_args(&["search", &"printer ".repeat(40)]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("#2") && ran.out.contains("#3"), "{ran:?}");
    assert!(ran.err.contains("first 32 words"), "{ran:?}");
    let said = home.fails(2, "search \"printer / tier:9\"");
    assert!(said.contains("tier1, tier2, engineering"), "{said}");
}

#[test]
fn signs_of_an_index_are_only_text() {
    let home = filled();
    for text in [
        "\"",
        "vpn*\"",
        ")(",
        "NEAR(",
        "words:vpn OR",
        "'; DROP TABLE ticket",
        "^vpn",
    ] {
        let ran = home.run_args(&["search", "--", text]);
        assert!(matches!(ran.code, 0 | 2), "{text}: {}", ran.err);
    }
    assert!(home.ok("search vpn").contains("#1"));
}

#[test]
fn a_terminal_sees_it_picked_out() {
    let home = filled();
    let pty = home.terminal("search vpn");
    pty.wait_text("VPN drops");
    let bold = pty.emulator(|screen| {
        let row = screen.rows(0, 100).position(|r| r.contains("VPN")).unwrap();
        let column = screen.rows(0, 100).nth(row).unwrap().find("VPN").unwrap();
        let cell = |column: usize| {
            screen.cell(u16::try_from(row).unwrap(), u16::try_from(column).unwrap())
        };
        (
            cell(column).unwrap().bold(),
            cell(column + 4).unwrap().bold(),
        )
    });
    assert_eq!(bold, (true, false));
}

#[test]
fn the_words_of_a_filter_put_nobody_first_and_the_newest_stands_on_top() {
    let home = Home::new();
    for (subject, customer) in [
        ("Acme cannot log in", "Acme"),
        ("Slow", "Acme"),
        ("Late", "Acme"),
    ] {
        home.run_args(&[
            "new",
            "--as",
            "tom",
            "--subject",
            subject,
            "--customer",
            customer,
        ]);
    }
    let said = home.ok("search customer:acme");
    let first = |line: &str| said.lines().position(|l| l.starts_with(line)).unwrap();
    assert!(
        first("#3") < first("#2") && first("#2") < first("#1"),
        "{said}"
    );
    let said = home.ok("search acme");
    assert!(said.starts_with("#1"), "the subject says it: {said}");
}

#[test]
fn articles_count_among_what_is_shown_and_leave_room_for_tickets() {
    let home = filled();
    for title in ["Printer one", "Printer two", "Printer three"] {
        home.run_args(&["kb", "new", "--title", title, "symptoms=It burns"]);
    }
    let heads = |said: &str| -> (usize, usize) {
        let is = |with: &str| said.lines().filter(|l| l.starts_with(with)).count();
        (is("kb:"), is("#"))
    };
    for (limit, shown) in [
        (1, (0, 1)),
        (2, (1, 1)),
        (3, (1, 2)),
        (4, (2, 2)),
        (20, (3, 3)),
    ] {
        let said = home.ok(&format!("search printer --limit {limit}"));
        assert_eq!(heads(&said), shown, "{limit}: {said}");
        assert_eq!(
            said.contains("more articles with --kind kb"),
            limit < 6,
            "{said}"
        );
    }
}
