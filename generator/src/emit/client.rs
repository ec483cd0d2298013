//! `lib.rs`, `client.rs` and `error.rs`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::runtime::Part;
use super::tokens::{Types, code, docs, ident};
use super::{api, auth, manifest, servers, title};
use crate::model::{Sdk, Type};

/// The root module; `own`: that of a crate of ours.
pub fn lib(sdk: &Sdk, parts: &BTreeSet<Part>, root: &TokenStream, marks: TokenStream, own: bool) -> TokenStream {
    let readme = own.then(|| {
        quote! {
            // The examples of the README are tests too.
            #[cfg(doctest)]
            #[doc = include_str!("../README.md")]
            struct Readme;
        }
    });
    let auth = (!sdk.credentials.is_empty()).then(|| quote!(#marks mod auth;));
    let servers = match sdk.servers.choices {
        0 => (!sdk.servers.list.is_empty()).then(|| quote!(#marks mod servers;)),
        _ => Some(quote!(#marks pub mod servers; #marks pub use #root::servers::Server;)),
    };
    let error = sdk.error.is_some().then(|| quote!(#marks mod error;));
    let webhooks = sdk.webhooks.is_some().then(|| quote!(#marks pub mod webhooks;));
    let callbacks = (!sdk.callbacks.is_empty()).then(|| quote!(#marks pub mod callbacks;));
    // What a caller makes to send it is as near as the client.
    let mut names = vec!["ApiError", "Error", "RequestOptions", "Response"];
    if !sdk.credentials.is_empty() {
        names.extend(["Asked", "Credential", "CredentialFuture", "CredentialProvider", "Secret"]);
    }
    names.extend(parts.contains(&Part::Grants).then_some("Grant"));
    names.extend(parts.contains(&Part::Bodies).then_some("Body"));
    names.extend(parts.contains(&Part::Parts).then_some(["Multipart", "Upload"]).into_iter().flatten());
    names.extend(parts.contains(&Part::Streams).then_some("ByteStream"));
    names.extend(parts.contains(&Part::Events).then_some(["Event", "EventStream"]).into_iter().flatten());
    names.extend(parts.contains(&Part::Lines).then_some("JsonLines"));
    names.extend(sdk.hooks().next().map(|_| "DecodeError"));
    names.extend(parts.contains(&Part::Problems).then_some("Problem"));
    names.sort_unstable();
    let names = names.into_iter().map(ident);
    let crates = manifest::named(parts).into_iter().map(ident);
    // In a crate they are behind its features; elsewhere they are there because they were asked for.
    let blocking = parts.contains(&Part::Blocking).then(|| {
        let gate = own.then(|| quote!(#[cfg(feature = "blocking")]));
        quote!(#gate #marks pub use #root::runtime::{Wait, WaitEach};)
    });
    let spans = parts.contains(&Part::Spans).then(|| {
        let gate = own.then(|| quote!(#[cfg(feature = "tracing")]));
        quote!(#gate #marks pub use #root::runtime::Spans;)
    });
    quote! {
        #auth
        #marks mod client;
        #marks mod codec;
        #error
        #marks pub mod api;
        #callbacks
        #marks pub mod models;
        #marks pub mod runtime;
        #servers
        #webhooks
        #marks pub use #root::client::{Client, ClientBuilder};
        #marks pub use #root::runtime::{#(#names),*};
        #blocking
        #spans
        #marks pub use ::{#(#crates),*};
        #readme
    }
}

/// The typed body of an error, where all operations share one schema.
pub fn error(sdk: &Sdk, ty: &Type, root: &TokenStream) -> TokenStream {
    let types = Types { sdk, prefix: quote!(models::) };
    let ty = types.ty(ty);
    quote! {
        use #root::{models, runtime};
        impl runtime::ApiError {
            /// The error as the document types it; `None` where the body is something else, such as a proxy's page.
            #[must_use]
            pub fn body(&self) -> Option<#ty> { self.decode().ok() }
        }
    }
}

/// The client and its builder.
pub fn client(sdk: &Sdk, root: &TokenStream) -> TokenStream {
    let base = &sdk.base_url;
    let agent = format!("{}/{}", sdk.name, sdk.version);
    let tagged = || sdk.services.iter().filter(|s| s.tag.is_some());
    let services = tagged().map(|s| {
        let (module, name) = (ident(&s.module), ident(&s.name));
        let text = docs(&[title(s)]);
        quote! {
            #text
            #[must_use]
            pub fn #module(&self) -> api::#name { api::#name::new(self.core.clone()) }
        }
    });
    let setters = sdk.credentials.iter().map(auth::setters);
    let types = Types { sdk, prefix: quote!(models::) };
    let parameters = sdk.parameters.iter().map(|p| api::client_setter(&types, p));
    let models = sdk.parameters.iter().any(|p| api::mentions(&p.argument.ty)).then(|| quote!(models,));
    let (client_from_env, builder_from_env) = (auth::client_from_env(sdk), auth::builder_from_env(sdk));
    let server = (sdk.servers.choices > 0).then(|| {
        quote! {
            /// Chooses a server of the document; a base URL that is set wins.
            #[must_use]
            pub fn server(self, server: Server) -> Self { Self(self.0.server(server.0)) }
        }
    });
    let server_type = server.as_ref().map(|_| quote!(, servers::Server));
    let auth = (!sdk.credentials.is_empty()).then(|| quote!(auth,));
    let api_module = tagged().next().map(|_| quote!(api,));
    // Operations without a tag are methods of the client, in a module of their own.
    let seen = sdk.services.iter().any(|s| s.tag.is_none()).then(|| quote!(pub(crate)));
    // A document may have no operation that is supported yet.
    let idle = sdk.services.is_empty().then(|| quote!(#[allow(dead_code)]));
    let base_text = match servers::lacking(base) {
        _ if servers::completed(sdk).is_some() => "Sets the base URL, in place of that of a server.".to_owned(),
        Some((example, why)) => {
            format!("Sets the base URL, such as `{example}`. {}.", servers::must(sdk, "It must be set", &why))
        }
        None => format!("Sets the base URL; {} by default.", code(base)),
    };
    let mut base_text = vec![base_text];
    if sdk.services.iter().flat_map(|s| &s.operations).any(|o| o.server.is_some()) {
        base_text.push("It is that of all calls, also of those with a server of their own.".to_owned());
    }
    let base_text = docs(&base_text);
    let mut http_text = vec![
        "Sends through this HTTP client instead of one of our own, which follows no redirect: calls that only read follow".to_owned(),
        "those within the server that was asked, and one to another host would take credentials along.".to_owned(),
    ];
    let names: Vec<String> = sdk.certificates.iter().map(|c| format!("`{}`", c.wire)).collect();
    if !names.is_empty() {
        http_text.push(format!("One with a certificate (`reqwest::Identity`) is needed for {}.", names.join(", ")));
    }
    let http_text = docs(&http_text);
    quote! {
        use std::time::Duration;
        use #root::{#api_module #auth #models runtime #server_type};

        /// The client. Cloning is cheap; clones share connections and credentials.
        #[derive(Clone, Debug)]
        pub struct Client { #idle #seen core: runtime::Core }
        impl Client {
            /// Starts a client.
            #[must_use]
            pub fn builder() -> ClientBuilder { ClientBuilder(runtime::Config::new(#base, #agent)) }
            #client_from_env
            #(#services)*
        }
        /// Configures a [`Client`].
        #[derive(Clone, Debug)]
        pub struct ClientBuilder(runtime::Config);
        impl ClientBuilder {
            #builder_from_env
            #(#setters)*
            #(#parameters)*
            #server
            #base_text
            #[must_use]
            pub fn base_url(self, url: impl Into<String>) -> Self { Self(self.0.base_url(url)) }
            /// Sets the `User-Agent`; the name and version of this SDK by default.
            #[must_use]
            pub fn user_agent(self, agent: impl Into<String>) -> Self { Self(self.0.header("user-agent", agent)) }
            /// Adds a header to every request.
            #[must_use]
            pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self { Self(self.0.header(name, value)) }
            /// Sets the timeout of one attempt; 60 seconds by default.
            #[must_use]
            pub fn timeout(self, timeout: Duration) -> Self { Self(self.0.timeout(timeout)) }
            /// Sets the timeout of a whole call: all its attempts, and the waits between them; none by default.
            #[must_use]
            pub fn call_timeout(self, timeout: Duration) -> Self { Self(self.0.call_timeout(timeout)) }
            /// Sets how long to wait for each chunk of what is read while it comes; by default as long as for an attempt.
            #[must_use]
            pub fn read_timeout(self, timeout: Duration) -> Self { Self(self.0.read_timeout(timeout)) }
            /// Sets how long to wait for a connection; 10 seconds by default. An HTTP client of your own has its own.
            #[must_use]
            pub fn connect_timeout(self, timeout: Duration) -> Self { Self(self.0.connect_timeout(timeout)) }
            /// Sets how often a request that is safe to repeat is tried again; 2 by default.
            #[must_use]
            pub fn retries(self, retries: u32) -> Self { Self(self.0.retries(retries)) }
            /// Sets the longest wait before the second attempt, which doubles with each, and what it does not go beyond;
            /// half a second and 8 seconds by default. A wait is any time up to that; one that the server asks for is kept.
            #[must_use]
            pub fn backoff(self, first: Duration, longest: Duration) -> Self { Self(self.0.backoff(first, longest)) }
            /// Makes an idempotency key for each call of a method like `POST` that has none, so that it is repeated as others are.
            /// All attempts of a call have the same key, which the server must honour; a random one, such as a UUID, will do.
            #[must_use]
            pub fn idempotency_keys(self, make: impl Fn() -> String + Send + Sync + 'static) -> Self { Self(self.0.idempotency_keys(make)) }
            /// Sets how many retries the client has to spend while nothing succeeds; 100 by default. Five calls that
            /// succeed bring one back, and a retry that succeeds itself.
            #[must_use]
            pub fn retry_budget(self, retries: u32) -> Self { Self(self.0.retry_budget(retries)) }
            /// Turns every tolerance of answers into an error, for tests; off by default.
            #[must_use]
            pub fn strict(self, strict: bool) -> Self { Self(self.0.strict(strict)) }
            /// Sets the greatest answer that is read into memory, in bytes; 64 MiB by default.
            #[must_use]
            pub fn max_response_bytes(self, bytes: usize) -> Self { Self(self.0.max_response_bytes(bytes)) }
            #http_text
            #[must_use]
            pub fn http_client(self, client: reqwest::Client) -> Self { Self(self.0.http_client(client)) }
            /// Sends through something else than an HTTP client, such as a function that answers in a test.
            #[must_use]
            pub fn transport(self, transport: impl runtime::Transport) -> Self { Self(self.0.transport(transport)) }
            /// Puts code around each attempt, inside of what was added before.
            #[must_use]
            pub fn middleware(self, middleware: impl runtime::Middleware) -> Self { Self(self.0.middleware(middleware)) }
            /// Makes the client.
            ///
            /// # Errors
            ///
            /// A base URL, header or credential that HTTP does not allow.
            pub fn build(self) -> Result<Client, runtime::Error> { Ok(Client { core: self.0.build()? }) }
        }
    }
}
