//! Internal teams: their addresses, what is asked of them, and what comes due.

use crate::support::desk::*;
use hoist::desk::Error;
use hoist::domain::command::Command;
use hoist::domain::team;

fn ask(bench: &Bench, name: &str) -> Command {
    Command::Ask {
        team: name.into(),
        due: bench.now().plus_ms(HOUR),
        text: "Is the pool of db-7 full?".into(),
    }
}

#[test]
fn a_desk_has_teams_of_its_own_with_addresses() {
    on_both(|bench| {
        bench.sit("ana");
        let address = || Some("noc@desk.example".to_owned());
        assert!(matches!(
            bench.desk.put_team("network_operations", None, address()),
            Err(Error::NeedsLead(_))
        ));
        bench.sit("lea");
        bench
            .desk
            .put_team("network_operations", None, address())
            .unwrap();
        bench
            .desk
            .put_team("payments", Some("Payments people".into()), None)
            .unwrap();
        for (id, address) in [
            ("Not OK", None),
            ("x", Some("two\nlines".to_owned())),
            ("", None),
        ] {
            assert!(matches!(
                bench.desk.put_team(id, None, address),
                Err(Error::Input(_))
            ));
        }
        let teams = bench.desk.teams().unwrap();
        let known: Vec<_> = teams
            .iter()
            .map(|t| (t.id.as_str(), t.label.as_str(), t.address.as_str()))
            .collect();
        assert!(known.contains(&(
            "network_operations",
            "Network operations",
            "noc@desk.example"
        )));
        assert!(known.contains(&("payments", "Payments people", "")));
        assert!(known.iter().any(|t| t.0 == "tier2"));
        let id = bench.at("tier2.working");
        let asks = ask(bench, "network_operations");
        bench.yes("ben", id, asks);
        let asks = ask(bench, "payments");
        bench.yes("ben", id, asks);
        let ticket = bench.ticket(id);
        let letter = team::letter(bench.desk.process(), &ticket, &ticket.requests[0]);
        assert!(
            letter.starts_with("To: Network operations <noc@desk.example>\n"),
            "{letter}"
        );
        assert!(
            letter.contains("Is the pool of db-7 full?") && letter.contains(&format!("[{id}]"))
        );
        assert_eq!(
            ticket.assignee.as_ref().map(|a| a.as_str()),
            Some("ben"),
            "responsibility stays"
        );
        bench.sit("lea");
        bench.desk.remove_team("payments").unwrap();
        assert!(matches!(
            bench.desk.remove_team("payments"),
            Err(Error::Missing(_))
        ));
        let asks = ask(bench, "payments");
        let said = bench.no("ben", id, asks);
        assert!(said.text.contains("not a team here"), "{}", said.text);
        let kept = bench.ticket(id);
        assert_eq!(
            team::label(bench.desk.process(), &kept.requests[1]),
            "Payments people"
        );
        let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(report.bad, None);
    });
}

#[test]
fn an_answer_that_is_overdue_needs_someone() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let asks = ask(bench, "database_administrators");
        bench.yes("ana", id, asks);
        let due = bench.ticket(id).requests[0].due;
        assert_eq!(bench.row(id).needs_at, due);
        assert!(!bench.row(id).waits_for_answer(bench.now()));
        bench.wait(2 * HOUR);
        assert!(bench.row(id).waits_for_answer(bench.now()));
        bench.yes(
            "ana",
            id,
            Command::Answered {
                n: 1,
                text: "No.".into(),
            },
        );
        assert!(bench.row(id).needs_at > bench.now());
        assert!(!bench.row(id).waits_for_answer(bench.now()));
    });
}
