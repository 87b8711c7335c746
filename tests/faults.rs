//! Faults that somebody or something brings into a desk, in numbers: what must be found is found, and
//! each harness is tried on a planted defect too.

mod bases;
mod calls;
mod contention;
mod damage;
mod fuzz;
mod hostile;
mod kills;
mod mutations;
mod patched;
mod power;
mod room;
mod scene;
mod seeded;
mod sessions;
mod shim;
#[cfg(debug_assertions)]
mod simulation;
mod underneath;

/// How many cases a harness tries: a short form always, the long one by `HOIST_LONG=1`.
pub fn cases(short: u64, long: u64) -> u64 {
    match std::env::var_os("HOIST_LONG") {
        Some(_) => long,
        None => short,
    }
}
