//! `hoist kb`.

use super::Home;
use std::path::Path;

fn filled() -> Home {
    let home = Home::new();
    home.triaged();
    home.ok("kb new --as tom --title \"Pool exhausted\" symptoms=502 resolution=\"Enlarge it\" \"products=Relay = 9.3\" products=Portal tags=gateway");
    home
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn an_article_from_its_first_word_to_its_end() {
    let home = filled();
    assert_eq!(home.ok("kb publish 1 --as tom"), "kb:1 is published\n");
    assert_eq!(
        home.ok("kb link 1 1 --as tom --helped"),
        "#1: article kb:1 helped: Pool exhausted\n"
    );
    let list = home.ok("kb list");
    assert!(
        list.contains("kb:1     published  1         Pool exhausted"),
        "{list}"
    );
    let shown = home.ok("kb show kb:1");
    for part in [
        "kb:1 · published · revision 2 · helped 1 of 1 linked tickets",
        "products  Relay = 9.3; Portal",
        "# Pool exhausted\n\n## Symptoms\n\n502\n\n## Resolution\n\nEnlarge it\n",
        "#1  helped  Payments API returns 502",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(
        home.ok("show 1")
            .contains("Article kb:1 (helped): Pool exhausted")
    );
    home.ok("kb edit kb:1 --as ben cause=\"too small\" --why found");
    assert!(
        home.ok("kb history 1")
            .contains("ben  edited: Cause  (found)")
    );
    let said = home.fails(2, "kb retire 1");
    assert!(said.contains("--reason"), "{said}");
    home.ok("kb retire 1 --reason \"superseded\" --as tom");
    assert!(home.ok("kb list --state retired").contains("kb:1"));
    assert_eq!(home.ok("kb list --state draft"), "no article\n");
    assert_eq!(
        home.ok("kb unlink 1 1 --as tom"),
        "#1: no longer linked to article kb:1\n"
    );
    home.ok("audit check");
}

#[test]
fn as_json() {
    let home = filled();
    let row = home.json("kb list");
    assert_eq!(row["kb"], 1);
    assert_eq!(row["state"], "draft");
    assert_eq!(row["products"][0]["name"], "Relay");
    assert_eq!(row["products"][0]["versions"][0], "9.3");
    assert_eq!(
        (row["linked"].as_u64(), row["helped"].as_u64()),
        (Some(0), Some(0))
    );
    assert!(row["stale"].is_null());
    let told = home.json("kb publish 1 --as tom");
    assert_eq!(
        (told["changed"].as_bool(), told["revision"].as_u64()),
        (Some(true), Some(2))
    );
    home.ok("kb link 1 1 --as tom --helped");
    let shown = home.json("kb show 1");
    assert_eq!(shown["resolution"], "Enlarge it");
    assert_eq!(shown["tickets"][0]["id"], 1);
    assert_eq!(shown["tickets"][0]["helped"], true);
    assert_eq!(home.json("show 1")["articles"][0]["article"], 1);
    let first = home.json("kb history 1");
    assert_eq!(first["change"], "written");
    assert_eq!(first["changed"][0], "title");
    let old = home.json("kb show 1 --revision 1");
    assert_eq!(old["state"], "draft");
    for n in 0..3 {
        home.ok(&format!("kb new --as tom --title \"More {n}\""));
    }
    let page = home.ok("--json kb list --limit 2");
    assert!(
        page.lines().last().unwrap().contains("{\"next\":3}"),
        "{page}"
    );
    assert!(
        home.ok("--json kb list --limit 2 --after 3")
            .contains("\"kb\":2")
    );
}

#[test]
fn refusals_list_everything_and_say_how() {
    let home = Home::new();
    home.ok("kb new --as tom --title Loop");
    let said = home.fails(4, "kb publish 1 --as tom");
    for part in [
        "2 things are missing",
        "hoist kb edit 1 symptoms=…",
        "hoist kb edit 1 resolution=…",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let json = home.fails(4, "--json kb edit 1 known_error=yes --as tom");
    let object: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(object["refused"], "kb edit");
    assert_eq!(object["missing"][0]["id"], "cause");
    assert!(home.fails(3, "kb show 9").contains("no article kb:9"));
    home.ok("new --as tom --subject Leak --customer Acme");
    for link in ["kb link 1 9", "link 1 kb:9 --as related"] {
        assert!(home.fails(3, link).contains("no article kb:9"), "{link}");
    }
    assert!(
        home.fails(3, "kb show 1 --revision 9")
            .contains("no revision 9")
    );
    assert!(
        home.fails(2, "kb show x")
            .contains("not an article's number")
    );
    assert!(
        home.fails(2, "kb edit 1 --as tom colour=red")
            .contains("there are title")
    );
    assert!(
        home.fails(2, "kb edit 1 --as tom")
            .contains("Say what changes")
    );
    assert!(
        home.fails(3, "kb link 9 1 --as tom")
            .contains("no ticket #9")
    );
    home.ok("kb edit 1 --as tom symptoms=loops resolution=x");
    home.ok("kb edit 1 --as ben cause=theirs");
    let said = home.fails(5, "kb edit 1 --as tom --seen 1 cause=mine");
    assert!(said.contains("meanwhile"), "{said}");
}

#[test]
fn drafted_from_a_ticket_and_named_in_its_resolution() {
    let home = Home::new();
    home.triaged();
    assert_eq!(
        home.ok("kb new --as tom --from 1 --title \"502 from the gateway\""),
        "kb:1\n"
    );
    let shown = home.ok("kb show 1");
    assert!(shown.contains("drafted from #1"), "{shown}");
    assert!(
        shown.contains("the symptoms") && shown.contains("```\nthe errors\n```"),
        "{shown}"
    );
    let resolve = "resolve 1 --as tom --code solved --text done --kb 1";
    let said = home.fails(4, resolve);
    assert!(said.contains("kb:1 is a draft"), "{said}");
    home.ok("kb edit 1 --as tom resolution=\"Restart it\"");
    home.ok("kb publish 1 --as tom");
    home.ok(resolve);
    assert_eq!(home.json("show 1")["kb"]["article"], "kb:1");
    assert_eq!(
        home.json("kb show 1")["helped"],
        0,
        "it was written for this ticket"
    );
}

#[test]
fn long_texts_come_from_a_file_or_standard_input() {
    let home = Home::new();
    let text = "# Symptoms\n\nIt loops\n\n# Workaround\n\nWait\n";
    let ran = home.with_input(
        "kb new --as tom --title Loop --text-file -",
        text.as_bytes(),
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let shown = home.json("kb show 1");
    assert_eq!(
        (shown["symptoms"].as_str(), shown["workaround"].as_str()),
        (Some("It loops"), Some("Wait"))
    );
    home.ok("kb edit 1 --as tom --text \"Clear the cookies\"");
    let shown = home.json("kb show 1");
    assert_eq!(shown["resolution"], "Clear the cookies");
    assert_eq!(shown["symptoms"], "It loops", "what is not named stays");
    let wrong = home.with_input(
        "kb edit 1 --as tom --text-file -",
        b"stray\n# Cause\nx\n# Cause\ny\n",
    );
    assert_eq!(wrong.code, 2, "{wrong:?}");
    assert!(
        wrong.err.contains("line 1:") && wrong.err.contains("line 4:"),
        "{}",
        wrong.err
    );
    // As printed, changed, and given back.
    let file = home.ok("kb show 1 --markdown");
    let ran = home.with_input(
        "kb edit 1 --as tom --text-file -",
        file.replace("It loops", "It spins").as_bytes(),
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(home.json("kb show 1")["symptoms"], "It spins");
}

#[test]
fn search_finds_articles_beside_tickets() {
    let home = filled();
    let said = home.ok("search pool");
    assert!(said.starts_with("kb:1  draft  Pool exhausted\n"), "{said}");
    assert!(home.ok("search payments").starts_with("#1"));
    assert_eq!(home.ok("search payments --kind kb"), "nothing found\n");
    assert_eq!(home.ok("search pool --kind ticket"), "nothing found\n");
    let found = home.json("search enlarge --kind kb");
    assert_eq!(
        (found["kb"].as_u64(), found["found"]["in"].as_str()),
        (Some(1), Some("resolution"))
    );
    assert!(home.ok("search kind:kb").starts_with("kb:1"));
    assert!(home.ok("search kb:1").starts_with("kb:1"));
    assert_eq!(home.ok("search is:published"), "nothing found\n");
    assert!(home.ok("search is:draft").starts_with("kb:1"));
    assert!(!home.ok("search is:open").contains("kb:1"));
}

#[test]
fn a_folder_goes_out_and_comes_back_equal() {
    let home = filled();
    home.ok("kb new --as tom --title \"Über/../etc\" symptoms=\"# Cause\"");
    home.ok("kb publish 1 --as tom");
    home.ok("kb new --as tom --title Gone symptoms=a resolution=b");
    home.ok("kb retire 3 --as tom --reason \"no longer true\"");
    let dir = home.path().join("kb");
    let out = dir.display();
    assert_eq!(
        home.ok(&format!("kb export {out}")),
        "3 files written, 0 as they were\n"
    );
    assert_eq!(
        files(&dir),
        ["0001-pool-exhausted.md", "0002-uber-etc.md", "0003-gone.md"]
    );
    assert_eq!(
        home.ok(&format!("kb export {out}")),
        "0 files written, 3 as they were\n"
    );
    assert_eq!(
        home.ok(&format!("kb import {out} --as tom")),
        "0 new, 0 changed, 3 as they were\n"
    );
    let other = Home::new();
    assert_eq!(
        other.ok(&format!("kb import {out} --as tom --dry-run")),
        "3 new, 0 changed, 0 as they were (nothing was written)\n"
    );
    assert_eq!(other.ok("kb list"), "no article\n");
    other.ok(&format!("kb import {out} --as tom"));
    let back = home.path().join("back");
    other.ok(&format!("kb export {}", back.display()));
    for name in files(&dir) {
        let read = |dir: &Path| {
            let text = std::fs::read_to_string(dir.join(&name)).unwrap();
            let own = |l: &&str| !l.starts_with("desk = ") && !l.starts_with("revision = ");
            text.lines().filter(own).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(read(&dir), read(&back), "{name}");
    }
    assert_eq!(
        other.ok(&format!("kb import {out} --as tom")),
        "0 new, 0 changed, 3 as they were\n",
        "a second time changes nothing"
    );
    other.ok("audit check");
}

#[test]
fn an_export_never_writes_over_anything_silently() {
    let home = filled();
    let dir = home.path().join("kb");
    let out = dir.display();
    home.ok(&format!("kb export {out}"));
    let file = dir.join("0001-pool-exhausted.md");
    std::fs::write(&file, "mine").unwrap();
    home.ok("kb new --as tom --title Second");
    let said = home.fails(2, &format!("kb export {out}"));
    assert!(
        said.contains("0001-pool-exhausted.md is there already"),
        "{said}"
    );
    assert_eq!(files(&dir).len(), 1, "nothing was written");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    home.ok(&format!("kb export {out} --replace"));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("+++"));
    home.ok("kb edit 1 --as tom --title \"Another title\"");
    let said = home.fails(2, &format!("kb export {out} --replace"));
    assert!(said.contains("kb:1 under another title"), "{said}");
}

#[test]
fn a_folder_with_mistakes_is_refused_whole_and_each_is_named() {
    let home = filled();
    let dir = home.path().join("kb");
    std::fs::create_dir(&dir).unwrap();
    let put = |name: &str, text: &[u8]| std::fs::write(dir.join(name), text).unwrap();
    put("a.md", b"+++\ntitle = \"Good\"\n+++\n# Symptoms\nx\n");
    put(
        "b.md",
        b"+++\ntitle = \"Bad\"\ncolour = 1\nstate = \"published\"\n+++\n# Cause\nx\n# Cause\n",
    );
    put("c.md", b"no front matter");
    put("d.md", b"+++\ntitle = \"Twice\"\n+++\n");
    put("e.md", b"+++\n\ntitle = \"twice\"\n+++\n");
    put(
        "f.md",
        b"+++\ntitle = \"Pool exhausted\"\n+++\n# Cause\nanother\n",
    );
    put(
        "g.md",
        b"+++\ntitle = \"Out\"\nstate = \"published\"\n+++\n",
    );
    put("h.md", b"\xff\xfe");
    put("i.md", b"+++\nkb = 77\ntitle = \"Nowhere\"\n+++\n");
    put("notes.txt", b"not ours");
    let out = dir.display();
    let said = home.fails(1, &format!("kb import {out} --as tom"));
    for part in [
        "nothing was imported",
        "b.md:3: “colour” is not known here",
        "b.md:8: “# Cause” stands twice",
        "c.md:1: The first line is +++",
        "e.md:3: “d.md” has this title too",
        "f.md:2: kb:1 has this title already",
        "g.md:2: Symptoms are missing",
        "g.md:2: Resolution or workaround is missing",
        "h.md:1: This is not UTF-8",
        "i.md:3: There is no article kb:77",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("a.md"), "{said}");
    assert_eq!(home.ok("kb list").lines().count(), 2, "only what was there");
    for bad in ["b", "c", "e", "f", "g", "h", "i"] {
        std::fs::remove_file(dir.join(format!("{bad}.md"))).unwrap();
    }
    assert_eq!(
        home.ok(&format!("kb import {out} --as tom")),
        "2 new, 0 changed, 0 as they were; 1 other file was left alone\n"
    );
    let none = home.fails(3, "kb import /nowhere --as tom");
    assert!(none.contains("There is no folder /nowhere"), "{none}");
    let file = dir.join("a.md");
    let none = home.fails(2, &format!("kb import {} --as tom", file.display()));
    assert!(none.contains("a.md is no folder"), "{none}");
}

#[test]
fn a_file_changed_from_an_old_revision_is_no_update() {
    let home = filled();
    let dir = home.path().join("kb");
    let out = dir.display();
    home.ok(&format!("kb export {out}"));
    let file = dir.join("0001-pool-exhausted.md");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("Enlarge it", "Enlarge it twice")).unwrap();
    assert_eq!(
        home.ok(&format!("kb import {out} --as tom")),
        "0 new, 1 changed, 0 as they were\n"
    );
    std::fs::write(&file, text.replace("Enlarge it", "Shrink it")).unwrap();
    let said = home.fails(1, &format!("kb import {out} --as tom"));
    assert!(
        said.contains("kb:1 was changed on the desk since (revision 2, the file has 1)"),
        "{said}"
    );
}

#[test]
fn an_older_review_in_a_file_leaves_a_later_one() {
    let home = filled();
    home.ok("kb publish 1 --as tom");
    let dir = home.path().join("kb");
    let out = dir.display();
    home.ok(&format!("kb export {out}"));
    let file = dir.join("0001-pool-exhausted.md");
    let text = std::fs::read_to_string(&file).unwrap();
    // The same article as another desk has it, read through there long ago.
    let lines = text.lines().filter_map(|line| match line {
        l if ["kb = ", "revision = ", "desk = "]
            .iter()
            .any(|k| l.starts_with(k)) =>
        {
            None
        }
        l if l.starts_with("reviewed = ") => Some("reviewed = \"2020-01-02T03:04:05Z\""),
        l => Some(l),
    });
    let older = lines.collect::<Vec<_>>().join("\n");
    assert!(older.contains("2020-01-02"), "{older}");
    std::fs::write(&file, older).unwrap();
    let before = home.json("kb show 1");
    assert_eq!(
        home.ok(&format!("kb import {out} --as ben")),
        "0 new, 0 changed, 1 as they were\n"
    );
    let after = home.json("kb show 1");
    assert_eq!(after["reviewed_at"], before["reviewed_at"]);
    assert_eq!(home.ok("kb list --stale"), "no article\n");
}

#[test]
fn hostile_texts_are_shown_harmless() {
    let home = Home::new();
    home.run_args(&[
        "kb",
        "new",
        "--as",
        "tom",
        "--title",
        "a\u{1b}[2Jb\u{202e}c",
        "symptoms=\u{1b}]52;c;eA\u{7}",
    ]);
    for line in ["kb list", "kb show 1", "kb history 1", "search kind:kb"] {
        let said = home.ok(line);
        assert!(
            !said.contains('\u{1b}') && !said.contains('\u{202e}') && !said.contains('\u{7}'),
            "{line}: {said:?}"
        );
    }
}

#[test]
fn an_export_of_some_leaves_the_others_and_what_is_there_already_stands() {
    let home = filled();
    home.ok("kb publish 1 --as tom");
    home.ok("kb new --as tom --title Second symptoms=x resolution=y");
    home.ok("kb new --as tom --title Third");
    home.ok("kb publish 2 --as tom");
    let dir = home.path().join("kb");
    let out = dir.display();
    let said = home.ok(&format!("kb export {out} --state published"));
    assert!(said.contains('2'), "{said}");
    let names = ["0001-pool-exhausted.md", "0002-second.md"];
    assert_eq!(files(&dir), names);
    // One says so already, one is new, one is in the way: then nothing at all is written.
    let before = std::fs::metadata(dir.join(names[0]))
        .unwrap()
        .modified()
        .unwrap();
    std::fs::write(dir.join(names[1]), "mine").unwrap();
    let said = home.fails(2, &format!("kb export {out}"));
    assert!(said.contains("0002-second.md is there already"), "{said}");
    assert!(!said.contains("0001"), "{said}");
    assert_eq!(files(&dir), names, "the third was not written");
    assert_eq!(std::fs::read_to_string(dir.join(names[1])).unwrap(), "mine");
    std::fs::remove_file(dir.join(names[1])).unwrap();
    let object = home.json(&format!("kb export {out}"));
    assert_eq!(
        (&object["written"], &object["unchanged"]),
        (&2.into(), &1.into())
    );
    let after = std::fs::metadata(dir.join(names[0]))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after, "what says so already is not touched");
    // A place that cannot be written into is named, and nothing is left half done.
    let blocked = home.path().join("blocked");
    std::fs::write(&blocked, "a file").unwrap();
    let said = home.fails(2, &format!("kb export {}", blocked.display()));
    assert!(said.contains("blocked"), "{said}");
    assert_eq!(std::fs::read_to_string(&blocked).unwrap(), "a file");
}

#[test]
fn an_article_too_long_to_be_kept_is_refused_with_its_size() {
    let home = filled();
    let file = home.path().join("long.md");
    std::fs::write(
        &file,
        format!("# Resolution\n\n{}", "long text ".repeat(120_000)),
    )
    .unwrap();
    let said = home.fails(
        2,
        &format!("kb edit 1 --as tom --text-file {}", file.display()),
    );
    assert!(said.contains("one has at most 1 MiB"), "{said}");
    assert!(said.contains("Nothing was written"), "{said}");
    assert!(home.ok("kb show 1").contains("Enlarge it"));
}

/// The file of an article of the desk, in the home.
fn taken_out(home: &Home, article: u32) -> (std::path::PathBuf, String) {
    let text = home.ok(&format!("kb show {article} --markdown"));
    let path = home.path().join(format!("{article}.md"));
    std::fs::write(&path, &text).unwrap();
    (path, text)
}

#[test]
fn an_edited_file_changes_what_it_changed_and_nothing_that_others_did() {
    let home = filled();
    let (path, text) = taken_out(&home, 1);
    home.ok("kb edit 1 --as ben cause=\"too small\"");
    std::fs::write(&path, text.replace("Enlarge it", "Enlarge it twice")).unwrap();
    let line = format!("kb edit 1 --as tom --text-file {}", path.display());
    home.ok(&line);
    let object = home.json("kb show 1");
    assert_eq!(object["cause"], "too small", "of others");
    assert_eq!(object["resolution"], "Enlarge it twice");
    // Both changed one field: the second is told.
    home.ok("kb edit 1 --as ben symptoms=504");
    std::fs::write(&path, text.replace("\n502\n", "\n503\n")).unwrap();
    let said = home.fails(5, &line);
    assert!(said.contains("ben changed Symptoms of kb:1"), "{said}");
    assert_eq!(home.json("kb show 1")["symptoms"], "504");
    // As it was: nothing to write, whatever the desk says by now.
    std::fs::write(&path, &text).unwrap();
    let said = home.ok(&line);
    assert!(said.contains("nothing was written"), "{said}");
    std::fs::write(&path, text.replace("revision = 1", "revision = 99")).unwrap();
    let said = home.fails(2, &line);
    assert!(said.contains("kb:1 has no revision 99"), "{said}");
}

#[test]
fn the_file_of_another_article_and_an_empty_text_change_nothing() {
    let home = filled();
    home.ok("kb publish 1 --as tom");
    home.ok("kb new --as tom --title Other symptoms=x resolution=y");
    let (path, _) = taken_out(&home, 2);
    let said = home.fails(
        2,
        &format!("kb edit 1 --as tom --text-file {}", path.display()),
    );
    assert!(said.contains("The file is of kb:2, not of kb:1"), "{said}");
    for input in [&b""[..], b" \n"] {
        let ran = home.with_input("kb edit 1 --as tom --text-file -", input);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("The text is empty"), "{ran:?}");
    }
    let object = home.json("kb show 1");
    assert_eq!(object["title"], "Pool exhausted");
    assert_eq!(object["resolution"], "Enlarge it");
}

#[test]
fn two_articles_of_one_title_go_out_and_come_back() {
    let home = filled();
    let said = home.ok("kb new --as tom --title \"Pool exhausted\" symptoms=504");
    assert_eq!(said, "kb:2\nkb:1 has this title too.\n");
    let dir = home.path().join("kb");
    let out = dir.display();
    home.ok(&format!("kb export {out}"));
    let back = format!("kb import {out} --as tom");
    assert_eq!(home.ok(&back), "0 new, 0 changed, 2 as they were\n");
    // On another desk they are two as well, also where their numbers are not free.
    let other = Home::new();
    other.ok("kb new --as tom --title Else");
    assert_eq!(other.ok(&back), "2 new, 0 changed, 0 as they were\n");
    assert_eq!(other.ok(&back), "0 new, 0 changed, 2 as they were\n");
    // One article in two files is a mistake.
    let twice = dir.join("0001-again.md");
    std::fs::copy(dir.join("0001-pool-exhausted.md"), twice).unwrap();
    let said = home.fails(1, &back);
    assert!(said.contains("“0001-again.md” is of kb:1 too"), "{said}");
}

#[test]
fn why_it_was_retired_and_that_it_is_fixed_go_along() {
    let home = filled();
    home.ok("kb publish 1 --as tom");
    home.ok("kb retire 1 --as tom --reason superseded");
    home.ok("kb edit 1 --as tom cause=\"too small\" --why \"found later\"");
    home.ok("kb new --as tom --title Leak symptoms=x cause=y workaround=z known_error=yes");
    home.ok("kb publish 2 --as tom");
    home.ok("kb fixed 2 --as tom --text \"Update to 9.5\"");
    let dir = home.path().join("kb");
    let out = dir.display();
    home.ok(&format!("kb export {out}"));
    let back = format!("kb import {out} --as tom");
    assert_eq!(home.ok(&back), "0 new, 0 changed, 2 as they were\n");
    let other = Home::new();
    assert_eq!(other.ok(&back), "2 new, 0 changed, 0 as they were\n");
    assert_eq!(other.json("kb show 1")["remark"], "superseded");
    assert_eq!(other.json("kb show 2")["fixed"], true);
    assert_eq!(other.ok(&back), "0 new, 0 changed, 2 as they were\n");
}

#[test]
fn a_review_that_is_to_come_is_a_mistake() {
    let home = filled();
    let dir = home.path().join("kb");
    std::fs::create_dir(&dir).unwrap();
    let text = "+++\ntitle = \"Late\"\nreviewed = \"2099-01-02T03:04:05Z\"\n+++\n";
    std::fs::write(dir.join("a.md"), text).unwrap();
    let said = home.fails(1, &format!("kb import {} --as tom", dir.display()));
    assert!(
        said.contains("a.md:3: It was reviewed at 2099-01-02T03:04:05Z, which is to come."),
        "{said}"
    );
}

#[test]
fn what_one_may_not_see_is_not_there_for_an_import() {
    let home = filled();
    home.ok("restrict 1 --why secret --as tom");
    home.ok("kb new --as tom --from 1 --title Hidden symptoms=secret");
    let dir = home.path().join("kb");
    std::fs::create_dir(&dir).unwrap();
    let put = |text: &str| std::fs::write(dir.join("a.md"), text).unwrap();
    let line = format!("kb import {} --as eve", dir.display());
    let numbered = |n: u32| {
        put(&format!("+++\nkb = {n}\ntitle = \"Hidden\"\n+++\n"));
        home.fails(1, &line).replace(&format!("{n}"), "N")
    };
    assert_eq!(numbered(2), numbered(77));
    put("+++\ntitle = \"Hidden\"\n+++\n");
    assert_eq!(home.ok(&line), "1 new, 0 changed, 0 as they were\n");
    assert_eq!(home.json("kb show 2")["symptoms"], "secret");
}
