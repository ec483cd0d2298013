//! Bodies of JSON texts, one a line (`application/x-ndjson`, `application/jsonl`, `application/json-seq`).

use super::call::Call;
use super::encode::{Encode, Encoder};
use super::payload::Payload;

impl<T> Call<T> {
    /// Sets the body, as one JSON text a line. Each line is ended, the last one too: servers wait for that.
    #[must_use]
    pub fn json_lines<V: Encode>(self, values: &[V], media: &'static str) -> Self {
        // RFC 7464 §2.2: each text of a sequence begins with a record separator.
        let start = if media.to_ascii_lowercase().starts_with("application/json-seq") { "\u{1e}" } else { "" };
        let mut body = Vec::new();
        for value in values {
            match Encoder::whole(value) {
                Ok(text) => {
                    body.extend_from_slice(start.as_bytes());
                    body.extend_from_slice(&text);
                    body.push(b'\n');
                }
                Err(why) => return self.fail(why),
            }
        }
        self.payload(Payload::text(body, media))
    }
}
