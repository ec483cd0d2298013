//! The runtime's files, as they are in `templates/runtime/src`; the crate root there is the module's index here.

/// Path below `src/runtime` and text.
pub const FILES: &[(&str, &str)] = &[("mod.rs", include_str!("../../templates/runtime/lib.rs"))];
