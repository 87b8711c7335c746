//! Policies that are never asked: the first that holds for a ticket counts, so one is of no use where those before it hold
//! for every ticket that it would.

use super::{Finding, Spot};
use crate::domain::parse::FaultKind;
use crate::domain::process::{Policy, Process, folded};
use std::collections::HashSet;

/// Every policy that holds for no ticket, with those that stand before it.
pub(super) fn shadowed(process: &Process) -> Vec<Finding> {
    let all = &process.policies;
    let found = all.iter().enumerate().filter_map(|(n, policy)| {
        let before = all.get(..n)?;
        let over = covering(process, policy, before)?;
        Some(Finding {
            kind: FaultKind::PolicyShadowed,
            spot: Spot::Policy(n),
            message: message(policy, &over),
        })
    });
    found.collect()
}

fn message(policy: &Policy, over: &[&Policy]) -> String {
    let ids: Vec<String> = over.iter().map(|p| format!("“{}”", p.id)).collect();
    format!(
        "The policy “{}” never counts: {} before it {} for every ticket that it would hold for. Put it before {}, or narrow {}.",
        policy.id,
        ids.join(", "),
        if over.len() == 1 { "holds" } else { "hold" },
        if over.len() == 1 { "that one" } else { "those" },
        if over.len() == 1 {
            "what that one holds for"
        } else {
            "what those hold for"
        },
    )
}

/// The policies that leave nothing for this one; `None`: some ticket is left.
fn covering<'a>(
    process: &Process,
    policy: &Policy,
    before: &'a [Policy],
) -> Option<Vec<&'a Policy>> {
    let kinds: Vec<&str> = match policy.kinds.is_empty() {
        true => process.kinds.iter().map(|k| k.id.as_str()).collect(),
        false => policy.kinds.iter().map(String::as_str).collect(),
    };
    let mut over: Vec<&Policy> = Vec::new();
    for kind in kinds {
        for product in some(&policy.products) {
            let alike: Vec<&Policy> = before
                .iter()
                .filter(|p| holds(&p.kinds, Some(&folded(kind))))
                .filter(|p| holds(&p.products, product.as_deref()))
                .collect();
            for needed in customers(policy, &alike)? {
                if !over.iter().any(|known| known.id == needed.id) {
                    over.push(needed);
                }
            }
        }
    }
    (!over.is_empty()).then_some(over)
}

/// Those among policies that hold for every customer of this one; `None`: for some, none does.
fn customers<'a>(policy: &Policy, alike: &[&'a Policy]) -> Option<Vec<&'a Policy>> {
    if let Some(all) = alike.iter().find(|p| p.customers.is_empty()) {
        return Some(vec![all]);
    }
    let mut left: HashSet<Option<String>> = some(&policy.customers).into_iter().collect();
    let mut needed = Vec::new();
    for other in alike {
        let before = left.len();
        for name in &other.customers {
            left.remove(&Some(folded(name)));
        }
        if left.len() < before {
            needed.push(*other);
        }
    }
    left.is_empty().then_some(needed)
}

/// The names that a policy says, as they are compared; where it says none, one that stands in no list.
fn some(names: &[String]) -> Vec<Option<String>> {
    match names.is_empty() {
        true => vec![None],
        false => names.iter().map(|n| Some(folded(n))).collect(),
    }
}

/// Whether a list of names holds for one, folded; `None` is one that stands in no list.
fn holds(names: &[String], name: Option<&str>) -> bool {
    names.is_empty() || name.is_some_and(|name| names.iter().any(|n| folded(n) == name))
}

#[cfg(test)]
mod tests {
    use super::shadowed;
    use crate::domain::parse::{BUILTIN, process};
    use crate::domain::process::Policy;

    const NONE: [usize; 0] = [];

    /// Policies as kinds, customers and products, each a list with commas.
    fn of(rows: &[(&str, &str, &str)]) -> Vec<usize> {
        let list = |text: &str| -> Vec<String> {
            let names = text.split(',').filter(|t| !t.is_empty());
            names.map(str::to_owned).collect()
        };
        let mut file = process(BUILTIN).unwrap();
        let policies = rows.iter().enumerate();
        file.policies = policies
            .map(|(n, (kinds, customers, products))| Policy {
                id: format!("p{n}"),
                kinds: list(kinds),
                customers: list(customers),
                products: list(products),
                ..Policy::default()
            })
            .collect();
        let found = shadowed(&file).into_iter();
        found
            .map(|f| match f.spot {
                super::Spot::Policy(n) => n,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn one_is_shadowed_by_one_that_holds_for_more() {
        assert_eq!(of(&[("", "", ""), ("incident", "Acme", "Pay")]), [1]);
        assert_eq!(of(&[("", "Acme,Birch", ""), ("", " acme", "Pay")]), [1]);
        assert_eq!(of(&[("", "Acme", ""), ("", "Acme,Birch", "")]), NONE);
        assert_eq!(of(&[("incident", "Acme", ""), ("", "Acme", "")]), NONE);
        assert_eq!(of(&[("", "Acme", "Pay"), ("", "Acme", "")]), NONE);
    }

    #[test]
    fn one_is_shadowed_by_several_together() {
        let kinds = "incident,question,request,security";
        assert_eq!(of(&[(kinds, "", ""), ("", "Acme", "")]), [1]);
        assert_eq!(
            of(&[
                ("", "Acme", ""),
                ("", "Birch", ""),
                ("", "Birch,Acme", "Pay")
            ]),
            [2]
        );
        let by_kind = [("incident,question", "", ""), ("request,security", "", "")];
        assert_eq!(of(&[by_kind[0], by_kind[1], ("", "", "Pay")]), [2]);
        assert_eq!(of(&[by_kind[0], ("", "", "Pay")]), NONE);
        // Each product is covered for each customer, by another one.
        let cross = [("", "Acme", "Pay"), ("", "Acme", "Log"), ("", "Birch", "")];
        let wide = ("", "Acme,Birch", "Pay,Log");
        assert_eq!(of(&[cross[0], cross[1], cross[2], wide]), [3]);
        assert_eq!(of(&[cross[0], cross[2], wide]), NONE);
    }

    #[test]
    fn the_last_may_hold_for_all() {
        assert_eq!(of(&[("", "Acme", ""), ("", "", "Pay"), ("", "", "")]), NONE);
    }
}
