use super::{Draft, DraftError, Drafts, Keeper, Kept, Key, Loaded, Mine, banner};
use crate::desk::own::file_name;
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::values::Values;
use crate::tui::form::Typed;
use crate::tui::msg::Edit;
use proptest::prelude::{any, prop, proptest};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

fn draft(ticket: Option<i64>, form: &str, at: i64) -> Draft {
    Draft {
        ticket: ticket.map(TicketId),
        form: form.to_owned(),
        copy: None,
        title: "Note".to_owned(),
        typed: Typed {
            values: Values::new().with("text", "cut in mid-sent\u{202e}"),
            focus: "text".to_owned(),
            cursor: 11,
        },
        over: Some(Values::new().with("text", "")),
        version: 17,
        at: At(at),
    }
}

fn drafts(dir: &tempfile::TempDir) -> Drafts {
    Drafts::open(
        dir.path(),
        "desk",
        &AgentName::from("../ana"),
        Mine::default(),
    )
}

#[test]
fn a_draft_comes_back_whole_and_private() {
    let dir = tempfile::tempdir().expect("dir");
    let drafts = drafts(&dir);
    let kept = draft(Some(7), "move.escalate", 1);
    assert_eq!(drafts.load(&kept.key()), Loaded::Nothing);
    drafts
        .save(&draft(Some(7), "move.escalate", 0))
        .expect("kept");
    drafts.save(&kept).expect("kept");
    assert_eq!(
        drafts.load(&kept.key()),
        Loaded::Draft(Box::new(kept.clone()))
    );
    let file = drafts.dir().join("7-move.escalate.json");
    let mode = |p: &std::path::Path| fs::metadata(p).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(drafts.dir())), (0o600, 0o700));
    assert_eq!(fs::read_dir(drafts.dir()).expect("dir").count(), 1);
    assert!(
        drafts
            .dir()
            .starts_with(dir.path().join("hoist").join("desk"))
    );
    drafts.remove(&kept.key()).expect("removed");
    drafts.remove(&kept.key()).expect("removed twice");
    assert_eq!(drafts.load(&kept.key()), Loaded::Nothing);
}

#[test]
fn the_latest_stands_first_in_the_list() {
    let dir = tempfile::tempdir().expect("dir");
    let drafts = drafts(&dir);
    assert_eq!(drafts.list(), (Vec::new(), Vec::new()));
    let (old, new) = (draft(None, "new", 1), draft(Some(9), "note", 2));
    drafts.save(&old).expect("kept");
    drafts.save(&new).expect("kept");
    assert_eq!(drafts.list().0, [new, old]);
    assert_eq!(banner(2).as_deref(), Some("2 unfinished texts"));
    assert_eq!(banner(0), None);
}

/// Killed between the writing of a draft and the name that it was to have.
#[test]
fn what_a_killed_program_was_writing_is_a_draft_where_it_is_whole_and_goes_where_not() {
    let dir = tempfile::tempdir().expect("dir");
    let drafts = drafts(&dir);
    let (old, new) = (draft(Some(7), "note", 1), draft(Some(7), "note", 2));
    drafts.save(&old).expect("kept");
    let mut gone = std::process::Command::new("true").spawn().expect("true");
    let pid = gone.id();
    gone.wait().expect("over");
    let stray = |name: &str, pid: u32| drafts.dir().join(format!("{name}.{pid}.new"));
    let whole = serde_json::to_vec(&new).expect("json");
    fs::write(stray("7-note", pid), &whole).expect("written");
    fs::write(stray("8-note", pid), &whole[..whole.len() / 2]).expect("written");
    // A program that runs is just writing this one.
    let busy = stray("9-note", std::process::id());
    fs::write(&busy, b"{").expect("written");
    assert_eq!(drafts.list(), (vec![new.clone()], Vec::new()));
    let left = fs::read_dir(drafts.dir()).expect("dir").count();
    assert_eq!(left, 2, "the draft, and what is being written");
    assert!(busy.exists());
    // An older one never takes the place of a newer one.
    fs::write(
        stray("7-note", pid),
        serde_json::to_vec(&old).expect("json"),
    )
    .expect("written");
    assert_eq!(drafts.list().0, [new]);
    assert!(!stray("7-note", pid).exists());
}

#[test]
fn a_damaged_file_is_put_aside_with_a_sentence() {
    let dir = tempfile::tempdir().expect("dir");
    let drafts = drafts(&dir);
    let kept = draft(Some(7), "note", 1);
    drafts.save(&kept).expect("kept");
    let file = drafts.dir().join("7-note.json");
    let text = fs::read(&file).expect("there");
    fs::write(&file, &text[..text.len() / 2]).expect("damaged");
    let Loaded::Spoilt(sentence) = drafts.load(&kept.key()) else {
        panic!("spoilt")
    };
    assert!(sentence.contains("7-note.spoilt"), "{sentence}");
    assert!(drafts.dir().join("7-note.spoilt").exists());
    assert_eq!(drafts.load(&kept.key()), Loaded::Nothing);
    fs::write(&file, b"\0\xff").expect("junk");
    let (list, sentences) = drafts.list();
    assert_eq!((list.len(), sentences.len()), (0, 1));
}

#[test]
fn a_full_disk_is_a_sentence_and_the_former_draft_stays() {
    let drafts = Drafts::open(
        std::path::Path::new("/dev/null/x"),
        "desk",
        &AgentName::from("ana"),
        Mine::default(),
    );
    let error = drafts
        .save(&draft(None, "new", 1))
        .expect_err("no directory");
    assert!(matches!(error, DraftError::Io(..)));
    assert!(error.to_string().contains("still here"));
    let full = drafts.failure(std::io::Error::from(std::io::ErrorKind::StorageFull));
    assert!(full.to_string().contains("full"), "{full}");
    let dir = tempfile::tempdir().expect("dir");
    let drafts = self::drafts(&dir);
    let kept = draft(None, "new", 1);
    drafts.save(&kept).expect("kept");
    // A directory in the place of the new file: writing fails before the old one is touched.
    let blocked = drafts
        .dir()
        .join(format!("new-new.{}.new", std::process::id()));
    fs::create_dir_all(blocked.join("x")).expect("blocked");
    assert!(drafts.save(&draft(None, "new", 2)).is_err());
    // On the disk: this program gives the newer one back as long as it runs.
    assert_eq!(
        self::drafts(&dir).load(&kept.key()),
        Loaded::Draft(Box::new(kept.clone()))
    );
}

proptest! {
    #[test]
    fn names_never_leave_the_directory_nor_meet(names in prop::collection::btree_set(any::<String>(), 1..5)) {
        let files: BTreeSet<_> = names.iter().map(|n| file_name(n)).collect();
        for file in &files {
            assert!(!file.contains('/') && !file.starts_with('.') && !file.is_empty());
        }
        assert_eq!(files.len(), names.len());
    }

    #[test]
    fn any_file_is_a_draft_or_put_aside(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let dir = tempfile::tempdir().expect("dir");
        let drafts = drafts(&dir);
        fs::create_dir_all(drafts.dir()).expect("dir");
        fs::write(drafts.dir().join("new-new.json"), &bytes).expect("written");
        let key = Key::new(None, "new".to_owned());
        assert!(matches!(drafts.load(&key), Loaded::Spoilt(_)));
    }
}

#[test]
fn a_draft_set_aside_loses_its_old_file_only_once_the_new_one_is_there() {
    let dir = tempfile::tempdir().expect("dir");
    let drafts = drafts(&dir);
    let mut keeper = Keeper::new(drafts.clone());
    let old = draft(None, "open", 1);
    keeper.save(&old).expect("kept");
    let aside = draft(None, "open.5", 1);
    // As a full disk does: the new file cannot be written.
    let place = drafts
        .dir()
        .join(format!("new-open.5.{}.new", std::process::id()));
    fs::create_dir(&place).expect("in the way");
    keeper
        .set_aside(aside.clone(), old.key())
        .expect_err("no room");
    assert_eq!(
        drafts.load(&old.key()),
        Loaded::Draft(Box::new(old.clone()))
    );
    let fresh = draft(None, "open", 6);
    keeper
        .save(&fresh)
        .expect_err("the file still holds the other");
    keeper.remove(&old.key()).expect_err("and so it stays");
    assert_eq!(
        drafts.load(&old.key()),
        Loaded::Draft(Box::new(old.clone()))
    );
    fs::remove_dir(&place).expect("room");
    keeper.save(&fresh).expect("kept");
    assert_eq!(drafts.load(&fresh.key()), Loaded::Draft(Box::new(fresh)));
    assert_eq!(drafts.load(&aside.key()), Loaded::Draft(Box::new(aside)));
}

/// Two windows of one agent; each program knows what it read and wrote itself.
fn windows(dir: &tempfile::TempDir) -> [Drafts; 2] {
    [drafts(dir), drafts(dir)]
}

fn saying(text: &str, at: i64) -> Draft {
    let mut draft = draft(Some(7), "note", at);
    draft.typed.values.set("text", text);
    draft
}

fn texts(drafts: &Drafts) -> Vec<String> {
    let (list, sentences) = drafts.list();
    assert_eq!(sentences, Vec::<String>::new());
    let text = |d: &Draft| d.typed.values.0["text"].clone();
    list.iter().map(text).collect()
}

#[test]
fn two_windows_in_one_form_keep_both_texts() {
    let dir = tempfile::tempdir().expect("dir");
    let [left, right] = windows(&dir);
    assert_eq!(left.save(&saying("left", 1)).expect("kept"), Kept::Alone);
    assert_eq!(right.save(&saying("right", 2)).expect("kept"), Kept::Beside);
    // Each goes on in its own, and says so once.
    assert_eq!(
        right.save(&saying("right on", 3)).expect("kept"),
        Kept::Alone
    );
    assert_eq!(left.save(&saying("left on", 4)).expect("kept"), Kept::Alone);
    assert_eq!(texts(&left), ["left on", "right on"]);
    // What is sent goes, what the other types stays.
    let key = saying("", 0).key();
    left.remove(&key).expect("sent");
    assert_eq!(texts(&left), ["right on"]);
    right.save(&saying("right to the end", 5)).expect("kept");
    right.remove(&key).expect("sent");
    assert_eq!(texts(&right), Vec::<String>::new());
    assert_eq!(right.save(&saying("anew", 6)).expect("kept"), Kept::Alone);
    assert_eq!(
        drafts(&dir).load(&key),
        Loaded::Draft(Box::new(saying("anew", 6)))
    );
}

/// As a full disk does: what this program would write for `7-note.json` finds no room while this is there.
fn no_room(drafts: &Drafts) -> std::path::PathBuf {
    let place = format!("7-note.{}.new", std::process::id());
    let place = drafts.dir().join(place);
    fs::create_dir_all(&place).expect("in the way");
    place
}

#[test]
fn what_the_disk_did_not_take_is_given_back_while_the_program_runs_and_tried_again() {
    let dir = tempfile::tempdir().expect("dir");
    let drafts = drafts(&dir);
    let key = saying("", 0).key();
    drafts.save(&saying("half a", 1)).expect("kept");
    let place = no_room(&drafts);
    drafts.save(&saying("half a sent", 2)).expect_err("no room");
    let whole = saying("half a sentence", 3);
    drafts.save(&whole).expect_err("no room");
    assert_eq!(drafts.unkept(), std::slice::from_ref(&key));
    // Every thread of this program knows the whole of it, another program what is on the disk.
    let back = Loaded::Draft(Box::new(whole.clone()));
    assert_eq!(drafts.clone().load(&key), back);
    assert_eq!(texts(&drafts), ["half a sentence"]);
    assert_eq!(texts(&windows(&dir)[0]), ["half a"]);
    drafts.again().expect_err("still none");
    fs::remove_dir(place).expect("room");
    drafts.again().expect("room");
    assert!(drafts.unkept().is_empty());
    assert_eq!(windows(&dir)[0].load(&key), back);
}

#[test]
fn what_was_sent_is_held_no_more_and_what_is_held_goes_over_nobody_elses_text() {
    let dir = tempfile::tempdir().expect("dir");
    let [left, right] = windows(&dir);
    let key = saying("", 0).key();
    let place = no_room(&left);
    left.save(&saying("sent", 1)).expect_err("no room");
    left.remove(&key).expect("sent");
    assert_eq!(left.load(&key), Loaded::Nothing);
    left.save(&saying("left", 2)).expect_err("no room");
    fs::remove_dir(place).expect("room");
    right.save(&saying("right", 3)).expect("kept");
    left.again().expect("room");
    assert!(left.unkept().is_empty());
    assert_eq!(texts(&left), ["right", "left"]);
    assert_eq!(
        left.load(&key),
        Loaded::Draft(Box::new(copied(&left, "left")))
    );
}

/// The draft with this text as it is listed, under the copy that it was kept as.
fn copied(drafts: &Drafts, text: &str) -> Draft {
    let (list, _) = drafts.list();
    let mut is_it = list
        .into_iter()
        .filter(|d| d.typed.values.0["text"] == text);
    is_it.next().expect("listed")
}

#[test]
fn whoever_took_a_text_up_goes_on_in_it_and_the_other_beside() {
    let dir = tempfile::tempdir().expect("dir");
    let [left, right] = windows(&dir);
    let key = saying("", 0).key();
    left.save(&saying("left", 1)).expect("kept");
    assert_eq!(right.load(&key), Loaded::Draft(Box::new(saying("left", 1))));
    let went_on = right.save(&saying("left, and right", 2));
    assert_eq!(went_on.expect("kept"), Kept::Alone);
    assert_eq!(
        left.save(&saying("left goes on", 3)).expect("kept"),
        Kept::Beside
    );
    assert_eq!(texts(&left), ["left goes on", "left, and right"]);
    // The left one sends its own: the other's stays.
    left.remove(&key).expect("sent");
    assert_eq!(texts(&left), ["left, and right"]);
}

#[test]
fn a_text_that_was_sent_in_one_window_does_not_take_what_the_other_typed() {
    let dir = tempfile::tempdir().expect("dir");
    let [left, right] = windows(&dir);
    let key = saying("", 0).key();
    left.save(&saying("left", 1)).expect("kept");
    right.save(&saying("right", 2)).expect("kept");
    let third = drafts(&dir);
    third.remove(&key).expect("nothing of its own");
    assert_eq!(texts(&left), ["right", "left"]);
}

#[test]
fn a_copy_that_is_picked_is_gone_on_with() {
    let dir = tempfile::tempdir().expect("dir");
    let [left, right] = windows(&dir);
    left.save(&saying("left", 1)).expect("kept");
    right.save(&saying("right", 2)).expect("kept");
    // Both windows are gone; a third takes up the second text.
    let third = drafts(&dir);
    let (list, _) = third.list();
    let copy = list.iter().find(|d| d.copy.is_some()).expect("beside");
    assert_eq!(
        third.load(&copy.key()),
        Loaded::Draft(Box::new(copy.clone()))
    );
    let went_on = third.save(&saying("right, taken up", 3));
    assert_eq!(went_on.expect("kept"), Kept::Alone);
    assert_eq!(texts(&third), ["right, taken up", "left"]);
    third.remove(&saying("", 0).key()).expect("sent");
    assert_eq!(texts(&third), ["left"]);
    // And then the first.
    let Loaded::Draft(first) = third.load(&saying("", 0).key()) else {
        panic!("kept")
    };
    assert_eq!(first.typed.values.0["text"], "left");
}

#[test]
fn what_is_typed_before_the_kept_text_came_goes_beside_it() {
    let dir = tempfile::tempdir().expect("dir");
    let [before, now] = windows(&dir);
    let key = saying("", 0).key();
    before.save(&saying("of yesterday", 1)).expect("kept");
    assert!(matches!(now.load(&key), Loaded::Draft(_)));
    now.part(&key);
    now.save(&saying("typed at once", 2)).expect("kept");
    assert_eq!(texts(&now), ["typed at once", "of yesterday"]);
}

/// Stopped between the comparing and the writing: nobody waits for it, and nothing of its text is lost.
#[test]
fn a_window_that_was_stopped_while_it_wrote_blocks_nobody() {
    let dir = tempfile::tempdir().expect("dir");
    let [left, right] = windows(&dir);
    left.save(&saying("left", 1)).expect("kept");
    let stopped = std::fs::File::open(left.dir()).expect("dir");
    rustix::fs::flock(&stopped, rustix::fs::FlockOperation::LockExclusive).expect("locked");
    let kept = left.save(&saying("left on", 2)).expect("kept");
    assert_eq!(kept, Kept::Beside);
    right.save(&saying("right", 3)).expect("kept");
    drop(stopped);
    assert_eq!(texts(&left), ["right", "left on", "left"]);
}

fn edit(text: &str) -> Edit {
    Edit {
        field: "text".to_owned(),
        text: text.to_owned(),
        draft: Some(draft(Some(7), "note", 1)),
    }
}

fn all_texts(drafts: &Drafts) -> Vec<String> {
    let (found, said) = drafts.list();
    assert_eq!(said, Vec::<String>::new());
    let text = |d: &Draft| d.typed.values.get("text").unwrap_or_default().to_owned();
    found.iter().map(text).collect()
}

#[test]
fn what_an_editor_saved_for_a_hoist_that_is_gone_is_a_draft() {
    let dir = tempfile::tempdir().expect("dir");
    let own = drafts(&dir);
    let before = draft(Some(7), "note", 1);
    own.save(&before).expect("kept");
    let handed = own
        .hand_over(&edit("cut in mid-sent\u{202e}"))
        .expect("handed");
    fs::write(handed.file(), "saved outside\n").expect("saved");
    let (text, later) = (handed.file().to_owned(), drafts(&dir));
    assert_eq!(
        all_texts(&later),
        ["cut in mid-sent\u{202e}"],
        "it is waited for"
    );
    drop(handed);
    assert_eq!(all_texts(&later), ["saved outside"]);
    assert_eq!(all_texts(&later), ["saved outside"]);
    assert!(!text.exists() && !text.with_extension("slip").exists());
    // What changed meanwhile is not written over.
    let handed = own
        .hand_over(&edit("cut in mid-sent\u{202e}"))
        .expect("handed");
    fs::write(handed.file(), "saved again\n").expect("saved");
    drop(handed);
    let mut all = all_texts(&later);
    all.sort();
    assert_eq!(all, ["saved again", "saved outside"]);
}

#[test]
fn an_editor_that_outlives_hoist_may_save_once_more() {
    let dir = tempfile::tempdir().expect("dir");
    let own = drafts(&dir);
    let mut handed = own.hand_over(&edit("")).expect("handed");
    handed.is_with(std::process::id().try_into().expect("a number"));
    let text = handed.file().to_owned();
    drop(handed);
    assert_eq!(all_texts(&own), Vec::<String>::new());
    for saved in ["once", "twice"] {
        fs::write(&text, saved).expect("saved");
        assert_eq!(all_texts(&own), [saved]);
        assert!(text.exists(), "the editor has it open");
    }
}

#[test]
fn a_text_that_is_none_is_left_where_it_is_and_said_once() {
    let dir = tempfile::tempdir().expect("dir");
    let own = drafts(&dir);
    let handed = own.hand_over(&edit("")).expect("handed");
    let text = handed.file().to_owned();
    fs::write(&text, b"\xff\xfe").expect("saved");
    assert!(handed.read().is_err());
    drop(handed);
    let (found, said) = own.list();
    assert_eq!(found, []);
    assert!(
        said.len() == 1 && said[0].contains("is not UTF-8 text"),
        "{said:?}"
    );
    assert_eq!(all_texts(&own), Vec::<String>::new());
    assert!(text.exists());
}
