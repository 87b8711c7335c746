//! The desk's list of products and their versions, and a version in use beside it.

use super::book::named;
use super::{Desk, Error};
use crate::domain::event::DeskFact;
use crate::domain::product::{Product, Release, Updates, day_of};
use crate::domain::ticket::Ticket;
use crate::store::book::same_name;
use std::cmp::Ordering;

impl Desk {
    /// The list, by name; retired products too.
    ///
    /// # Errors
    /// The store's.
    pub fn catalogue(&self) -> Result<Vec<Product>, Error> {
        Ok(self.store.catalogue()?)
    }

    /// The product of this name on the list; case and the width of blanks do not count.
    ///
    /// # Errors
    /// The store's.
    pub fn product_called(&self, name: &str) -> Result<Option<Product>, Error> {
        let key = same_name(name);
        let mut all = self.catalogue()?.into_iter();
        Ok(all.find(|p| same_name(&p.name) == key))
    }

    /// Puts a product on the list.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name, or one that is there already in another spelling; [`Error::NoTier`].
    pub fn add_product(&mut self, name: &str) -> Result<Product, Error> {
        self.may_change()?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        named(&name, "A product")?;
        self.locked(|desk| {
            let there = desk.product_called(&name)?;
            if let Some(there) = there {
                if desk.is_delivered()? {
                    return Ok(there);
                }
                return Err(Error::Input(format!(
                    "The product “{}” is on the list already{}. Nothing was written.",
                    there.name,
                    if there.retired {
                        ", retired: hoist products restore takes it back"
                    } else {
                        ""
                    }
                )));
            }
            desk.list(Product {
                name,
                ..Product::default()
            })
        })
    }

    /// Writes a version of a product down, in place of the same version in any spelling.
    ///
    /// # Errors
    /// [`Error::Missing`] for a product that is not on the list; [`Error::Input`] for an empty version.
    pub fn put_release(&mut self, product: &str, release: Release) -> Result<Product, Error> {
        named(&release.version, "A version")?;
        let release = Release {
            version: release.version.trim().to_owned(),
            notes: release.notes.trim().to_owned(),
            ..release
        };
        self.changed(product, |product| {
            let same = |r: &Release| is_same(&r.version, &release.version);
            match product.versions.iter_mut().find(|r| same(r)) {
                Some(known) => *known = release,
                None => product.versions.push(release),
            }
            Ok(())
        })
    }

    /// The same, of a product that is put on the list with it where it is not there yet.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or version.
    pub fn list_release(&mut self, product: &str, release: Release) -> Result<Product, Error> {
        named(&release.version, "A version")?;
        self.locked(|desk| {
            if desk.product_called(product)?.is_none() {
                desk.add_product(product)?;
            }
            desk.put_release(product, release)
        })
    }

    /// Takes a version of a product off the list: it was written down by mistake, or withdrawn.
    ///
    /// # Errors
    /// [`Error::Missing`] for a product or version that is not there.
    pub fn remove_release(&mut self, product: &str, version: &str) -> Result<Product, Error> {
        self.changed(product, |product| {
            let before = product.versions.len();
            product.versions.retain(|r| !is_same(&r.version, version));
            match product.versions.len() == before {
                false => Ok(()),
                true => Err(Error::Missing(format!(
                    "{} has no version {version} on the list. Nothing was written.",
                    product.name
                ))),
            }
        })
    }

    /// Says that a product is not offered any more, or is again. Its versions stay.
    ///
    /// # Errors
    /// [`Error::Missing`] for a product that is not on the list.
    pub fn retire_product(&mut self, product: &str, retired: bool) -> Result<Product, Error> {
        self.changed(product, |product| {
            product.retired = retired;
            Ok(())
        })
    }

    /// A ticket's version beside what is known of its product. The version is the ticket's, else the one
    /// of its customer's entry, which is said; none where the product is not said or not on the list.
    ///
    /// # Errors
    /// The store's.
    pub fn updates(&self, ticket: &Ticket) -> Result<Option<Updates>, Error> {
        let Some(product) = self.product_of(ticket)? else {
            return Ok(None);
        };
        let product = product.on(day_of(self.now()));
        Ok(Some(match ticket.product_version.trim() {
            "" => {
                let version = self.running(ticket, &product.name)?;
                Updates::of(&product, &version).by_entry()
            }
            version => Updates::of(&product, version),
        }))
    }

    fn product_of(&self, ticket: &Ticket) -> Result<Option<Product>, Error> {
        match ticket.product.trim() {
            "" => Ok(None),
            name => self.product_called(name),
        }
    }

    /// The version of a product that the ticket's customer runs; empty: not known.
    fn running(&self, ticket: &Ticket, product: &str) -> Result<String, Error> {
        let customer = match ticket.customer {
            Some(id) => self.store.customer(id)?,
            None => None,
        };
        let key = same_name(product);
        let mut runs = customer.into_iter().flat_map(|c| c.products);
        let found = runs.find(|(name, _)| same_name(name) == key);
        Ok(found.map(|(_, version)| version).unwrap_or_default())
    }

    /// Changes a product of the list as it stands under the write lock.
    fn changed(
        &mut self,
        name: &str,
        change: impl FnOnce(&mut Product) -> Result<(), Error>,
    ) -> Result<Product, Error> {
        self.may_change()?;
        self.locked(|desk| {
            let Some(mut product) = desk.product_called(name)? else {
                return Err(Error::Missing(format!(
                    "There is no product “{name}” on this desk's list. hoist products list shows them."
                )));
            };
            if desk.is_delivered()? {
                return Ok(product);
            }
            let before = product.clone();
            change(&mut product)?;
            match product == before {
                true => Ok(product),
                false => desk.list(product),
            }
        })
    }

    fn list(&mut self, product: Product) -> Result<Product, Error> {
        self.write_desk(DeskFact::Product(product.clone()))?;
        Ok(product)
    }
}

fn is_same(a: &str, b: &str) -> bool {
    crate::domain::version::compare(a, b) == Some(Ordering::Equal)
}
