//! The table of moves as text, graph and JSON.
