//! Diagnostics as text for people, in the manner of rustc, and as lines of JSON for machines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin as Place, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Diagnostics, Note, Severity};
use crate::load::{self, FileId, Origin, Sources};

/// For people: every one.
pub fn text(diagnostics: &Diagnostics, sources: &Sources, colour: bool) -> String {
    let diagnostics = &diagnostics.written(sources);
    whole(&Finding::all(diagnostics), sources, colour)
}

/// What is said of one place or of many.
pub(super) struct Finding<'d> {
    /// As it is said of the first.
    pub first: &'d Diagnostic,
    /// The same, of other places.
    pub again: Vec<&'d Diagnostic>,
}

impl<'d> Finding<'d> {
    /// All findings, in the order in which they were found first.
    pub fn all(diagnostics: &'d Diagnostics) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let mut known: BTreeMap<_, usize> = BTreeMap::new();
        for d in diagnostics.iter() {
            let said = (d.code.id(), d.gist(), &d.help);
            let before = known.get(&said).and_then(|at| all.get_mut(*at)).filter(|f| f.first.notes == d.notes);
            match before.filter(|_| d.origin.is_some()) {
                // Two readers may come across one place.
                Some(finding) => finding.again.extend((finding.first.origin != d.origin).then_some(d)),
                None => {
                    known.insert(said, all.len());
                    all.push(Self { first: d, again: Vec::new() });
                }
            }
        }
        all
    }

    /// How many places it is said of.
    pub fn count(&self) -> usize {
        1 + self.again.len()
    }

    /// Those of which the place is printed.
    fn named(&self) -> impl Iterator<Item = &'d Diagnostic> {
        std::iter::once(self.first).chain(self.again.iter().take(MOST_PLACES).copied())
    }

    /// With the other places as a note.
    fn told(&self, places: &Places, sources: &Sources) -> Diagnostic {
        let place = |d: &Diagnostic| {
            let (file, line, column) = places.line_column(d.origin.as_ref()?, d.offset, sources)?;
            Some(format!("{file}:{line}:{column}"))
        };
        let told = self.first.clone();
        // What an alias or a merge key brought in stands elsewhere, for all of it.
        let mut shown: Vec<String> = Vec::new();
        for place in self.named().filter_map(place) {
            if !shown.contains(&place) {
                shown.push(place);
            }
        }
        let shown = shown.get(1..).unwrap_or_default();
        if shown.is_empty() {
            return told;
        }
        let (places, rest) = match self.again.len() {
            1 => ("place", String::new()),
            n if n > MOST_PLACES => ("places", ", …; `--format json` has a line for each".to_owned()),
            _ => ("places", String::new()),
        };
        let same = if self.again.iter().all(|d| d.message == told.message) { "the same" } else { "other values" };
        told.note(format!("{same} at {} more {places}: {}{rest}", self.again.len(), shown.join(", ")), None)
    }
}

/// So many other places of a finding are named.
const MOST_PLACES: usize = 8;

/// For people: these, each with its excerpt.
pub(super) fn whole(shown: &[Finding<'_>], sources: &Sources, colour: bool) -> String {
    let places = Places::new(shown.iter().flat_map(Finding::named), sources);
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for finding in shown {
        let told = finding.told(&places, sources);
        _ = writeln!(out, "{}\n", renderer.render(&groups(&told, sources, &places)));
    }
    out
}

/// For machines: an object a line, the last of them the counts.
pub fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut lines = values(diagnostics, sources);
    lines.push(json!({"counts": counts(diagnostics)}));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// An object for each.
pub(crate) fn values(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Value> {
    let diagnostics = &diagnostics.written(sources);
    let places = Places::new(diagnostics.iter(), sources);
    let place = |origin: Option<&Origin>, offset: Option<usize>| {
        let origin = origin?;
        let (file, line, column) = places.line_column(origin, offset, sources)?;
        Some(json!({"file": file, "line": line, "column": column, "pointer": origin.pointer}))
    };
    let note = |n: &Note| json!({"message": n.message, "place": place(n.origin.as_ref(), None)});
    let value = |d: &Diagnostic| {
        json!({
            "code": d.code.id(),
            "severity": d.severity().word(),
            "message": d.message,
            "place": place(d.origin.as_ref(), d.offset),
            "help": d.help,
            "notes": d.notes.iter().map(note).collect::<Vec<_>>(),
        })
    };
    diagnostics.iter().map(value).collect()
}

/// How many there are of each severity and of each code that was found.
pub(crate) fn counts(diagnostics: &Diagnostics) -> Value {
    let severities: serde_json::Map<String, Value> =
        Severity::ALL.iter().map(|s| (s.word().to_owned(), json!(diagnostics.count(*s)))).collect();
    let mut codes: BTreeMap<_, usize> = BTreeMap::new();
    for d in diagnostics.iter() {
        *codes.entry(d.code.id()).or_default() += 1;
    }
    json!({"severities": severities, "codes": codes})
}

/// 1-based, the column in characters.
pub(crate) fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before.get(start..).unwrap_or_default().chars().count() + 1)
}

/// Where some pointers stand; each file is walked once.
pub(crate) struct Places {
    by_file: BTreeMap<FileId, BTreeMap<String, Range<usize>>>,
}

impl Places {
    /// Those of diagnostics.
    pub(crate) fn new<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>, sources: &Sources) -> Self {
        let own = |d: &'a Diagnostic| d.origin.iter().filter(|_| d.offset.is_none());
        Self::of(diagnostics.flat_map(|d| own(d).chain(d.notes.iter().filter_map(|n| n.origin.as_ref()))), sources)
    }

    /// Those of nodes.
    pub(crate) fn of<'a>(origins: impl Iterator<Item = &'a Origin>, sources: &Sources) -> Self {
        let mut wanted: BTreeMap<FileId, BTreeSet<&str>> = BTreeMap::new();
        for origin in origins {
            wanted.entry(origin.file).or_default().insert(&origin.pointer);
        }
        let located = |(id, pointers): (FileId, BTreeSet<&str>)| {
            let text = sources.file(id).map_or("", |f| f.text.as_str());
            (id, load::locate(text, &pointers))
        };
        Self { by_file: wanted.into_iter().map(located).collect() }
    }

    /// File, line and column; the start of the file for what stands nowhere in it.
    pub(crate) fn line_column<'a>(
        &self,
        origin: &Origin,
        offset: Option<usize>,
        sources: &'a Sources,
    ) -> Option<(&'a str, usize, usize)> {
        let file = sources.file(origin.file)?;
        let range = self.range(origin, offset, sources);
        let (line, column) = range.map_or((1, 1), |r| line_column(&file.text, r.start));
        Some((&file.path, line, column))
    }

    fn range(&self, origin: &Origin, offset: Option<usize>, sources: &Sources) -> Option<Range<usize>> {
        match offset {
            Some(offset) => {
                let text = &sources.file(origin.file)?.text;
                let next = text.get(offset..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
                Some(offset..offset + next)
            }
            None => self.by_file.get(&origin.file)?.get(&origin.pointer).cloned(),
        }
    }
}

fn groups<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources, places: &Places) -> Vec<Group<'a>> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Skipped => Level::WARNING.with_name("skipped"),
        Severity::Degraded => Level::WARNING.with_name("degraded"),
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(plain(&diagnostic.message)).id(diagnostic.code.id());
    let mut main = Group::with_title(title);
    if let Some(origin) = &diagnostic.origin {
        main = place(main, origin, diagnostic.offset, AnnotationKind::Primary, sources, places);
    }
    let mut further = Vec::new();
    for note in &diagnostic.notes {
        match &note.origin {
            None => main = main.element(Level::NOTE.message(plain(&note.message))),
            Some(origin) => {
                let group = Group::with_title(Level::NOTE.secondary_title(plain(&note.message)));
                further.push(place(group, origin, None, AnnotationKind::Context, sources, places));
            }
        }
    }
    if let Some(help) = &diagnostic.help {
        main = main.element(Level::HELP.message(plain(help)));
    }
    let mut groups = vec![main];
    groups.extend(further);
    groups
}

fn place<'a>(
    group: Group<'a>,
    origin: &'a Origin,
    offset: Option<usize>,
    kind: AnnotationKind,
    sources: &'a Sources,
    places: &Places,
) -> Group<'a> {
    let Some(file) = sources.file(origin.file) else { return group };
    let Some(range) = places.range(origin, offset, sources).filter(|_| !file.text.is_empty()) else {
        return group.element(Place::path(file.path.as_str()));
    };
    // Only the lines concerned are handed on: a document may have megabytes, and one line may be all of it.
    let (start, end) = excerpt(&file.text, &range);
    let line = file.text.get(..start).unwrap_or_default().matches('\n').count() + 1;
    let span = range.start - start..range.end.min(end) - start;
    let (text, span, cut) = narrow(file.text.get(start..end).unwrap_or_default(), span);
    if cut {
        let (line, column) = line_column(&file.text, range.start);
        let snippet = Snippet::source(text).line_start(line).annotation(kind.span(span));
        return group.element(Place::path(file.path.as_str()).line(line).char_column(column)).element(snippet);
    }
    group.element(Snippet::source(text).line_start(line).path(file.path.as_str()).annotation(kind.span(span)))
}

/// The line that a range starts on.
fn excerpt(text: &str, range: &Range<usize>) -> (usize, usize) {
    let start = text.get(..range.start).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let end = text.get(range.start..).and_then(|t| t.find('\n')).map_or(text.len(), |i| range.start + i);
    (start, end.max(start))
}

/// A window of a very long line.
fn narrow(text: &str, span: Range<usize>) -> (&str, Range<usize>, bool) {
    const WIDTH: usize = 160;
    if text.len() <= 4 * WIDTH {
        return (text, span, false);
    }
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start.saturating_sub(WIDTH / 2));
    let end = floor((span.start + WIDTH).min(text.len()));
    (text.get(start..end).unwrap_or_default(), span.start - start..span.end.min(end).max(span.start) - start, true)
}

/// Text of the document may hold control characters, which would act on the terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    /// What is printed of the same message on this many lines.
    fn check_again(places: usize, expected: &str) {
        let lines: String = (0..places).map(|n| format!("k{n}: v\n")).collect();
        let mut diagnostics = Diagnostics::default();
        let sources = load::load_str("api.yaml", &lines, &mut diagnostics);
        for n in 0..places {
            diagnostics.push(Diagnostic::new(Code::UntypedSchema, "so").at(&Origin::default().child(&format!("k{n}"))));
        }
        let got = text(&diagnostics, &sources, false);
        let (_, note) = got.split_once("  |\n").unwrap_or_default();
        let note = note.rsplit_once("  |\n").map_or("", |(_, note)| note).trim();
        assert_eq!(note, expected, "{got}");
    }

    #[test]
    fn what_is_said_again_is_said_once() {
        check_again(1, "");
        check_again(2, "= note: the same at 1 more place: api.yaml:2:5");
        check_again(3, "= note: the same at 2 more places: api.yaml:2:5, api.yaml:3:5");
        check_again(
            10,
            "= note: the same at 9 more places: api.yaml:2:5, api.yaml:3:5, api.yaml:4:5, api.yaml:5:5, api.yaml:6:5, \
             api.yaml:7:5, api.yaml:8:5, api.yaml:9:5, …; `--format json` has a line for each",
        );
    }

    #[test]
    fn what_is_said_of_other_values_is_said_once() {
        let mut diagnostics = Diagnostics::default();
        let sources = load::load_str("api.yaml", "a: 1.5\nb: 2.5\nc: d\n", &mut diagnostics);
        let misfit =
            |key: &str, message: &str| Diagnostic::new(Code::MisfitValue, message).at(&Origin::default().child(key));
        diagnostics.push(misfit("a", "the example `1.5` is no `integer`"));
        diagnostics.push(misfit("b", "the example `2.5` is no `integer`"));
        // Of another type, and of another part.
        diagnostics.push(misfit("c", "the example `d` is no `number`"));
        diagnostics.push(misfit("a", "`/a` of the answer is a text"));
        diagnostics.push(misfit("b", "`/b` of the answer is a text"));
        let found = Finding::all(&diagnostics);
        assert_eq!(found.iter().map(Finding::count).collect::<Vec<_>>(), [2, 1, 1, 1]);
        let got = text(&diagnostics, &sources, false);
        assert!(got.contains("= note: other values at 1 more place: api.yaml:2:4\n"), "{got}");
    }

    #[test]
    fn reads_like_rustc() {
        let mut diagnostics = Diagnostics::default();
        let sources = load::load_str("api.yaml", "a:\n  b: wrong\n  c: first\n", &mut diagnostics);
        let at = Origin::default().child("a");
        let first = at.child("c");
        diagnostics.push(
            Diagnostic::new(Code::NotOpenApi, "it is wrong")
                .at(&at.child("b"))
                .note("the first use", Some(&first))
                .help("mend it"),
        );
        let expected = "\
error[E0201]: it is wrong
 --> api.yaml:2:6
  |
2 |   b: wrong
  |      ^^^^^
  |
  = help: mend it
note: the first use
 --> api.yaml:3:6
  |
3 |   c: first
  |      -----

";
        let got = text(&diagnostics, &sources, false);
        assert_eq!(got, expected, "{got}");
        let lines = json(&diagnostics, &sources);
        let mut lines = lines.lines().map(|line| serde_json::from_str(line).expect("an object"));
        let first: Value = lines.next().expect("the finding");
        assert_eq!(first["place"], json!({"file": "api.yaml", "line": 2, "column": 6, "pointer": "/a/b"}));
        let severities = json!({"error": 1, "skipped": 0, "degraded": 0, "note": 0});
        let counts = json!({"counts": {"severities": severities, "codes": {"E0201": 1}}});
        assert_eq!((lines.next(), lines.next()), (Some(counts), None));
    }
}
