//! Forms: how their parts are written, and what differs from the default.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::ident;
use crate::model::{Def, Field, FormEncoding, Presence, Sent, Type};
use crate::spec::Style;

/// The parts of a form that holds files.
pub fn parts(def: &Def, fields: &[Field], encoding: &[FormEncoding], root: &TokenStream) -> TokenStream {
    let name = ident(&def.name);
    let steps = fields.iter().map(|f| {
        let field = ident(&f.name);
        let own = encoding.iter().find(|e| e.wire == f.wire);
        let wire = own.map_or_else(|| f.wire.clone(), FormEncoding::called);
        let uploads = match (&f.ty, f.presence == Presence::Optional) {
            (Type::Sent(Sent::Upload), true) => quote!(form.#field),
            (Type::Sent(Sent::Upload), false) => quote!([form.#field]),
            (Type::List(_), true) => quote!(form.#field.into_iter().flatten()),
            _ => quote!(form.#field),
        };
        match (own.and_then(|e| e.media.as_ref()), own.and_then(self::field)) {
            (Some(media), _) if holds_files(&f.ty) => quote!(.uploads_as(#wire, #uploads, #media)),
            (None, _) if f.ty == Type::Sent(Sent::Upload) && f.presence == Presence::Required => {
                quote!(.upload(#wire, form.#field))
            }
            (None, _) if holds_files(&f.ty) => quote!(.uploads(#wire, #uploads)),
            (_, Some(own)) => quote!(.field_as(&#own, &form.#field)),
            (_, None) => quote!(.field(#wire, &form.#field)),
        }
    });
    quote! {
        use #root::{models, runtime};
        impl From<models::#name> for runtime::Multipart {
            fn from(form: models::#name) -> Self { Self::new()#(#steps)* }
        }
    }
}

fn holds_files(ty: &Type) -> bool {
    match ty {
        Type::Sent(Sent::Upload) => true,
        Type::List(item) => holds_files(item),
        _ => false,
    }
}

/// `static CREATE_FORM: &[runtime::FormField] = …;`, where anything differs from the default.
pub fn constant(name: &str, encoding: &[FormEncoding]) -> Option<TokenStream> {
    let fields: Vec<_> = encoding.iter().filter_map(field).collect();
    let name = ident(name);
    (!fields.is_empty()).then(|| quote!(static #name: &[runtime::FormField] = &[#(#fields),*];))
}

/// What differs from the default of a property.
pub fn field(encoding: &FormEncoding) -> Option<TokenStream> {
    let wire = &encoding.wire;
    if let Some((style, explode)) = encoding.style {
        let named = ident(&format!("{style:?}"));
        let styled = (style != Style::Form).then(|| quote!(.style(runtime::Style::#named)));
        let exploded = (!explode).then(|| quote!(.explode(false)));
        let reserved = encoding.reserved.then(|| quote!(.reserved()));
        return Some(quote!(runtime::FormField::styled(runtime::Parameter::query(#wire)#styled #exploded #reserved)));
    }
    let (media, called) = (encoding.media.as_ref()?, encoding.called());
    Some(quote!(runtime::FormField::typed(#called, #media)))
}
