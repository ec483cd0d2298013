//! How the body of an error is read, where those that an operation documents are of one type.

use quote::quote;

use super::tokens::{Types, code};
use crate::model::{Operation, Sdk, Type};

/// `error.decode::<models::Problem>()`, or what is shorter where the whole API has this one type.
pub fn read(sdk: &Sdk, ty: &Type) -> String {
    if sdk.error.as_ref() == Some(ty) {
        return "error.body()".to_owned();
    }
    let types = Types { sdk, prefix: quote!(models::) };
    format!("error.decode::<{}>()", types.ty(ty).to_string().replace(' ', "").replace(',', ", "))
}

/// A sentence for rustdoc, with links from the root; nothing where no error has a type, or each its own.
pub fn sentence(sdk: &Sdk, operation: &Operation, root: &str) -> Option<String> {
    let ty = operation.fault()?;
    let shown = Types::plain(sdk).shown(ty);
    let shown = match ty {
        Type::Named(_) => format!("[`{shown}`]({root}::models::{shown})"),
        _ => code(&shown),
    };
    let errors = || operation.answers.iter().filter(|a| a.is_error());
    let typed: Vec<_> = errors().filter(|a| a.ty.is_some()).map(|a| code(&a.status)).collect();
    let whose = match typed.as_slice() {
        all if all.len() < errors().count() => format!("The body of {}", all.join(", ")),
        [_] => "Its body".to_owned(),
        _ => "The body of each".to_owned(),
    };
    Some(format!("{whose} is {shown}: `{}`.", read(sdk, ty)))
}
