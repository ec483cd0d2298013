//! What is said of a list that comes in pages: by an extension of the document, or by the configuration.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

/// What an extension of an operation says.
#[derive(Clone, Debug)]
pub struct PageHint {
    /// The extension.
    pub name: &'static str,
    /// What it says.
    pub paged: Paged,
}

/// Whether a list comes in pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paged {
    /// It does not.
    Off,
    /// It does, like this.
    By(PageRule),
}

/// How it does. A part that is not named is looked for; places in the answer are names with dots between them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageRule {
    /// How the next page is asked for.
    pub style: Option<PageStyle>,
    /// The parameter of the query that asks for it; a cursor may be a member of the body: `body.page.cursor`.
    pub parameter: Option<String>,
    /// The parameter of the query that says how many elements a page has at the most.
    pub limit: Option<String>,
    /// The place of the elements; empty: the answer is the list.
    pub items: Option<String>,
    /// The place of the cursor or the link; of the id in an element for `last-id`, the header for `cursor-header`.
    pub next: Option<String>,
    /// The place of the number of all elements.
    pub total: Option<String>,
    /// The place that says whether more follows.
    pub more: Option<String>,
    /// The first offset, or the number of the first page.
    pub first: Option<u64>,
}

/// What stands before a parameter that is a member of the body.
pub const IN_BODY: &str = "body.";

/// How the next page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageStyle {
    /// By the number of its first element.
    Offset,
    /// By its number.
    Page,
    /// By a value that the page before has.
    Cursor,
    /// By a value that a header of the page before has.
    CursorHeader,
    /// By the id of the last element.
    LastId,
    /// By a link that the page before has.
    Link,
    /// By the header `Link` (RFC 8288).
    LinkHeader,
}

impl PageRule {
    /// Whether its parts go together.
    ///
    /// # Errors
    ///
    /// What does not.
    fn check(&self) -> Result<(), &'static str> {
        use PageStyle::{Cursor, CursorHeader, LastId, Link, LinkHeader};
        match self.style {
            _ if *self == Self::default() => Err("this says nothing: name a part, or write \"off\""),
            None if self.parameter.is_some() || self.next.is_some() => {
                Err("`parameter` and `next` mean something with a `style` only")
            }
            Some(Link | LinkHeader) if self.parameter.is_some() => Err("a link needs no `parameter`"),
            Some(Cursor | CursorHeader | LastId | Link | LinkHeader) if self.first.is_some() => {
                Err("`first` is for the styles `offset` and `page`")
            }
            Some(Cursor | CursorHeader | LastId | Link) | None => Ok(()),
            Some(_) if self.next.is_some() => {
                Err("`next` is for the styles `cursor`, `cursor-header`, `last-id` and `link`")
            }
            Some(_) => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for Paged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Paged;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"off\" or a table that says how pages follow each other")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Paged, E> {
        if text == "off" { Ok(Paged::Off) } else { Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)) }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Paged, A::Error> {
        let rule = PageRule::deserialize(MapAccessDeserializer::new(map))?;
        rule.check().map_err(A::Error::custom)?;
        Ok(Paged::By(rule))
    }
}
