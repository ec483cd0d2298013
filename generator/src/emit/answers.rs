//! What calls return: its type, how it is read, and the enums of operations with several successes.

use proc_macro2::TokenStream;
use quote::quote;

use super::api;
use super::tokens::{Types, code, docs, ident};
use crate::model::{
    Argument, DefId, DefKind, EventData, Field, Operation, Outcome, Output, Payload, Raw, Sdk, Service, Type, View,
};

/// The type of an output.
pub fn ty(types: &Types<'_>, output: &Output) -> TokenStream {
    match output {
        Output::Empty => quote!(()),
        Output::Json(ty) => types.ty(ty),
        Output::Optional(ty) => {
            let ty = types.ty(ty);
            quote!(Option<#ty>)
        }
        Output::Choice { name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
        Output::Text | Output::Redirect => quote!(String),
        Output::Bytes => quote!(bytes::Bytes),
        Output::Stream => quote!(runtime::ByteStream),
        Output::Events(EventData::Json(ty) | EventData::Whole(ty)) => {
            let ty = types.ty(ty);
            quote!(runtime::EventStream<#ty>)
        }
        Output::Events(EventData::Text) => quote!(runtime::EventStream<String>),
        Output::Lines(ty) => {
            let ty = types.ty(ty);
            quote!(runtime::JsonLines<#ty>)
        }
    }
}

/// The type in words, for pages.
pub fn shown(types: &Types<'_>, output: &Output) -> String {
    match output {
        Output::Empty => "()".to_owned(),
        Output::Json(ty) => types.shown(ty),
        Output::Optional(ty) => format!("Option<{}>", types.shown(ty)),
        Output::Choice { name, .. } => name.clone(),
        Output::Text | Output::Redirect => "String".to_owned(),
        Output::Bytes => "Bytes".to_owned(),
        Output::Stream => "ByteStream".to_owned(),
        Output::Events(EventData::Text) => "EventStream<String>".to_owned(),
        Output::Events(EventData::Json(ty) | EventData::Whole(ty)) => format!("EventStream<{}>", types.shown(ty)),
        Output::Lines(ty) => format!("JsonLines<{}>", types.shown(ty)),
    }
}

/// What a reader is given.
enum Given {
    /// The whole body.
    Whole,
    /// The body while it comes.
    Open,
    /// The place to which a redirect leads.
    Redirect,
}

/// The function that reads an output, and what it is given.
fn reader(output: &Output) -> (TokenStream, Given) {
    match output {
        Output::Empty => (quote!(runtime::read_empty), Given::Whole),
        Output::Json(Type::Text) => (quote!(runtime::read_said), Given::Whole),
        Output::Json(_) => (quote!(runtime::read_json), Given::Whole),
        Output::Optional(_) => (quote!(runtime::read_optional), Given::Whole),
        Output::Choice { name, .. } => {
            let name = ident(name);
            (quote!(#name::read), Given::Whole)
        }
        Output::Redirect => (quote!(std::convert::identity), Given::Redirect),
        Output::Text => (quote!(runtime::read_text), Given::Whole),
        Output::Bytes => (quote!(runtime::read_bytes), Given::Whole),
        Output::Stream => (quote!(runtime::read_stream), Given::Open),
        Output::Events(EventData::Json(_)) => (quote!(runtime::read_events), Given::Open),
        Output::Events(EventData::Whole(_)) => (quote!(runtime::read_whole_events), Given::Open),
        Output::Events(EventData::Text) => (quote!(runtime::read_text_events), Given::Open),
        Output::Lines(_) => (quote!(runtime::read_lines), Given::Open),
    }
}

/// `runtime::Call::new(&self.core, &GET, runtime::read_json)`
pub fn call(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let constant = ident(&operation.constant);
    let server = operation.server.and_then(|at| sdk.servers.list.get(at)).map(|s| ident(&s.constant));
    let at = server.map(|server| quote!(.at(&servers::#server)));
    match reader(&operation.output) {
        (reader, Given::Whole) => quote!(runtime::Call::new(&self.core, &#constant, #reader) #at),
        (reader, Given::Open) => quote!(runtime::Call::open(&self.core, &#constant, #reader) #at),
        (reader, Given::Redirect) => quote!(runtime::Call::redirect(&self.core, &#constant, #reader) #at),
    }
}

/// A method of a request: the same answer in another representation.
pub fn view(types: &Types<'_>, operation: &Operation, view: &View) -> TokenStream {
    let (name, accept, ty) = (ident(&view.method), &view.accept, ty(types, &view.output));
    let reader = match reader(&view.output) {
        (reader, Given::Whole) => quote!(runtime::Reader::Whole(#reader)),
        (reader, Given::Open) => quote!(runtime::Reader::Open(#reader)),
        (reader, Given::Redirect) => quote!(runtime::Reader::Redirect(#reader)),
    };
    let mut text = vec![match (&view.output, &view.sent) {
        (Output::Stream, Some(_)) if *accept == operation.accept || *accept == "*/*" => {
            "Asks for the answer as it comes, until one of both ends it: await what it returns.".to_owned()
        }
        _ => format!("Asks for the answer as `{accept}`: await what it returns."),
    }];
    if matches!(view.output, Output::Events(_)) {
        let read = "`while let Some(event) = events.try_next().await? { … }` reads them one by one: what an event says is `event.data`.";
        text.extend([String::new(), read.to_owned()]);
    }
    // Servers that have such a field go by it, and not by what is asked for.
    let switch = switch(types.sdk, operation, view);
    let settable = switch.filter(|_| operation.bodies().all(has_members));
    let set = settable.map(|(name, value)| quote!(.member(#name, #value)));
    if let Some((name, value)) = switch {
        let said = match &set {
            Some(_) => format!("`{name}` of the body is sent as `{}`, whatever was set.", value.trim_matches('"')),
            None => format!("Set `{name}` of the body too: it says whether the server sends one."),
        };
        text.extend([String::new(), said]);
    }
    let own = view.sent.as_ref().and_then(|(index, value)| Some((operation.arguments.get(*index)?, value)));
    let own = own.map(|(argument, value)| {
        let said = format!("{} is sent as {}, whatever was set.", code(&argument.wire), code(value));
        text.extend([String::new(), said]);
        api::literal(argument, &value.as_str().into())
    });
    let text = docs(&text);
    quote! {
        #text
        pub fn #name(self) -> runtime::Call<#ty> { self.0.answered_by(#accept, #reader) #set #own }
    }
}

/// The field of a body that says that the answer is a stream, and its value in JSON: a boolean `stream`, or one that is called so
/// and has the value `sse`.
fn switch<'a>(sdk: &'a Sdk, operation: &'a Operation, view: &View) -> Option<(&'a str, &'static str)> {
    let Type::Named(id) = operation.body.as_ref()?.ty.behind(&sdk.defs) else { return None };
    let says_events = |id: &DefId| match sdk.defs.get(id.0).map(|def| &def.kind) {
        Some(DefKind::Enum { values, .. }) => values.iter().any(|value| value.wire == "sse"),
        _ => false,
    };
    let value = |field: &Field| match (field.ty.behind(&sdk.defs), &view.output) {
        (Type::Bool, Output::Events(_) | Output::Lines(_)) if field.wire == "stream" => Some("true"),
        (Type::Named(id), Output::Events(_)) if field.wire.starts_with("stream") && says_events(id) => Some("\"sse\""),
        _ => None,
    };
    let mut fields = sdk.defs.get(id.0).and_then(|def| def.kind.fields()).into_iter().flatten();
    fields.find_map(|field| Some((field.wire.as_str(), value(field).filter(|_| field.constant.is_none())?)))
}

/// Whether a view is a stream for which the body has a switch.
pub fn streams(sdk: &Sdk, operation: &Operation, view: &View) -> bool {
    switch(sdk, operation, view).is_some()
}

/// Whether a member of a body can be set once it is written.
fn has_members(body: &Argument) -> bool {
    matches!(body.payload, Some(Payload::Json { .. } | Payload::Multipart { .. }))
}

/// The enum of an operation with several successes.
pub fn choice(types: &Types<'_>, service: &Service, operation: &Operation) -> TokenStream {
    let Output::Choice { name, outcomes } = &operation.output else { return TokenStream::new() };
    let head =
        docs(&[format!("What [`{}::{}`] answers with.", service.owner(), operation.name.trim_start_matches("r#"))]);
    let name = ident(name);
    let variants = variants(types, operation, outcomes, "a success");
    let read = |o: &Outcome| {
        let variant = ident(&o.variant);
        match (&o.ty, o.raw) {
            (Some(_), _) => quote!(runtime::read_json(answer).map(Self::#variant)),
            (None, Some(Raw::Text)) => quote!(runtime::read_text(answer).map(Self::#variant)),
            (None, Some(Raw::Bytes)) => quote!(runtime::read_bytes(answer).map(Self::#variant)),
            (None, None) => quote!(Ok(Self::#variant)),
        }
    };
    let exact = outcomes.iter().filter_map(|o| {
        let status = proc_macro2::Literal::u16_unsuffixed(o.status.parse().ok()?);
        let read = read(o);
        Some(quote!(#status => #read,))
    });
    // A status that the document does not name is read as a range, or as the first success.
    let range = outcomes.iter().find(|o| o.status.parse::<u16>().is_err()).or(outcomes.first());
    let rest = range.map(read);
    quote! {
        #head
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant)]
        pub enum #name { #(#variants),* }
        impl #name {
            fn read(answer: &runtime::Answer<'_>) -> Result<Self, runtime::DecodeError> {
                match answer.status { #(#exact)* _ => #rest }
            }
        }
    }
}

/// The variants of an enum by status, each as the document describes it.
pub fn variants(types: &Types<'_>, operation: &Operation, outcomes: &[Outcome], unsaid: &str) -> Vec<TokenStream> {
    let variant = |o: &Outcome| {
        let said = operation.answers.iter().find(|a| a.status == o.status).map(|a| a.description.as_str());
        let said = said.filter(|said| !said.is_empty()).unwrap_or(unsaid);
        let (text, variant) = (docs(&[format!("`{}`: {said}", o.status)]), ident(&o.variant));
        let raw = o.raw.map(|raw| match raw {
            Raw::Text => quote!((String)),
            Raw::Bytes => quote!((bytes::Bytes)),
        });
        let ty = o.ty.as_ref().map(|ty| types.ty(ty)).map(|ty| quote!((#ty))).or(raw);
        quote!(#text #variant #ty)
    };
    outcomes.iter().map(variant).collect()
}
