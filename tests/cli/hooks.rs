//! Programs that are given what happens by itself: once, with an id, whatever they do.

use super::Home;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A desk of months ago whose notices of then were told already, and a config with this hook.
fn home(hook: &str) -> (Home, PathBuf) {
    let home = Home::in_memory();
    let desk = home.path().join("left.hoist");
    home.ok(&format!(
        "demo --write {} --tickets 40 --at 2026-01-05",
        desk.display()
    ));
    config(&home, hook);
    (home, desk)
}

fn config(home: &Home, hook: &str) {
    let dir = home.path().join("config/hoist");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("config.toml"), hook).unwrap();
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(&dir, 0o755);
    mode(&dir.join("config.toml"), 0o644);
}

/// A program that does this with what it is given.
fn script(home: &Home, name: &str, body: &str) -> PathBuf {
    let path = home.path().join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn hook(name: &str, program: &Path, more: &str) -> String {
    format!(
        "[[hooks]]\nname = \"{name}\"\nrun = [\"{}\", \"a b\", \"$HOME\"]\n{more}\n",
        program.display()
    )
}

fn tick(home: &Home, desk: &Path) -> Value {
    let ran = home.run(&format!("--desk {} --json tick", desk.display()));
    assert_eq!(ran.code, 0, "{ran:?}");
    serde_json::from_str(ran.out.lines().next().unwrap()).unwrap()
}

#[test]
fn what_is_due_on_the_desk_itself_is_given_in_words() {
    let (home, desk) = home("");
    let out = home.path().join("given");
    let program = script(&home, "keep", &format!("cat >> {}", out.display()));
    config(&home, &hook("keep", &program, "on = [\"review_due\"]"));
    tick(&home, &desk);
    let given = std::fs::read_to_string(&out).unwrap();
    assert_eq!(given.lines().count(), 1, "{given}");
    let event: Value = serde_json::from_str(&given).unwrap();
    assert_eq!(event["what"], "review_due");
    let text = event["text"].as_str().unwrap();
    assert!(text.starts_with("a review is"), "{event}");
    assert!(event["ticket"].is_null(), "{event}");
}

#[test]
fn each_event_is_given_once_as_json_with_an_empty_environment() {
    let home_dir = Home::in_memory();
    drop(home_dir);
    let (home, desk) = home("");
    let out = home.path().join("given");
    let program = script(
        &home,
        "keep",
        &format!(
            "cat >> {0}; echo \"$# $1 $2 ${{HOIST_DESK-none}} ${{USER-none}} $(pwd)\" >> {0}.env",
            out.display()
        ),
    );
    config(
        &home,
        &hook("keep", &program, "on = [\"late\", \"unaccepted\"]"),
    );
    let told = tick(&home, &desk);
    assert_eq!(told["troubles"], serde_json::json!([]), "{told}");
    let given = std::fs::read_to_string(&out).unwrap();
    let events: Vec<Value> = given
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert!(events.len() > 5, "{given}");
    let mut ids: Vec<&str> = events.iter().map(|e| e["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), events.len(), "each has an id of its own");
    for event in &events {
        assert!(
            ["late", "unaccepted"].contains(&event["what"].as_str().unwrap()),
            "{event}"
        );
        assert!(
            event["ticket"].is_i64() && event["to"].is_array(),
            "{event}"
        );
    }
    let env = std::fs::read_to_string(format!("{}.env", out.display())).unwrap();
    assert!(env.lines().all(|l| l == "2 a b $HOME none none /"), "{env}");
    tick(&home, &desk);
    assert_eq!(
        std::fs::read_to_string(&out).unwrap(),
        given,
        "nothing twice"
    );
    assert_eq!(
        home.ok(&format!("--desk {} hooks retry keep", desk.display())),
        "keep took 0 events; 0 wait\n"
    );
}

#[test]
fn one_that_hangs_is_ended_with_its_children_and_holds_no_ticket_up() {
    let (home, desk) = home("");
    let pids = home.path().join("pids");
    let program = script(
        &home,
        "hang",
        &format!("sleep 1000 &\necho $! $$ >> {}\nwait", pids.display()),
    );
    config(&home, &hook("hang", &program, "timeout_s = 1"));
    let begun = Instant::now();
    let told = tick(&home, &desk);
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "{:?}",
        begun.elapsed()
    );
    assert!(
        told["told"].as_u64().unwrap() > 5,
        "the tickets were seen to: {told}"
    );
    let trouble = told["troubles"][0].as_str().unwrap();
    assert!(trouble.contains("did not end within 1 s"), "{trouble}");
    let told = std::fs::read_to_string(&pids).unwrap();
    assert_eq!(told.lines().count(), 1, "the rest waits for the next time");
    for pid in told.split_whitespace() {
        assert!(!is_alive(pid), "{pid} still runs");
    }
    let listed = home.json(&format!("--desk {} hooks list", desk.display()));
    assert!(listed["waiting"].as_u64().unwrap() > 5, "{listed}");
    assert!(
        listed["trouble"].as_str().unwrap().contains("did not end"),
        "{listed}"
    );
    // Mended, it gets everything, the one it was ended at too.
    let all = home.path().join("all");
    let program = script(&home, "hang", &format!("cat >> {}", all.display()));
    config(&home, &hook("hang", &program, ""));
    let waited = listed["waiting"].as_u64().unwrap();
    let said = home.ok(&format!("--desk {} hooks retry hang", desk.display()));
    assert_eq!(said, format!("hang took {waited} events; 0 wait\n"));
    let lines = std::fs::read_to_string(&all).unwrap().lines().count() as u64;
    assert_eq!(lines, waited);
}

/// Whether a process runs and is no zombie.
fn is_alive(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .starts_with(" Z")
    })
}

#[test]
fn one_that_fails_or_is_not_there_is_tried_again_later() {
    let (home, desk) = home("");
    let program = script(&home, "fail", "exit 7");
    let both = hook("fail", &program, "") + &hook("gone", Path::new("/nowhere/at/all"), "");
    config(&home, &both);
    let told = tick(&home, &desk);
    let troubles = told["troubles"].as_array().unwrap();
    assert!(
        troubles[0].as_str().unwrap().contains("exit code 7"),
        "{told}"
    );
    assert!(
        troubles[1]
            .as_str()
            .unwrap()
            .contains("could not be started"),
        "{told}"
    );
    let failed = home.run(&format!("--desk {} hooks test fail", desk.display()));
    assert_eq!(failed.code, 1);
    assert!(failed.err.contains("exit code 7"), "{}", failed.err);
    home.fails(3, &format!("--desk {} hooks test nobody", desk.display()));
    let said = home.ok(&format!("--desk {} hooks forget fail", desk.display()));
    assert!(said.contains("dropped"), "{said}");
}

#[test]
fn a_config_that_names_programs_and_others_can_write_is_refused() {
    let (home, desk) = home("");
    let program = script(
        &home,
        "never",
        &format!("touch {}", home.path().join("ran").display()),
    );
    config(&home, &hook("never", &program, ""));
    let file = home.path().join("config/hoist/config.toml");
    for (path, mode, usual) in [
        (file.clone(), 0o664, 0o644),
        (file.clone(), 0o646, 0o644),
        (file.parent().unwrap().to_owned(), 0o775, 0o755),
    ] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let said = home.fails(2, &format!("--desk {} tick", desk.display()));
        assert!(
            said.contains("can be written by others") && said.contains("chmod go-w"),
            "{said}"
        );
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(usual)).unwrap();
    }
    assert!(!home.path().join("ran").exists());
    // Without programs it is only taste.
    config(&home, "theme = \"dark\"\n");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o664)).unwrap();
    home.ok(&format!("--desk {} tick", desk.display()));
}

#[test]
fn a_program_that_others_can_change_is_not_run() {
    let (home, desk) = home("");
    let ran = home.path().join("ran");
    let way = home.path().join("bin");
    std::fs::create_dir_all(way.join("deep")).unwrap();
    let program = script(
        &home,
        "bin/deep/pager",
        &format!("cat >> {}", ran.display()),
    );
    let link = home.path().join("pager");
    std::os::unix::fs::symlink(&program, &link).unwrap();
    config(&home, &hook("pager", &link, ""));
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    for (path, wrong) in [
        (&program, 0o775),
        (&program, 0o757),
        (&way.join("deep"), 0o775),
        (&way, 0o777),
    ] {
        mode(path, wrong);
        let said = home.fails(1, &format!("--desk {} hooks test pager", desk.display()));
        let mend = format!("chmod go-w {}", path.display());
        assert!(
            said.contains("was not run") && said.contains(&mend),
            "{wrong:o}: {said}"
        );
        mode(path, 0o755);
    }
    // What waits for it is kept, and taken once it is mended.
    mode(&way, 0o775);
    let told = tick(&home, &desk);
    let trouble = told["troubles"][0].as_str().unwrap_or_default();
    assert!(trouble.contains("can be written by others"), "{told}");
    assert!(!ran.exists());
    mode(&way, 0o755);
    home.ok(&format!("--desk {} hooks retry pager", desk.display()));
    assert!(ran.exists());
}

#[test]
fn what_is_no_hook_is_refused_with_its_line() {
    let home = Home::new();
    for (text, says) in [
        ("hooks = 3", "write [[hooks]]"),
        ("[[hooks]]\nrun = [\"/bin/true\"]", "needs a name"),
        ("[[hooks]]\nname = \"a\"\nrun = [\"true\"]", "whole path"),
        ("[[hooks]]\nname = \"a\"\nrun = \"/bin/true\"", "whole path"),
        (
            "[[hooks]]\nname = \"a\"\nrun = [\"/bin/true\"]\non = [\"lat\"]",
            "late",
        ),
        (
            "[[hooks]]\nname = \"a\"\nrun = [\"/bin/true\"]\ntimeout_s = 0",
            "from 1 to 600",
        ),
        (
            "[[hooks]]\nname = \"a\"\nrun = [\"/bin/true\"]\nshell = true",
            "no key “shell”",
        ),
        (
            "[[hooks]]\nname = \"a\"\nrun = [\"/bin/true\"]\n[[hooks]]\nname = \"a\"\nrun = [\"/bin/true\"]",
            "two hooks",
        ),
    ] {
        config(&home, text);
        let said = home.fails(2, "whoami");
        assert!(
            said.contains(says) && said.contains("line"),
            "{text}: {said}"
        );
    }
}

#[test]
fn over_ssh_no_program_is_run_or_named() {
    let (home, desk) = home("");
    let ran = home.path().join("ran");
    let program = script(&home, "never", &format!("touch {}", ran.display()));
    config(&home, &hook("never", &program, ""));
    let over = |line: &str| {
        let output = home
            .command(&format!("--desk {} ssh --agent ana", desk.display()))
            .env("SSH_ORIGINAL_COMMAND", line)
            .output()
            .unwrap();
        super::ran(output)
    };
    for line in ["hooks list", "hooks test never", "tick"] {
        let said = over(line);
        assert_ne!(said.code, 0, "{line}: {said:?}");
    }
    assert_eq!(over("status --line").code, 0);
    assert!(!ran.exists());
}

#[test]
fn what_is_next_is_the_earliest_of_tickets_and_programs_and_is_only_said() {
    let (home, desk) = home("");
    let ask = |line: &str| home.ok(&format!("--desk {} {line}", desk.display()));
    let next = || -> Value { serde_json::from_str(&ask("--json tick --next")).unwrap() };
    let said = ask("tick --next");
    assert!(
        said.contains("due since") && !said.contains("archived"),
        "{said}"
    );
    ask("tick");
    let tickets = next();
    let said = ask("tick --next");
    assert!(
        said.starts_with("next ") && !said.contains("archived"),
        "{said}"
    );
    // A program that failed is tried again before that.
    let out = home.path().join("given");
    let program = script(
        &home,
        "fail",
        &format!("echo x >> {}; exit 7", out.display()),
    );
    config(&home, &hook("fail", &program, ""));
    assert_eq!(next(), tickets, "nothing waits for it");
    ask("tick");
    ask("hooks forget fail");
    let fresh = home.path().join("fresh.hoist");
    home.ok(&format!(
        "demo --write {} --tickets 40 --at 2026-01-05",
        fresh.display()
    ));
    let ticked = tick(&home, &fresh);
    let listed = home.json(&format!("--desk {} hooks list", fresh.display()));
    assert!(listed["waiting"].as_u64().unwrap() > 5, "{listed}");
    let later = home.json(&format!("--desk {} tick --next", fresh.display()));
    assert_eq!(later, serde_json::json!({ "next": listed["next_at"] }));
    assert_eq!(ticked["next"], listed["next_at"], "{ticked}");
    let before = std::fs::read_to_string(&out).unwrap();
    home.ok(&format!("--desk {} tick --next", fresh.display()));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), before, "only said");
}

#[test]
fn one_that_hangs_holds_no_other_up() {
    let (home, desk) = home("");
    let given = home.path().join("given");
    // The first ends well only if the second is given its events meanwhile.
    let wait = format!(
        "cat > /dev/null; while [ ! -e {} ]; do sleep 0.05; done",
        given.display()
    );
    let first = script(&home, "first", &wait);
    let second = script(&home, "second", &format!("cat >> {}", given.display()));
    let on = "on = [\"late\", \"unaccepted\"]\n";
    let hooks = [
        hook("first", &first, &format!("{on}timeout_s = 60")),
        hook("second", &second, on),
    ];
    config(&home, &hooks.join("\n"));
    let told = tick(&home, &desk);
    assert_eq!(told["troubles"], serde_json::json!([]), "{told}");
    let given = std::fs::read_to_string(&given).unwrap();
    let mut ids: Vec<&str> = given.lines().collect();
    assert!(ids.len() > 5, "{given}");
    let times: Vec<&str> = ids.clone();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), times.len(), "each once");
    let numbers: Vec<u64> = times.iter().map(|line| number(line)).collect();
    assert!(numbers.is_sorted(), "in order: {numbers:?}");
}

/// The number of the notice in an event's id.
fn number(event: &str) -> u64 {
    let event: Value = serde_json::from_str(event).unwrap();
    let id = event["id"].as_str().unwrap();
    id.rsplit('-').next().unwrap().parse().unwrap()
}
