//! `models/*.rs`: a file a type, data and setters only; the codec stands beside them in `codec/`.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::places;
use super::tokens::{Types, code, deprecated, docs, ident, operator};
use super::unions;
use crate::model::{Def, DefKind, Field, Presence, Sdk, Taking, Type, Union, Variant, Words};

/// One model.
pub fn model(sdk: &Sdk, def: &Def, root: &TokenStream) -> TokenStream {
    let types = Types::plain(sdk);
    let (head, name) = (docs(&lead(def)), ident(&def.name));
    let old = deprecated(def.deprecated);
    let imports = imports(sdk, def);
    let body = match &def.kind {
        DefKind::Struct(fields) | DefKind::Form { fields, .. } => structure(&types, def, fields),
        DefKind::Enum { values: variants, .. } => string_enum(def, variants),
        DefKind::Numbers(numbers) => unions::numbers(def, numbers),
        DefKind::Union(union) => unions::model(&types, def, union),
        DefKind::Alias(ty) => {
            let ty = types.ty(ty);
            let runtime = def.kind.types().into_iter().any(of_the_runtime).then(|| quote!(use #root::runtime;));
            return quote!(#imports #runtime #head #old pub type #name = #ty;);
        }
    };
    let mentions = |f: &Field| match f.presence {
        Presence::OptionalNullable => true,
        Presence::Required | Presence::Optional | Presence::Extra => {
            def.sent && matches!(types.taking(&f.ty), Taking::Gathered(_) | Taking::Mapped(_) | Taking::OrNull(_))
        }
        Presence::Nullable => def.sent && f.asked(),
    };
    // An enum looks its values up.
    let looks = match &def.kind {
        DefKind::Enum { .. } => true,
        DefKind::Union(union) => def.cleared || !union.words.texts.is_empty(),
        _ => false,
    };
    let needed = looks
        || def.kind.fields().into_iter().flatten().any(mentions)
        || def.kind.types().into_iter().any(of_the_runtime);
    let runtime = if needed { quote!(use #root::runtime;) } else { TokenStream::new() };
    quote!(#imports #runtime #body)
}

/// Whether a type is spelled with the name of the runtime.
fn of_the_runtime(ty: &Type) -> bool {
    match ty {
        Type::Sent(_) => true,
        Type::Scalar(scalar) => scalar.of_the_runtime(),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => of_the_runtime(inner),
        Type::Tuple(items) => items.iter().any(of_the_runtime),
        _ => false,
    }
}

/// The docs of a type, or what can be said without.
pub fn lead(def: &Def) -> Vec<String> {
    let place = places::of_choice(&def.origin.pointer).filter(|_| def.alone).unwrap_or(&def.origin.pointer);
    let sentence = || places::sentence(place, def.within.as_deref(), def.part);
    let mut text = match def.docs.is_empty() {
        true => vec![sentence().unwrap_or_else(|| format!("`{}` of the document.", def.name))],
        false => def.docs.clone(),
    };
    if let DefKind::Union(Union { words: Words { docs, .. }, .. }) = &def.kind
        && !docs.is_empty()
    {
        text.push(String::new());
        text.extend(docs.iter().cloned());
    }
    if let Some(limits) = &def.limits {
        text.extend([String::new(), limits.clone()]);
    }
    text
}

/// The docs of a value of an enum: how it is on the wire, and what the document says.
pub fn value_docs(wire: &str, said: &[String]) -> Vec<String> {
    let mut text = vec![if wire.is_empty() { "The empty text.".to_owned() } else { code(wire) }];
    if !said.is_empty() {
        text.push(String::new());
        text.extend(said.iter().cloned());
    }
    text
}

fn imports(sdk: &Sdk, def: &Def) -> TokenStream {
    let mut used = Vec::new();
    def.kind.types().into_iter().for_each(|ty| ty.named(&mut used));
    let used = used.into_iter().filter_map(|id| sdk.defs.get(id.0)).map(|d| &d.name).filter(|name| **name != def.name);
    // By name: their order in the document is none of this file's.
    let names: Vec<_> = used.collect::<BTreeSet<_>>().into_iter().map(|name| ident(name)).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [one] => quote!(use super::#one;),
        many => quote!(use super::{#(#many),*};),
    }
}

fn structure(types: &Types<'_>, def: &Def, fields: &[Field]) -> TokenStream {
    let (name, head, old) = (ident(&def.name), docs(&lead(def)), deprecated(def.deprecated));
    let debug = fields.iter().any(|f| f.secret);
    let mut derives = vec![quote!(Clone)];
    derives.extend((!debug).then(|| quote!(Debug)));
    derives.extend(is_absent_by_default(fields).then(|| quote!(Default)));
    // Two streams are never known to be equal.
    derives.extend(matches!(def.kind, DefKind::Struct(_)).then(|| quote!(PartialEq)));
    let members = fields.iter().map(|f| {
        let text = if f.docs.is_empty() { vec![format!("{} on the wire.", code(&f.wire))] } else { f.docs.clone() };
        let (text, name, old) = (docs(&text), ident(&f.name), deprecated(f.deprecated));
        let ty = types.field(&f.ty, f.presence, f.boxed);
        quote!(#text #old pub #name: #ty)
    });
    let debug = if debug { redacting_debug(def, fields) } else { TokenStream::new() };
    let build = if def.sent { constructor(types, def, fields) } else { TokenStream::new() };
    quote! {
        #head
        #[derive(#(#derives),*)]
        #old
        #[non_exhaustive]
        pub struct #name { #(#members),* }
        #build
        #debug
    }
}

/// Whether a type has the `Default` that is derived, in which every field is absent.
pub fn is_absent_by_default(fields: &[Field]) -> bool {
    fields.iter().all(|f| !f.asked() && f.constant.is_none())
}

fn constructor(types: &Types<'_>, def: &Def, fields: &[Field]) -> TokenStream {
    let name = ident(&def.name);
    let required = fields.iter().filter(|f| f.asked()).count();
    let constant = fields.iter().any(|f| f.constant.is_some());
    let parameters = fields.iter().filter(|f| f.asked()).map(|f| {
        let name = ident(&f.name);
        let taken = if f.presence == Presence::Nullable {
            let ty = types.ty(&f.ty);
            quote!(impl Into<runtime::Nullable<#ty>>)
        } else {
            types.taken(&f.ty, &name).0
        };
        quote!(#name: #taken)
    });
    let values = fields.iter().map(|f| {
        let name = ident(&f.name);
        if let Some(value) = constant_of(types, f) {
            return match f.presence {
                Presence::Required => quote!(#name: #value),
                _ => quote!(#name: Some(#value)),
            };
        }
        match f.presence {
            Presence::Extra => quote!(#name: Default::default()),
            Presence::Required => {
                let value = types.taken(&f.ty, &name).1;
                let value = if f.boxed { quote!(Box::new(#value)) } else { value };
                if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
            }
            Presence::Nullable if f.boxed => quote!(#name: #name.into().into_value().map(Box::new)),
            Presence::Nullable => quote!(#name: #name.into().into_value()),
            Presence::Optional => quote!(#name: None),
            Presence::OptionalNullable => quote!(#name: runtime::Nullable::Absent),
        }
    });
    let setters = fields.iter().filter(|f| !f.presence.is_required()).map(|f| {
        let name = ident(&f.name);
        let (taken, value) = types.taken(&f.ty, &name);
        let value = if f.boxed { quote!(Box::new(#value)) } else { value };
        let text = docs(&[format!("Sets [`{0}`](Self::{0}).", f.name.trim_start_matches("r#"))]);
        let (old, operator) = (deprecated(f.deprecated), operator(&name));
        let (taken, value) = match f.presence {
            Presence::OptionalNullable => {
                let ty = types.field(&f.ty, Presence::Required, f.boxed);
                (quote!(impl Into<runtime::Nullable<#ty>>), quote!(#name.into()))
            }
            Presence::Extra => (taken, value),
            _ => (taken, quote!(Some(#value))),
        };
        quote! {
            #text
            #old
            #operator
            #[must_use]
            pub fn #name(mut self, #name: #taken) -> Self { self.#name = #value; self }
        }
    });
    let many = (required > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let near = fields.iter().any(is_near_a_constant).then(|| quote!(#[allow(clippy::approx_constant)]));
    let text = docs(&["Makes one with what is required; the rest is set by the methods below.".to_owned()]);
    let fresh = if required == 0 && constant {
        quote!(#text #near #[must_use] pub fn new() -> Self { Self { #(#values),* } })
    } else if required == 0 {
        quote!(#text #[must_use] pub fn new() -> Self { Default::default() })
    } else {
        quote!(#text #many #near pub fn new(#(#parameters),*) -> Self { Self { #(#values),* } })
    };
    // What is asked for by nobody has a default too, as with a derive.
    let default =
        (required == 0 && constant).then(|| quote!(impl Default for #name { fn default() -> Self { Self::new() } }));
    quote!(impl #name { #fresh #(#setters)* } #default)
}

/// Whether clippy, which refuses it, may take the one value of a field for π or the like: the document's `3.14` is not that
/// to more digits. It wants two of them behind the point.
fn is_near_a_constant(field: &Field) -> bool {
    let number = field.constant.as_ref().filter(|_| field.ty == Type::Float).and_then(Value::as_f64);
    number.is_some_and(|number| (number * 10.0).fract() != 0.0)
}

/// The expression of the one value that a field may have.
fn constant_of(types: &Types<'_>, field: &Field) -> Option<TokenStream> {
    let value = field.constant.as_ref()?;
    Some(match (&field.ty, value) {
        (Type::Text, Value::String(text)) => quote!(#text.to_owned()),
        (Type::Bool, Value::Bool(yes)) => quote!(#yes),
        (Type::Int, value) => {
            let number = Literal::i64_unsuffixed(value.as_i64()?);
            quote!(#number)
        }
        (Type::Float, value) => {
            let number = Literal::f64_unsuffixed(value.as_f64()?);
            quote!(#number)
        }
        (Type::Named(id), value) => {
            let def = types.def(*id)?;
            let variant = match &def.kind {
                DefKind::Enum { values, .. } => &values.iter().find(|v| *value == v.wire)?.name,
                DefKind::Numbers(values) => &values.iter().find(|v| *value == v.value)?.name,
                _ => return None,
            };
            let (name, variant) = (ident(&def.name), ident(variant));
            quote!(#name::#variant)
        }
        _ => return None,
    })
}

/// A `Debug` that does not show passwords.
fn redacting_debug(def: &Def, fields: &[Field]) -> TokenStream {
    let (name, shown) = (ident(&def.name), &def.name);
    let members = fields.iter().map(|f| {
        let (field, shown) = (ident(&f.name), f.name.trim_start_matches("r#"));
        if f.secret { quote!(.field(#shown, &"[redacted]")) } else { quote!(.field(#shown, &self.#field)) }
    });
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#shown)#(#members)*.finish()
            }
        }
    }
}

fn string_enum(def: &Def, variants: &[Variant]) -> TokenStream {
    let (name, head, old) = (ident(&def.name), docs(&lead(def)), deprecated(def.deprecated));
    let idents: Vec<_> = variants.iter().map(|v| ident(&v.name)).collect();
    let wires: Vec<_> = variants.iter().map(|v| v.wire.as_str()).collect();
    let members = variants.iter().zip(&idents).map(|(v, id)| {
        let text = docs(&value_docs(&v.wire, &v.docs));
        quote!(#text #id)
    });
    let places = (0..variants.len()).map(Literal::usize_unsuffixed);
    let unknown = format_ident!("Unknown");
    let shown = name.to_string();
    let found = quote! {
        match runtime::place(value, Self::KNOWN) {
            #(#places => Self::#idents,)*
            _ => Self::#unknown(value.to_owned()),
        }
    };
    let mut from = unions::turned(def, &quote!(&str), &found);
    if matches!(def.kind, DefKind::Enum { open: true, .. }) {
        from.extend(unions::turned(def, &quote!(String), &quote!(Self::from(value.as_str()))));
    }
    // A derived `Debug` is a call a variant, for which rustc takes as long as for all the rest of a long enum. The derives of
    // equality cost a fifth of an enum; by its text, a value is also equal to itself however it was made. A `match` on texts is
    // a call, two ways on and three variables an arm, where one on numbers is a line (8 % of the memory of a release build of
    // Asana's SDK).
    quote! {
        #head
        #[derive(Clone)]
        #old
        #[non_exhaustive]
        pub enum #name {
            #(#members,)*
            /// A value that the document does not name.
            #unknown(String),
        }
        impl #name {
            /// The values that the document names, as they are sent.
            pub const KNOWN: &[&str] = &[#(#wires),*];
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self { #(Self::#idents => #wires,)* Self::#unknown(value) => value }
            }
        }
        /// By the value on the wire.
        impl std::cmp::PartialEq for #name {
            fn eq(&self, other: &Self) -> bool { self.as_str() == other.as_str() }
        }
        impl std::cmp::Eq for #name {}
        impl std::hash::Hash for #name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) { self.as_str().hash(state); }
        }
        #from
        impl std::str::FromStr for #name {
            type Err = std::convert::Infallible;
            fn from_str(value: &str) -> std::result::Result<Self, std::convert::Infallible> { Ok(Self::from(value)) }
        }
        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(#shown).field(&self.as_str()).finish()
            }
        }
    }
}
