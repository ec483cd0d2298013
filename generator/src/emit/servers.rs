//! `servers.rs`: a constructor for each server of the document, a setter for each variable.

use proc_macro2::TokenStream;
use quote::quote;

use super::placeholders;
use super::tokens::{code, docs, ident};
use crate::model::{Sdk, Server, Variable};

/// What examples set as the base URL where that of the document will not do, and why it will not.
pub fn lacking(base: &str) -> Option<(String, String)> {
    let host = "https://api.example.org";
    let has_scheme = |scheme: &str| base.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if has_scheme("https://") || has_scheme("http://") {
        let why = || format!("{} is a placeholder", code(base));
        return placeholders::is_host(base).then(|| (base.to_owned(), why()));
    }
    Some(match path(base) {
        _ if base.is_empty() => (host.to_owned(), "the document names no server".to_owned()),
        Some("") => (host.to_owned(), "the document names no host".to_owned()),
        Some(path) => (
            format!("{host}/{path}"),
            format!("the document names no host, only the path {}", code(&format!("/{path}"))),
        ),
        None => (host.to_owned(), format!("that of the document, {}, is no URL of HTTP", code(base))),
    })
}

/// What a URL without a host has behind its slash.
fn path(base: &str) -> Option<&str> {
    let path = base.strip_prefix("./").or_else(|| base.strip_prefix('/')).map(|path| path.trim_end_matches('/'));
    path.filter(|path| !path.starts_with('/') && !path.contains(char::is_whitespace))
}

/// The first server that a client can be made with as it is, where the one that it has by default will not do.
pub fn instead(sdk: &Sdk) -> Option<&Server> {
    lacking(&sdk.base_url)?;
    let mut choices = sdk.servers.list.iter().take(sdk.servers.choices);
    choices.find(|server| lacking(&server.default).is_none() && incomplete(sdk, server).is_none())
}

/// Variables in the host of a server that have no default, or one that is a placeholder.
fn unset<'a>(sdk: &'a Sdk, server: &'a Server) -> Vec<(&'a Variable, &'a str)> {
    let host = server.url.split('/').nth(2).unwrap_or_default();
    let open = |(name, default): &&(String, String)| {
        // A path stands right behind the host.
        let other = [placeholders::is_host, placeholders::is_reserved].iter().any(|is| is(default));
        let other = other && !default.starts_with('/');
        (other || placeholders::is_yours(name)) && host.contains(&format!("{{{name}}}"))
    };
    let variable = |name: &str| sdk.servers.variables.iter().find(|v| v.wire == name && v.ty.is_none());
    let found = server.variables.iter().filter(open);
    found.filter_map(|(name, default)| Some((variable(name)?, default.as_str()))).collect()
}

/// What a server lacks of its variables, if anything.
fn incomplete(sdk: &Sdk, server: &Server) -> Option<String> {
    let why = |(variable, default): &(&Variable, &str)| {
        let why = if default.is_empty() { "it has no default" } else { &format!("{} is a placeholder", code(default)) };
        format!("The variable {} must be set by `Server::{}`: {why}.", code(&variable.wire), variable.setter)
    };
    let why: Vec<String> = unset(sdk, server).iter().map(why).collect();
    (!why.is_empty()).then(|| why.join(" "))
}

/// The server that a client has by default, where there are any to choose.
fn chosen(sdk: &Sdk) -> Option<&Server> {
    sdk.servers.list.first().filter(|_| sdk.servers.choices > 0)
}

/// The same, with the variables that it lacks, as examples set it up; nothing where it lacks none.
pub fn completed(sdk: &Sdk) -> Option<String> {
    let server = chosen(sdk)?;
    let setter = |(variable, default): (&Variable, &str)| {
        let value = if default.is_empty() { &variable.wire } else { default };
        format!(".{}({value:?})", variable.setter)
    };
    let setters: String = unset(sdk, server).into_iter().map(setter).collect();
    (!setters.is_empty()).then(|| format!("Server::{}(){setters}", server.name))
}

/// Why a base URL must be set, if it must, or a variable of the server.
pub fn told(sdk: &Sdk) -> Option<String> {
    if let Some(why) = chosen(sdk).and_then(|server| incomplete(sdk, server)) {
        return Some(why);
    }
    let (_, why) = lacking(&sdk.base_url)?;
    Some(match instead(sdk) {
        Some(server) => format!(
            "A server must be chosen, such as `Server::{}()`, or the base URL be set: {}.",
            server.name,
            without_host(sdk)
        ),
        None => format!("The base URL must be set: {why}."),
    })
}

/// That something must be set which a server that is chosen has, and why.
pub fn must(sdk: &Sdk, what: &str, why: &str) -> String {
    match instead(sdk) {
        Some(server) => {
            format!("{what} unless a server is chosen, such as `Server::{}()`: {}", server.name, without_host(sdk))
        }
        None => format!("{what}: {why}"),
    }
}

fn without_host(sdk: &Sdk) -> String {
    let base = &sdk.base_url;
    let shown = base.contains("://") && placeholders::is_host(base);
    let why = if shown { "is a placeholder" } else { "has no host" };
    format!("the first server of the document, {}, {why}", code(base))
}

/// The servers.
pub fn servers(sdk: &Sdk, root: &TokenStream) -> TokenStream {
    let servers = &sdk.servers;
    // Of one server there is no choice, and the client knows its URL.
    let unused = servers.own - servers.choices;
    let statics = servers.list.iter().skip(unused).map(|s| {
        let (name, url) = (ident(&s.constant), &s.url);
        let variables = s.variables.iter().map(|(name, default)| quote!((#name, #default)));
        quote! {
            pub(crate) static #name: ServerTemplate = ServerTemplate { url: #url, variables: &[#(#variables),*] };
        }
    });
    if servers.choices == 0 {
        return quote!(use #root::runtime::ServerTemplate; #(#statics)*);
    }
    let constructors =
        servers.list.iter().take(servers.choices).enumerate().map(|(at, s)| constructor(sdk, s, at == 0));
    let setters = servers.variables.iter().map(setter);
    let types = servers.variables.iter().filter_map(variable_type);
    quote! {
        use #root::runtime::{ServerTemplate, ServerUrl};
        /// A server of the API, for the client's builder.
        #[derive(Clone, Debug)]
        pub struct Server(pub(crate) ServerUrl);
        impl Server {
            #(#constructors)*
            #(#setters)*
        }
        #(#types)*
        #(#statics)*
    }
}

fn constructor(sdk: &Sdk, server: &Server, default: bool) -> TokenStream {
    let (name, constant) = (ident(&server.name), ident(&server.constant));
    let mut text = server.docs.clone();
    if !text.is_empty() {
        text.push(String::new());
    }
    let url = if server.url == server.default {
        code(&server.url)
    } else {
        format!("{}, {} by default", code(&server.url), code(&server.default))
    };
    let mut said = if default { format!("{url}; the server unless another is chosen.") } else { format!("{url}.") };
    if let Some(why) = incomplete(sdk, server) {
        said.push_str(&format!(" {why}"));
    } else if let Some((example, why)) = lacking(&server.default) {
        // Another server may have one.
        said.push_str(&match path(&server.default) {
            Some(_) => format!(" A base URL must be set, such as {}: it has no host.", code(&example)),
            None if example == server.default => " A base URL must be set: it is a placeholder.".to_owned(),
            None => format!(" A base URL must be set, such as {}: {why}.", code(&example)),
        });
    }
    text.push(said);
    let text = docs(&text);
    quote! {
        #text
        #[must_use]
        pub fn #name() -> Self { Self(ServerUrl::new(&#constant)) }
    }
}

fn setter(variable: &Variable) -> TokenStream {
    let (name, wire) = (ident(&variable.setter), &variable.wire);
    let defaults: Vec<String> = variable.defaults.iter().map(|d| code(d)).collect();
    let mut text = vec![format!(
        "Sets the variable {} of the servers that have it; {} by default.",
        code(&variable.wire),
        defaults.join(" or ")
    )];
    if !variable.docs.is_empty() {
        text.push(String::new());
        text.extend(variable.docs.iter().cloned());
    }
    let text = docs(&text);
    let (ty, value) = match &variable.ty {
        Some(ty) => {
            let ty = ident(ty);
            (quote!(impl Into<#ty>), quote!(#name.into().as_str()))
        }
        None => (quote!(impl Into<String>), quote!(#name)),
    };
    quote! {
        #text
        #[must_use]
        pub fn #name(self, #name: #ty) -> Self { Self(self.0.variable(#wire, #value)) }
    }
}

/// An open enum, like those of the models.
fn variable_type(variable: &Variable) -> Option<TokenStream> {
    let name = ident(variable.ty.as_ref()?);
    let head = docs(&[format!("Values of the variable {} of a server.", code(&variable.wire))]);
    let variants: Vec<_> = variable.values.iter().map(|(_, name)| ident(name)).collect();
    let values: Vec<_> = variable.values.iter().map(|(wire, _)| wire).collect();
    let lines = variable.values.iter().map(|(wire, _)| docs(&[code(wire)]));
    Some(quote! {
        #head
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#lines #variants,)*
            /// A value that the document does not have.
            Unknown(String),
        }
        impl #name {
            /// The value in the URL.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(text) => text,
                }
            }
        }
        impl From<&str> for #name {
            fn from(text: &str) -> Self {
                match text {
                    #(#values => Self::#variants,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::lacking;

    #[test]
    fn a_base_url_that_will_not_do() {
        let table = [
            ("https://a.example/v1", ""),
            ("HTTP://a.example", ""),
            ("", "https://api.example.org the document names no server"),
            ("/", "https://api.example.org the document names no host"),
            ("/api/v1/", "https://api.example.org/api/v1 the document names no host, only the path `/api/v1`"),
            ("./v1", "https://api.example.org/v1 the document names no host, only the path `/v1`"),
            ("//a.example/v1", "https://api.example.org that of the document, `//a.example/v1`, is no URL of HTTP"),
            ("ftp://a.example", "https://api.example.org that of the document, `ftp://a.example`, is no URL of HTTP"),
        ];
        for (base, expected) in table {
            let found = lacking(base).map(|(example, why)| format!("{example} {why}")).unwrap_or_default();
            assert_eq!(found, expected, "{base}");
        }
    }
}
