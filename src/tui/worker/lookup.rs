//! What is found while somebody types into a field, or jumps.

use crate::desk::articles::Listing;
use crate::desk::{Desk, Error};
use crate::domain::article::{Filter, State};
use crate::domain::id::{CustomerId, TicketId};
use crate::domain::product::Release;
use crate::domain::words::flat;
use crate::store::search::Stop;
use crate::store::{Anchor, Query, Sort};
use crate::tui::form::{Ask, Hit, Lookup};
use crate::tui::msg::Answer;
use crate::tui::newticket::{Known, Theirs};

/// Open tickets of a caller that are named.
const LATEST: usize = 2;
/// Hits offered while one types.
const HITS: usize = 12;

/// What fits the words in a field.
pub(super) fn lookup(desk: &Desk, ask: &Ask) -> Result<Answer, Error> {
    let words = ask.words.trim();
    let begins = |text: &str| text.to_lowercase().contains(&words.to_lowercase());
    Ok(match &ask.what {
        Lookup::Customer => Answer::Known(known(desk, words)?),
        Lookup::Ticket => Answer::Hits(tickets(desk, words)?),
        Lookup::Reference => {
            let mut hits = tickets(desk, words)?;
            hits.truncate(HITS / 2);
            hits.extend(articles(desk, words)?);
            hits.truncate(HITS);
            Answer::Hits(hits)
        }
        Lookup::Agent(tier) => Answer::Hits(
            desk.agents()?
                .into_iter()
                .filter(|a| tier.is_empty() || a.tiers.iter().any(|t| t.0 == *tier))
                .filter(|a| begins(&a.name.0))
                .map(|a| {
                    let tiers: Vec<_> = a
                        .tiers
                        .iter()
                        .map(|t| desk.process().tier_label(t))
                        .collect();
                    hit(a.name.0.clone(), a.name.0, tiers.join(", "))
                })
                .take(HITS)
                .collect(),
        ),
        Lookup::Article => Answer::Hits(articles(desk, words)?),
        Lookup::Version(product) => Answer::Hits(versions(desk, product, words)?),
        Lookup::Product => Answer::Hits(
            desk.store()
                .products(500)?
                .into_iter()
                .filter(|p| begins(p))
                .map(|p| hit(p.clone(), p, String::new()))
                .take(HITS)
                .collect(),
        ),
    })
}

/// Versions of a product that are known, the newest first.
fn versions(desk: &Desk, product: &str, words: &str) -> Result<Vec<Hit>, Error> {
    let Some(product) = desk.product_called(product)? else {
        return Ok(Vec::new());
    };
    let words = words.to_lowercase();
    let each = product.newest_first().into_iter();
    let fits = each.filter(|r| r.version.to_lowercase().starts_with(&words));
    let line = |r: &Release| {
        let day = r.released.map(|d| d.to_string());
        let notes = Some(flat(&r.notes)).filter(|n| !n.is_empty());
        let detail: Vec<String> = day.into_iter().chain(notes).collect();
        hit(r.version.clone(), r.version.clone(), detail.join(": "))
    };
    Ok(fits.map(line).take(HITS).collect())
}

/// Tickets by number, then by words.
fn tickets(desk: &Desk, words: &str) -> Result<Vec<Hit>, Error> {
    let each = jump(desk, words)?.into_iter().map(|r| {
        let label = format!("{} {}", r.id, r.subject);
        hit(r.id.0.to_string(), label, r.customer_name)
    });
    Ok(each.collect())
}

/// Published articles that say it, those first whose title does; the newest while nothing is typed.
fn articles(desk: &Desk, words: &str) -> Result<Vec<Hit>, Error> {
    let page = match words.is_empty() {
        true => desk.articles(&Listing {
            filter: Filter {
                state: Some(State::Published),
                ..Filter::default()
            },
            limit: HITS,
            ..Listing::default()
        })?,
        false => {
            let typed = format!("is:published {words}");
            let search = desk.read_search(&typed, "UTC")?;
            desk.search_articles(&search, None, HITS, Stop::default())?
        }
    };
    let each = page.articles.into_iter().map(|view| {
        let article = view.shelved.article;
        let detail = match view.shelved.helped {
            0 => String::new(),
            n => format!("helped {n}"),
        };
        let label = format!("{} {}", article.id, article.title);
        hit(article.id.to_string(), label, detail)
    });
    Ok(each.collect())
}

fn hit(id: String, label: String, detail: String) -> Hit {
    Hit { id, label, detail }
}

fn known(desk: &Desk, words: &str) -> Result<Vec<Known>, Error> {
    let found = desk.lookup(words, HITS)?;
    let mut known = Vec::new();
    for (contact, customer) in found {
        let tickets = match &customer {
            Some(customer) => Some(desk.count(&open_of(customer.id), 100)?.n),
            None => None,
        };
        known.push(Known {
            contact,
            customer,
            tickets,
        });
    }
    Ok(known)
}

fn open_of(customer: CustomerId) -> Query {
    Query {
        customer: Some(customer),
        sort: Sort::Updated,
        ..Query::default()
    }
}

/// The open tickets of whoever calls, the latest change first.
pub(super) fn theirs(desk: &Desk, customer: CustomerId) -> Result<Theirs, Error> {
    let query = open_of(customer);
    let page = desk.page(&query, &Anchor::First, LATEST)?;
    let line = |row: &crate::domain::row::Row| {
        let stage = desk.process().stage_label(&row.stage);
        (format!("{} {}", row.id, row.subject), stage)
    };
    Ok(Theirs {
        customer,
        latest: page.rows.iter().map(line).collect(),
        open: desk.count(&query, 100)?.n,
    })
}

/// Tickets by number first, then by words, the latest change first.
pub(super) fn jump(desk: &Desk, text: &str) -> Result<Vec<crate::domain::row::Row>, Error> {
    let text = text.trim();
    let mut rows = Vec::new();
    if let Ok(id) = text.parse::<TicketId>() {
        let viewer = desk.actor().viewer();
        rows.extend(desk.store().row(&viewer, id).ok());
    }
    let query = Query {
        text: text.trim_start_matches('#').to_owned(),
        sort: Sort::Updated,
        over: true,
        ..Query::default()
    };
    let found = desk.page(&query, &Anchor::First, HITS)?.rows;
    rows.extend(
        found
            .into_iter()
            .filter(|r| !rows.iter().any(|o| o.id == r.id))
            .collect::<Vec<_>>(),
    );
    Ok(rows)
}
