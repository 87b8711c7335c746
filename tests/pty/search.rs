//! Searching in the real program: results as one types, and back where one was.

use super::Desk;

#[test]
fn what_is_typed_finds_and_esc_comes_back() {
    let desk = Desk::new();
    desk.open("VPN drops", "gateway 10.0.0.1 says \"no\"");
    desk.open("Printer on fire", "toner");
    desk.ok(&[
        "note",
        "2",
        "--as",
        "tom",
        "--text",
        "smells of 料金 at the gateway",
    ]);
    let mut tom = desk.seat("tom");
    tom.sees("", "Printer on fire");
    tom.sees("f", "Tab completes");
    tom.sees("\"gatew\"", "2 found, in subjects first, then the newest");
    tom.shows("note: smells of");
    tom.sees("<c-u> \"料\"", "1 found");
    tom.sees("<c-u> \"10.0.0.1\"", "1 found");
    tom.sees("<enter>", "#1 VPN drops");
    tom.gone("1 found");
    tom.sees("<esc>", "1 found");
    tom.sees("<c-u> \"*)(\"", "signs alone are not");
    tom.keys("<esc>");
    tom.gone("signs alone");
    tom.shows("Printer on fire");
    tom.leave();
}
