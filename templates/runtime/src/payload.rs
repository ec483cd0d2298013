//! What a request carries: bytes, or something that is opened anew for each attempt.

use std::any::Any;
use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

/// A body and its media type.
#[derive(Clone)]
pub(super) struct Payload {
    pub media: Cow<'static, str>,
    pub content: Content,
}

/// A body.
#[derive(Clone)]
pub(super) enum Content {
    Bytes(Bytes),
    #[allow(dead_code, reason = "not every SDK has bodies that are not in memory")]
    Source(Arc<dyn Source>),
}

/// A body that is not in memory.
pub(super) trait Source: Any + Send + Sync {
    /// Opens it for one attempt. The error is the reader's words; nothing was sent.
    fn open(&self) -> Opening<'_>;

    /// Whether it can be opened a second time.
    fn repeatable(&self) -> bool;

    /// The same body with this text as the one value of a field, if it has fields.
    #[allow(dead_code, reason = "not every SDK has streams that the body asks for")]
    fn with_field(&self, _name: &str, _text: &str) -> Option<Arc<dyn Source>> {
        None
    }
}

/// The future of an opened body.
pub(super) type Opening<'a> = Pin<Box<dyn Future<Output = Result<Opened, String>> + Send + 'a>>;

/// A body for one attempt.
pub(super) struct Opened {
    pub body: reqwest::Body,
    /// How many bytes it has, where that is known: then they are announced.
    pub length: Option<u64>,
}

impl Payload {
    /// A text that is in memory.
    pub fn text(text: Vec<u8>, media: &'static str) -> Self {
        Self { media: Cow::Borrowed(media), content: Content::Bytes(text.into()) }
    }

    /// The body for one attempt.
    pub async fn open(&self) -> Result<Opened, String> {
        match &self.content {
            Content::Bytes(bytes) => Ok(Opened { body: bytes.clone().into(), length: Some(bytes.len() as u64) }),
            Content::Source(source) => source.open().await,
        }
    }

    pub fn repeatable(&self) -> bool {
        match &self.content {
            Content::Bytes(_) => true,
            Content::Source(source) => source.repeatable(),
        }
    }

    /// Whether how long it takes to send depends on the line and not on the server.
    pub fn is_streamed(&self) -> bool {
        matches!(self.content, Content::Source(_))
    }
}
