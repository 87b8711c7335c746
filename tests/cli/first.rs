//! The first start, and the command line in a terminal.

use super::Home;

#[test]
fn with_nothing_set_up_it_asks_and_starts() {
    let home = Home::empty();
    let mut terminal = home.terminal("");
    terminal.wait_text("Your name on the desk");
    terminal.send("zoe\r");
    terminal.wait_text("Your tiers");
    terminal.send("tier1, tier2\r");
    terminal.wait_text("The desk's file");
    terminal.send("~/team/desk.hoist\r");
    terminal.wait_text("zoe");
    terminal.wait_text("by due");
    terminal.send("q");
    let config = std::fs::read_to_string(home.path().join("config/hoist/config.toml")).unwrap();
    assert!(config.contains("team/desk.hoist"), "{config}");
    let who = home.json("whoami");
    assert_eq!(who["agent"], "zoe");
    assert_eq!(who["tiers"], serde_json::json!(["tier1", "tier2"]));
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
