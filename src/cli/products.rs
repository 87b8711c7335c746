//! Products and their versions; what they say about a ticket.

use super::args::{ProductVersion, Products};
use super::error::Error;
use super::session::Session;
use crate::domain::product::{Product, Release, day_of};
use crate::domain::words::flat;
use chrono::NaiveDate;
use serde_json::{Value, json};

/// `products`.
///
/// # Errors
/// A product or version that is not on the list; the store's.
pub fn run(session: &mut Session, verb: &Products) -> Result<(), Error> {
    match verb {
        Products::List { retired } => list(session, *retired),
        Products::Show { product } => show(session, product),
        Products::Add { product } => {
            let added = session.desk_to_change()?.add_product(product)?;
            told(session, &added, "is on the list")
        }
        Products::Version(args) => version(session, args),
        Products::Retire { product } => {
            let retired = session.desk_to_change()?.retire_product(product, true)?;
            told(session, &retired, "is not offered any more")
        }
        Products::Restore { product } => {
            let restored = session.desk_to_change()?.retire_product(product, false)?;
            told(session, &restored, "is offered again")
        }
    }
}

fn list(session: &mut Session, retired: bool) -> Result<(), Error> {
    let desk = session.desk()?;
    let (mut products, today) = (desk.catalogue()?, day_of(desk.now()));
    products.retain(|p| retired || !p.retired);
    if session.global.json {
        for product in &products {
            session.out.json(&object(product, today))?;
        }
        return Ok(());
    }
    if products.is_empty() {
        return session
            .out
            .line("no product is on the list: hoist products add NAME");
    }
    for product in &products {
        let newest = product
            .newest_on(today)
            .map_or("no version yet".to_owned(), Release::told);
        let count = match product.versions.len() {
            0 | 1 => String::new(),
            n => format!("  ({n} versions)"),
        };
        let retired = if product.retired { "  retired" } else { "" };
        session
            .out
            .line(format!("{:<28}  {newest}{count}{retired}", product.name))?;
    }
    Ok(())
}

fn show(session: &mut Session, name: &str) -> Result<(), Error> {
    let desk = session.desk()?;
    let found = desk.product_called(name)?;
    let product = found.ok_or_else(|| {
        Error::NotFound(format!(
            "There is no product “{name}” on this desk's list. hoist products list shows them."
        ))
    })?;
    if session.global.json {
        return session.out.json(&object(&product, day_of(desk.now())));
    }
    let retired = if product.retired { "  retired" } else { "" };
    session.out.line(format!("{}{retired}", product.name))?;
    for release in product.newest_first() {
        session.out.line(line(release))?;
    }
    Ok(())
}

fn line(release: &Release) -> String {
    let day = release.released.map_or("–".to_owned(), |d| d.to_string());
    format!(
        "  {:<16}  {day:<10}  {}",
        release.version,
        flat(&release.notes)
    )
    .trim_end()
    .to_owned()
}

fn version(session: &mut Session, args: &ProductVersion) -> Result<(), Error> {
    let mut desk = session.desk_to_change()?;
    if args.remove {
        let product = desk.remove_release(&args.product, &args.version)?;
        return told(
            session,
            &product,
            &format!("is listed without {}", args.version),
        );
    }
    let known = desk.product_called(&args.product)?;
    let known = known.as_ref().and_then(|p| p.version(&args.version));
    let release = Release {
        version: args.version.clone(),
        // What is not said stays as it was.
        released: args.released.or(known.and_then(|r| r.released)),
        notes: args
            .notes
            .clone()
            .or(known.map(|r| r.notes.clone()))
            .unwrap_or_default(),
    };
    let words = format!("has version {}", release.told());
    let product = desk.put_release(&args.product, release)?;
    told(session, &product, &words)
}

fn told(session: &mut Session, product: &Product, words: &str) -> Result<(), Error> {
    if session.global.json {
        let today = day_of(session.desk()?.now());
        return session.out.json(&object(product, today));
    }
    session.out.line(format!("{} {words}", product.name))
}

/// A product with its versions, the newest first.
fn object(product: &Product, today: NaiveDate) -> Value {
    let release =
        |r: &Release| json!({ "version": r.version, "released": r.released, "notes": r.notes });
    let newest = product.newest_on(today).map(release);
    let versions: Vec<Value> = product.newest_first().into_iter().map(release).collect();
    json!({ "product": product.name, "newest": newest, "retired": product.retired, "versions": versions })
}
