//! Forms: how their parts are written, and what differs from the default.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::ident;
use crate::model::{Def, Field, FormEncoding, Presence, Sent, Type};
use crate::spec::Style;

/// The parts of a form that holds files.
pub fn parts(def: &Def, fields: &[Field], encoding: &[FormEncoding], root: &TokenStream) -> TokenStream {
    let name = ident(&def.name);
    let upload = Type::Sent(Sent::Upload);
    let steps = fields.iter().map(|f| {
        let (field, wire) = (ident(&f.name), &f.wire);
        let own = encoding.iter().find(|e| e.wire == f.wire).and_then(self::field);
        let optional = f.presence == Presence::Optional;
        match (&f.ty, own) {
            (ty, _) if *ty == upload && optional => quote!(.uploads(#wire, form.#field)),
            (ty, _) if *ty == upload => quote!(.upload(#wire, form.#field)),
            (Type::List(item), _) if **item == upload && optional => {
                quote!(.uploads(#wire, form.#field.into_iter().flatten()))
            }
            (Type::List(item), _) if **item == upload => quote!(.uploads(#wire, form.#field)),
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

/// `static CREATE_FORM: &[runtime::FormField] = …;`, where anything differs from the default.
pub fn constant(name: &str, encoding: &[FormEncoding]) -> Option<TokenStream> {
    let fields: Vec<_> = encoding.iter().filter_map(field).collect();
    let name = ident(name);
    (!fields.is_empty()).then(|| quote!(static #name: &[runtime::FormField] = &[#(#fields),*];))
}

fn field(encoding: &FormEncoding) -> Option<TokenStream> {
    let wire = &encoding.wire;
    if let Some((style, explode)) = encoding.style {
        let named = ident(&format!("{style:?}"));
        let styled = (style != Style::Form).then(|| quote!(.style(runtime::Style::#named)));
        let exploded = (!explode).then(|| quote!(.explode(false)));
        return Some(quote!(runtime::FormField::styled(runtime::Parameter::query(#wire)#styled #exploded)));
    }
    let media = encoding.media.as_ref()?;
    Some(quote!(runtime::FormField::typed(#wire, #media)))
}
