//! What the words of a parameter say of pages, where its name leaves it open.

use serde_json::Value;

use super::pagination::Query;
use super::paths::plain;
use super::types::Type;

impl Query<'_> {
    /// Whether words say that an offset is a point of time or what a page has for the next, and counts no elements. Only the first
    /// sentence says what it is; those that follow speak of the elements.
    pub fn is_said_otherwise(&self, index: usize) -> bool {
        const OTHER: [&str; 7] = ["timestamp", "epoch", "time", "date", "datetime", "cursor", "id"];
        const COUNTED: [&str; 7] = ["number", "count", "skip", "skipped", "index", "position", "many"];
        self.words(index).iter().any(|said| {
            let sentence = said.split(". ").next().unwrap_or_default();
            let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            // Elements are returned "10 at a time", and "sorted by date".
            let other = |(at, word): (usize, &&str)| match (words.get(..at).and_then(<[_]>::last), *word) {
                (Some(&"by"), _) | (Some(&"a"), "time") => false,
                (_, word) => OTHER.contains(&word),
            };
            words.iter().enumerate().any(other) && !words.iter().any(|word| COUNTED.contains(word))
        })
    }

    /// Whether words say that a parameter is the place of an element, and no point of time.
    pub fn is_place(&self, index: usize) -> bool {
        let said = self.words(index).join(" ");
        let has = |known: &[&str]| said.split(|c: char| !c.is_alphanumeric()).any(|word| known.contains(&word));
        has(&["id", "ids", "cursor", "token"]) && !has(&["timestamp", "epoch", "time", "date", "datetime"])
    }

    /// What the document says of a parameter and of its schema, in lower case.
    fn words(&self, index: usize) -> Vec<String> {
        let parameter = self.parameter(index);
        let said = parameter.map(|p| [p.doc.description.as_str(), self.api.description_of(p.shape)]);
        said.into_iter().flatten().map(str::to_lowercase).collect()
    }

    /// Whether the first page is shown to be 1, by the parameter or in the answer. An index often begins at zero, and so does
    /// what speaks of it.
    pub fn shows_one(&self, index: usize, page: &Type) -> bool {
        let Some(argument) = self.argument(index) else { return false };
        let said = self.words(index).join(" ");
        let zero = said.split(|c: char| !c.is_alphanumeric()).any(|word| ["0", "zero", "index"].contains(&word));
        let shown = argument.example.as_ref().and_then(Value::as_u64) == Some(1);
        !zero && plain(&argument.wire) != "pageindex" && (shown || self.paths.shows_one(page))
    }
}
