//! Agents and process changed by one, while another has the desk open.

use super::{desk, opening, store};
use crate::cli::Home;
use hoist::desk::{Error, new_command_id};
use hoist::domain::id::{AgentName, At, TicketId};
use hoist::domain::parse::BUILTIN;
use hoist::store::Store;

#[test]
fn a_removed_agent_writes_no_more_and_does_not_come_back() {
    let home = Home::new();
    let mut tom = desk(&home, "tom", false);
    desk(&home, "ana", true)
        .remove_agent(&AgentName::from("tom"))
        .unwrap();
    assert!(tom.set_away(Some(At(1))).is_err());
    let said = tom.open_ticket(opening("a"), &new_command_id());
    assert!(matches!(said, Err(Error::UnknownLogin { .. })), "{said:?}");
    let agents = store(&home).agents().unwrap();
    assert!(agents.iter().any(|a| a.name == "tom" && a.removed));
}

#[test]
fn two_leads_who_remove_each_other_leave_one() {
    let home = Home::new();
    home.ok("agents add bob --tier tier1 --lead");
    home.ok("agents remove lea");
    let (mut ana, mut bob) = (desk(&home, "ana", true), desk(&home, "bob", true));
    ana.remove_agent(&AgentName::from("bob")).unwrap();
    assert!(bob.remove_agent(&AgentName::from("ana")).is_err());
    let agents = store(&home).agents().unwrap();
    assert!(agents.iter().any(|a| a.lead && !a.removed));
}

#[test]
fn an_open_desk_follows_the_process_in_force() {
    let home = Home::new();
    let mut tom = desk(&home, "tom", false);
    let text = BUILTIN.replacen("single_seat = false", "single_seat = true", 1);
    let mut ana = desk(&home, "ana", true);
    ana.use_process(&text, "one seat").unwrap();
    tom.open_ticket(opening("a"), &new_command_id()).unwrap();
    let (_, ticket) = store(&home).stored(TicketId(1)).unwrap();
    let events = tom.events(ticket.id, 0, 9).unwrap();
    assert_eq!(events[0].process, ana.process().hash);
}
