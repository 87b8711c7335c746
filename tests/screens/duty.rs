//! Who is on duty, by key: seen by everyone, said otherwise for some days by a lead, taken back.

use super::lively::{desk, press, says, says_not, session};
use super::{LARGE, SMALL, USUAL};
use crate::cli::Home;
use crate::support::desk::{DAY, HOUR};
use hoist::domain::duty::Because;

/// Who is on duty for Engineering so many milliseconds from now, and whether that was said so.
fn on_duty(bench: &crate::support::desk::Bench, ms: i64) -> (Vec<String>, bool) {
    let duties = bench.desk.on_duty(bench.now().plus_ms(ms)).unwrap();
    let (_, duty) = duties
        .into_iter()
        .find(|(t, _)| t.as_str() == "engineering")
        .unwrap();
    let said = matches!(duty.because, Because::StandIn(_));
    (duty.agents.into_iter().map(|a| a.0).collect(), said)
}

#[test]
fn a_lead_says_who_is_on_duty_for_two_days_and_takes_it_back() {
    for size in [SMALL, USUAL, LARGE] {
        let bench = desk();
        let mut lea = session(&bench, "lea", size);
        press(&mut lea, ": \"on duty\" <enter>");
        says(&lea, "Who is on duty now");
        says(&lea, "Engineering: ");
        says(&lea, "the whole tier");
        press(&mut lea, "\"Somebody else\" <enter>");
        says(&lea, "whatever the schedule says");
        // Without a time nothing is sent, and what was typed stays.
        press(&mut lea, "3 7 <tab> <tab> <tab> \"Release\" <c-s>");
        assert!(!on_duty(&bench, 0).1);
        says(&lea, "Release");
        press(&mut lea, "<esc> <esc>");
        press(
            &mut lea,
            "<esc> : \"on duty\" <enter> \"Engineering:\" <enter>",
        );
        press(&mut lea, "7 <tab> <tab> \"2d\" <tab> \"Release\" <c-s>");
        says(&lea, "On duty for Engineering: eva.");
        assert_eq!(on_duty(&bench, HOUR), (vec!["eva".to_owned()], true));
        assert_eq!(on_duty(&bench, DAY * 2 - HOUR).0, ["eva"]);
        assert!(!on_duty(&bench, DAY * 2 + HOUR).1);
        press(&mut lea, "<c-u>");
        says(&lea, "Engineering: eva");
        says(&lea, "Release");
        // Everyone sees it; only a lead changes it.
        let mut ana = session(&bench, "ana", size);
        press(&mut ana, ": \"on duty\" <enter>");
        says(&ana, "Engineering: eva");
        press(&mut ana, "\"Somebody\" <enter>");
        says(
            &ana,
            "Only a lead changes what the desk keeps for everyone.",
        );
        // Taken back after a question.
        press(&mut lea, "\"eva for\" <enter> <enter>");
        says(&lea, "Then the schedule holds");
        press(&mut lea, "n");
        assert!(on_duty(&bench, HOUR).1, "asked first");
        press(&mut lea, "<enter> y");
        says(&lea, "It is taken back: the schedule holds.");
        assert!(!on_duty(&bench, HOUR).1);
        says_not(&lea, "Release");
    }
}

#[test]
fn what_the_keys_say_is_what_the_command_line_says() {
    let home = Home::new();
    let keys =
        ": \"on duty\" <enter> \"Engineering:\" <enter> 4 <tab> <tab> \"2031-01-20 10:00\" <c-s>";
    let ran = home.run_args(&["--keys", keys, "--print", "120x36"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("On duty for Engineering: eve."),
        "{}",
        ran.out
    );
    let list = home.ok("oncall list");
    assert!(list.starts_with("1: eve for Engineering, "), "{list}");
    let ran = home.run_args(&["--keys", ": \"on duty\" <enter>", "--print", "80x24"]);
    assert!(ran.out.contains("Engineering: eve"), "{}", ran.out);
    assert!(home.ok("oncall").contains("eve"));
    home.ok("audit check");
}
