//! The first start, and the command line in a terminal.

use super::Home;

#[test]
fn with_nothing_set_up_a_screen_asks_and_the_interface_starts() {
    let home = Home::empty();
    let mut terminal = home.terminal("");
    terminal.wait_text("No desk is set up yet");
    terminal.wait_text("Your name");
    // The name that stands there goes, another is typed.
    terminal.keys("<home> <c-k> \"zoe\" <enter>");
    // The third tier is not hers.
    terminal.keys("3 <enter>");
    terminal.keys("<home> <c-k> \"~/team/desk.hoist\" <enter>");
    terminal.wait_text("by due");
    terminal.wait_text("zoe");
    terminal.wait_text("c opens the first one");
    terminal.wait_text("hoist demo");
    terminal.send("q");
    let config = std::fs::read_to_string(home.path().join("config/hoist/config.toml")).unwrap();
    assert!(config.contains("team/desk.hoist"), "{config}");
    let who = home.json("whoami");
    assert_eq!(who["agent"], "zoe");
    assert_eq!(who["tiers"], serde_json::json!(["tier1", "tier2"]));
}

#[test]
fn what_cannot_be_is_said_at_its_field_and_what_was_typed_stays() {
    let home = Home::empty();
    std::fs::write(home.path().join("taken.hoist"), "mine").unwrap();
    let mut terminal = home.terminal("");
    terminal.wait_text("Your name");
    terminal.keys("<home> <c-k> \"zoe x\" <tab> <tab> <home> <c-k> \"~/taken.hoist\" <c-s>");
    terminal.wait_text("There is something at this place already");
    terminal.wait_text("zoe x");
    terminal.keys("<home> <c-k> \"/proc/none/desk.hoist\" <c-s>");
    terminal.wait_text("could not be made ready");
    terminal.keys("<home> <c-k> \"~/fresh/desk.hoist\" <c-s>");
    terminal.wait_text("cannot be an agent's name");
    terminal.wait_text("~/fresh/desk.hoist");
    assert!(!home.path().join("fresh").exists());
    terminal.keys("<backspace> <backspace> <c-s>");
    terminal.wait_text("by due");
    assert!(home.path().join("fresh/desk.hoist").exists());
    let kept = std::fs::read_to_string(home.path().join("taken.hoist")).unwrap();
    assert_eq!(kept, "mine");
    terminal.send("q");
}

#[test]
fn escape_leaves_without_making_anything() {
    let home = Home::empty();
    let mut terminal = home.terminal("");
    terminal.wait_text("nothing is made");
    terminal.send("\x1b");
    let ended = terminal.end_within(crate::support::pty::PATIENCE).unwrap();
    assert_eq!(ended.exit_code(), 0);
    assert_eq!(terminal.left_behind(), None);
    let left = std::fs::read_dir(home.path()).unwrap();
    let files: Vec<_> = left.map(|e| e.unwrap().file_name()).collect();
    assert!(
        !files.iter().any(|f| f == "desk" || f == "config"),
        "{files:?}"
    );
}

#[test]
fn the_linear_mode_asks_line_by_line() {
    let home = Home::empty();
    let mut terminal = home.terminal("--plain");
    terminal.wait_text("Your name on the desk");
    terminal.send("zoe\r");
    terminal.wait_text("Your tiers");
    terminal.send("tier1, tier2\r");
    terminal.wait_text("The desk's file");
    terminal.send("\r");
    terminal.wait_text("hoist, zoe, Tier 1, Tier 2");
    terminal.wait_text("c opens the first one");
    terminal.send("q");
}

#[test]
fn without_a_terminal_it_names_the_command() {
    let home = Home::empty();
    let said = home.fails(3, "");
    assert!(said.contains("hoist init"), "{said}");
}

#[test]
fn a_table_fits_the_terminal() {
    let home = Home::new();
    let subject = "a very long subject ".repeat(20);
    let new = home
        .command("new --as tom --customer Acme --subject")
        .arg(&subject)
        .output()
        .unwrap();
    assert!(new.status.success());
    let terminal = home.terminal("list");
    terminal.wait_text("a very long subject");
    let lines = terminal
        .screen()
        .lines()
        .filter(|l| !l.trim().is_empty())
        .count();
    assert_eq!(lines, 2, "{}", terminal.screen());
}

#[test]
fn an_address_is_no_place_for_a_desk() {
    let home = Home::empty();
    let said = home.fails(2, "init --name ana --desk postgres://db.example/support");
    assert!(
        said.contains("is an address, and a desk is a file"),
        "{said}"
    );
    assert!(!home.path().join("postgres:").exists());
}
