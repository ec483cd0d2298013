//! `codec/*.rs`: how each model is read and written: ordinary impls over concrete types, bridged to serde.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::forms;
use super::models;
use super::tokens::{Types, ident};
use super::unions;
use crate::model::{Def, DefKind, Field, Presence, Sdk};

/// The impls of one model; `None` for an alias, which has those of its type.
pub fn codec(sdk: &Sdk, def: &Def, root: &TokenStream) -> Option<TokenStream> {
    let name = ident(&def.name);
    let types = Types { sdk, prefix: quote!(models::) };
    let (decode, encode, more) = match &def.kind {
        DefKind::Struct(fields) => structure(&types, def, fields),
        DefKind::Enum { open, .. } => string_enum(def, *open),
        DefKind::Numbers(_) => unions::numbers_codec(def),
        DefKind::Union(union) => unions::codec(def, union),
        DefKind::Alias(_) => return None,
        DefKind::Form { fields, encoding } => return Some(forms::parts(def, fields, encoding, root)),
    };
    Some(quote! {
        use #root::{models, runtime};
        impl runtime::Decode for models::#name {
            fn decode(decoder: &mut runtime::Decoder<'_>) -> Result<Self, runtime::DecodeError> { #decode }
        }
        impl runtime::Encode for models::#name {
            fn encode(&self, encoder: &mut runtime::Encoder) { #encode }
        }
        #more
        impl serde::Serialize for models::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                runtime::serialize(self, serializer)
            }
        }
        impl<'de> serde::Deserialize<'de> for models::#name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::deserialize(deserializer)
            }
        }
    })
}

fn structure(types: &Types<'_>, def: &Def, fields: &[Field]) -> (TokenStream, TokenStream, TokenStream) {
    let writes = fields.iter().map(|f| {
        let (name, wire) = (ident(&f.name), escaped(&f.wire));
        match f.presence {
            Presence::Required | Presence::Nullable => quote!(encoder.field(#wire, &self.#name);),
            Presence::Optional => quote!(encoder.optional(#wire, &self.#name);),
            Presence::OptionalNullable => quote!(encoder.nullable_field(#wire, &self.#name);),
            Presence::Extra => quote!(self.#name.iter().for_each(|(key, value)| encoder.entry(key, value));),
        }
    });
    (
        if !fields.is_empty() && models::is_absent_by_default(fields) {
            in_place(types, fields)
        } else {
            by_slots(types, fields)
        },
        quote!(encoder.begin_object(); #(#writes)* encoder.end_object();),
        parameter(def, quote!(runtime::encoded_parameter(self))),
    )
}

/// Reads the fields of a type that may all be absent into a value of it.
fn in_place(types: &Types<'_>, fields: &[Field]) -> TokenStream {
    let slots = fields.iter().map(|f| {
        let name = ident(&f.name);
        quote!(value.#name)
    });
    let read = read(types, fields, &slots.collect::<Vec<_>>());
    // `Self::default()` would be the setter of a field of that name.
    quote! {
        let mut value: Self = Default::default();
        #read
        decoder.end(value)
    }
}

/// Reads the fields of a type into variables: there is no value of it without those that must be there.
fn by_slots(types: &Types<'_>, fields: &[Field]) -> TokenStream {
    // The names of fields are the user's; ours cannot meet them, because theirs carry a prefix.
    let locals: Vec<_> = fields.iter().map(|f| format_ident!("f_{}", f.name.trim_start_matches("r#"))).collect();
    let slots = fields.iter().zip(&locals).map(|(f, local)| match f.presence {
        Presence::OptionalNullable => quote!(let mut #local = runtime::Nullable::Absent;),
        Presence::Extra => {
            let ty = types.ty(&f.ty);
            quote!(let mut #local = <#ty>::new();)
        }
        _ => {
            let ty = types.field(
                &f.ty,
                if f.presence == Presence::Nullable { f.presence } else { Presence::Required },
                f.boxed,
            );
            quote!(let mut #local: Option<#ty> = None;)
        }
    });
    let read = read(types, fields, &locals.iter().map(|l| quote!(#l)).collect::<Vec<_>>());
    let tolerated = fields.iter().zip(&locals).filter(|(f, _)| f.presence == Presence::Nullable);
    let tolerated = tolerated.map(|(_, local)| quote!(decoder.or_null(&mut #local);));
    let complete = complete(fields, &locals);
    let names = fields.iter().map(|f| ident(&f.name));
    quote! {
        #(#slots)*
        #read
        #(#tolerated)*
        #complete
        let value = Self { #(#names: #locals),* };
        decoder.end(value)
    }
}

/// Reads the fields that are there, each into its slot.
fn read(types: &Types<'_>, fields: &[Field], slots: &[TokenStream]) -> TokenStream {
    let (extra, named): (Vec<_>, Vec<_>) = fields.iter().zip(slots).partition(|(f, _)| f.presence == Presence::Extra);
    let wires = named.iter().map(|(f, _)| &f.wire);
    let reads = named.iter().enumerate().map(|(place, (f, slot))| {
        let (place, wire) = (Literal::usize_unsuffixed(place), &f.wire);
        match f.presence {
            // Raw JSON that is `null` is a value, and not the absence of one.
            Presence::Optional if types.raw(&f.ty) => quote!(#place => decoder.field(#wire, &mut #slot),),
            Presence::Optional => quote!(#place => decoder.optional(#wire, &mut #slot),),
            Presence::OptionalNullable => quote!(#place => decoder.nullable_field(#wire, &mut #slot),),
            _ => quote!(#place => decoder.field(#wire, &mut #slot),),
        }
    });
    let other = match extra.first() {
        Some((_, slot)) => quote!(decoder.extra(&mut #slot)),
        None => quote!(decoder.unknown_field()),
    };
    if named.is_empty() {
        return quote! {
            let mut fields = decoder.fields(&[]);
            while decoder.next_field(&mut fields).is_some() { #other; }
        };
    }
    quote! {
        let mut fields = decoder.fields(&[#(#wires),*]);
        while let Some(place) = decoder.next_field(&mut fields) {
            match place { #(#reads)* _ => #other, }
        }
    }
}

/// A name on the wire as the text between the quotes of a JSON string (RFC 8259 §7): escaped here, once, and not at each call.
fn escaped(wire: &str) -> String {
    let text = serde_json::Value::from(wire).to_string();
    text[1..text.len() - 1].to_owned()
}

/// Takes what must be there out of its `Option`: one test for all of them, because a `?` for each makes the compiler write the
/// way out, with all that is to be dropped there, as often.
fn complete(fields: &[Field], locals: &[Ident]) -> TokenStream {
    let (wires, locals): (Vec<_>, Vec<_>) =
        fields.iter().zip(locals).filter(|(f, _)| f.presence.is_required()).map(|(f, local)| (&f.wire, local)).unzip();
    let (pattern, value) = match &locals[..] {
        [] => return TokenStream::new(),
        [one] => (quote!(Some(#one)), quote!(#one)),
        _ => (quote!((#(Some(#locals)),*)), quote!((#(#locals),*))),
    };
    quote! {
        let #pattern = #value else {
            return Err(decoder.missing(&fields, &[#(#wires),*]));
        };
    }
}

fn string_enum(def: &Def, open: bool) -> (TokenStream, TokenStream, TokenStream) {
    let written = quote!(runtime::ParameterValue::Text(self.as_str().to_owned()));
    let decode = if open { quote!(decoder.open_enum()) } else { quote!(decoder.text_enum(Self::KNOWN)) };
    (decode, quote!(runtime::Encode::encode(self.as_str(), encoder);), parameter(def, written))
}

/// How a type is written as a parameter, where one has it.
pub fn parameter(def: &Def, value: TokenStream) -> TokenStream {
    let name = ident(&def.name);
    let written = def.parameter.then(|| {
        quote! {
            impl runtime::ToParameter for models::#name {
                fn to_parameter(&self) -> runtime::ParameterValue { #value }
            }
        }
    });
    written.unwrap_or_default()
}
