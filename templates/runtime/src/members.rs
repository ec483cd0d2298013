//! A member of a body that is written already: where the next page of a search begins, or that the answer is to be a stream.

use super::call::Call;
use super::decode_error::DecodeError;
use super::encode::Encoder;
use super::payload::{Content, Payload};
use super::reader::Reader;

impl<T> Call<T> {
    /// Sets a member of the body to a value that is JSON: of an object of JSON, or of a form of several parts. A call without
    /// a body gets one.
    #[must_use]
    pub fn member(mut self, name: &str, json: &str) -> Self {
        match with(self.draft.body.take(), &[name], json) {
            Ok(payload) => self.payload(payload),
            Err(why) => self.fail(why),
        }
    }
}

/// A body of JSON in which this member, behind the objects around it, has this value, which is JSON; without a body, one that
/// has no other.
///
/// # Errors
///
/// A body that is neither a JSON object in memory nor a form.
pub(super) fn with(body: Option<Payload>, member: &[&str], value: &str) -> Result<Payload, String> {
    let Some(mut payload) = body else {
        return Ok(Payload::text(set("{}", member, value)?.into_bytes(), "application/json"));
    };
    let refused = |why: String| format!("`{}` cannot be set in the body: {why}", member.join("."));
    payload.content = match &payload.content {
        Content::Bytes(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|error| refused(error.to_string()))?;
            Content::Bytes(set(text, member, value).map_err(refused)?.into())
        }
        Content::Source(source) => {
            let form = member.first().filter(|_| member.len() == 1).and_then(|name| source.with_field(name, value));
            Content::Source(form.ok_or_else(|| refused("it is not in memory".to_owned()))?)
        }
    };
    Ok(payload)
}

/// A text as JSON.
pub(super) fn written(text: &str) -> Result<String, String> {
    Encoder::whole(text).map(|json| String::from_utf8_lossy(&json).into_owned())
}

/// The object with this value in the place of the member. The others stay as they are written.
fn set(object: &str, member: &[&str], value: &str) -> Result<String, String> {
    let Some((name, inner)) = member.split_first() else { return Ok(value.to_owned()) };
    let (mut others, mut own) = (String::new(), None);
    let mut reader = Reader::new(object.as_bytes());
    let mut read = || {
        reader.open(b'{')?;
        while reader.more(b'}')? {
            reader.peek();
            let start = reader.at;
            let is_own = reader.key()? == *name;
            let value = reader.passed()?;
            if is_own {
                own = Some(value);
            } else {
                others.push_str(object.get(start..reader.at).unwrap_or_default());
                others.push(',');
            }
        }
        Ok(())
    };
    read().map_err(|error: DecodeError| format!("it is no object: {error}"))?;
    let around = own.filter(|value| value.starts_with('{')).unwrap_or("{}");
    Ok(format!("{{{others}{}:{}}}", written(name)?, set(around, inner, value)?))
}
