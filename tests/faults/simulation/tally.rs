//! What a run saw.

/// What happened how often.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub steps: u32,
    pub done: u32,
    pub refused: u32,
    pub stale: u32,
    pub overtaken: u32,
    pub repeated: u32,
    pub died: u32,
    pub archived: u32,
    pub clock_back: u32,
}

impl Tally {
    fn each(&mut self) -> [(&'static str, &mut u32); 9] {
        [
            ("steps", &mut self.steps),
            ("done", &mut self.done),
            ("refused", &mut self.refused),
            ("stale", &mut self.stale),
            ("overtaken", &mut self.overtaken),
            ("repeated", &mut self.repeated),
            ("died", &mut self.died),
            ("archived", &mut self.archived),
            ("clock back", &mut self.clock_back),
        ]
    }

    pub fn add(&mut self, other: &Tally) {
        let mut other = *other;
        let pairs = self.each().into_iter().zip(other.each());
        pairs.for_each(|((_, sum), (_, one))| *sum += *one);
    }

    /// A simulation in which something never happens says nothing of it.
    pub fn assert_everything_happened(mut self) {
        for (what, times) in self.each() {
            assert!(*times > 20, "{what}: {times} times");
        }
    }
}
