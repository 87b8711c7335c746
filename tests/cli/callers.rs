//! Who a new ticket is for: known already, or put into the address book with it.

use super::Home;
use serde_json::Value;

fn customers(home: &Home) -> Vec<Value> {
    let said = home.ok("--json customers list");
    said.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_new_name_makes_the_customer_and_the_contact() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme --contact \"Lena Park <lena@acme.example>\"");
    let ticket = home.json("show 1");
    assert_eq!(ticket["customer"], "Acme");
    assert_eq!(ticket["contact"], "Lena Park <lena@acme.example>");
    let shown = home.json("customers show acme");
    assert_eq!(shown["contacts"][0]["name"], "Lena Park");
    assert_eq!(shown["contacts"][0]["addresses"][0], "lena@acme.example");
    assert_eq!(shown["tickets"][0]["id"], 1);
    home.ok("audit check");
}

#[test]
fn a_known_name_or_address_is_used_again_whatever_its_case() {
    let home = Home::new();
    home.ok("new --as tom --subject a --customer \"Acme Works\" --contact lena@acme.example");
    home.ok("new --as tom --subject b --customer \" ACME  works\" --contact LENA@acme.example");
    home.ok("new --as tom --subject c --contact lena@acme.example");
    home.ok("new --as tom --subject d --customer \"Acme Works Europe\" --new-customer");
    home.ok("new --as tom --subject e --customer 1");
    home.ok("new --as tom --subject f --customer #1");
    let names: Vec<Value> = customers(&home).iter().map(|c| c["name"].clone()).collect();
    assert_eq!(names, ["Acme Works", "Acme Works Europe"]);
    let shown = home.json("customers show 1");
    assert_eq!(shown["tickets"].as_array().unwrap().len(), 5);
    assert_eq!(shown["contacts"].as_array().unwrap().len(), 1);
    home.fails(3, "new --as tom --subject g --customer 9");
}

#[test]
fn a_name_that_several_have_is_refused_with_its_readings() {
    let home = Home::new();
    home.ok("customers add Acme --product payments=4.2");
    home.ok("customers add Acme --product relay=2");
    let said = home.fails(2, "new --as tom --subject s --customer acme");
    assert!(said.contains("1 Acme (payments 4.2)"), "{said}");
    assert!(said.contains("2 Acme (relay 2)"), "{said}");
    home.ok("customers contact add \"Lena Park\" --customer 1 --address lena@one.example");
    home.ok("customers contact add \"Lena Park\" --customer 2 --address lena@two.example");
    let said = home.fails(2, "new --as tom --subject s --contact \"lena park\"");
    assert!(said.contains("lena@one.example"), "{said}");
    assert!(said.contains("lena@two.example"), "{said}");
    home.fails(3, "show 1");
    home.ok("new --as tom --subject s --customer 2 --contact \"lena park\"");
    assert_eq!(
        home.json("show 1")["contact"],
        "Lena Park <lena@two.example>"
    );
}

#[test]
fn a_refused_ticket_makes_nobody() {
    let home = Home::new();
    home.fails(4, "new --as tom --subject \" \" --customer Acme");
    assert!(customers(&home).is_empty());
    let again = "new --as tom --subject s --customer Acme --command-id 00000000-0000-7000-8000-0000000000d1";
    assert_eq!(home.ok(again), home.ok(again));
    assert_eq!(customers(&home).len(), 1);
}

#[test]
fn a_new_customer_with_a_name_like_anothers_is_said() {
    let home = Home::new();
    home.ok("new --as tom --subject a --customer \"Acme Ltd\"");
    let ran = home.run("new --as tom --subject b --customer acme");
    assert_eq!((ran.code, ran.out.as_str()), (0, "#2\n"));
    assert!(
        ran.err.contains("there is Acme Ltd (1) already")
            && ran.err.contains("hoist set 2 customer='Acme Ltd'"),
        "{}",
        ran.err
    );
    // Meant so, known, or quite another: nothing is said.
    home.ok("new --as tom --subject c --customer \"Acme Group\" --new-customer");
    home.ok("new --as tom --subject d --customer \"ACME ltd\"");
    home.ok("new --as tom --subject e --customer Birch");
    home.ok("set 2 \"customer=acme ltd\" --as tom");
    assert_eq!(home.json("show 2")["customer"], "Acme Ltd");
    // It is of the very customer, not of words that are written alike.
    let theirs = home.ok("customers show \"Acme Ltd\"");
    assert!(theirs.contains("#2"), "{theirs}");
}

#[test]
fn a_ticket_is_set_to_a_customer_of_the_address_book_or_to_one_who_is_said_to_be_new() {
    let home = Home::new();
    home.ok("new --as tom --subject a --customer \"Acme Ltd\"");
    home.ok("new --as tom --subject b --customer Birch");
    let ran = home.run("set 2 --as tom customer=Ac");
    assert_eq!(ran.code, 3, "{ran:?}");
    for said in [
        "Nothing was set on #2.",
        "There is no customer “Ac” on this desk. Acme Ltd fits.",
        "hoist customers add Ac",
    ] {
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    assert_eq!(home.json("show 2")["customer"], "Birch");
    assert_eq!(customers(&home).len(), 2);
    // Refused for another reason, nobody is made.
    home.fails(
        2,
        "set 2 --as tom customer=Cole new_customer=yes impact=none",
    );
    assert_eq!(customers(&home).len(), 2);
    home.ok("set 2 --as tom customer=Cole new_customer=yes");
    assert_eq!(customers(&home).len(), 3);
    assert!(home.ok("customers show Cole").contains("#2"));
    home.ok("set 2 --as tom customer=1");
    assert_eq!(home.json("show 2")["customer"], "Acme Ltd");
    home.ok("audit check");
}
