//! One test binary: the modules below are its chapters.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod architecture;
mod cli;
mod clocks;
mod concurrency;
mod demo;
mod export;
mod faults;
mod import;
mod logs;
mod moves;
mod process;
mod properties;
mod pty;
mod readme;
mod report;
mod screens;
mod seed;
mod similar;
mod ssh;
mod storage;
mod support;
mod terminal;
