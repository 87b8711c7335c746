//! What is done with the list of products.

/// A change of the list.
#[derive(Clone, Debug)]
pub enum ProductWork {
    /// A version is written down; the product too, where it is not on the list.
    Release {
        /// The product.
        product: String,
        /// The version.
        version: String,
        /// The day of its release, as it was typed; or empty.
        released: String,
        /// What it brings.
        notes: String,
    },
    /// A product is not offered any more, or is again.
    Retire {
        /// The product.
        product: String,
        /// It is not offered any more.
        retired: bool,
    },
}
