//! The picture in the README is what the program prints.

use std::path::Path;
use std::process::Command;

const MARK: &str = "<!-- screen: hoist ";

/// The command of the picture, and where its text stands in the README.
fn picture(readme: &str) -> (Vec<String>, std::ops::Range<usize>) {
    let at = readme.find(MARK).expect("the README names its picture");
    let line = readme[at + MARK.len()..].lines().next().unwrap();
    // Every second part stands between quotation marks.
    let parts = line.trim_end_matches(" -->").split('\'').enumerate();
    let args = parts
        .flat_map(|(i, part)| match i % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect();
    let start = at + readme[at..].find("```text\n").unwrap() + "```text\n".len();
    let end = start + readme[start..].find("```").unwrap();
    (args, start..end)
}

#[test]
fn the_picture_in_the_readme_is_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (args, place) = picture(&readme);
    let home = tempfile::tempdir().unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_hoist"))
        .args(args)
        .env("HOME", home.path())
        .env("XDG_STATE_HOME", home.path())
        .env("TZ", "UTC")
        .env_remove("HOIST_DESK")
        .env_remove("HOIST_CONFIG")
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let printed: String = String::from_utf8(out.stdout)
        .unwrap()
        .lines()
        .map(|l| format!("{}\n", l.trim_end()))
        .collect();
    if std::env::var_os("HOIST_BLESS").is_some() {
        std::fs::write(
            &path,
            format!(
                "{}{printed}{}",
                &readme[..place.start],
                &readme[place.end..]
            ),
        )
        .unwrap();
        return;
    }
    assert_eq!(
        &readme[place], printed,
        "the README's picture is stale; HOIST_BLESS=1 cargo test renews it"
    );
}
