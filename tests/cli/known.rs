//! Known issues on the command line: linked, or none of these.

use super::Home;

/// A known error at Tier 2 (1), and another ticket of the kind (2).
fn filled() -> Home {
    let home = Home::new();
    home.triaged();
    home.ok("escalate 1 --because potential_bug --why \"again\" --as tom");
    home.ok("show 1 --package 0 --as ben");
    home.ok("accept 1 --as ben");
    home.ok("record 1 root_cause text=\"the pool leaks\" certainty=established --as ben");
    home.ok("record 1 workaround state=in_place text=\"restart nightly\" --as ben");
    home.ok("new --as tom --subject \"Payments API returns 502 at noon\" --customer Birch --impact low --urgency low");
    home.ok("take 2 --as tom");
    home
}

#[test]
fn a_linked_known_error_says_at_once_what_helps_and_answers_the_item() {
    let home = filled();
    let found = home.ok("similar 2");
    assert!(
        found.starts_with("#1 ") && found.contains("known error"),
        "{found}"
    );
    assert!(found.contains("    workaround: restart nightly"), "{found}");
    let said = home.ok("link 2 1 --as known_error --hold-until 3d");
    assert!(said.contains("Workaround of #1: restart nightly"), "{said}");
    assert!(said.contains("Cause of #1: the pool leaks"), "{said}");
    let shown = home.ok("show 2");
    assert!(
        shown.contains("Workaround of #1: restart nightly"),
        "{shown}"
    );
    assert!(shown.contains("Waits for a known error"), "{shown}");
    let object = home.json("show 2");
    assert_eq!(object["known_errors"][0]["workaround"], "restart nightly");
    let item = &object["checklist"][2];
    assert_eq!(
        (item["state"].as_str(), item["result"].as_str()),
        (Some("done"), Some("known issue found"))
    );
}

#[test]
fn none_of_what_is_similar_closes_the_item_with_the_list() {
    let home = filled();
    home.ok("check 2 known-issues --none-similar --as tom");
    let object = home.json("show 2");
    let item = &object["checklist"][2];
    assert_eq!(
        (item["state"].as_str(), item["result"].as_str()),
        (Some("done"), Some("none found"))
    );
    assert_eq!(item["kept"], serde_json::json!([1]));
    assert!(
        home.ok("kept 2 1").contains("#1"),
        "{}",
        home.ok("kept 2 1")
    );
    let said = home.fails(2, "check 2 logs --none-similar --as tom");
    assert!(
        said.contains("not answered by a list of similar tickets"),
        "{said}"
    );
}

/// A published known error in the knowledge base, and a ticket of the kind.
fn shelf() -> Home {
    let home = Home::new();
    home.triaged();
    home.ok("kb new --as tom --title \"Payments API returns 502\" symptoms=502 cause=\"the pool leaks\" workaround=\"restart nightly\" known_error=yes");
    home.ok("kb publish 1 --as tom");
    home
}

#[test]
fn an_article_is_found_linked_waited_for_and_resolved_with() {
    let home = shelf();
    let found = home.ok("similar 1");
    assert!(
        found.starts_with("kb:1  article  known error  Payments API returns 502\n"),
        "{found}"
    );
    assert!(found.contains("    workaround: restart nightly"), "{found}");
    let object: serde_json::Value =
        serde_json::from_str(home.ok("similar 1 --json").lines().next().unwrap()).unwrap();
    assert_eq!(
        (&object["kb"], &object["standing"], &object["workaround"]),
        (&1.into(), &"known_error".into(), &"restart nightly".into())
    );
    let said = home.fails(2, "link 1 kb:1 --as parent");
    assert!(said.contains("known_error or related"), "{said}");
    home.fails(2, "link 1 kb:x --as related");
    let said = home.ok("link 1 kb:1 --as known_error --hold-until 3d");
    assert!(
        said.contains("Workaround of kb:1: restart nightly"),
        "{said}"
    );
    let object = home.json("show 1");
    assert_eq!(object["known_errors"][0]["kb"], 1);
    assert_eq!(object["holds"][0]["article"], 1);
    let said = home.fails(4, "resolve 1 --with kb:1 --as tom");
    assert!(said.contains("kb:1 is not fixed yet"), "{said}");
    let said = home.fails(4, "kb fixed 1 --as tom");
    assert!(said.contains("Resolution is missing"), "{said}");
    let said = home.ok("kb fixed 1 --text \"Update to 9.5\" --as tom");
    assert_eq!(said, "kb:1 is fixed\n");
    home.fails(4, "kb fixed 1 --text again --as tom");
    let object = home.json("show 1");
    assert_eq!(object["holds"], serde_json::json!([]));
    let todos = &object["todos"];
    assert_eq!(
        todos[1]["text"],
        "kb:1 is fixed: resolve with it and tell the customer"
    );
    assert_eq!(todos[0]["answer"], "taken back: kb:1 is fixed");
    home.ok("resolve 1 --with kb:1 --as tom");
    let object = home.json("show 1");
    assert_eq!(object["resolution"]["text"], "Update to 9.5");
    assert_eq!(home.json("kb show 1")["fixed"], true);
    home.ok("unlink 1 kb:1 --as tom");
}

#[test]
fn a_template_and_a_message_say_the_workaround_of_the_known_error() {
    let home = filled();
    home.ok("link 2 1 --as known_error");
    home.ok("templates add Until --text \"Until then: {workaround}\"");
    let said = home.ok("message 2 --template until --preview --as tom");
    assert_eq!(said, "Until then: restart nightly\n");
    let said = home.ok("message 2 --workaround --preview --as tom");
    assert_eq!(said, "restart nightly\n");
    home.ok("record 1 workaround state=none_found --as ben");
    let said = home.fails(2, "message 2 --workaround --preview --as tom");
    assert!(said.contains("No workaround that may be told"), "{said}");
    // The same of an article, whether or not somebody is asked to tell it.
    home.ok("unlink 2 1");
    home.ok("kb new --as tom --title Leak symptoms=x cause=y workaround=\"open the door\" known_error=yes");
    home.ok("kb publish 1 --as tom");
    home.ok("link 2 kb:1 --as known_error");
    let todo = &home.json("show 2")["todos"];
    assert!(
        todo.to_string()
            .contains("A workaround of kb:1 is in place"),
        "{todo}"
    );
    for asked in [true, false] {
        let said = home.ok("message 2 --template until --preview --as tom");
        assert_eq!(said, "Until then: open the door\n", "{asked}");
        let said = home.ok("message 2 --workaround --preview --as tom");
        assert_eq!(said, "open the door\n", "{asked}");
        let said = home.ok("message 2 --workaround --as tom");
        assert_eq!(said.contains("said the same"), !asked, "{said}");
    }
}
