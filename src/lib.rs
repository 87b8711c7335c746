//! hoist: a support desk in the terminal that enforces the escalation process.
//!
//! # Layers
//!
//! ```text
//! main ──► tui ─┐
//!    └───► cli ─┴─► desk ─► store ─► domain
//! ```
//!
//! [`domain`] has every rule and names nothing but itself. [`store`] keeps a desk and knows no rule.
//! [`desk`] has the use cases, one method each. [`tui`] and [`cli`] are two faces of the same
//! [`desk::Desk`]; neither names the other. A test holds these arrows.
//!
//! # The screen, and the files that paint it
//!
//! ```text
//!  hoist  ana · Tier 1    late 2 · due in 1h 5 · sent back 1                ◄── tui/view/title.rs
//! ╭ 1 Queue ─────────────────────────────╮╭ 2 #1042 Payments API … ─────╮
//! │ ── needs you now ──                  ││ Tier 1 working · ana        │ ◄── tui/view/ticket.rs, ticket/facts.rs
//! │ ! #1042 P1 late 12m ana Acme  Paym…  ││ Symptoms   502 from /charge │     at a hand-off: tui/view/page.rs
//! │ < #1029 P2 in 10m   –   Birch Login… ││ Steps      1. POST /charge  │
//! │ ── others ──                         │├ History ────────────────────┤
//! │   #1051 P3 in 2h    –   Cole  CSV …  ││ 09:52 ana  took it          │ ◄── tui/view/history.rs
//! ├ 3 Checklist · Tier 1 · 3 of 4 ───────┤├ 4 Escalation ───────────────┤
//! │ done Verify configurations  matches  ││ > Escalate to Tier 2  ready │ ◄── tui/view/escalation.rs
//! │ OPEN Check for known issues          ││ . Resolve  needs Changes    │
//! ╰──────────────────────────────────────╯╰─────────────────────────────╯
//!        ▲              ▲
//!        │              └── tui/view/queue.rs (above), tui/view/checklist.rs (below)
//!        └── where each pane stands: tui/layout.rs, the one function that painting and keys both call
//!  > escalate  < send back  . next step  …  : all  ? help                   ◄── tui/view/foot.rs, off tui/action/table.rs
//! ```
//!
//! Over it, one at a time: a form (`tui/form.rs`), a list with typing (`tui/finder.rs`), a new ticket
//! (`tui/newticket.rs`), someone else's change beside yours (`tui/conflict.rs`), the keys
//! (`tui/view/overlay.rs`). A key goes `tui/input.rs` → `tui/run.rs` → `tui/keymap.rs` →
//! `tui/update.rs`; a command goes from there through `tui/worker.rs` to [`desk::Desk`]. The linear
//! mode tells the same model line by line (`tui/plain.rs`); before there is a desk, `tui/first.rs` asks.

pub mod cli;
pub mod config;
pub mod desk;
pub mod domain;
pub mod identity;
pub mod store;
pub mod tui;
