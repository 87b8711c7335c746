//! A decline is approved by key: asked for from the refusal, given from the palette.

use super::lively::{desk, press, says, session};
use super::{SMALL, USUAL};
use crate::support::desk::values;
use hoist::domain::command::Command;

#[test]
fn it_is_asked_for_from_the_refusal_and_given_from_the_list_of_actions() {
    for size in [SMALL, USUAL] {
        let mut bench = desk();
        let id = bench.at("engineering.working");
        bench.yes("eva", id, Command::Set(values(&[("impact", "high")])));
        let mut eva = session(&bench, "eva", size);
        press(
            &mut eva,
            &format!("# \"{}\" <enter> : \"decline\" <enter>", id.0),
        );
        says(&eva, "Declining needs the approval of a lead");
        press(&mut eva, "<enter>");
        says(&eva, "Ask for the approval");
        press(&mut eva, "\"Every old client breaks\" <c-s>");
        let asked = bench.ticket(id).approval_asked.unwrap();
        assert_eq!(
            (asked.by.as_str(), &*asked.text),
            ("eva", "Every old client breaks")
        );
        says(&eva, "eva asked for it");

        let mut lea = session(&bench, "lea", size);
        press(&mut lea, &format!("# \"{}\" <enter>", id.0));
        says(&lea, "eva asks for it");
        press(&mut lea, ": \"approv\" <enter>");
        says(&lea, "Remark");
        press(&mut lea, "<c-s>");
        assert!(bench.ticket(id).approval_asked.is_none());
        let record = bench.ticket(id).records.pop().unwrap();
        assert_eq!((&*record.kind, record.by.as_str()), ("approval", "lea"));
    }
}

#[test]
fn a_lead_says_no_from_the_ticket() {
    let mut bench = desk();
    let id = bench.at("engineering.working");
    bench.yes("eva", id, Command::Set(values(&[("impact", "high")])));
    let text = String::new();
    let ask = hoist::domain::approval::Approval::Ask { text };
    bench.yes("eva", id, Command::Approval(ask));
    let mut lea = session(&bench, "lea", USUAL);
    press(&mut lea, &format!("# \"{}\" <enter> 2 g <enter>", id.0));
    says(&lea, "Do not approve it");
    press(
        &mut lea,
        "\"Do not\" <enter> \"The contract says otherwise\" <c-s>",
    );
    assert!(bench.ticket(id).approval_asked.is_none());
}
