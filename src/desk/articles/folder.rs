//! The knowledge base as a folder of Markdown files: brought in whole or not at all, taken out without
//! writing over anything.

use super::PAGE;
use crate::desk::{Desk, Error, room};
use crate::domain::actor::Viewer;
use crate::domain::article::file::{self, Mistake, Parsed, parse};
use crate::domain::article::{Article, Ask, Brought, Filter, changed};
use crate::domain::attachment::shown;
use crate::domain::id::ArticleId;
use crate::store::book::same_name;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What was brought in, by the names of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// New articles.
    pub new: u64,
    /// Articles that changed.
    pub changed: u64,
    /// Articles that say so already.
    pub unchanged: u64,
    /// Files that are none: their names do not end with `.md`.
    pub other: u64,
    /// Nothing was written.
    pub dry_run: bool,
}

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

/// A file with what is wrong in it.
struct Wrong {
    file: String,
    mistake: Mistake,
}

/// What is to be done for a file.
struct Step {
    file: String,
    parsed: Parsed,
    /// The article it changes; none: a new one.
    of: Option<Article>,
}

/// Mistakes that are listed; of more their number is said.
const LISTED: usize = 200;

impl Desk {
    /// Brings a folder in: every file of it that ends with `.md`. All of it or nothing.
    ///
    /// # Errors
    /// [`Error::Missing`]: there is no such folder; [`Error::Content`] that lists every mistake with file and line; the store's.
    pub fn import_articles(&mut self, dir: &Path, dry_run: bool) -> Result<Report, Error> {
        self.host_files("Bringing in a folder")?;
        let (files, other) = listed(dir)?;
        let mut wrong = Vec::new();
        let mut read = Vec::new();
        for path in files {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let file = shown(&file);
            match text(&path).and_then(|t| parse(&t)) {
                Ok(parsed) => read.push((file, parsed)),
                Err(mistakes) => wrong.extend(mistakes.into_iter().map(|mistake| Wrong {
                    file: file.clone(),
                    mistake,
                })),
            }
        }
        // In the order of their numbers, so that an empty desk gives them the same ones.
        read.sort_by_key(|(file, p)| (p.kb.is_none(), p.kb, file.clone()));
        let work = |desk: &mut Desk| {
            let report = desk.bring(read, &mut wrong)?;
            match wrong.is_empty() {
                true => Ok(report),
                false => Err(told(&wrong)),
            }
        };
        let report = match dry_run {
            true => self.tried(work),
            false => self.locked(work),
        }?;
        self.pass_on();
        Ok(Report {
            other,
            dry_run,
            ..report
        })
    }

    /// Does it all and drops it again: what a dry run finds is what the real one would.
    fn tried<T>(&mut self, work: impl FnOnce(&mut Desk) -> Result<T, Error>) -> Result<T, Error> {
        self.store.begin_bulk(crate::store::Writes::Many)?;
        let done = work(self);
        self.store.abort_bulk()?;
        done
    }

    fn bring(
        &mut self,
        read: Vec<(String, Parsed)>,
        wrong: &mut Vec<Wrong>,
    ) -> Result<Report, Error> {
        let keeps = self
            .store
            .articles(&Viewer::all(), &Filter::default(), None, 1)?
            .articles
            .is_empty();
        let mut titles: BTreeMap<String, String> = BTreeMap::new();
        let mut report = Report::default();
        for (file, parsed) in read {
            let title = same_name(parsed.values.get("title").unwrap_or_default());
            if let Some(other) = titles.insert(title, file.clone()) {
                let text = format!("“{other}” has this title too.");
                wrong.push(at_title(&file, &parsed, text));
                continue;
            }
            let step = match self.step(file, parsed) {
                Ok(step) => step,
                Err(Stopped::Wrong(why)) => {
                    wrong.push(why);
                    continue;
                }
                Err(Stopped::Error(error)) => return Err(error),
            };
            self.take_step(step, keeps, &mut report, wrong)?;
        }
        Ok(report)
    }

    /// Which article a file is of: the one whose number it has, if it is of this desk; else the one
    /// of its title; else a new one.
    fn step(&self, file: String, parsed: Parsed) -> Result<Step, Stopped> {
        let ours = parsed.desk.is_empty() || parsed.desk == self.info.id;
        let wrong = |text: String| Stopped::Wrong(at_title(&file, &parsed, text));
        let of = match parsed.kb.filter(|_| ours) {
            Some(id) => {
                let found = self.store.article(&self.actor.viewer(), id);
                let now = found.map_err(|_| {
                    wrong(format!(
                        "There is no article {id} on this desk; take the line kb = {} out to make a new one.",
                        id.0
                    ))
                })?;
                let now = now.article;
                if parsed.revision.is_some_and(|r| r < now.revision) && self.differs(&now, &parsed)
                {
                    return Err(wrong(format!(
                        "{id} was changed on the desk since (revision {}, the file has {}): export it anew and change that.",
                        now.revision,
                        parsed.revision.unwrap_or_default()
                    )));
                }
                Some(now)
            }
            None => {
                let title = parsed.values.get("title").unwrap_or_default();
                let called = self.store.articles_called(title);
                let called = called.map_err(|e| Stopped::Error(e.into()))?;
                match called.first() {
                    Some(one) if self.differs(one, &parsed) => {
                        return Err(wrong(format!(
                            "{} has this title already and says something else: put kb = {} and desk = \"{}\" above to change it, or give another title.",
                            one.id, one.id.0, self.info.id
                        )));
                    }
                    one => one.cloned(),
                }
            }
        };
        Ok(Step { file, parsed, of })
    }

    /// Whether a file says something else than the article.
    fn differs(&self, now: &Article, parsed: &Parsed) -> bool {
        let mut wanted = now.clone();
        for (id, value) in &parsed.values.0 {
            let _ = crate::domain::article::set(&mut wanted, id, value);
        }
        !changed(now, &wanted).is_empty() || now.state != parsed.state
    }

    fn take_step(
        &mut self,
        step: Step,
        keeps: bool,
        report: &mut Report,
        wrong: &mut Vec<Wrong>,
    ) -> Result<(), Error> {
        let Step { file, parsed, of } = step;
        let ask = Ask::Bring(Box::new(Brought {
            id: parsed.kb.filter(|_| keeps).unwrap_or_default(),
            values: parsed.values.clone(),
            state: parsed.state,
            reviewed_at: parsed.reviewed_at,
            remark: parsed.remark.clone(),
        }));
        match self.decide_article(of.as_ref(), &ask) {
            Ok(None) => report.unchanged += 1,
            Ok(Some(article)) => {
                match &of {
                    None => report.new += 1,
                    Some(_) => report.changed += 1,
                }
                let is_out = article.change == crate::domain::article::Change::Published;
                let article = self.put_article(article)?;
                if is_out {
                    self.settle_by(&article)?;
                }
            }
            Err(Error::Refused(refusal)) if refusal.missing.is_empty() => {
                wrong.push(at_title(&file, &parsed, refusal.text.clone()));
            }
            Err(Error::Refused(refusal)) => {
                let each = refusal.missing.iter();
                wrong.extend(each.map(|m| at_title(&file, &parsed, format!("{}.", m.text))));
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

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
                files.push((article.id, file::name(article), self.file_of(article)));
            }
            if !shelf.more {
                break;
            }
        }
        let taken = put_all(dir, &files, replace)?;
        Ok(Taken { left_out, ..taken })
    }

    /// The file of one article.
    #[must_use]
    pub fn file_of(&self, article: &Article) -> String {
        file::write(article, &self.info.id)
    }
}

/// Why a file is not taken.
enum Stopped {
    Wrong(Wrong),
    Error(Error),
}

fn at_title(file: &str, parsed: &Parsed, text: String) -> Wrong {
    Wrong {
        file: file.to_owned(),
        mistake: Mistake {
            line: parsed.title_line,
            text,
        },
    }
}

fn told(wrong: &[Wrong]) -> Error {
    let lines = wrong.iter().take(LISTED);
    let lines = lines.map(|w| format!("{}:{}: {}", w.file, w.mistake.line, w.mistake.text));
    let mut text = match wrong.len() {
        1 => "The folder has a mistake; nothing was imported.".to_owned(),
        n => format!("The folder has {n} mistakes; nothing was imported."),
    };
    for line in lines {
        text.push_str(&format!("\n  {line}"));
    }
    if let Some(more) = wrong.len().checked_sub(LISTED).filter(|n| *n > 0) {
        text.push_str(&format!("\n  and {more} more"));
    }
    Error::Content(text)
}

fn failed(path: &Path, what: &str, why: &std::io::Error) -> Error {
    let why = match what {
        "read" => why.to_string(),
        _ => room::why(path, why),
    };
    Error::Content(format!("{} could not be {what}: {why}.", path.display()))
}

/// The Markdown files of a folder by name, and how many other files there are.
fn listed(dir: &Path) -> Result<(Vec<PathBuf>, u64), Error> {
    let entries = fs::read_dir(dir).map_err(|e| match e.kind() {
        ErrorKind::NotFound => Error::Missing(format!("There is no folder {}.", dir.display())),
        ErrorKind::NotADirectory => Error::Input(format!("{} is no folder.", dir.display())),
        _ => failed(dir, "read", &e),
    })?;
    let (mut files, mut other) = (Vec::new(), 0);
    for entry in entries {
        let entry = entry.map_err(|e| failed(dir, "read", &e))?;
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        match path.extension().is_some_and(|e| e == "md") && !hidden {
            true => files.push(path),
            false => other += 1,
        }
    }
    files.sort();
    Ok((files, other))
}

/// The text of a file, or the one mistake it is.
fn text(path: &Path) -> Result<String, Vec<Mistake>> {
    let wrong = |text: String| vec![Mistake { line: 1, text }];
    let cannot = |e: std::io::Error| wrong(format!("It cannot be read: {e}."));
    let meta = fs::metadata(path).map_err(cannot)?;
    if !meta.is_file() {
        return Err(wrong("It is no file.".to_owned()));
    }
    let mut bytes = Vec::new();
    let open = fs::File::open(path).map_err(cannot)?;
    open.take(file::LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() as u64 > file::LARGEST {
        return Err(wrong("It is larger than 1 MiB.".to_owned()));
    }
    String::from_utf8(bytes).map_err(|e| {
        let before = e.as_bytes().get(..e.utf8_error().valid_up_to());
        let line = before.map_or(0, |b| b.iter().filter(|c| **c == b'\n').count()) + 1;
        vec![Mistake {
            line,
            text: "This is not UTF-8.".to_owned(),
        }]
    })
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
