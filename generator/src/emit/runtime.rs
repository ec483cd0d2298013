//! The runtime's files, as they are in `templates/runtime/src`; the crate root there is the module's index here.

/// The text of one file.
macro_rules! file {
    ($path:literal, $source:literal) => {
        ($path, include_str!(concat!("../../templates/runtime/", $source)))
    };
}

/// Path below `src/runtime` and text.
pub const FILES: &[(&str, &str)] = &[
    file!("mod.rs", "lib.rs"),
    file!("answer.rs", "answer.rs"),
    file!("auth.rs", "auth.rs"),
    file!("bridge.rs", "bridge.rs"),
    file!("call.rs", "call.rs"),
    file!("choice.rs", "choice.rs"),
    file!("config.rs", "config.rs"),
    file!("decode.rs", "decode.rs"),
    file!("encode.rs", "encode.rs"),
    file!("error.rs", "error.rs"),
    file!("nullable.rs", "nullable.rs"),
    file!("operation.rs", "operation.rs"),
    file!("options.rs", "options.rs"),
    file!("pages.rs", "pages.rs"),
    file!("parameter.rs", "parameter.rs"),
    file!("retry.rs", "retry.rs"),
    file!("send.rs", "send.rs"),
    file!("tuple.rs", "tuple.rs"),
    file!("values.rs", "values.rs"),
];
