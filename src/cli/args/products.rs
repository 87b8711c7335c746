//! The desk's list of products.

use clap::{Args, Subcommand};

/// Products and their versions.
#[derive(Clone, Debug, Subcommand)]
pub enum Products {
    /// List the products with their newest version
    List {
        /// Retired ones too
        #[arg(long)]
        retired: bool,
    },
    /// Show a product with all its versions, the newest first
    Show {
        /// The product
        product: String,
    },
    /// Put a product on the list
    Add {
        /// Its name, as it stands on tickets
        product: String,
    },
    /// Write a version down, or take it off the list
    Version(ProductVersion),
    /// A product is not offered any more; its versions stay
    Retire {
        /// The product
        product: String,
    },
    /// A retired product is offered again
    Restore {
        /// The product
        product: String,
    },
}

/// A version of a product.
#[derive(Clone, Debug, Args)]
pub struct ProductVersion {
    /// The product
    pub product: String,
    /// The version, as its makers write it
    pub version: String,
    /// The day it was released: 2026-11-02
    #[arg(long, value_name = "DAY")]
    pub released: Option<chrono::NaiveDate>,
    /// What it brings
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub notes: Option<String>,
    /// Take it off the list
    #[arg(long, conflicts_with_all = ["released", "notes"])]
    pub remove: bool,
}
