//! Two people who change different fields of one thing both keep what they changed; of one field the
//! second is told what stands there.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What stands `now`, with the fields in which `wanted` differs from what was `seen`. `Err`: the
/// names of the fields that somebody else changed otherwise meanwhile.
pub fn merged<T>(seen: &T, wanted: &T, now: &T) -> Result<T, Vec<String>>
where
    T: Serialize + DeserializeOwned,
{
    let (seen, wanted, mut both) = (fields(seen), fields(wanted), fields(now));
    let names: BTreeSet<&String> = wanted.keys().chain(seen.keys()).collect();
    let mut taken = Vec::new();
    for name in names {
        let (was, mine, theirs) = (seen.get(name), wanted.get(name), both.get(name));
        if mine == was || mine == theirs {
            continue;
        }
        if theirs != was {
            taken.push(name.clone());
        } else if let Some(mine) = mine {
            both.insert(name.clone(), mine.clone());
        } else {
            both.remove(name);
        }
    }
    if !taken.is_empty() {
        return Err(taken);
    }
    serde_json::from_value(Value::Object(both)).map_err(|e| vec![e.to_string()])
}

fn fields(thing: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(thing) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::merged;
    use crate::domain::customer::Customer;

    fn named(name: &str, zone: &str) -> Customer {
        Customer {
            name: name.into(),
            zone: zone.into(),
            ..Customer::default()
        }
    }

    #[test]
    fn different_fields_are_both_kept() {
        let both = merged(&named("a", ""), &named("a", "UTC"), &named("b", ""));
        assert_eq!(both, Ok(named("b", "UTC")));
    }

    #[test]
    fn of_one_field_the_second_is_told() {
        let clash = merged(&named("a", ""), &named("c", "UTC"), &named("b", ""));
        assert_eq!(clash, Err(vec!["name".to_owned()]));
        let same = merged(&named("a", ""), &named("b", ""), &named("b", "UTC"));
        assert_eq!(same, Ok(named("b", "UTC")));
    }
}
