//! Another process file comes into force while a form is open.

use super::lively::{desk, press, says, screen, session};
use hoist::domain::parse::BUILTIN;

#[test]
fn a_form_asks_what_the_process_asks_now_and_keeps_every_word() {
    let mut bench = desk();
    let id = bench.at("tier1.resolved");
    let mut ana = session(&bench, "ana", (120, 36));
    press(&mut ana, &format!("# \"{}\" <enter> T", id.0));
    press(&mut ana, "<tab> \"Good news. \"");
    let text = BUILTIN.replacen(
        "[forms.tell]\ntitle = \"Tell the customer\"\nfields = [\n",
        "[forms.tell]\ntitle = \"Tell the customer\"\nfields = [\n  { id = \"ward\", label = \"Ward of the site\", required = true },\n",
        1,
    );
    assert_ne!(text, BUILTIN);
    bench.sit("lea");
    bench.desk.use_process(&text, "sites have wards").unwrap();
    press(&mut ana, "<c-s>");
    says(&ana, "Ward of the site");
    says(&ana, "process file of this desk was changed");
    says(&ana, "Good news. ");
    assert_eq!(bench.ticket(id).stage.to_string(), "tier1.resolved");
    press(&mut ana, "\"North\" <c-s>");
    assert_eq!(
        bench.ticket(id).stage.to_string(),
        "tier1.confirming",
        "{}",
        screen(&ana)
    );
}
