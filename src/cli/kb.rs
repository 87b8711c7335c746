//! The knowledge base: articles for people and for programs.

mod given;

use super::args::{Kb, KbEdit, KbExport, KbImport, KbLink, KbList, KbNew, KbShow};
use super::error::Error;
use super::json;
use super::session::Session;
use super::work;
use crate::desk::Desk;
use crate::desk::articles::{ArticlePage, ArticleView, Listing, Told};
use crate::domain::article::{self, Article, Ask, BODY, Filter};
use crate::domain::command::Command;
use crate::domain::id::ArticleId;
use crate::domain::known_error::KIND;
use crate::domain::values::Values;
use crate::domain::words::{self, counted, rfc3339};
use given::{Given, given, values};
use serde_json::{Map, Value, json};

/// Linked tickets that are shown with an article.
const USES: usize = 20;

/// `kb …`.
///
/// # Errors
/// A refusal with everything that is missing; no such article or ticket; the store's; the output's.
pub fn run(session: &mut Session, verb: &Kb) -> Result<(), Error> {
    match verb {
        Kb::List(args) => list(session, args),
        Kb::Show(args) => show(session, args),
        Kb::History { article } => history(session, *article),
        Kb::New(args) => new(session, args),
        Kb::Edit(args) => edit(session, args),
        Kb::Publish(args) => {
            let remark = args.why.clone();
            ask(session, args.article, &Ask::Publish { remark })
        }
        Kb::Review(args) => {
            let remark = args.why.clone();
            ask(session, args.article, &Ask::Review { remark })
        }
        Kb::Fixed(args) => {
            let fix = Ask::Fix {
                resolution: session.text(&args.text)?.unwrap_or_default(),
                remark: args.why.clone(),
                by: None,
            };
            ask(session, args.article, &fix)
        }
        Kb::Retire(args) => {
            let reason = args.reason.clone();
            ask(session, args.article, &Ask::Retire { reason })
        }
        Kb::Link(KbLink {
            ticket,
            article,
            helped,
            known_error,
        }) => {
            let link = Command::LinkArticle {
                article: *article,
                helped: *helped,
                kind: if *known_error { KIND } else { "" }.to_owned(),
            };
            work::run(session, *ticket, link)
        }
        Kb::Unlink { ticket, article } => {
            let unlink = Command::UnlinkArticle { article: *article };
            work::run(session, *ticket, unlink)
        }
        Kb::Import(args) => import(session, args),
        Kb::Export(args) => export(session, args),
    }
}

fn list(session: &mut Session, args: &KbList) -> Result<(), Error> {
    let desk = session.desk()?;
    let listing = Listing {
        filter: Filter {
            state: args.state,
            known_error: args.known_error,
            tag: args.tag.clone(),
            product: args.product.clone(),
            owner: args.mine.then(|| desk.actor().name.clone()),
        },
        stale: args.stale,
        before: args.after,
        limit: args.limit as usize,
    };
    let page = desk.articles(&listing)?;
    print(session, &desk, &page)
}

/// A page of articles, one a line.
///
/// # Errors
/// The output's.
pub fn print(session: &mut Session, desk: &Desk, page: &ArticlePage) -> Result<(), Error> {
    if session.global.json {
        for view in &page.articles {
            session.out.json(&row(view, desk))?;
        }
        return match page.next {
            Some(next) => session.out.json(&json!({ "next": next })),
            None => Ok(()),
        };
    }
    if page.articles.is_empty() {
        return session.out.line("no article");
    }
    let rows: Vec<Vec<String>> = page.articles.iter().map(|v| cells(v, desk)).collect();
    let head = ["article", "state", "helped", "", "title"];
    session.out.table(&head, &rows)?;
    match page.next {
        Some(next) => session.out.line(format!("more with --after {}", next.0)),
        None => Ok(()),
    }
}

fn cells(view: &ArticleView, desk: &Desk) -> Vec<String> {
    let article = &view.shelved.article;
    let mut notes = Vec::new();
    notes.extend(article.is_known_error().then(|| "known error".to_owned()));
    notes.extend((!article.audience.is_empty()).then(|| "restricted".to_owned()));
    notes.extend(view.stale.as_ref().map(|s| s.words(desk.now())));
    vec![
        article.id.to_string(),
        article.state.to_string(),
        view.shelved.helped.to_string(),
        notes.join(", "),
        article.title.clone(),
    ]
}

/// An article in a list.
#[must_use]
pub fn row(view: &ArticleView, desk: &Desk) -> Value {
    let article = &view.shelved.article;
    let at = |at: Option<crate::domain::id::At>| at.map(rfc3339);
    json!({
        "kb": article.id.0, "title": article.title, "state": article.state,
        "known_error": article.known_error, "fixed": article.is_fixed(),
        "products": article.products, "tags": article.tags,
        "owner": article.owner, "origin": article.origin, "revision": article.revision,
        "linked": view.shelved.linked, "helped": view.shelved.helped,
        "restricted": !article.audience.is_empty(),
        "stale": view.stale.as_ref().map(|s| s.words(desk.now())),
        "made_at": rfc3339(article.made_at), "changed_at": rfc3339(article.changed_at),
        "changed_by": article.changed_by, "published_at": at(article.published_at),
        "reviewed_at": at(article.reviewed_at),
    })
}

fn show(session: &mut Session, args: &KbShow) -> Result<(), Error> {
    let desk = session.desk()?;
    let mut view = desk.article(args.article)?;
    if let Some(n) = args.revision {
        view.shelved.article = revision(&desk, args.article, n)?;
        view.stale = None;
    }
    if args.markdown {
        let text = desk.file_of(&view.shelved.article)?;
        return session.out.document(&text);
    }
    let uses = desk.article_uses(args.article, USES)?;
    let article = &view.shelved.article;
    if session.global.json {
        let mut object = row(&view, &desk);
        if let Some(map) = object.as_object_mut() {
            texts(map, article);
            let tickets = uses.iter().map(
                |(row, helped)| json!({ "id": row.id, "subject": row.subject, "helped": helped }),
            );
            map.insert("tickets".to_owned(), tickets.collect());
        }
        return session.out.json(&object);
    }
    for line in facts(&view, &desk, &session.config.zone_name()) {
        session.out.line(line)?;
    }
    session.out.line("")?;
    session.out.block(&article::page::markdown(article))?;
    if uses.is_empty() {
        return Ok(());
    }
    session.out.line("")?;
    session.out.line("Tickets")?;
    for (row, helped) in &uses {
        let how = if *helped { "helped" } else { "linked" };
        session
            .out
            .line(format!("  {}  {how}  {}", row.id, row.subject))?;
    }
    let more = (view.shelved.linked as usize).saturating_sub(uses.len());
    match more {
        0 => Ok(()),
        n => session.out.line(format!("  and {n} more")),
    }
}

fn texts(map: &mut Map<String, Value>, article: &Article) {
    for id in BODY {
        map.insert(id.to_owned(), Value::String(article::text(article, id)));
    }
    map.insert("remark".to_owned(), Value::String(article.remark.clone()));
}

fn revision(desk: &Desk, id: ArticleId, n: u32) -> Result<Article, Error> {
    let mut all = desk.article_history(id)?;
    let place = all.iter().position(|r| r.article.revision == n);
    match place {
        Some(place) => Ok(all.swap_remove(place).article),
        None => Err(Error::NotFound(format!(
            "{id} has no revision {n}. hoist kb history {} lists them.",
            id.0
        ))),
    }
}

/// What there is to say beside the text.
fn facts(view: &ArticleView, desk: &Desk, zone: &str) -> Vec<String> {
    let article = &view.shelved.article;
    let when = |at| words::date_time(at, zone);
    let mut first = vec![article.id.to_string(), article.state.to_string()];
    first.extend(article.is_known_error().then(|| "known error".to_owned()));
    first.extend(article.is_fixed().then(|| "fixed".to_owned()));
    first.extend((!article.audience.is_empty()).then(|| "restricted".to_owned()));
    first.push(format!("revision {}", article.revision));
    let used = match (view.shelved.helped, view.shelved.linked) {
        (_, 0) => "not used yet".to_owned(),
        (helped, linked) => format!("helped {helped} of {linked} linked tickets"),
    };
    first.push(used);
    let mut lines = vec![first.join(" · ")];
    let changed = format!(
        "{} by {}, {}",
        article.change.word(),
        article.changed_by,
        when(article.changed_at)
    );
    lines.push(match article.remark.is_empty() {
        true => changed,
        false => format!("{changed}: {}", article.remark),
    });
    lines.extend(article.origin.map(|id| format!("drafted from {id}")));
    let products: Vec<String> = article.products.iter().map(ToString::to_string).collect();
    let lists = [
        ("products", products.join("; ")),
        ("tags", article.tags.join(", ")),
    ];
    let said = lists.into_iter().filter(|(_, text)| !text.is_empty());
    lines.extend(said.map(|(name, text)| format!("{name}  {text}")));
    let stale = view.stale.as_ref();
    lines.extend(stale.map(|s| format!("look at it again: {}", s.words(desk.now()))));
    lines
}

fn history(session: &mut Session, id: ArticleId) -> Result<(), Error> {
    let desk = session.desk()?;
    let zone = session.config.zone_name();
    for revision in desk.article_history(id)? {
        let article = &revision.article;
        if session.global.json {
            session.out.json(&json!({
                "revision": article.revision, "at": rfc3339(revision.at), "by": revision.by,
                "change": article.change, "remark": article.remark, "changed": revision.changed,
                "state": article.state,
            }))?;
            continue;
        }
        let labels: Vec<&str> = revision.changed.iter().map(|f| article::label(f)).collect();
        let mut line = format!(
            "{:>3}  {}  {}  {}",
            article.revision,
            words::date_time(revision.at, &zone),
            revision.by,
            article.change.word()
        );
        if !labels.is_empty() {
            line.push_str(&format!(": {}", labels.join(", ")));
        }
        if !article.remark.is_empty() {
            line.push_str(&format!("  ({})", article.remark));
        }
        session.out.line(line)?;
    }
    Ok(())
}

fn new(session: &mut Session, args: &KbNew) -> Result<(), Error> {
    let mut desk = session.desk_to_change()?;
    let mut all = match args.from {
        Some(ticket) => desk.article_draft(ticket)?,
        None => Values::new(),
    };
    let text = match given(session, &args.text)? {
        Given::Nothing => Values::new(),
        Given::File(parsed) => parsed.values,
        Given::Parts(values) => values,
    };
    let typed = values(text, args.title.as_ref(), &args.fields)?;
    all.0.extend(typed.0);
    let told = desk.write_article(all, args.from)?;
    if session.global.json {
        return told_json(session, &desk, &told);
    }
    session.out.line(told.article.id.to_string())?;
    match desk.namesake(&told.article)? {
        Some(other) => session.out.line(format!("{other} has this title too.")),
        None => Ok(()),
    }
}

fn edit(session: &mut Session, args: &KbEdit) -> Result<(), Error> {
    let (text, base, is_file) = match given(session, &args.text)? {
        Given::Nothing => (Values::new(), None, false),
        Given::Parts(values) => (values, None, false),
        Given::File(parsed) => {
            let (values, base) = session.desk()?.changed_in_file(args.article, &parsed)?;
            (values, base, true)
        }
    };
    let values = values(text, args.title.as_ref(), &args.fields)?;
    if values.0.is_empty() && !is_file {
        return Err(Error::Usage(
            "Say what changes: --title T, --text T, --text-file FILE, or symptoms=… and the like."
                .to_owned(),
        ));
    }
    let remark = args.why.clone();
    let seen = session.global.seen.or(base);
    ask_of(session, args.article, seen, &Ask::Edit { values, remark })
}

fn ask(session: &mut Session, id: ArticleId, ask: &Ask) -> Result<(), Error> {
    ask_of(session, id, session.global.seen, ask)
}

/// `seen`: the revision that was looked at.
fn ask_of(session: &mut Session, id: ArticleId, seen: Option<u32>, ask: &Ask) -> Result<(), Error> {
    let mut desk = session.desk_to_change()?;
    let told = desk.ask_article(id, seen, ask)?;
    if session.global.json {
        return told_json(session, &desk, &told);
    }
    session.out.line(&told.text)
}

fn told_json(session: &mut Session, desk: &Desk, told: &Told) -> Result<(), Error> {
    let view = desk.article(told.article.id)?;
    let mut object = row(&view, desk);
    if let Some(map) = object.as_object_mut() {
        map.insert("changed".to_owned(), Value::Bool(told.changed));
        map.insert("text".to_owned(), Value::String(told.text.clone()));
    }
    session.out.json(&object)
}

fn import(session: &mut Session, args: &KbImport) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let report = desk.import_articles(&args.dir, args.dry_run)?;
    if session.global.json {
        return session.out.json(&json::timed(&report));
    }
    let other = match report.other {
        0 => String::new(),
        n => format!(
            "; {} left alone",
            counted(n, "other file was", "other files were")
        ),
    };
    let dry = if report.dry_run {
        " (nothing was written)"
    } else {
        ""
    };
    session.out.line(format!(
        "{} new, {} changed, {} as they were{other}{dry}",
        report.new, report.changed, report.unchanged
    ))
}

fn export(session: &mut Session, args: &KbExport) -> Result<(), Error> {
    let desk = session.desk()?;
    let filter = Filter {
        state: args.state,
        ..Filter::default()
    };
    let taken = desk.export_articles(&args.dir, &filter, args.replace)?;
    if session.global.json {
        return session.out.json(&json::timed(&taken));
    }
    let out = match taken.left_out {
        0 => String::new(),
        1 => "; 1 draft of a restricted ticket was left out".to_owned(),
        n => format!("; {n} drafts of restricted tickets were left out"),
    };
    session.out.line(format!(
        "{} written, {} as they were{out}",
        counted(taken.written, "file", "files"),
        taken.unchanged
    ))
}

/// Articles that a search found, two lines each.
///
/// # Errors
/// The store's; the output's.
pub fn found(
    session: &mut Session,
    desk: &Desk,
    search: &crate::domain::search::Search,
    page: &ArticlePage,
) -> Result<(), Error> {
    use crate::domain::search::{article::doc, snippet, subject_hits};
    let colour = !session.global.no_color && std::env::var_os("NO_COLOR").is_none();
    for view in &page.articles {
        let article = &view.shelved.article;
        let snippet = snippet(search, &doc(article));
        if session.global.json {
            let mut object = row(view, desk);
            if let Some(map) = object.as_object_mut() {
                map.insert("found".to_owned(), super::search::found(&snippet));
            }
            session.out.json(&object)?;
            continue;
        }
        let mut parts = vec![(format!("{}  {}  ", article.id, article.state), false)];
        let hits = subject_hits(search, &article.title);
        parts.extend(super::search::picked(&article.title, &hits));
        session.out.picked(&parts, colour)?;
        let Some(place) = snippet.place else { continue };
        let mut parts = vec![(format!("    {}: ", place.word()), false)];
        parts.extend(super::search::picked(&snippet.text, &snippet.hits));
        session.out.picked(&parts, colour)?;
    }
    Ok(())
}
