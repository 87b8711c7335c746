//! SEED.txt, a test a sentence.

use crate::support::desk::on_both;

#[test]
fn walk() {
    on_both(|bench| {
        let id = bench.at("tier1.archived");
        bench.replays(id);
        let id = bench.at("tier2.working");
        bench.bring(id, "tier1.archived");
        bench.replays(id);
        let id = bench.fixed();
        bench.replays(id);
        let r = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        eprintln!("{r:?}");
    });
}
