//! Programs that are given what happens by itself, on a clock that can be set: how long one that fails is left alone.

use crate::support::desk::{Bench, DAY, SECOND, on_both};
use hoist::desk::tick::BATCH;
use hoist::domain::hook::Hook;
use hoist::domain::id::At;

fn hook(program: &str) -> Vec<Hook> {
    vec![Hook {
        name: "page".to_owned(),
        run: vec![program.to_owned()],
        on: Vec::new(),
        timeout_s: 60,
    }]
}

/// A desk at which several events wait for a program.
fn waiting(bench: &mut Bench, hooks: &[Hook]) {
    bench.desk.know_hooks(hooks).unwrap();
    for _ in 0..4 {
        bench.at("tier1.working");
    }
    bench.wait(6 * DAY);
    bench.desk.tick(BATCH).unwrap();
}

/// Tries at the first moment at which it may; how long that was after `since`, in seconds.
fn tried(bench: &mut Bench, hooks: &[Hook], since: At) -> i64 {
    let next = bench.desk.next_hook(hooks).unwrap();
    bench.wait(next.since_ms(bench.now()).max(0));
    let given = bench.desk.give_hooks(hooks).unwrap();
    assert_eq!((given.taken, given.troubles.len()), (0, 1), "{given:?}");
    bench.now().since_ms(since) / SECOND
}

#[test]
fn one_that_fails_is_left_alone_longer_each_time_however_many_events_wait() {
    on_both(|bench| {
        let hooks = hook("/bin/false");
        waiting(bench, &hooks);
        assert!(bench.desk.next_hook(&hooks).unwrap() <= bench.now());
        tried(bench, &hooks, bench.now());
        let mut waits = Vec::new();
        for _ in 0..9 {
            let since = bench.now();
            // What happens meanwhile waits as the others do.
            bench.at("tier1.working");
            let now = bench.now();
            bench.desk.tick(BATCH).unwrap();
            let given = bench.desk.give_hooks(&hooks).unwrap();
            assert_eq!(given.troubles, Vec::<String>::new(), "too early");
            assert!(now.since_ms(since) < 30 * SECOND);
            waits.push(tried(bench, &hooks, since));
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        // Once it takes one, the others follow at once; what it failed at itself comes in its own time.
        let mended = hook("/bin/true");
        bench.wait(3_600 * SECOND);
        let all = bench.desk.outgoing(None, 1_000).unwrap().len();
        let given = bench.desk.give_hooks(&mended).unwrap();
        assert_eq!((given.taken, given.troubles.len()), (all, 0));
        assert_eq!(bench.desk.next_hook(&mended).unwrap(), At::NEVER);
    });
}

#[test]
fn who_is_asked_for_at_once_is_tried_at_once_and_begins_with_the_shortest_wait_when_it_worked() {
    on_both(|bench| {
        let hooks = hook("/bin/false");
        waiting(bench, &hooks);
        for _ in 0..5 {
            tried(bench, &hooks, bench.now());
        }
        let waits = bench.desk.outgoing(Some("page"), 1_000).unwrap();
        let next = bench.desk.next_hook(&hooks).unwrap();
        assert!(waits.iter().all(|o| o.next_at >= next), "{waits:?}");
        let all = bench.desk.try_hook("page").unwrap();
        let given = bench.desk.give_hooks(&hook("/bin/true")).unwrap();
        assert_eq!(given.taken, all);
        bench.wait(6 * DAY);
        bench.desk.tick(BATCH).unwrap();
        let since = bench.now();
        tried(bench, &hooks, since);
        assert_eq!(tried(bench, &hooks, since), 30);
    });
}
