//! `api/<tag>.rs`: a service, and a request type an operation. Nothing of HTTP is repeated here.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::tokens::{Types, deprecated, docs, ident, operator};
use super::{answers, forms, spoken, title, typed, walks};
use crate::model::docs::append;
use crate::model::{
    Alternative, Argument, ClientParameter, DefKind, Failures, Field, Operation, Output, Payload, Presence, Sdk,
    Service, Taking, Type, Wiring,
};
use crate::spec::{Place, Style, Written};

/// One service.
pub fn service(sdk: &Sdk, service: &Service, root: &TokenStream, fence: &str) -> TokenStream {
    let types = Types { sdk, prefix: quote!(models::) };
    let owner = ident(service.owner());
    let (declared, new) = service.tag.as_ref().map(|_| own_type(service)).unzip();
    let methods = service.operations.iter().map(|o| {
        let own = method(&types, service, o, root, fence);
        let others = o.alternatives.iter().filter(|a| a.argument.required).map(|a| alternative(&types, o, a));
        quote!(#own #(#others)*)
    });
    let requests = service.operations.iter().map(|o| request(&types, service, o));
    let constants = service.operations.iter().map(|o| constants(sdk, o));
    let uses_models = service.operations.iter().any(|o| {
        let outputs = std::iter::once(&o.output).chain(o.views.iter().map(|v| &v.output));
        let errors = o.failures.iter().flat_map(Failures::types);
        outputs.flat_map(Output::types).chain(errors).any(mentions)
            || o.taken().any(|a| a.fixed.is_none() && mentions(&a.ty))
    });
    let uses_auth = service.operations.iter().any(|o| o.auth.iter().any(|group| !group.is_empty()));
    let mut imports = Vec::new();
    imports.extend(service.tag.is_none().then(|| quote!(Client)));
    imports.extend(uses_auth.then(|| quote!(auth)));
    imports.extend(uses_models.then(|| quote!(models)));
    imports.push(quote!(runtime));
    imports.extend(service.operations.iter().any(|o| o.server.is_some()).then(|| quote!(servers)));
    quote! {
        use #root::{#(#imports),*};
        #declared
        impl #owner {
            #new
            #(#methods)*
        }
        #(#requests)*
        #(#constants)*
    }
}

/// The type of a tag, and how the client makes it.
fn own_type(service: &Service) -> (TokenStream, TokenStream) {
    let name = ident(&service.name);
    let mut head = vec![title(service)];
    if !service.docs.is_empty() {
        head.push(String::new());
        head.extend(service.docs.iter().cloned());
    }
    let head = docs(&head);
    let declared = quote! {
        #head
        #[derive(Clone, Debug)]
        pub struct #name { core: runtime::Core }
    };
    (
        declared,
        quote!(
            pub(crate) fn new(core: runtime::Core) -> Self {
                Self { core }
            }
        ),
    )
}

/// Whether a type is one of the models, or has such.
pub fn mentions(ty: &Type) -> bool {
    let mut named = Vec::new();
    ty.named(&mut named);
    !named.is_empty()
}

fn method(types: &Types<'_>, service: &Service, operation: &Operation, root: &TokenStream, fence: &str) -> TokenStream {
    let root = root.to_string().replace(' ', "");
    let text = docs(&spoken::method(types.sdk, service, operation, &root, fence));
    starter(types, operation, &operation.name, operation.body.as_ref(), text)
}

/// The method of another representation of the body: the same request, made from something else.
fn alternative(types: &Types<'_>, operation: &Operation, alternative: &Alternative) -> TokenStream {
    let media = alternative.argument.payload.as_ref().map_or("", Payload::media);
    let own = operation.name.trim_start_matches("r#");
    let mut text = vec![format!("[`{own}`](Self::{own}) with a body of `{media}`.")];
    if !alternative.argument.docs.is_empty() {
        text.push(String::new());
        text.extend(alternative.argument.docs.iter().cloned());
    }
    text.extend([String::new(), "# Errors".to_owned(), String::new(), format!("As for [`{own}`](Self::{own}).")]);
    starter(types, operation, &alternative.method, Some(&alternative.argument), docs(&text))
}

/// A method that makes a request of an operation.
fn starter(
    types: &Types<'_>,
    operation: &Operation,
    name: &str,
    body: Option<&Argument>,
    text: TokenStream,
) -> TokenStream {
    let (name, request) = (ident(name), ident(&operation.request));
    let required: Vec<&Argument> = operation.arguments.iter().chain(body).filter(|a| a.required).collect();
    let asked: Vec<&&Argument> = required.iter().filter(|a| a.asked()).collect();
    let parameters = asked.iter().map(|a| {
        let name = ident(&a.name);
        let ty = types.taken(&a.ty, &name).0;
        quote!(#name: #ty)
    });
    let unset = operation.arguments.iter().filter_map(|a| Some(literal(a, a.unset.as_ref()?)));
    let inherited = operation.arguments.iter().filter_map(inherited);
    let calls = required.iter().map(|a| step(types, a)).chain(unset).chain(inherited);
    let call = answers::call(types.sdk, operation);
    let old = deprecated(operation.deprecated);
    let many = (asked.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #text
        #old
        #many
        pub fn #name(&self, #(#parameters),*) -> #request {
            #request(#call #(#calls)*)
        }
    }
}

/// `.inherit(runtime::Parameter::query("api-version"))`
fn inherited(argument: &Argument) -> Option<TokenStream> {
    let (inherited, parameter) = (argument.inherited.as_ref()?, parameter(&argument.wire, argument.wiring?));
    let setter = inherited.setter.trim_start_matches("r#");
    Some(if inherited.required { quote!(.inherit_required(#parameter, #setter)) } else { quote!(.inherit(#parameter)) })
}

/// `.text(runtime::Parameter::header("version"), "1")`
pub fn literal(argument: &Argument, value: &Value) -> TokenStream {
    let Some(wiring) = argument.wiring else { return TokenStream::new() };
    let parameter = parameter(&argument.wire, wiring);
    match value {
        Value::String(text) => quote!(.text(#parameter, #text)),
        Value::Bool(flag) => quote!(.parameter(#parameter, &#flag)),
        number => {
            let text = number.to_string();
            quote!(.text(#parameter, #text))
        }
    }
}

/// `.parameter(runtime::Parameter::query("limit"), &limit)` or `.json(&body)`.
fn step(types: &Types<'_>, argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    if let Some(fixed) = argument.fixed.as_ref().filter(|_| argument.wiring.is_some()) {
        return literal(argument, fixed);
    }
    let value = match &argument.ty {
        Type::Text if argument.wiring.is_some() => quote!(#name),
        ty => match types.taking(ty) {
            Taking::Gathered(item) => {
                let item = types.ty(item);
                quote!(runtime::list::<#item>(#name))
            }
            Taking::Mapped(value) => {
                let (value, ty) = (types.ty(value), types.ty(ty));
                quote!(runtime::map::<#value, #ty>(#name))
            }
            Taking::OrNull(inner) => {
                let inner = types.ty(inner);
                quote!(Into::<runtime::Nullable<#inner>>::into(#name).into_value())
            }
            Taking::Converted if !matches!(ty, Type::Sent(_)) => {
                let ty = types.ty(ty);
                quote!(Into::<#ty>::into(#name))
            }
            Taking::Converted | Taking::AsItIs => types.taken(ty, &name).1,
        },
    };
    if let Some(payload) = &argument.payload {
        return body(types, argument, payload, &value);
    }
    let Some(wiring) = argument.wiring else { return TokenStream::new() };
    let parameter = parameter(&argument.wire, wiring);
    match (wiring.written, &argument.ty) {
        (Written::Json, Type::Text) => quote!(.json_parameter(#parameter, &Into::<String>::into(#value))),
        (Written::Json, _) => quote!(.json_parameter(#parameter, &#value)),
        (Written::Form, _) => {
            let fields = argument.encoding.iter().filter_map(forms::field);
            quote!(.query_form(&#value, &[#(#fields),*]))
        }
        (Written::Styled, Type::Text) => quote!(.text(#parameter, #value)),
        (Written::Styled, Type::List(item)) if **item == Type::Text => quote!(.texts(#parameter, #name)),
        (Written::Styled, _) => quote!(.parameter(#parameter, &#value)),
    }
}

/// `.json(&body)`, `.form(&body, CREATE_FORM)`, `.body(body, "image/png")`.
fn body(types: &Types<'_>, argument: &Argument, payload: &Payload, value: &TokenStream) -> TokenStream {
    let name = ident(&argument.name);
    let fields = || match payload.encoding() {
        Some((encoding, constant)) if !encoding.is_empty() => {
            let constant = ident(constant);
            quote!(#constant)
        }
        _ => quote!(&[]),
    };
    match payload {
        Payload::Json { media } if media == "application/json" => quote!(.json(&#value)),
        Payload::Json { media } => quote!(.json_as(&#value, #media)),
        Payload::Lines { media } => quote!(.json_lines(&#value, #media)),
        Payload::Form { .. } => {
            let fields = fields();
            quote!(.form(&#value, #fields))
        }
        Payload::Multipart { media, .. } if writes_itself(types.sdk, &argument.ty) => quote!(.multipart(#name, #media)),
        Payload::Multipart { media, .. } => {
            let fields = fields();
            quote!(.multipart(runtime::Multipart::of(&#value, #fields), #media))
        }
        Payload::Raw { media } => quote!(.body(#name, #media)),
    }
}

/// Whether a body of parts knows its parts.
fn writes_itself(sdk: &Sdk, ty: &Type) -> bool {
    match ty {
        Type::Sent(_) => true,
        Type::Named(id) => sdk.defs.get(id.0).is_some_and(|d| matches!(d.kind, DefKind::Form { .. })),
        _ => false,
    }
}

/// The setter of an argument that may be left out.
fn setter(types: &Types<'_>, argument: &Argument) -> TokenStream {
    let mut text = if argument.docs.is_empty() { spoken::sets(types, argument) } else { argument.docs.clone() };
    spoken::inherited(argument).into_iter().for_each(|line| append(&mut text, line));
    sets(types, argument, &text, None)
}

/// The setter of a parameter of the client.
pub fn client_setter(types: &Types<'_>, parameter: &ClientParameter) -> TokenStream {
    let ClientParameter { argument, required, calls } = parameter;
    let calls = if *calls == 1 { "the operation that has it" } else { &format!("the {calls} operations that have it") };
    let mut text = vec![format!("Sets the parameter `{}` of {calls}.", argument.wire.replace('`', ""))];
    if *required {
        text.push("Where it is set neither here nor by the call, a call that cannot go without fails.".to_owned());
    }
    if !argument.docs.is_empty() {
        text.push(String::new());
        text.extend(argument.docs.iter().cloned());
    }
    sets(types, argument, &text, Some(quote!(#[must_use])))
}

fn sets(types: &Types<'_>, argument: &Argument, text: &[String], mark: Option<TokenStream>) -> TokenStream {
    let (name, old) = (ident(&argument.name), deprecated(argument.deprecated));
    let operator = operator(&name);
    let (text, taken, step) = (docs(text), types.taken(&argument.ty, &name).0, step(types, argument));
    let taken = argument.fixed.is_none().then(|| quote!(, #name: #taken));
    quote!(#text #old #mark #operator pub fn #name(self #taken) -> Self { Self(self.0 #step) })
}

fn request(types: &Types<'_>, service: &Service, operation: &Operation) -> TokenStream {
    let request = ident(&operation.request);
    let ty = answers::ty(types, &operation.output);
    let choice = answers::choice(types, service, operation);
    let (headers, failures) = (typed::headers(types, service, operation), typed::failures(types, service, operation));
    let views = operation.views.iter().map(|v| answers::view(types, operation, v));
    let head = docs(&[format!(
        "The request of [`{}::{}`]; awaiting it sends it.",
        service.owner(),
        operation.name.trim_start_matches("r#")
    )]);
    let setters = operation.taken().filter(|a| !a.required).map(|a| setter(types, a));
    let paging = walks::methods(types, operation);
    let chunks = operation.chunks.as_ref().map(|field| {
        let text = docs(&[
            format!(
                "Sends the file `{field}` in chunks, each by a call of its own, as the API wants it of large ones:"
            ),
            "await what it returns, which can tell how far the upload is.".to_owned(),
        ]);
        quote! {
            #text
            pub fn in_chunks(self) -> runtime::ChunkedCall<#ty> { self.0.in_chunks(#field) }
        }
    });
    let documented = operation.headers.as_ref().map(|h| {
        let text = format!("[`{0}`] has the documented ones: `response.headers_as::<{0}>()`.", h.name);
        docs(&[String::new(), text])
    });
    quote! {
        #head
        #[must_use = "a request does nothing until it is awaited"]
        #[derive(Clone, Debug)]
        pub struct #request(runtime::Call<#ty>);
        impl #request {
            #(#setters)*
            /// Sets the timeout, retries, extra headers and query of this call.
            pub fn options(self, options: runtime::RequestOptions) -> Self { Self(self.0.options(options)) }
            /// Sends the request; the same as awaiting it.
            ///
            /// # Errors
            ///
            /// As for the method that made it.
            pub fn send(self) -> runtime::SendFuture<#ty> { self.0.send() }
            /// Sends the request and keeps the status and headers beside the value.
            #documented
            ///
            /// # Errors
            ///
            /// As for the method that made it.
            pub fn send_with_response(self) -> runtime::ResponseFuture<#ty> {
                self.0.send_with_response()
            }
            #(#views)*
            #paging
            #chunks
        }
        #choice
        #headers
        #failures
        impl IntoFuture for #request {
            type Output = Result<#ty, runtime::Error>;
            type IntoFuture = runtime::SendFuture<#ty>;
            fn into_future(self) -> Self::IntoFuture { self.send() }
        }
    }
}

/// Whether each body has an idempotency key, by which the server knows a second one.
fn has_key(sdk: &Sdk, operation: &Operation) -> bool {
    let is_key = |field: &Field| {
        let name: String = field.wire.chars().filter(char::is_ascii_alphanumeric).collect();
        field.presence == Presence::Required && field.ty == Type::Text && name.eq_ignore_ascii_case("idempotencykey")
    };
    let Some(body) = operation.body.as_ref().filter(|body| body.required && operation.bodies().count() == 1) else {
        return false;
    };
    match body.ty.behind(&sdk.defs) {
        Type::Named(id) => match sdk.defs.get(id.0).map(|def| &def.kind) {
            Some(DefKind::Struct(fields)) => fields.iter().any(is_key),
            _ => false,
        },
        _ => false,
    }
}

fn constants(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let constant = ident(&operation.constant);
    let (id, method, path) = (&operation.id, &operation.method, &operation.route);
    let accept = &operation.accept;
    let auth = operation.auth.iter().map(|group| {
        let schemes = group.iter().filter_map(|i| sdk.credentials.get(*i)).map(|c| {
            let constant = ident(&c.constant);
            quote!(&auth::#constant)
        });
        quote!(&[#(#schemes),*])
    });
    // RFC 9110 §9.2.2: these methods are idempotent, so that repeating one changes nothing more.
    let retry = match method.as_str() {
        "GET" | "HEAD" | "OPTIONS" | "TRACE" | "PUT" | "DELETE" | "QUERY" => quote!(runtime::Retry::Safe),
        _ if has_key(sdk, operation) => quote!(runtime::Retry::Safe),
        _ => quote!(runtime::Retry::WithKey),
    };
    let forms =
        operation.bodies().filter_map(|b| b.payload.as_ref()?.encoding()).filter_map(|(e, c)| forms::constant(c, e));
    quote! {
        static #constant: runtime::Operation = runtime::Operation {
            id: #id, method: #method, path: #path, accept: #accept, auth: &[#(#auth),*], retry: #retry,
        };
        #(#forms)*
    }
}

/// What the document says of a parameter, where it is set: with a constant for each, Asana's SDK had 941 items more.
pub fn parameter(wire: &str, wiring: Wiring) -> TokenStream {
    let (make, style, explode) = match wiring.place {
        Place::Path => (quote!(path), Style::Simple, false),
        Place::Query => (quote!(query), Style::Form, true),
        Place::Header => (quote!(header), Style::Simple, false),
        Place::Cookie => (quote!(cookie), Style::Form, true),
        Place::QueryString => (quote!(query_string), Style::Form, true),
    };
    // How a JSON text is written is not for a style to say.
    let is_json = wiring.written == Written::Json;
    let styled = (wiring.style != style && !is_json).then(|| {
        let name = ident(&format!("{:?}", wiring.style));
        quote!(.style(runtime::Style::#name))
    });
    let exploded = (wiring.explode != explode && !is_json).then(|| {
        let explode = wiring.explode;
        quote!(.explode(#explode))
    });
    let reserved = wiring.reserved.then(|| quote!(.reserved()));
    let segments = wiring.segments.then(|| quote!(.segments()));
    quote!(runtime::Parameter::#make(#wire)#styled #exploded #reserved #segments)
}
