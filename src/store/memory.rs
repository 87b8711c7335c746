//! The memory backend: the oracle in tests.
