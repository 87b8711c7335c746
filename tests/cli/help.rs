//! What can be typed, as one page that shows every change; completions and the man page.

use super::Home;
use hoist::cli::args::command;

fn pages(command: &clap::Command, out: &mut String) {
    let help = command.clone().render_long_help();
    let name = command.get_bin_name().unwrap_or("hoist");
    out.push_str(&format!("━━ {name}\n{help}\n"));
    for sub in command.get_subcommands().filter(|s| s.get_name() != "help") {
        pages(sub, out);
    }
}

/// Flags that hold everywhere are shown once, on the first page.
fn without_everywhere(help: &str) -> String {
    let mut kept = String::new();
    for (n, page) in help.split("━━ ").skip(1).enumerate() {
        let page = match page.split_once("\nEverywhere:") {
            Some((before, _)) if n > 0 => before,
            _ => page,
        };
        kept.push_str(&format!("━━ {}\n\n", page.trim_end()));
    }
    kept
}

#[test]
fn the_whole_tree() {
    let mut root = command().term_width(100).version("0.0.0");
    root.build();
    let mut help = String::new();
    pages(&root, &mut help);
    insta::assert_snapshot!("help", without_everywhere(&help));
}

#[test]
fn completions_and_man_need_no_desk() {
    let home = Home::empty();
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            home.ok(&format!("completions {shell}"))
                .contains("escalate")
        );
    }
    let man = home.ok("man");
    assert!(man.contains(".TH hoist"), "{}", &man[..200]);
    assert!(man.contains("hoist\\-escalate"));
    let broken = home.path().join("broken.toml");
    std::fs::write(&broken, "=").unwrap();
    home.ok(&format!("completions bash --config {}", broken.display()));
}

#[test]
fn help_and_version_are_no_errors() {
    let home = Home::empty();
    assert!(home.ok("--version").starts_with("hoist "));
    assert!(home.ok("help escalate").contains("--because"));
    assert!(home.ok("take --help").contains("--as"));
}

/// HOIST_BLESS=1 writes it anew.
#[test]
fn the_example_configuration_is_the_defaults() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    let wanted = hoist::config::example(&hoist::tui::action::docs::example());
    if std::env::var_os("HOIST_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == wanted,
        "config.example.toml is stale: HOIST_BLESS=1 cargo test the_example_configuration"
    );
    let home = Home::empty();
    let plain = home.ok("config show");
    assert_eq!(
        home.ok(&format!("config show --config {}", path.display())),
        plain
    );
}
