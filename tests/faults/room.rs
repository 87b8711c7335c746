//! Too little room: a disk of every size up to one that suffices, a limit on the size of files, a disk that can only
//! be read. The sentence names the file and how much is free, nothing is half done, the draft is kept, and the same
//! command works once there is room.
//!
//! Every page: `HOIST_LONG=1 cargo test --test main faults::room -- --nocapture`. The disks are mounted in a namespace
//! of the test's own, which takes root or user namespaces; where neither is to be had it says that it was not run.

use super::cases;
use super::scene::{From, Measured, Scene, VERBS, Verb, again};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

const PAGE: u64 = 4_096;

fn verbs(names: &[&str]) -> Vec<Verb> {
    let each = VERBS.iter().filter(|v| names.contains(&v.name));
    each.copied().collect()
}

/// Whether the program refused as it should: in a sentence that names the file, and says how much is free.
fn judge(scene: &Scene, (verb, usual): &(Verb, Measured), ran: &Output) -> Result<bool, String> {
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    if said.contains("panicked") || ran.status.code().is_none() {
        return Err(format!("it fell over: {:?} {said}", ran.status));
    }
    let state = scene
        .state()
        .map_err(|e| format!("{e} (it had said: {said})"))?;
    if ran.status.success() {
        return match state == usual.after {
            true => Ok(true),
            false => Err(format!("acknowledged and absent: {state:?}")),
        };
    }
    let is_whole = state == usual.before || state == usual.after || verb.in_parts;
    if !is_whole {
        return Err(format!("half done: {state:?}"));
    }
    match said.contains("desk.hoist") || said.contains("copy.hoist") {
        true if said.contains("free") => Ok(false),
        _ => Err(format!(
            "it does not say which file or how much is free: {said}"
        )),
    }
}

fn mount(words: &[&str]) {
    let done = Command::new("mount").args(words).output().unwrap();
    assert!(done.status.success(), "mount {words:?}: {done:?}");
}

/// A small disk at the place of the desk.
struct Disk<'a> {
    scene: &'a Scene,
    place: String,
}

impl Disk<'_> {
    fn at(scene: &Scene) -> Disk<'_> {
        scene.lay(From::Nothing);
        let place = scene.place().display().to_string();
        mount(&["-t", "tmpfs", "-o", "size=64m", "tmpfs", &place]);
        Disk { scene, place }
    }

    fn remount(&self, how: &str) {
        mount(&["-o", &format!("remount,{how}"), &self.place]);
    }

    /// Lays the desk, and leaves so many bytes free.
    fn lay(&self, from: From, free: u64) {
        self.remount("rw,size=64m");
        self.scene.lay(from);
        let files = fs::read_dir(&self.place)
            .unwrap()
            .map(|f| f.unwrap().metadata().unwrap().len());
        let used: u64 = files.map(|len| len.div_ceil(PAGE) * PAGE).sum();
        self.remount(&format!("size={}", used + free));
    }
}

const ROOM: &str = "HOIST_TEST_FAULTS_ROOM";

/// Runs one of the tests below in a namespace of its own, where it may mount.
fn inside(name: &str) {
    let is_root = rustix::process::geteuid().is_root();
    let flags: &[&str] = if is_root { &["-m"] } else { &["-rm"] };
    let may = Command::new("unshare").args(flags).arg("true").output();
    if !may.is_ok_and(|ran| ran.status.success()) {
        eprintln!("not run: {name} needs root or user namespaces to mount small disks");
        return;
    }
    let ran = Command::new("unshare")
        .args(flags)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("faults::room::{name}"), "--nocapture"])
        .env(ROOM, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    println!("{said}");
    assert!(
        ran.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

fn is_inside() -> bool {
    std::env::var_os(ROOM).is_some()
}

#[test]
fn a_disk_that_is_full_is_said_and_the_same_command_works_once_there_is_room() {
    inside("child_on_small_disks");
}

#[test]
fn child_on_small_disks() {
    if !is_inside() {
        return;
    }
    let stride = cases(3, 1);
    let small = verbs(&["new", "note", "escalate", "merge", "agent", "article"]);
    let large = verbs(&["attach", "import", "backup"]);
    let (mut refused, mut wrong) = (0, Vec::new());
    for (verbs, pages, step) in [(small, 70, stride), (large, 900, stride * 10)] {
        let scene = Scene::new();
        let usual = scene.usual(&verbs);
        let disk = Disk::at(&scene);
        for one in &usual {
            for free in (0..pages).step_by(usize::try_from(step).unwrap()) {
                disk.lay(one.0.from, free * PAGE);
                let ran = scene.run(&one.0);
                disk.remount("size=64m");
                let judged = judge(&scene, one, &ran).and_then(|done| {
                    refused += u64::from(!done);
                    again(&scene, &one.0, &one.1.after, done)
                });
                if let Err(what) = judged {
                    wrong.push(format!("{}, {free} pages free: {what}", one.0.name));
                }
            }
        }
    }
    println!("{refused} refused, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(refused > 30, "{refused}");
}

#[test]
fn a_draft_is_kept_when_the_disk_of_the_desk_is_full() {
    inside("child_at_a_full_disk");
}

#[test]
fn child_at_a_full_disk() {
    if !is_inside() {
        return;
    }
    let scene = Scene::new();
    let disk = Disk::at(&scene);
    disk.lay(From::Desk, 64 << 20);
    let mut tom = scene.terminal("--as tom");
    tom.wait_text("#");
    tom.keys("n");
    tom.wait_text("only the desk reads this");
    tom.keys("\"not to be lost\"");
    let fill = Path::new(&disk.place).join("fill");
    let _ = fs::write(&fill, vec![1; 64 << 20]);
    tom.keys("<c-s>");
    tom.wait_text("is full");
    std::thread::sleep(Duration::from_secs(1));
    tom.signal(rustix::process::Signal::KILL);
    fs::remove_file(&fill).unwrap();
    disk.remount("size=64m");
    let mut tom = scene.terminal("--as tom");
    tom.wait_text("#");
    tom.keys("n");
    tom.wait_text("not to be lost");
    tom.keys("<c-s>");
    tom.wait_for("it is sent", |screen| {
        !screen.contents().contains("only the desk reads this")
    });
    let found = scene.command("search lost --as tom").output().unwrap();
    assert!(
        String::from_utf8_lossy(&found.stdout).contains('#'),
        "{found:?}"
    );
    scene.state().unwrap();
}

#[test]
fn what_the_disk_of_the_drafts_did_not_take_is_back_while_the_program_runs() {
    inside("child_without_room_for_drafts");
}

#[test]
fn child_without_room_for_drafts() {
    if !is_inside() {
        return;
    }
    let scene = Scene::new();
    scene.lay(From::Desk);
    let state = scene.place().join("../../state");
    let place = state.display().to_string();
    mount(&["-t", "tmpfs", "-o", "size=256k", "tmpfs", &place]);
    let fill = state.join("fill");
    let mut tom = scene.terminal("--as tom");
    tom.wait_text("#");
    tom.keys("n");
    tom.wait_text("only the desk reads this");
    tom.keys("\"the first words\"");
    std::thread::sleep(Duration::from_secs(1));
    let _ = fs::write(&fill, vec![1; 1 << 20]);
    tom.keys("\" and the last\"");
    tom.wait_text("The disk that holds your drafts");
    tom.keys("<esc>");
    tom.wait_text("it is back only while hoist runs");
    tom.keys("n");
    tom.wait_text("the first words and the last");
    tom.keys("<esc>");
    let is_left = |screen: &vt100::Screen| !screen.contents().contains("and the last");
    tom.wait_for("the form left", is_left);
    tom.keys("q");
    tom.wait_text("Leave and lose it?");
    tom.keys("n");
    tom.wait_text("Nothing was done.");
    fs::remove_file(&fill).unwrap();
    tom.wait_text("What you typed is kept again.");
    tom.keys("q");
    let status = tom.end_within(Duration::from_secs(20)).expect("it ends");
    assert_eq!(status.exit_code(), 0);
    let mut tom = scene.terminal("--as tom");
    tom.wait_text("#");
    tom.keys("n");
    tom.wait_text("the first words and the last");
    scene.state().unwrap();
}

#[test]
fn a_desk_on_a_disk_without_a_byte_of_room_can_be_read() {
    inside("child_without_a_byte");
}

#[test]
fn child_without_a_byte() {
    if !is_inside() {
        return;
    }
    let scene = Scene::new();
    let disk = Disk::at(&scene);
    disk.lay(From::Desk, 0);
    let elsewhere = scene.place().with_file_name("elsewhere.hoist");
    let backup = format!("backup {}", elsewhere.display());
    for line in [
        "list",
        "show 1 --timeline",
        "search fails",
        "audit check",
        "--keys j --print 100x30",
        backup.as_str(),
    ] {
        let ran = scene.command(line).output().unwrap();
        assert!(
            ran.status.success() && !ran.stdout.is_empty(),
            "{line}: {ran:?}"
        );
    }
    let mut tom = scene.terminal("--as tom");
    tom.wait_text("#");
    tom.keys("n");
    tom.wait_text("only the desk reads this");
    tom.keys("\"sent when there is room\" <c-s>");
    tom.wait_text("is full");
    disk.remount("size=64m");
    tom.keys("<c-s>");
    tom.wait_for("it is sent", |screen| {
        !screen.contents().contains("only the desk reads this")
    });
    let ran = scene.command("show 1 --timeline").output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{ran:?}");
    let found = scene.command("search room --as tom").output().unwrap();
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(found.contains('#'), "{found}{said}");
    scene.state().unwrap();
}

#[test]
fn a_full_disk_elsewhere_is_said_of_what_was_to_go_there() {
    inside("child_elsewhere_on_a_full_disk");
}

#[test]
fn child_elsewhere_on_a_full_disk() {
    if !is_inside() {
        return;
    }
    let scene = Scene::new();
    scene.lay(From::Desk);
    let run = |line: &str| scene.command(line).output().unwrap();
    for line in [
        "attach 1 @/log.bin --as tom",
        "kb new --as tom --title Pool symptoms=502 resolution=Larger",
    ] {
        assert!(run(line).status.success(), "{line}");
    }
    let there = scene.place().with_file_name("there");
    fs::create_dir(&there).unwrap();
    let there = there.display().to_string();
    mount(&["-t", "tmpfs", "-o", "size=16k", "tmpfs", &there]);
    fs::write(format!("{there}/fill"), vec![1; 4_096]).unwrap();
    for line in [
        format!("export --out {there}/all.jsonl"),
        format!("attachment 1 1 --to {there}"),
        format!("backup {there}/copy.hoist"),
    ] {
        let ran = run(&line);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!ran.status.success(), "{line}: {ran:?}");
        for words in [
            "the disk that holds it is full (",
            " free)",
            "othing",
            "make room",
        ] {
            assert!(said.contains(words), "{line}: {said}");
        }
        for words in ["os error", ".part", "text is kept"] {
            assert!(!said.contains(words), "{line}: {said}");
        }
        let left: Vec<_> = fs::read_dir(&there).unwrap().collect();
        assert_eq!(left.len(), 1, "{line}: {left:?}");
    }
    fs::write(format!("{there}/fill"), vec![1; 16_384]).unwrap();
    let ran = run(&format!("kb export {there}/kb"));
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(said.contains("the disk that holds it is full ("), "{said}");
    assert!(
        said.contains("0 of 1 articles are written and stay."),
        "{said}"
    );
    scene.state().unwrap();
}

#[test]
fn a_disk_that_can_only_be_read_is_read_and_says_so() {
    inside("child_on_a_disk_for_reading");
}

#[test]
fn child_on_a_disk_for_reading() {
    if !is_inside() {
        return;
    }
    let scene = Scene::new();
    let usual = scene.usual(&verbs(&[
        "new", "note", "take", "attach", "import", "agent",
    ]));
    let disk = Disk::at(&scene);
    for (verb, usual) in &usual {
        disk.lay(verb.from, 1 << 20);
        disk.remount("ro");
        let ran = scene.run(verb);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(
            !ran.status.success() && said.contains("can only be read"),
            "{}: {said}",
            verb.name
        );
        for line in [
            "list",
            "show 1 --timeline",
            "search fails",
            "audit check",
            "--keys j --print 100x30",
        ] {
            let ran = scene.command(line).output().unwrap();
            assert!(
                ran.status.success() && !ran.stdout.is_empty(),
                "{line}: {ran:?}"
            );
        }
        disk.remount("rw,size=64m");
        again(&scene, verb, &usual.after, false).unwrap();
    }
}

/// Runs a verb below a limit on the size of files, in half kibibytes, which needs no rights.
fn limited(scene: &Scene, verb: &Verb, blocks: usize, plant: Option<&str>) -> Output {
    scene.lay(verb.from);
    let usual = scene.verb(verb);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", &format!("ulimit -f {blocks}; exec \"$@\""), "sh"])
        .arg(usual.get_program())
        .args(usual.get_args())
        .env_clear();
    limited.envs(usual.get_envs().filter_map(|(k, v)| v.map(|v| (k, v))));
    limited.envs(plant.map(|plant| ("HOIST_PLANT", plant)));
    limited.output().unwrap()
}

#[test]
fn a_limit_on_the_size_of_files_is_said_and_kills_nobody() {
    let scene = Scene::new();
    let mut wrong = Vec::new();
    let mut refused = 0;
    for one in scene.usual(&verbs(&["new", "note", "escalate", "attach", "import"])) {
        let step = usize::try_from(cases(16, 2)).unwrap();
        // The log of one commit is some 60 KiB.
        for blocks in (0..260).step_by(step).chain([800, 1_200]) {
            let ran = limited(&scene, &one.0, blocks, None);
            let judged = judge(&scene, &one, &ran).and_then(|done| {
                refused += u64::from(!done);
                again(&scene, &one.0, &one.1.after, done)
            });
            if let Err(what) = judged {
                wrong.push(format!("{}, {blocks} blocks: {what}", one.0.name));
            }
        }
    }
    println!("{refused} refused, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(refused > 0);
}

/// The planted defect: a program that calls done what a full disk did not take.
#[cfg(debug_assertions)]
#[test]
fn a_program_that_takes_a_full_disk_for_done_is_caught() {
    let scene = Scene::new();
    for one in scene.usual(&verbs(&["new", "note", "escalate"])) {
        let caught = (0..120).step_by(16).any(|blocks| {
            let ran = limited(&scene, &one.0, blocks, Some("FullIsDone"));
            let judged = judge(&scene, &one, &ran);
            judged.is_err_and(|what| what.contains("acknowledged and absent"))
        });
        assert!(caught, "{}", one.0.name);
    }
}
