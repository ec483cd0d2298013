//! The sole gate from names and types to tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::format::printable;
pub use crate::model::docs::code;
use crate::model::{Def, DefId, DefKind, Presence, Sdk, Taking, Type};

/// An identifier; `r#type` becomes a raw one.
pub fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Doc comments, a line each.
pub fn docs<S: AsRef<str>>(lines: &[S]) -> TokenStream {
    let lines = lines.iter().map(|l| {
        if l.as_ref().is_empty() {
            String::new()
        } else {
            format!(" {}", printable(&l.as_ref().replace(['\r', '\n'], " ")))
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// `#[deprecated]`, if so.
pub fn deprecated(yes: bool) -> TokenStream {
    if yes { quote!(#[deprecated]) } else { TokenStream::new() }
}

/// On a setter that is called like an operator: clippy takes it for one.
pub fn operator(setter: &Ident) -> Option<TokenStream> {
    let operators = ["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];
    operators.iter().any(|name| setter == name).then(|| quote!(#[allow(clippy::should_implement_trait)]))
}

/// Types to tokens, named ones below a prefix such as `models::`.
pub struct Types<'a> {
    /// The SDK.
    pub sdk: &'a Sdk,
    /// What stands before a model's name.
    pub prefix: TokenStream,
}

impl<'a> Types<'a> {
    /// Types as their own module and the docs spell them, without a prefix.
    pub fn plain(sdk: &'a Sdk) -> Self {
        Self { sdk, prefix: TokenStream::new() }
    }

    /// The definition of an id.
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.sdk.defs.get(id.0)
    }

    /// Whether it is raw JSON, which has a `null` of its own, or another name for it.
    pub fn raw(&self, ty: &Type) -> bool {
        match ty {
            Type::Json => true,
            Type::Named(id) => matches!(self.def(*id).map(|d| &d.kind), Some(DefKind::Alias(Type::Json))),
            _ => false,
        }
    }

    /// The type.
    pub fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::Int => quote!(i64),
            Type::Float => quote!(f64),
            Type::Text => quote!(String),
            Type::Json => quote!(serde_json::Value),
            Type::JsonMap => quote!(serde_json::Map<String, serde_json::Value>),
            Type::List(inner) => {
                let inner = self.ty(inner);
                quote!(Vec<#inner>)
            }
            Type::Map(inner) => {
                let inner = self.ty(inner);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
            Type::Scalar(scalar) => scalar.path().parse().unwrap_or_default(),
            Type::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.ty(item));
                quote!((#(#items,)*))
            }
            Type::Named(id) => {
                let prefix = &self.prefix;
                let name = ident(self.def(*id).map_or("Value", |d| &d.name));
                quote!(#prefix #name)
            }
            Type::Sent(sent) => {
                let name = ident(sent.name());
                quote!(runtime::#name)
            }
        }
    }

    /// How a function takes a type.
    pub fn taking<'t>(&'t self, ty: &'t Type) -> Taking<'t> {
        ty.taking(&self.sdk.defs)
    }

    /// The type of a parameter of a function, and the expression that turns it into the type.
    pub fn taken(&self, ty: &Type, name: &Ident) -> (TokenStream, TokenStream) {
        let spelled = self.ty(ty);
        match self.taking(ty) {
            Taking::Gathered(item) => {
                let item = self.ty(item);
                (quote!(impl IntoIterator<Item = impl Into<#item>>), quote!(runtime::list(#name)))
            }
            Taking::Mapped(value) => (self.pairs(value), quote!(runtime::map(#name))),
            Taking::OrNull(inner) => {
                let inner = self.ty(inner);
                (quote!(impl Into<runtime::Nullable<#inner>>), quote!(#name.into().into_value()))
            }
            Taking::Converted => (quote!(impl Into<#spelled>), quote!(#name.into())),
            Taking::AsItIs => (spelled, quote!(#name)),
        }
    }

    /// Pairs of which a map can be made.
    fn pairs(&self, value: &Type) -> TokenStream {
        let ty = self.ty(value);
        let ty = if value.is_turned(&self.sdk.defs) { quote!(impl Into<#ty>) } else { ty };
        quote!(impl IntoIterator<Item = (impl Into<String>, #ty)>)
    }

    /// The type of a field.
    pub fn field(&self, ty: &Type, presence: Presence, boxed: bool) -> TokenStream {
        let ty = self.ty(ty);
        let ty = if boxed { quote!(Box<#ty>) } else { ty };
        match presence {
            Presence::Required | Presence::Extra => ty,
            Presence::Nullable | Presence::Optional => quote!(Option<#ty>),
            Presence::OptionalNullable => quote!(runtime::Nullable<#ty>),
        }
    }

    /// How docs call what a function takes for the type.
    pub fn shown_taken(&self, ty: &Type) -> String {
        match self.taking(ty) {
            Taking::Gathered(item) => format!("impl IntoIterator<Item = impl Into<{}>>", self.shown(item)),
            Taking::Mapped(value) => {
                let shown = self.shown(value);
                let shown = if value.is_turned(&self.sdk.defs) { format!("impl Into<{shown}>") } else { shown };
                format!("impl IntoIterator<Item = (impl Into<String>, {shown})>")
            }
            Taking::OrNull(inner) => format!("impl Into<Nullable<{}>>", self.shown(inner)),
            Taking::Converted => format!("impl Into<{}>", self.shown(ty)),
            Taking::AsItIs => self.shown(ty),
        }
    }

    /// How docs call a type.
    pub fn shown(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".into(),
            Type::Int => "i64".into(),
            Type::Float => "f64".into(),
            Type::Text => "String".into(),
            Type::Json => "serde_json::Value".into(),
            Type::JsonMap => "serde_json::Map<String, Value>".into(),
            Type::List(inner) => format!("Vec<{}>", self.shown(inner)),
            Type::Map(inner) => format!("BTreeMap<String, {}>", self.shown(inner)),
            Type::Scalar(scalar) => scalar.path().trim_start_matches("runtime::").into(),
            Type::Nullable(inner) => format!("Option<{}>", self.shown(inner)),
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.shown(item)).collect();
                format!("({})", items.join(", "))
            }
            Type::Named(id) => self.def(*id).map(|d| d.name.clone()).unwrap_or_default(),
            Type::Sent(sent) => sent.name().into(),
        }
    }
}
