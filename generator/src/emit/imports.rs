//! `use` in the statement of an example as a person writes it: the paths of what makes a date are longer than what they say.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{VisitMut, visit_expr_macro_mut, visit_path_mut};
use syn::{Expr, ExprMacro, File, Item, Path, Stmt, Token};

/// What is brought into scope, below the crate of dates.
const NAMES: [&str; 4] = ["Date", "Month", "OffsetDateTime", "Time"];

/// Shortens the paths of dates in the function of an example, where they are part of a long expression.
pub fn shorten(file: &mut File) {
    let mut paths = Paths::default();
    paths.visit_file_mut(&mut file.clone());
    if !paths.found.iter().any(|name| name == "Month" || name.ends_with("::Rfc3339")) {
        return;
    }
    paths.visit_file_mut(file);
    let names = Vec::from_iter(&paths.found);
    let import = match names.as_slice() {
        [only] => format!("use {}::time::{only};", paths.root),
        names => format!(
            "use {}::time::{{{}}};",
            paths.root,
            names.iter().map(|n| n.as_str()).collect::<Vec<_>>().join(", ")
        ),
    };
    if let (Some(Item::Fn(function)), Ok(import)) = (file.items.first_mut(), syn::parse_str::<Stmt>(&import)) {
        function.block.stmts.insert(0, import);
    }
}

/// The paths of dates.
#[derive(Default)]
struct Paths {
    /// The SDK's crate.
    root: String,
    /// What is brought into scope.
    found: BTreeSet<String>,
}

impl VisitMut for Paths {
    fn visit_path_mut(&mut self, path: &mut Path) {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (root, name, gone) = match names.as_slice() {
            [root, "time", name, ..] if NAMES.contains(name) => (*root, (*name).to_owned(), 2),
            [root, "time", rest @ ..] if rest == ["format_description", "well_known", "Rfc3339"] => {
                (*root, rest.join("::"), 4)
            }
            _ => return visit_path_mut(self, path),
        };
        root.clone_into(&mut self.root);
        self.found.insert(name);
        path.segments = path.segments.iter().skip(gone).cloned().collect();
    }

    fn visit_expr_macro_mut(&mut self, call: &mut ExprMacro) {
        if call.mac.path.is_ident("vec")
            && let Ok(mut items) = call.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        {
            items.iter_mut().for_each(|item| self.visit_expr_mut(item));
            call.mac.tokens = items.into_token_stream();
        }
        visit_expr_macro_mut(self, call);
    }
}
