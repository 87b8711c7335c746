//! How lists and searches are read: each by an index, in order.

use super::{explain, fresh};
use crate::domain::id::{AgentName, At, Tier};
use crate::store::conformance::sample::{lead, opening, row};
use crate::store::sqlite::page::{Plan, Way};
use crate::store::sqlite::{lists as stored, notice};
use crate::store::{Anchor, Query, Sort, Store};
use rusqlite::Connection;
use std::path::PathBuf;

const SORTS: [Sort; 4] = [Sort::Due, Sort::Age, Sort::Priority, Sort::Updated];

fn lists() -> Vec<Query> {
    let tier = || Some(Tier::from("tier1"));
    let ana = || Some(AgentName::from("ana"));
    let plain = Query::default();
    vec![
        plain.clone(),
        Query {
            turn: tier(),
            ..plain.clone()
        },
        Query {
            turn: tier(),
            unassigned: true,
            ..plain.clone()
        },
        Query {
            turn: tier(),
            sent_back: true,
            ..plain.clone()
        },
        Query {
            turn: tier(),
            kind: Some("incident".into()),
            ..plain.clone()
        },
        Query {
            assignee: ana(),
            ..plain.clone()
        },
        Query {
            over: true,
            ..plain.clone()
        },
        Query {
            handed_to: ana(),
            ..plain.clone()
        },
        Query {
            handed_by: ana(),
            ..plain.clone()
        },
        Query {
            turn: tier(),
            late_by: Some(At(9)),
            ..plain.clone()
        },
        Query {
            late_by: Some(At(9)),
            needs: Some(false),
            ..plain.clone()
        },
        Query {
            customers_agent: ana(),
            ..plain
        },
    ]
}

/// A scratch connection: EXPLAIN leaves the parameters unbound, which the store never does.
pub fn planner(path: &PathBuf) -> Connection {
    Connection::open(path).unwrap()
}

#[test]
fn every_list_is_read_in_order_by_one_index() {
    let (_dir, path, _store) = fresh();
    let conn = planner(&path);
    for sort in SORTS {
        for query in lists() {
            let query = Query { sort, ..query };
            for way in [Way::Down, Way::Up] {
                let bounds = [None, Some(false), Some(true)];
                for (bound, keys_only) in bounds.into_iter().flat_map(|b| [(b, false), (b, true)]) {
                    let sql = Plan::new(&query, &lead(), At(0), 9).sql(way, bound, keys_only);
                    let steps = explain(&conn, &sql);
                    assert!(
                        !steps.contains("SCAN") && !steps.contains("TEMP"),
                        "{sql}\n{steps}"
                    );
                    let range = if bound.is_some() { "id)" } else { "list=?" };
                    assert!(
                        steps.contains("USING COVERING INDEX entry_") && steps.contains(range),
                        "{steps}"
                    );
                }
            }
        }
    }
}

#[test]
fn which_lists_of_open_tickets_there_are_is_one_search_for_each() {
    let (_dir, path, _store) = fresh();
    let steps = explain(&planner(&path), stored::TURNS);
    let searches = steps
        .matches("USING COVERING INDEX entry_age (list>")
        .count();
    assert!(searches == 2 && !steps.contains("TEMP"), "{steps}");
    assert!(!steps.contains("SCAN entry"), "{steps}");
}

#[test]
fn what_is_due_by_itself_is_found_by_an_index() {
    let (_dir, path, _store) = fresh();
    let conn = planner(&path);
    for (sql, index) in [
        (notice::NEXT, "SCAN alarm USING COVERING INDEX alarm_at"),
        (
            notice::ALARMED,
            "SEARCH alarm USING COVERING INDEX alarm_at (at<?)",
        ),
        (
            notice::ROUND,
            "USING COVERING INDEX sqlite_autoindex_notice_1",
        ),
        (
            notice::KNOWN,
            "INDEX sqlite_autoindex_notice_1 (series=? AND round>?)",
        ),
        (notice::STANDING, "INDEX notice_ticket (ticket=?)"),
        (notice::OF_DESK, "INDEX notice_desk"),
        (notice::UNREAD, "INDEX addressed_unread (agent=?)"),
        (
            notice::OF_AGENT,
            "SEARCH a USING PRIMARY KEY (agent=? AND n<?)",
        ),
        (
            notice::UNREAD_OF_AGENT,
            "INDEX addressed_unread (agent=? AND n<?)",
        ),
    ] {
        let steps = explain(&conn, sql);
        assert!(
            steps.contains(index) && !steps.contains("TEMP"),
            "{sql}\n{steps}"
        );
    }
}

#[test]
fn linked_tickets_are_found_by_an_index() {
    let (_dir, path, _store) = fresh();
    let conn = planner(&path);
    for (sql, index) in [
        (crate::store::sqlite::linked::UNHEARD, "INDEX link_unheard"),
        (
            crate::store::sqlite::linked::LINKS_TO,
            "INDEX link_other (other=?",
        ),
        (
            crate::store::sqlite::article::UNHEARD,
            "INDEX article_use_unheard",
        ),
        (
            crate::store::sqlite::search::OWN_ARTICLES,
            "INDEX article_by_origin (<expr>=?",
        ),
    ] {
        let steps = explain(&conn, sql);
        assert!(steps.contains(index) && !steps.contains("TEMP"), "{steps}");
    }
}

#[test]
fn what_needs_someone_now_is_one_range_of_the_index() {
    let (_dir, path, _store) = fresh();
    let conn = planner(&path);
    for (query, sort) in lists()
        .into_iter()
        .flat_map(|q| [(q.clone(), Sort::Due), (q, Sort::Priority)])
    {
        for (needs, range) in [(true, "needs_at<"), (false, "needs_at>")] {
            let query = Query {
                needs: Some(needs),
                sort,
                ..query.clone()
            };
            for way in [Way::Down, Way::Up] {
                let bounds = [None, Some(false)];
                for (bound, keys_only) in bounds.into_iter().flat_map(|b| [(b, false), (b, true)]) {
                    let sql = Plan::new(&query, &lead(), At(0), 9).sql(way, bound, keys_only);
                    let steps = explain(&conn, &sql);
                    let ranged = steps.contains(range) || steps.contains("(needs_at,id)");
                    assert!(ranged && !steps.contains("TEMP"), "{steps}");
                }
            }
        }
    }
}

#[test]
fn a_customers_tickets_and_one_ticket_are_searched() {
    let (_dir, path, _store) = fresh();
    let conn = planner(&path);
    let customer = Query {
        customer: Some(crate::domain::id::CustomerId(1)),
        over: true,
        sort: Sort::Updated,
        ..Query::default()
    };
    let steps = explain(
        &conn,
        &Plan::new(&customer, &lead(), At(0), 9).sql(Way::Down, Some(false), false),
    );
    assert!(
        steps.contains("SEARCH r USING INDEX row_customer") && !steps.contains("TEMP"),
        "{steps}"
    );
    let one = Query {
        text: "#7".into(),
        ..Query::default()
    };
    let steps = explain(
        &conn,
        &Plan::new(&one, &lead(), At(0), 9).sql(Way::Down, None, false),
    );
    assert!(
        steps.contains("INTEGER PRIMARY KEY") && !steps.contains("TEMP"),
        "{steps}"
    );
}

#[test]
fn a_rare_filter_breaks_off_and_says_so() {
    let (_dir, _path, mut store) = fresh();
    for n in 0..30 {
        store
            .commit(opening(
                &format!("c{n}"),
                row("tier1", if n == 25 { "needle" } else { "hay" }),
            ))
            .unwrap();
    }
    store.set_depth(10);
    let query = Query {
        text: "needle".into(),
        ..Query::default()
    };
    let page = store
        .page(&lead(), &query, &Anchor::First, 5, At(0))
        .unwrap();
    assert_eq!(
        (page.rows.len(), page.cut_at, page.more_after),
        (0, Some(10), false)
    );
    let count = store.count(&lead(), &query, 5, At(0)).unwrap();
    assert_eq!((count.n, count.more), (0, true));
    store.set_depth(30);
    let page = store
        .page(&lead(), &query, &Anchor::First, 5, At(0))
        .unwrap();
    assert_eq!((page.rows.len(), page.cut_at), (1, None));
}

#[test]
fn which_rows_are_of_another_file_is_two_searches() {
    let (_dir, path, _store) = fresh();
    let steps = explain(&planner(&path), crate::store::sqlite::recount::OUTDATED);
    let searches = steps
        .matches("USING COVERING INDEX row_process (process")
        .count();
    assert_eq!(searches, 2, "{steps}");
    for end in crate::store::sqlite::recount::ENDS {
        let steps = explain(&planner(&path), end);
        let by_index = steps.contains("USING COVERING INDEX row_process");
        assert!(by_index && !steps.contains("TEMP B-TREE"), "{steps}");
    }
}
