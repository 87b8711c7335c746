//! Reads a process file and lists every mistake with its place.
