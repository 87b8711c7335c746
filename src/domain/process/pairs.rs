//! A map by pairs of ids as JSON, whose keys can only be texts: a list of threes.

use serde::{Deserialize, Deserializer, Serializer};
use std::collections::BTreeMap;

type Pairs = BTreeMap<(String, String), u8>;

pub(super) fn serialize<S: Serializer>(pairs: &Pairs, s: S) -> Result<S::Ok, S::Error> {
    s.collect_seq(pairs.iter().map(|((a, b), n)| (a, b, n)))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Pairs, D::Error> {
    let threes = Vec::<(String, String, u8)>::deserialize(d)?;
    Ok(threes.into_iter().map(|(a, b, n)| ((a, b), n)).collect())
}
