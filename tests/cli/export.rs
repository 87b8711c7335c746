//! `hoist export`.

use super::Home;

#[test]
fn since_looks_back() {
    let home = Home::new();
    home.ok("new --as tom --subject \"VPN drops\" --customer Acme");
    for since in [
        "3d",
        "1d",
        "2h",
        "\"90 min ago\"",
        "yesterday",
        "2020",
        "2020-01-01",
    ] {
        let table = home.ok(&format!("export --format csv --since {since}"));
        assert!(table.contains("VPN drops"), "{since}: {table}");
    }
    let table = home.ok("export --format csv --since now");
    assert_eq!(table.lines().count(), 1, "{table}");
    for since in ["soon", "tomorrow"] {
        let said = home.fails(2, &format!("export --since {since}"));
        assert!(said.contains("not a time that lies behind"), "{said}");
    }
}
