//! `auth.rs`, and what the client's builder has for credentials.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{docs, ident};
use crate::model::{Credential, Sdk};
use crate::spec::SchemePlace;

/// The security schemes.
pub fn schemes(sdk: &Sdk, root: &TokenStream) -> TokenStream {
    let schemes = sdk.credentials.iter().map(|c| {
        let (name, wire, variable, always) = (ident(&c.constant), &c.wire, &c.variable, c.always);
        let place = match &c.place {
            SchemePlace::Header(h) => quote!(SchemePlace::Header(#h)),
            SchemePlace::Query(q) => quote!(SchemePlace::Query(#q)),
            SchemePlace::Cookie(k) => quote!(SchemePlace::Cookie(#k)),
            SchemePlace::Basic => quote!(SchemePlace::Basic),
            SchemePlace::Http(word) => quote!(SchemePlace::Http(#word)),
            SchemePlace::Bearer | SchemePlace::Connection => quote!(SchemePlace::Bearer),
        };
        quote!(pub static #name: Scheme = Scheme { name: #wire, place: #place, variable: #variable, always: #always };)
    });
    let grants = sdk.credentials.iter().filter_map(|c| c.grant.as_ref()).map(|grant| {
        let name = ident(&grant.constant);
        let url = |url: &Option<String>| url.clone().unwrap_or_default();
        let (client, refresh) = (url(&grant.client_credentials), url(&grant.refresh));
        quote!(pub static #name: TokenEndpoints = TokenEndpoints { client_credentials: #client, refresh: #refresh };)
    });
    let endpoints = sdk.credentials.iter().any(|c| c.grant.is_some()).then(|| quote!(, TokenEndpoints));
    let names = sdk.credentials.iter().map(|c| ident(&c.constant));
    let count = proc_macro2::Literal::usize_unsuffixed(sdk.credentials.len());
    quote! {
        use #root::runtime::{Scheme, SchemePlace #endpoints};
        #(#schemes)*
        #(#grants)*
        /// All of them, for the environment.
        pub static ALL: [&Scheme; #count] = [#(&#names),*];
    }
}

/// In a few words, how a credential travels.
pub fn place(credential: &Credential) -> String {
    match &credential.place {
        SchemePlace::Header(h) => format!("an API key in the header `{h}`"),
        SchemePlace::Query(q) => format!("an API key in the query parameter `{q}`"),
        SchemePlace::Cookie(k) => format!("an API key in the cookie `{k}`"),
        SchemePlace::Basic => "user and password of HTTP basic".to_owned(),
        SchemePlace::Http(word) => format!("`{word}` in the header `Authorization`"),
        SchemePlace::Bearer | SchemePlace::Connection => "a bearer token in the header `Authorization`".to_owned(),
    }
}

/// The constructor of a client from the environment.
pub fn client_from_env(sdk: &Sdk) -> Option<TokenStream> {
    (!sdk.credentials.is_empty()).then(|| {
        quote! {
            /// Makes a client with the credentials of the environment; see [`ClientBuilder::from_env`].
            ///
            /// # Errors
            ///
            /// As for [`ClientBuilder::build`].
            pub fn from_env() -> Result<Self, runtime::Error> { ClientBuilder::from_env().build() }
        }
    })
}

/// The constructor of a builder from the environment.
pub fn builder_from_env(sdk: &Sdk) -> Option<TokenStream> {
    let grants = sdk.credentials.iter().filter_map(|c| {
        let (constant, endpoints) = (ident(&c.constant), ident(&c.grant.as_ref()?.constant));
        Some(quote!(.grant_environment(&auth::#constant, &auth::#endpoints)))
    });
    (!sdk.credentials.is_empty()).then(|| {
        quote! {
            /// Starts a client with the credentials that the environment has, each in the variable that its setter names.
            /// What is not set there is left out; a setter wins.
            #[must_use]
            pub fn from_env() -> Self { Self(Client::builder().0.environment(&auth::ALL) #(#grants)*) }
        }
    })
}

/// The setters of a credential.
pub fn setters(c: &Credential) -> TokenStream {
    let (setter, constant) = (ident(&c.setter), ident(&c.constant));
    let second = c.second.as_ref().map(|name| ident(name));
    let variables: Vec<String> = c.variables().iter().map(|v| format!("`{v}`")).collect();
    let (own, granted) = if c.place == SchemePlace::Basic { (2, 2) } else { (1, variables.len()) };
    let own = variables.get(..own).unwrap_or_default().join(" and ");
    let mut text = vec![format!("Sets the credential `{}`: {}; {own} in the environment.", c.wire, place(c))];
    if c.always {
        text.push(
            "No operation of the document names it, so it goes with every call that sends no other in its place."
                .to_owned(),
        );
    }
    if !c.docs.is_empty() {
        text.push(String::new());
        text.extend(c.docs.iter().cloned());
    }
    let text = docs(&text);
    let wire = &c.wire;
    let grant = c.grant.as_ref().map(|grant| {
        let (setter, endpoints) = (ident(&grant.setter), ident(&grant.constant));
        let list = variables.get(1..granted).unwrap_or_default().join(", ");
        let mut text = vec![
            format!("Gets the tokens of `{wire}` by an OAuth 2 grant, keeps them and renews them ahead of their end;"),
            format!("{list} in the environment."),
            String::new(),
        ];
        let line = |what: &str, url: &String| format!("- {what}: `{}`", url.replace('`', ""));
        text.extend(grant.client_credentials.iter().map(|url| line("`Grant::client_credentials`", url)));
        text.extend(grant.refresh.iter().map(|url| line("`Grant::refresh_token`", url)));
        let text = docs(&text);
        quote! {
            #text
            #[must_use]
            pub fn #setter(self, grant: runtime::Grant) -> Self {
                Self(self.0.credential(&auth::#constant, grant.at(&auth::#endpoints)))
            }
        }
    });
    let own = if c.place == SchemePlace::Basic {
        let provider = docs(&[format!("Sets a provider of the credential `{wire}`: it gives `user:password`.")]);
        quote! {
            #text
            #[must_use]
            pub fn #setter(self, user: impl Into<String>, password: impl Into<runtime::Secret>) -> Self {
                Self(self.0.basic(&auth::#constant, user, password))
            }
            #provider
            #[must_use]
            pub fn #second(self, provider: impl runtime::CredentialProvider) -> Self {
                Self(self.0.credential(&auth::#constant, provider))
            }
        }
    } else {
        let default = match &c.place {
            SchemePlace::Bearer => "`Bearer`",
            SchemePlace::Http(word) => &format!("`{word}`"),
            _ => "nothing",
        };
        let prefix = second.map(|name| {
            let text = docs(&[format!(
                "Sets what stands before the credential `{wire}`, e.g. `Token`; {default} by default."
            )]);
            quote! {
                #text
                #[must_use]
                pub fn #name(self, prefix: impl Into<String>) -> Self {
                    Self(self.0.credential_prefix(&auth::#constant, prefix))
                }
            }
        });
        quote! {
            #text
            #[must_use]
            pub fn #setter(self, value: impl Into<runtime::Credential>) -> Self {
                Self(self.0.credential(&auth::#constant, value))
            }
            #prefix
        }
    };
    quote!(#own #grant)
}
