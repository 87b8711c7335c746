//! Words for people: times, durations, events.
