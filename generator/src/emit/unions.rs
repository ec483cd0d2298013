//! Types that are one of several, and enums of named numbers: both halves, model and codec.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::codec;
use super::models::{lead, value_docs};
use super::tokens::{Types, deprecated, docs, ident};
use crate::model::{Arm, Def, DefKind, Kind, Number, Type, Union, Variant, Way};

/// The enum.
pub fn model(types: &Types<'_>, def: &Def, union: &Union) -> TokenStream {
    let (name, head, old) = (ident(&def.name), docs(&lead(def)), deprecated(def.deprecated));
    let arms = union.arms.iter().map(|arm| {
        let text = if arm.docs.is_empty() { vec![shown(types, &arm.ty)] } else { arm.docs.clone() };
        let (text, name, ty) = (docs(&text), ident(&arm.name), held(types, arm));
        quote!(#text #name(#ty))
    });
    let words = union.words.texts.iter().map(|word| {
        let (text, name) = (docs(&value_docs(&word.wire, &word.docs)), ident(&word.name));
        quote!(#text #name)
    });
    let mut members: Vec<TokenStream> = arms.collect();
    members.splice(union.words.at..union.words.at, words);
    let listed = |arm: &Arm| match &arm.ty {
        Type::Named(id) => matches!(types.def(*id).map(|def| &def.kind), Some(DefKind::Enum { .. })),
        _ => false,
    };
    // A text is the one arm of texts, or the one enum of them.
    let defs = &types.sdk.defs;
    let texts = union.arms.iter().any(|arm| *arm.ty.behind(defs) == Type::Text);
    let only = !texts && union.arms.iter().filter(|arm| listed(arm)).count() == 1;
    let given = |source: TokenStream, made: TokenStream| turned(def, &source, &made);
    let from = union.arms.iter().filter(|arm| union.comes_of(arm, defs)).map(|arm| {
        let (variant, ty) = (ident(&arm.name), types.ty(&arm.ty));
        let value = if arm.boxed { quote!(Box::new(value)) } else { quote!(value) };
        let of_text = match &arm.ty {
            Type::Text => Some(quote!(value.to_owned())),
            _ if only && listed(arm) && !arm.boxed => Some(quote!(value.into())),
            _ => None,
        };
        let text = of_text.map(|made| given(quote!(&str), quote!(Self::#variant(#made))));
        let own = given(ty, quote!(Self::#variant(#value)));
        quote!(#own #text)
    });
    let from: Vec<_> = from.collect();
    let spoken = spoken(def, &union.words.texts);
    quote! {
        #head
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant)]
        #old
        #[non_exhaustive]
        pub enum #name {
            #(#members,)*
            /// A value that is none of these, as it came.
            Unknown(serde_json::Value),
        }
        #spoken
        #(#from)*
    }
}

/// How a value becomes one; a setter that takes `null` as well takes it all the same.
pub fn turned(def: &Def, source: &TokenStream, made: &TokenStream) -> TokenStream {
    let name = ident(&def.name);
    let or_null = def.cleared.then(|| {
        quote! {
            impl From<#source> for runtime::Nullable<#name> {
                fn from(value: #source) -> Self { #name::from(value).into() }
            }
        }
    });
    quote! {
        impl From<#source> for #name { fn from(value: #source) -> Self { #made } }
        #or_null
    }
}

/// How texts become variants.
fn spoken(def: &Def, words: &[Variant]) -> Option<TokenStream> {
    let name = ident(&def.name);
    let (idents, wires): (Vec<_>, Vec<_>) = words.iter().map(|word| (ident(&word.name), &word.wire)).unzip();
    let places = (0..words.len()).map(Literal::usize_unsuffixed);
    let found = quote! {
        match runtime::place(value, Self::KNOWN) {
            #(#places => Self::#idents,)*
            _ => Self::Unknown(value.into()),
        }
    };
    (!words.is_empty()).then(|| {
        let from = turned(def, &quote!(&str), &found);
        quote! {
            impl #name {
                /// The texts that the document names, as they are sent.
                pub const KNOWN: &[&str] = &[#(#wires),*];
            }
            #from
        }
    })
}

/// A type as docs name it.
fn shown(types: &Types<'_>, ty: &Type) -> String {
    match ty {
        Type::Named(_) => format!("[`{}`]", types.shown(ty)),
        ty => format!("`{}`", types.shown(ty)),
    }
}

fn held(types: &Types<'_>, arm: &Arm) -> TokenStream {
    let ty = types.ty(&arm.ty);
    if arm.boxed { quote!(Box<#ty>) } else { ty }
}

/// Its `decode`, its `encode`, and more impls.
pub fn codec(def: &Def, union: &Union) -> (TokenStream, TokenStream, TokenStream) {
    let ways = union.ways.iter().map(|(kind, way)| {
        let kind = match kind {
            Kind::Bool => quote!(Bool),
            Kind::Number => quote!(Number),
            Kind::Text => quote!(Text),
            Kind::Array => quote!(Array),
            Kind::Object => quote!(Object),
        };
        let read = read(union, way);
        quote!(runtime::Kind::#kind => #read,)
    });
    let arms: Vec<_> = union.arms.iter().map(|a| ident(&a.name)).collect();
    let words = union.words.texts.iter().map(|word| {
        let (name, wire) = (ident(&word.name), &word.wire);
        quote!(Self::#name => runtime::Encode::encode(#wire, encoder),)
    });
    let complete = union.ways.len() == 5;
    let rest = (!complete).then(|| quote!(_ => decoder.unknown(Self::Unknown),));
    let null = complete.then(|| quote!(runtime::Kind::Null => decoder.unknown(Self::Unknown),));
    (
        quote!(match decoder.kind()? { #(#ways)* #null #rest }),
        quote! {
            match self {
                #(Self::#arms(value) => runtime::Encode::encode(value, encoder),)*
                #(#words)*
                Self::Unknown(value) => runtime::Encode::encode(value, encoder),
            }
        },
        codec::parameter(def, quote!(runtime::encoded_parameter(self))),
    )
}

fn read(union: &Union, way: &Way) -> TokenStream {
    match way {
        Way::Only(arm) => one(union, *arm),
        Way::Words => quote!(decoder.text_enum(Self::KNOWN)),
        Way::Best(arms) => best(union, arms),
        Way::Tag { wire, values, rest, absent } => {
            // Values of one outcome share a line; the order stays that of the document.
            let mut lines: Vec<(Vec<&str>, &[usize])> = Vec::new();
            for (value, arms) in values {
                match lines.iter_mut().find(|(_, known)| known == arms) {
                    Some((list, _)) => list.push(value),
                    None => lines.push((vec![value], arms)),
                }
            }
            let lines = lines.into_iter().map(|(values, arms)| {
                let read = best(union, arms);
                quote!(#(Some(#values))|* => #read,)
            });
            // Where a value says nothing that is known, the error of a strict decoder is at what should have said it.
            let told = |arms: &[usize]| match arms {
                [] => quote!(decoder.untold(#wire, Self::Unknown)),
                arms => best(union, arms),
            };
            let without = (absent != rest).then(|| told(absent)).map(|read| quote!(None => #read,));
            let rest = told(rest);
            quote!(match decoder.tag(#wire)?.as_deref() { #(#lines)* #without _ => #rest })
        }
    }
}

fn best(union: &Union, arms: &[usize]) -> TokenStream {
    match arms {
        [] => return quote!(decoder.unknown(Self::Unknown)),
        [only] => return one(union, *only),
        _ => {}
    }
    let reads = arms.iter().filter_map(|arm| union.arms.get(*arm)).map(|arm| {
        let name = ident(&arm.name);
        quote!(|decoder| decoder.arm(Self::#name))
    });
    quote!(decoder.best_of(&[#(#reads),*], Self::Unknown))
}

fn one(union: &Union, arm: usize) -> TokenStream {
    match union.arms.get(arm) {
        Some(arm) => {
            let name = ident(&arm.name);
            quote!(decoder.arm(Self::#name))
        }
        None => quote!(decoder.unknown(Self::Unknown)),
    }
}

/// An open enum of named numbers.
pub fn numbers(def: &Def, numbers: &[Number]) -> TokenStream {
    let (name, head, old) = (ident(&def.name), docs(&lead(def)), deprecated(def.deprecated));
    let (idents, values) = parts(numbers);
    let members = numbers.iter().zip(&idents).map(|(number, id)| {
        let text = docs(&value_docs(&number.value.to_string(), &number.docs));
        quote!(#text #id)
    });
    quote! {
        #head
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #old
        #[non_exhaustive]
        pub enum #name {
            #(#members,)*
            /// A number that the document does not name.
            Unknown(i64),
        }
        impl #name {
            /// The numbers that the document names.
            pub const KNOWN: &[i64] = &[#(#values),*];
            /// The number on the wire.
            pub fn value(self) -> i64 {
                match self { #(Self::#idents => #values,)* Self::Unknown(value) => value }
            }
        }
        impl From<i64> for #name {
            fn from(value: i64) -> Self {
                match value { #(#values => Self::#idents,)* other => Self::Unknown(other) }
            }
        }
        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.value().fmt(f) }
        }
    }
}

/// Its `decode`, its `encode`, and more impls.
pub fn numbers_codec(def: &Def) -> (TokenStream, TokenStream, TokenStream) {
    (
        quote! {
            let value = Self::from(decoder.int()?);
            if let Self::Unknown(value) = value {
                decoder.unknown_number(value, Self::KNOWN)?;
            }
            Ok(value)
        },
        quote!(encoder.int(self.value());),
        codec::parameter(def, quote!(runtime::ParameterValue::Literal(self.value().to_string()))),
    )
}

fn parts(numbers: &[Number]) -> (Vec<Ident>, Vec<TokenStream>) {
    // A negative number is two tokens.
    let literal = |value: i64| {
        let digits = Literal::u64_unsuffixed(value.unsigned_abs());
        if value < 0 { quote!(-#digits) } else { quote!(#digits) }
    };
    numbers.iter().map(|n| (ident(&n.name), literal(n.value))).unzip()
}
