//! A product that an article speaks of, with versions: written `Relay = 9.3, 9.4`.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A product with the versions an article speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// Versions; none: all of them.
    pub versions: Vec<String>,
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.versions.is_empty() {
            true => f.write_str(&self.name),
            false => write!(f, "{} = {}", self.name, self.versions.join(", ")),
        }
    }
}

impl FromStr for Product {
    type Err = String;
    fn from_str(text: &str) -> Result<Product, String> {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (name, versions) = line.split_once('=').unwrap_or((&line, ""));
        let name = name.trim();
        if name.is_empty() {
            return Err(format!(
                "“{text}” names no product; write one like Relay, or Relay = 9.3, 9.4"
            ));
        }
        let mut known: Vec<String> = Vec::new();
        for version in versions.split(',').map(str::trim).filter(|v| !v.is_empty()) {
            if !known.iter().any(|k| k == version) {
                known.push(version.to_owned());
            }
        }
        Ok(Product {
            name: name.to_owned(),
            versions: known,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Product;

    #[test]
    fn a_product_reads_as_it_is_written() {
        for text in ["Relay", "Relay = 9.3", "Relay Pro = 9.3, 9.4-rc1"] {
            let product: Product = text.parse().unwrap();
            assert_eq!(product.to_string(), text);
        }
        let messy: Product = "  Relay=9.3 ,9.3,, 9.4 ".parse().unwrap();
        assert_eq!(messy.to_string(), "Relay = 9.3, 9.4");
        assert!(" = 9.3".parse::<Product>().is_err());
        assert!("".parse::<Product>().is_err());
    }
}
