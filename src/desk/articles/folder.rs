//! The knowledge base as a folder of Markdown files: brought in whole or not at all, taken out without
//! writing over anything.

mod out;

pub use out::Taken;

use crate::desk::{Desk, Error, room};
use crate::domain::actor::Viewer;
use crate::domain::article::file::{self, Mistake, Parsed, parse};
use crate::domain::article::{Article, Ask, Brought, Change, Filter, changed};
use crate::domain::attachment::shown;
use crate::domain::id::ArticleId;
use crate::domain::words::rfc3339;
use crate::store::book::same_name;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Read};
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
    /// [`Error::NoTier`]; [`Error::Missing`]: there is no such folder; [`Error::Content`] that lists every mistake with file and line; the store's.
    pub fn import_articles(&mut self, dir: &Path, dry_run: bool) -> Result<Report, Error> {
        self.host_files("Bringing in a folder")?;
        self.may_change()?;
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
        let mut seen = Seen::default();
        let mut report = Report::default();
        for (file, parsed) in read {
            if let Some(why) = seen
                .again(&self.info.id, &file, &parsed)
                .or_else(|| self.ahead(&file, &parsed))
            {
                wrong.push(why);
                continue;
            }
            let step = match self.step(file, parsed, &seen.made) {
                Ok(step) => step,
                Err(Stopped::Wrong(why)) => {
                    wrong.push(why);
                    continue;
                }
                Err(Stopped::Error(error)) => return Err(error),
            };
            // Two desks may have used one number: whoever comes first keeps it.
            let keeps = keeps && step.parsed.kb.is_some_and(|id| !seen.made.contains(&id));
            let made = self.take_step(step, keeps, &mut report, wrong)?;
            seen.made.extend(made);
        }
        Ok(report)
    }

    /// A review that is said to be of a day that is to come: no clock is a day ahead.
    fn ahead(&self, file: &str, parsed: &Parsed) -> Option<Wrong> {
        let at = parsed
            .reviewed_at
            .filter(|at| *at > self.now().plus_ms(DAY))?;
        let text = format!("It was reviewed at {}, which is to come.", rfc3339(at));
        let line = parsed.reviewed_line;
        Some(Wrong {
            file: file.to_owned(),
            mistake: Mistake { line, text },
        })
    }

    /// Which article a file is of: the one whose number it has, if it is of this desk; else the one
    /// of its title; else a new one. `made`: those that this folder made. What this agent does not see is not
    /// there for them.
    fn step(
        &self,
        file: String,
        parsed: Parsed,
        made: &BTreeSet<ArticleId>,
    ) -> Result<Step, Stopped> {
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
                let called = self.titled(title).map_err(Stopped::Error)?;
                let same = called.iter().find(|one| !self.differs(one, &parsed));
                // Of one other desk two articles of a title are two here.
                let is_another = |one: &&Article| parsed.kb.is_some() && made.contains(&one.id);
                match (same, called.iter().find(|one| !is_another(one))) {
                    (None, Some(one)) => {
                        return Err(wrong(format!(
                            "{} has this title already and says something else: put kb = {} and desk = \"{}\" above to change it, or give another title.",
                            one.id, one.id.0, self.info.id
                        )));
                    }
                    (same, _) => same.cloned(),
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
        !changed(now, &wanted).is_empty()
            || now.state != parsed.state
            || parsed.fixed && now.fixes == 0
    }

    fn take_step(
        &mut self,
        step: Step,
        keeps: bool,
        report: &mut Report,
        wrong: &mut Vec<Wrong>,
    ) -> Result<Option<ArticleId>, Error> {
        let mut made = None;
        let Step { file, parsed, of } = step;
        let ask = Ask::Bring(Box::new(Brought {
            id: parsed.kb.filter(|_| keeps).unwrap_or_default(),
            values: parsed.values.clone(),
            state: parsed.state,
            reviewed_at: parsed.reviewed_at,
            fixed: parsed.fixed,
            remark: parsed.remark.clone(),
        }));
        match self.decide_article(of.as_ref(), &ask) {
            Ok(None) => report.unchanged += 1,
            Ok(Some(article)) => {
                match &of {
                    None => report.new += 1,
                    Some(_) => report.changed += 1,
                }
                let is_out = article.change == Change::Published;
                let article = self.put_article(article)?;
                made = of.is_none().then_some(article.id);
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
        Ok(made)
    }
}

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// The files of a folder so far.
#[derive(Default)]
struct Seen {
    /// By the article they say they are of.
    articles: BTreeMap<(String, ArticleId), String>,
    /// By title, of those that say no article.
    titles: BTreeMap<String, String>,
    /// By title, of the others.
    numbered: BTreeMap<String, String>,
    /// New articles.
    made: BTreeSet<ArticleId>,
}

impl Seen {
    /// That another file is of the same article: it says so, or one of the two says none and both have one title.
    fn again(&mut self, ours: &str, file: &str, parsed: &Parsed) -> Option<Wrong> {
        let title = same_name(parsed.values.get("title").unwrap_or_default());
        let (other, of) = match parsed.kb {
            Some(id) => {
                let desk = Some(parsed.desk.as_str()).filter(|desk| !desk.is_empty());
                let of = (desk.unwrap_or(ours).to_owned(), id);
                let same = self.articles.insert(of, file.to_owned());
                let other = self.titles.get(&title).cloned();
                self.numbered.insert(title, file.to_owned());
                (same.clone().or(other), same.map(|_| id))
            }
            None => {
                let other = self.numbered.get(&title).cloned();
                let same = self.titles.insert(title, file.to_owned());
                (same.or(other), None)
            }
        };
        let other = other?;
        let text = match of {
            Some(id) => format!("“{other}” is of {id} too."),
            None => format!("“{other}” has this title too."),
        };
        Some(at_title(file, parsed, text))
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
