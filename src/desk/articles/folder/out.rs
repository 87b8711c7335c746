//! Articles taken out into a folder: nothing is written over, and a killed export leaves no half file.

use super::{LISTED, failed, listed};
use crate::desk::articles::PAGE;
use crate::desk::{Desk, Error};
use crate::domain::article::{Article, Change, Filter, State, file};
use crate::domain::id::ArticleId;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Taken {
    /// Files written.
    pub written: u64,
    /// Files that said so already.
    pub unchanged: u64,
    /// Drafts of restricted tickets: they stay on the desk.
    pub left_out: u64,
}

impl Desk {
    /// Writes articles into a folder, a file each; the folder is made where there is none. A file that
    /// is there and says something else is left as it is, and then nothing is written, unless
    /// `replace`.
    ///
    /// # Errors
    /// [`Error::Input`] that lists the files in the way; one that cannot be written; the store's.
    pub fn export_articles(
        &self,
        dir: &Path,
        filter: &Filter,
        replace: bool,
    ) -> Result<Taken, Error> {
        self.host_files("Exporting into a folder")?;
        let mut files = Vec::new();
        let (mut before, mut left_out) = (None, 0);
        loop {
            let viewer = self.actor.viewer();
            let shelf = self.store.articles(&viewer, filter, before, PAGE)?;
            before = shelf.articles.last().map(|s| s.article.id);
            for shelved in &shelf.articles {
                let article = &shelved.article;
                if !article.audience.is_empty() {
                    left_out += 1;
                    continue;
                }
                files.push((article.id, file::name(article), self.file_of(article)?));
            }
            if !shelf.more {
                break;
            }
        }
        let taken = put_all(dir, &files, replace)?;
        Ok(Taken { left_out, ..taken })
    }

    /// The file of one article. Of a retired one it says why, whatever was changed since.
    ///
    /// # Errors
    /// The store's.
    pub fn file_of(&self, article: &Article) -> Result<String, Error> {
        let mut article = article.clone();
        if article.state == State::Retired && article.change != Change::Retired {
            let mut was = State::Draft;
            for revision in self.article_history(article.id)? {
                let then = revision.article;
                if then.revision > article.revision {
                    break;
                }
                if then.state == State::Retired && was != State::Retired {
                    article.remark = then.remark;
                }
                was = then.state;
            }
        }
        Ok(file::write(&article, &self.info.id))
    }
}

/// Looks at every place first; then writes.
fn put_all(
    dir: &Path,
    files: &[(ArticleId, String, String)],
    replace: bool,
) -> Result<Taken, Error> {
    if fs::metadata(dir).is_ok_and(|there| !there.is_dir()) {
        return Err(Error::Input(format!(
            "{} is a file, not a folder. Nothing was exported; name a folder, or one that is not there yet.",
            dir.display()
        )));
    }
    fs::create_dir_all(dir).map_err(|e| failed(dir, "made", &e))?;
    let there = numbered(listed(dir)?.0);
    let mut taken = Taken::default();
    let mut todo = Vec::new();
    let mut in_the_way = Vec::new();
    for (id, name, text) in files {
        let path = dir.join(name);
        let same = there.get(&id.0).into_iter().flatten();
        if let Some(other) = same.into_iter().find(|p| is_another(p, name)) {
            in_the_way.push(format!(
                "{}: {id} under another title; remove it first",
                other.display()
            ));
        }
        match fs::symlink_metadata(&path) {
            Err(_) => todo.push((path, text)),
            Ok(meta) if meta.is_file() && fs::read(&path).is_ok_and(|b| b == text.as_bytes()) => {
                taken.unchanged += 1;
            }
            Ok(meta) if replace && meta.is_file() => todo.push((path, text)),
            Ok(_) => in_the_way.push(format!("{} is there already", path.display())),
        }
    }
    if !in_the_way.is_empty() {
        let lines = in_the_way.iter().take(LISTED).map(|l| format!("\n  {l}"));
        let hint = "name another folder, or replace files of the same name with --replace";
        let text = format!("Nothing was exported; {hint}.{}", lines.collect::<String>());
        return Err(Error::Input(text));
    }
    let all = todo.len();
    for (path, text) in todo {
        put(dir, &path, text).map_err(|why| {
            let written = taken.written;
            Error::Input(format!("{why} {written} of {all} articles are written and stay. Make room, or name another folder, and export again: what is the same is left as it is."))
        })?;
        taken.written += 1;
    }
    Ok(taken)
}

/// Files by the article's number with which their names begin: a folder of ten thousand is gone
/// through once.
fn numbered(files: Vec<PathBuf>) -> BTreeMap<i64, Vec<PathBuf>> {
    let mut numbered: BTreeMap<i64, Vec<PathBuf>> = BTreeMap::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        if let (true, Ok(number)) = (digits.len() >= 4, digits.parse()) {
            numbered.entry(number).or_default().push(path);
        }
    }
    numbered
}

/// Whether a file of an article has another name: its title was another one.
fn is_another(path: &Path, name: &str) -> bool {
    path.file_name().unwrap_or_default().to_string_lossy() != name
}

/// A file under another name first, so that a killed export leaves no half one.
fn put(dir: &Path, path: &Path, text: &str) -> Result<(), Error> {
    let part = dir.join(format!(".kb-{}.part", uuid::Uuid::now_v7().simple()));
    let write = || -> std::io::Result<()> {
        let mut out = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&part)?;
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        fs::rename(&part, path)
    };
    let done = write().map_err(|e| failed(path, "written", &e));
    let _ = fs::remove_file(&part);
    done
}
