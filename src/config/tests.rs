use super::{Asked, Colours, Config, Origin, Places, example, save_taste};
use std::path::PathBuf;

fn places() -> Places {
    Places::under(std::path::Path::new("/h"))
}

#[test]
fn an_unknown_key_names_the_nearest_with_line_and_mark() {
    let fault = Config::from_text(&places(), "mouse = true\nthme = \"dark\"\n").unwrap_err();
    assert!(fault.0.contains("line 2"), "{fault}");
    assert!(fault.0.contains("Did you mean “theme”?"), "{fault}");
    assert!(fault.0.ends_with("  thme = \"dark\"\n  ^^^^"), "{fault}");
}

#[test]
fn every_mistake_is_listed() {
    let text = "mouse = 1\nsort = \"deu\"\nview = due\nname = 3\n";
    let fault = Config::from_text(&places(), text).unwrap_err();
    for said in ["true or false", "“due”", "line 3", "name is a text"] {
        assert!(fault.0.contains(said), "{said}: {fault}");
    }
}

#[test]
fn a_theme_is_only_looked_up_where_something_is_painted() {
    for theme in ["plain", "drak"] {
        let text = format!("theme = \"{theme}\"\n");
        assert_eq!(Config::from_text(&places(), &text).unwrap().theme, theme);
    }
}

#[test]
fn the_example_is_the_defaults() {
    let read = Config::from_text(&places(), &example("")).unwrap();
    let plain = Config::defaults(&places());
    assert_eq!(read.theme, plain.theme);
    let values = |c: &Config| {
        c.shown()
            .into_iter()
            .map(|(k, v, _)| (k, v))
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&read), values(&plain));
    assert_eq!(read.colours, Colours::Auto);
}

#[test]
fn commented_examples_parse_too() {
    let all: String = example("")
        .lines()
        .map(|l| match l.strip_prefix("# ") {
            Some(rest) if rest.split(' ').nth(1) == Some("=") => format!("{rest}\n"),
            Some(rest) if rest.starts_with("[[") => format!("{rest}\n"),
            _ => format!("{l}\n"),
        })
        .collect();
    let read = Config::from_text(&places(), &all).unwrap();
    assert_eq!(read.zone.as_deref(), Some("Europe/Berlin"));
    assert_eq!(read.desk, PathBuf::from("/h/.local/share/hoist/desk.hoist"));
}

#[test]
fn a_flag_is_stronger_than_a_variable_than_the_file() {
    let mut asked = Asked::default();
    let dir = tempfile::tempdir().unwrap();
    let places = Places::under(dir.path());
    let from = |a: &Asked| Config::load(&places, a).unwrap();
    assert_eq!(from(&asked).desk_from, Origin::Default);
    std::fs::create_dir_all(places.config.parent().unwrap()).unwrap();
    std::fs::write(&places.config, "desk = \"~/x.hoist\"").unwrap();
    assert_eq!(from(&asked).desk, dir.path().join("x.hoist"));
    asked.desk_variable = Some(PathBuf::from("/v"));
    assert_eq!(from(&asked).desk_from, Origin::Variable("HOIST_DESK"));
    asked.desk_flag = Some(PathBuf::from("/f"));
    assert_eq!(from(&asked).desk, PathBuf::from("/f"));
}

#[test]
fn a_taste_is_remembered_under_the_config_file() {
    let dir = tempfile::tempdir().unwrap();
    let places = Places::under(dir.path());
    save_taste(&places, "theme", "light").unwrap();
    save_taste(&places, "sort", "age").unwrap();
    let config = Config::load(&places, &Asked::default()).unwrap();
    assert_eq!(
        (config.theme.as_str(), config.sort.as_str()),
        ("light", "age")
    );
    std::fs::create_dir_all(places.config.parent().unwrap()).unwrap();
    std::fs::write(&places.config, "theme = \"dark\"").unwrap();
    let config = Config::load(&places, &Asked::default()).unwrap();
    assert_eq!(config.theme, "dark");
}

#[test]
fn keys_are_kept_with_their_line() {
    let text = "[keys.queue]\ntake = \"T\"\nnext = [\"j\", \"<down>\"]\n";
    let config = Config::from_text(&places(), text).unwrap();
    let bound = &config.keys["queue"]["next"];
    assert_eq!(bound.keys, ["j", "<down>"]);
    assert_eq!(bound.line, 3);
    let fault = Config::from_text(&places(), "[keys]\nqueue = \"x\"\n").unwrap_err();
    assert!(fault.0.contains("[keys.queue]"), "{fault}");
}

#[test]
fn a_named_file_must_be_there() {
    let asked = Asked {
        config_flag: Some(PathBuf::from("/nowhere/at/all.toml")),
        ..Asked::default()
    };
    assert!(Config::load(&places(), &asked).is_err());
}

#[test]
fn what_a_key_takes_is_said_once() {
    let said = |text: &str| Config::from_text(&places(), text).unwrap_err().0;
    let far = said("bell = \"gong\"\n");
    assert!(
        far.contains("bell is one of none, bell, osc9, osc777."),
        "{far}"
    );
    assert!(!far.contains("There is"), "{far}");
    assert!(said("bell = \"osc8\"\n").contains("Did you mean"));
}

#[test]
fn an_unknown_zone_is_said_with_the_place_that_names_it() {
    let zone = |text: &str| Config::from_text(&places(), text).unwrap().zone_trouble();
    let said = zone("mouse = true\nzone = \"Europe/Berlim\"\n").unwrap();
    assert!(
        said.contains("“Europe/Berlim”") && said.contains("line 2"),
        "{said}"
    );
    assert_eq!(zone("zone = \"UTC\"\n"), None);
    assert_eq!(zone(""), None);
}
