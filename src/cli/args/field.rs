//! Arguments that many commands share.

use clap::Args;
use std::path::PathBuf;
use std::str::FromStr;

/// `name=value`: a field of a form or record. The name is read in kebab-case too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field.
    pub name: String,
    /// What it is set to.
    pub value: String,
}

impl FromStr for Field {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => Ok(Field {
                name: name.trim().replace('-', "_"),
                value: value.to_owned(),
            }),
            _ => Err(format!("“{text}” is not name=value")),
        }
    }
}

/// A long text: typed, from a file, or from standard input.
#[derive(Clone, Debug, Default, Args)]
pub struct Text {
    /// The text
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub text: Option<String>,
    /// A file with the text; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    pub text_file: Option<PathBuf>,
}
