//! `json!` in the statement of an example as a person lays it out: to prettyplease the tokens of a macro are one line.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{VisitMut, visit_expr_mut};
use syn::{Expr, Token, parse_quote};

/// What is longer, with what stands before it, has a line for each entry.
const WIDTH: usize = 90;

/// What a name that stands for a JSON value begins with.
const NAME: &str = "json_";

/// The JSON values of a statement.
#[derive(Default)]
pub struct Values(Vec<(String, TokenStream)>);

impl VisitMut for Values {
    /// Puts a name in the place of a value: one as long, where that is one line.
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let Expr::Macro(call) = expr else { return visit_expr_mut(self, expr) };
        if call.mac.path.is_ident("vec")
            && let Ok(mut items) = call.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        {
            items.iter_mut().for_each(|item| self.visit_expr_mut(item));
            call.mac.tokens = items.into_token_stream();
        }
        if call.mac.path.segments.last().is_none_or(|last| last.ident != "json") {
            return;
        }
        let path: Vec<_> = call.mac.path.segments.iter().map(|s| s.ident.to_string()).collect();
        let (path, tokens) = (path.join("::"), call.mac.tokens.clone());
        let length = path.len() + "!()".len() + in_line(&tokens).len();
        let length = if length <= WIDTH { length } else { 0 };
        // Names of one number are none of the beginning of another.
        let name = quote::format_ident!("{:_<length$}", format!("{NAME}{}_", self.0.len()));
        self.0.push((path, tokens));
        *expr = parse_quote!(#name);
    }
}

impl Values {
    /// The lines of a statement with the values where their names are.
    pub fn put_back(&self, lines: Vec<String>) -> Vec<String> {
        if self.0.is_empty() { lines } else { lines.iter().flat_map(|line| self.line(line)).collect() }
    }

    fn line(&self, line: &str) -> Vec<String> {
        let indent = line.len() - line.trim_start().len();
        let (mut out, mut rest) = (String::new(), line);
        while let Some((before, number, after)) = named(rest) {
            out.push_str(before);
            if let Some((path, tokens)) = self.0.get(number) {
                let taken = out.rsplit('\n').next().map_or(0, str::len) + path.len() + "!()".len();
                out.push_str(&format!("{path}!({})", laid_out(tokens, taken, indent)));
            }
            rest = after;
        }
        out.push_str(rest);
        out.lines().map(str::to_owned).collect()
    }
}

/// The first name of a value in a line: what stands before it, its number, and what behind.
fn named(line: &str) -> Option<(&str, usize, &str)> {
    let at = line.match_indices(NAME).map(|(at, _)| at);
    at.filter(|at| {
        !line.get(..*at).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || "_\"".contains(c)))
    })
    .find_map(|at| {
        let (before, rest) = line.split_at(at);
        let digits = rest.strip_prefix(NAME)?;
        let (number, after) = digits.split_once('_')?;
        Some((before, number.parse().ok()?, after.trim_start_matches('_')))
    })
}

/// Tokens behind so many characters of a line that is moved in so far.
fn laid_out(tokens: &TokenStream, taken: usize, indent: usize) -> String {
    let flat = in_line(tokens);
    let mut before: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match before.pop() {
        Some(TokenTree::Group(group)) if taken + flat.len() > WIDTH && !group.stream().is_empty() => {
            let (open, close) = marks(group.delimiter());
            let inner = indent + 4;
            let entries = entries(group.stream());
            let entries = entries.iter().map(|entry| format!("{:inner$}{},\n", "", laid_out(entry, inner, inner)));
            let entries: String = entries.collect();
            format!("{}{open}\n{entries}{:indent$}{close}", in_line(&before.into_iter().collect()), "")
        }
        _ => flat,
    }
}

/// What stands between the commas.
fn entries(tokens: TokenStream) -> Vec<TokenStream> {
    let all: Vec<TokenTree> = tokens.into_iter().collect();
    all.split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','))
        .filter(|entry| !entry.is_empty())
        .map(|entry| entry.iter().cloned().collect())
        .collect()
}

fn in_line(tokens: &TokenStream) -> String {
    let mut out = String::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = marks(group.delimiter());
                out.push_str(&format!("{open}{}{close}", in_line(&group.stream())));
            }
            TokenTree::Punct(mark) if mark.as_char() == '-' => out.push('-'),
            TokenTree::Punct(mark) => out.push_str(&format!("{} ", mark.as_char())),
            other => out.push_str(&other.to_string()),
        }
    }
    out
}

fn marks(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Parenthesis | Delimiter::None => ("(", ")"),
    }
}
