//! Hand-off packages.
