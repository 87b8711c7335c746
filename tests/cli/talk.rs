//! The conversation on the command line: read, taken over, answered from templates.

use super::Home;

fn home() -> Home {
    let home = Home::new();
    home.ok("new --as tom --subject \"It is slow\" --customer Acme --contact \"Lena Park <lena@acme.example>\"");
    home.ok("take 1 --as tom");
    home.ok("message 1 --text \"Which version?\" --as tom");
    home.ok("received 1 --text \"Hello,\nit timed out\nafter 30 s\" --as ben");
    home
}

#[test]
fn the_conversation_is_read_once() {
    let home = home();
    let said = home.ok("messages 1 --keep-unread --as tom");
    assert!(said.contains("tom to the customer"), "{said}");
    assert!(
        said.lines()
            .any(|l| l.starts_with("* ") && l.contains("from the customer")),
        "{said}"
    );
    assert!(said.contains("     2  it timed out"), "{said}");
    let object = home.json("messages 1 --unread --keep-unread --as tom");
    assert_eq!(
        (&object["unread"], &object["outgoing"]),
        (&true.into(), &false.into())
    );
    assert_eq!(object["text"], "Hello,\nit timed out\nafter 30 s");
    home.ok("messages 1 --as tom");
    assert_eq!(
        home.ok("messages 1 --unread --as tom"),
        "Nothing is unread on #1.\n"
    );
    assert!(
        home.ok("messages 1 --unread --as ben")
            .contains("it timed out"),
        "another agent's own affair"
    );
    assert!(home.fails(3, "messages 1 99").contains("has no message 99"));
}

#[test]
fn words_of_a_message_or_log_become_an_answer_with_their_place() {
    let home = home();
    let n = home.json("messages 1 --unread --keep-unread --as tom")["n"].to_string();
    home.ok(&format!(
        "answer 1 errors --from-message {n} --lines 2-3 --as tom"
    ));
    let errors = || {
        home.json("show 1")["intake"][2]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        errors(),
        format!("it timed out\nafter 30 s\n(message {n}, lines 2–3)")
    );
    let log = home.path().join("app.log");
    std::fs::write(&log, "one\ntwo\n").unwrap();
    home.ok(&format!("attach 1 {} --as tom", log.display()));
    home.ok("answer 1 errors --from-attachment 1 --lines 2 --as tom");
    assert!(
        errors().ends_with("\ntwo\n(attachment 1, app.log, line 2)"),
        "{}",
        errors()
    );
    let said = home.fails(5, "answer 1 errors --from-attachment 1 --lines 2 --as tom");
    assert!(said.contains("stand in “Error messages” already"), "{said}");
    assert_eq!(errors().matches("two").count(), 1, "{}", errors());
    home.ok("answer 1 steps --unavailable \"not asked\" --as tom");
    let said = home.fails(2, &format!("answer 1 steps --from-message {n} --as tom"));
    assert!(
        said.contains("not available: not asked") && said.contains("--replace"),
        "{said}"
    );
    home.ok(&format!(
        "answer 1 steps --from-message {n} --lines 1 --replace --as tom"
    ));
    for (code, line) in [
        (3, "answer 1 errors --from-message 99"),
        (3, "answer 1 errors --from-message 1 --lines 900"),
        (3, "answer 1 errors --from-attachment 1 --lines 9"),
        (2, "answer 1 errors --from-attachment 1"),
        (2, &format!("answer 1 weather --from-message {n}")),
    ] {
        home.fails(code, &format!("{line} --as tom"));
    }
}

#[test]
fn templates_are_kept_by_a_lead_and_filled_in() {
    let home = home();
    let said = home.fails(6, "templates add Ask --text \"Dear {contact}\" --as tom");
    assert!(said.contains("lead"), "{said}");
    let said = home.fails(2, "templates add Ask --text \"Dear {name}\"");
    assert!(said.contains("Nothing is known as {name}"), "{said}");
    home.ok(
        "templates add Ask --text \"Dear {contact}, about {ticket}: which {product}? {agent}\"",
    );
    let said = home.fails(2, "templates add ask --text other");
    assert!(said.contains("There is a template “Ask” already"), "{said}");
    let list = home.ok("templates list");
    assert!(
        list.contains("Ask") && list.contains("{customer} the customer's name"),
        "{list}"
    );
    assert_eq!(home.json("templates show ask")["name"], "Ask");
    assert_eq!(
        home.ok("message 1 --template ask --preview --as tom"),
        "Dear Lena Park, about #1: which {product}? tom\n"
    );
    let said = home.fails(2, "message 1 --template ask --as tom");
    assert!(said.contains("Nothing is known for {product}"), "{said}");
    home.ok("set 1 product=Relay --as tom");
    home.ok("message 1 --template ask --as tom");
    assert!(
        home.ok("messages 1 --as tom")
            .contains("about #1: which Relay? tom")
    );
    for change in ["--text \"\"", "--text \" \"", "--text-file -"] {
        let said = home.fails(2, &format!("templates change ask {change}"));
        assert!(said.contains("The old one stands"), "{said}");
    }
    home.ok("templates change ask --text \"Bye {customer}\"");
    assert_eq!(home.ok("templates show Ask"), "Bye {customer}\n");
    home.ok("templates remove Ask");
    assert!(home.ok("templates list").contains("There are no templates"));
    assert!(
        home.fails(3, "templates show Ask")
            .contains("There is no template")
    );
    home.ok("audit check");
}

#[test]
fn a_note_says_that_nothing_is_to_be_answered() {
    let home = home();
    let waits = || home.json("list --as tom")["attention"].clone();
    home.ok("note 1 --text \"fyi\" --as tom");
    assert_eq!(waits(), "reply", "a note is nothing the customer sees");
    let said = home.ok("note 1 --no-answer --text \"Only thanks\" --as tom");
    assert!(said.contains("Only thanks"), "{said}");
    assert_eq!(waits(), "none");
    let shown = home.ok("show 1 --timeline --as tom");
    assert!(
        shown.contains("the customer's last word needs no answer"),
        "{shown}"
    );
    let said = home.fails(2, "note 1 --no-answer --text \"Again\" --as tom");
    assert!(said.contains("No word of the customer waits"), "{said}");
}

#[test]
fn a_preview_sends_nothing_however_it_is_asked_for() {
    let home = home();
    home.ok("templates add Ask --text \"Dear {contact}\"");
    let before = home.ok("messages 1 --keep-unread --as tom");
    for flags in [
        "--text \"Dear Lena\"",
        "--text \"Dear Lena\" --workaround",
        "--text \"Dear Lena\" --attempt",
        "--text \"Dear Lena\" --channel phone",
    ] {
        let said = home.ok(&format!("message 1 {flags} --preview --as tom"));
        assert_eq!(said, "Dear Lena\n", "{flags}");
    }
    let file = home.with_input("message 1 --text-file - --preview --as tom", b"Dear Lena");
    assert_eq!((file.code, file.out.as_str()), (0, "Dear Lena\n"));
    assert_eq!(
        home.ok("message 1 --template ask --workaround --preview --as tom"),
        "Dear Lena Park\n"
    );
    home.fails(2, "message 1 --preview --as tom");
    home.fails(2, "message 1 --preview --take-back 1 --as tom");
    assert_eq!(home.ok("messages 1 --keep-unread --as tom"), before);
}
