//! What the code samples of an operation show of the parts of its form, which no keyword of OpenAPI can say: `-F "image[]=@a.png"`.

use serde_json::Value;

use crate::spec::{Body, Brackets, Encoding};

/// Extensions with samples: texts, somewhere within.
const SAMPLES: [&str; 3] = ["x-codeSamples", "x-code-samples", "x-oaiMeta"];

/// Takes down how samples write the parts of a body that has any.
pub fn read(operation: &Value, body: &mut Body) {
    let forms = body.content.iter_mut().filter(|content| content.essence() == "multipart/form-data");
    let mut texts = Vec::new();
    SAMPLES.iter().filter_map(|key| operation.get(*key)).for_each(|sample| collect(sample, &mut texts));
    for form in forms {
        for (property, brackets) in texts.iter().flat_map(|text| parts(text)) {
            match form.encoding.iter_mut().find(|encoding| encoding.property == property) {
                Some(known) => known.brackets = known.brackets.or(Some(brackets)),
                None => form.encoding.push(Encoding {
                    property: property.to_owned(),
                    style: None,
                    explode: true,
                    allow_reserved: false,
                    media: None,
                    brackets: Some(brackets),
                }),
            }
        }
    }
}

fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(list) => list.iter().for_each(|value| collect(value, texts)),
        Value::Object(map) => map.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

/// The arguments of `curl` that name a part with brackets behind it.
fn parts(sample: &str) -> impl Iterator<Item = (&str, Brackets)> {
    let arguments = ["-F ", "--form "].into_iter().flat_map(|option| sample.split(option).skip(1));
    arguments.filter_map(|argument| {
        let (name, rest) = argument.trim_start_matches(['"', '\'', ' ', '=']).split_once('[')?;
        let (key, rest) = rest.split_once(']')?;
        let is_name = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        // An index and what follows it are for an object in a list.
        let sound =
            !name.is_empty() && is_name(name) && is_name(key) && rest.starts_with('=') && key.parse::<u32>().is_err();
        sound.then_some((name, if key.is_empty() { Brackets::List } else { Brackets::Members }))
    })
}

#[cfg(test)]
mod tests {
    use super::parts;
    use crate::spec::Brackets::{List, Members};

    #[test]
    fn parts_with_brackets() {
        let sample =
            "curl -F \"a[]=@b.png\" \\\n  -F 'c[d]=e' -F f[g]=1 --form \"h[]=i\" -F j=k[l]=m -F 'n[0][o]=p' -F q[0]=r";
        assert_eq!(parts(sample).collect::<Vec<_>>(), [("a", List), ("c", Members), ("f", Members), ("h", List)]);
    }
}
