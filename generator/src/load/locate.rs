//! JSON Pointers to places in the text, by a parser that marks its events. Runs only when something is reported.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

/// The bytes of each pointer, or of the nearest ancestor that the text has: what an alias or a merge key brought in
/// stands elsewhere. A scalar is its value; a mapping or a list is its key.
pub fn locate(text: &str, pointers: &BTreeSet<&str>) -> BTreeMap<String, Range<usize>> {
    let mut wanted = BTreeSet::new();
    for pointer in pointers {
        wanted.extend(pointer.char_indices().filter(|(_, c)| *c == '/').map(|(i, _)| &pointer[..i]));
        wanted.insert(pointer);
    }
    let found = walk(text, |found: &mut BTreeMap<String, Span>, step| {
        if let Step::Node(pointer, span) = step
            && wanted.contains(pointer)
        {
            found.insert(pointer.to_owned(), span);
        }
    });
    let bytes = Bytes::new(text);
    let nearest = |pointer: &str| {
        let mut pointer = pointer;
        loop {
            if let Some(span) = found.get(pointer) {
                return bytes.range(*span);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    };
    pointers.iter().filter_map(|p| Some(((*p).to_owned(), nearest(p)?))).collect()
}

/// Every key that its mapping has had before: the key, and the bytes where the first and this one stand. What is below one that a
/// later one replaces is lost, and not looked at.
pub fn duplicate_keys(text: &str) -> Vec<(String, usize, usize)> {
    type Found = (Vec<(String, String, Span, Span)>, BTreeMap<String, Span>);
    let (found, _) = walk(text, |(found, seen): &mut Found, step| {
        if let Step::Key(pointer, key, span) = step
            && key != "<<"
        {
            match seen.get(pointer).copied() {
                Some(first) => {
                    let below = format!("{pointer}/");
                    let lost = seen.range(below.clone()..).map(|(at, _)| at).take_while(|at| at.starts_with(&below));
                    let lost: Vec<String> = lost.cloned().collect();
                    lost.iter().for_each(|at| _ = seen.remove(at));
                    found.retain(|(at, ..)| !at.starts_with(&below));
                    found.push((pointer.to_owned(), key.to_owned(), first, span));
                }
                None => _ = seen.insert(pointer.to_owned(), span),
            }
        }
    });
    let bytes = Bytes::new(text);
    let place = |(_, key, first, second)| Some((key, bytes.range(first)?.start, bytes.range(second)?.start));
    found.into_iter().filter_map(place).collect()
}

/// What the walk meets.
enum Step<'a> {
    /// A key: the pointer of its value, its text, its place.
    Key(&'a str, &'a str, Span),
    /// A value: its pointer and the place to show.
    Node(&'a str, Span),
}

/// An open mapping or list.
enum Frame {
    /// The length of its pointer; the place of the key that waits for its value.
    Mapping(usize, Option<Span>),
    /// The length of its pointer; the next index.
    List(usize, usize),
}

/// Walks the text, and gives what the visitor made of it; of one that the parser refuses, as far as it came.
fn walk<State: Default>(text: &str, mut visit: impl FnMut(&mut State, Step<'_>)) -> State {
    let mut text = without_surrogates(text);
    loop {
        let mut state = State::default();
        let Err(at) = walk_events(&text, |step| visit(&mut state, step)) else { return state };
        match closed(&text, at).or_else(|| joined(&text, at)) {
            Some(next) => text = Cow::Owned(next),
            None => return state,
        }
    }
}

/// A text in which the bracket at this character stands behind what it closes, and not at the start of a line: there it may be as
/// far left as the key for the parser that reads documents, and not for this one. Nothing moves.
fn closed(text: &str, at: usize) -> Option<String> {
    let (bracket, _) = text.char_indices().nth(at).filter(|(_, c)| ['}', ']'].contains(c))?;
    let (before, after) = text.split_at_checked(bracket)?;
    let inside = before.trim_end_matches([' ', '\t', '\r', '\n']);
    let blank = before.get(inside.len()..).filter(|blank| blank.contains('\n'))?;
    Some(format!("{inside}{}{after}", " ".repeat(blank.len())))
}

/// A text whose quoted text at this character is one line: one that goes on as far left as its key is taken by the parser that reads
/// documents and not by this one (YAML 1.2.2 §7.3.1 asks for an indentation). Nothing moves.
fn joined(text: &str, at: usize) -> Option<String> {
    let (start, _) = text.char_indices().nth(at)?;
    let mut chars = text.get(start..)?.char_indices();
    let (_, quote) = chars.next().filter(|(_, c)| ['"', '\''].contains(c))?;
    let mut joined = text.get(..=start)?.to_owned();
    let mut changed = false;
    while let Some((at, c)) = chars.next() {
        let next = |chars: &mut std::str::CharIndices<'_>| chars.next().map(|(_, c)| c);
        match c {
            '\r' | '\n' => {
                changed = true;
                joined.push(' ');
            }
            '\\' if quote == '"' => joined
                .extend([Some('\\'), next(&mut chars).map(|c| if c == '\n' { ' ' } else { c })].into_iter().flatten()),
            // `''` is a quote in single quotes, and ends nothing: what follows is read as another text, which is the same here.
            c if c == quote => {
                let rest = text.get(start + at..)?;
                let doubled = quote == '\'' && rest.starts_with("''");
                if !doubled {
                    return changed.then(|| joined + rest);
                }
                joined.push_str("''");
                chars.next();
            }
            c => joined.push(c),
        }
    }
    None
}

/// Walks the text; an error is where the parser gave up over an indentation, counted in characters.
fn walk_events(text: &str, mut visit: impl FnMut(Step<'_>)) -> Result<(), usize> {
    let mut stack: Vec<Frame> = Vec::new();
    let mut pointer = String::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(next) => next,
            Err(fault) if fault.info().contains("indentation") => return Err(fault.marker().index()),
            Err(_) => return Ok(()),
        };
        match &event {
            Event::MappingEnd | Event::SequenceEnd => {
                stack.pop();
                continue;
            }
            Event::Scalar(..) | Event::Alias(_) | Event::MappingStart(..) | Event::SequenceStart(..) => {}
            _ => continue,
        }
        let mut shown = None;
        match stack.last_mut() {
            Some(Frame::Mapping(length, key @ None)) => {
                pointer.truncate(*length);
                let text = if let Event::Scalar(text, ..) = &event { text.as_ref() } else { "" };
                pointer.push('/');
                pointer.push_str(&text.replace('~', "~0").replace('/', "~1"));
                *key = Some(span);
                visit(Step::Key(&pointer, text, span));
                match &event {
                    Event::MappingStart(..) => stack.push(Frame::Mapping(pointer.len(), None)),
                    Event::SequenceStart(..) => stack.push(Frame::List(pointer.len(), 0)),
                    _ => {}
                }
                continue;
            }
            Some(Frame::Mapping(_, key)) => shown = key.take(),
            Some(Frame::List(length, index)) => {
                pointer.truncate(*length);
                pointer.push_str(&format!("/{index}"));
                *index += 1;
            }
            None => {}
        }
        let scalar = matches!(&event, Event::Scalar(text, ..) if !text.is_empty());
        let place = shown.filter(|_| !scalar).unwrap_or(span);
        visit(Step::Node(&pointer, place));
        match &event {
            Event::MappingStart(..) => stack.push(Frame::Mapping(pointer.len(), None)),
            Event::SequenceStart(..) => stack.push(Frame::List(pointer.len(), 0)),
            _ => {}
        }
    }
    Ok(())
}

/// JSON writes characters beyond U+FFFF as two escapes (RFC 8259 §7), which are no characters to YAML; another escape
/// of the same length keeps every place where it is.
fn without_surrogates(text: &str) -> Cow<'_, str> {
    let surrogate =
        |at: &str| at.as_bytes().get(3).is_some_and(|b| matches!(b, b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F'));
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in
        text.match_indices("\\u").filter(|(i, _)| text.get(i + 2..i + 3).is_some_and(|d| d == "d" || d == "D"))
    {
        if surrogate(&text[at..]) && text.is_char_boundary(at + 6) {
            out.push_str(&text[done..at]);
            out.push_str("\\u0078");
            done = at + 6;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Characters, in which the parser counts, to bytes.
struct Bytes {
    /// The byte of each character; empty for ASCII, where they are the same.
    offsets: Vec<usize>,
    len: usize,
}

impl Bytes {
    fn new(text: &str) -> Self {
        let offsets = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(i, _)| i).collect() };
        Self { offsets, len: text.len() }
    }

    fn range(&self, span: Span) -> Option<Range<usize>> {
        let byte = |index: usize| match self.offsets.as_slice() {
            [] => index.min(self.len),
            offsets => offsets.get(index).copied().unwrap_or(self.len),
        };
        let (start, end) = (byte(span.start.index()), byte(span.end.index()));
        Some(start..end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, pointer: &str, expected: &str) {
        let found = locate(text, &BTreeSet::from([pointer]));
        assert_eq!(found.get(pointer).and_then(|r| text.get(r.clone())), Some(expected), "{pointer} of {text:?}");
    }

    #[test]
    fn repeated_keys() {
        let check = |text: &str, expected: &[(&str, usize, usize)]| {
            let found = duplicate_keys(text);
            let found: Vec<_> = found.iter().map(|(key, first, second)| (key.as_str(), *first, *second)).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("{a: 1, b: 2, a: 3, a: 4}", &[("a", 1, 13), ("a", 1, 19)]);
        check("{a: {b: 1, c: {d: 1}}, a: {b: 1, c: {d: 2}}}", &[("a", 1, 23)]);
        check("{a: {b: 1, b: 2}, a: {b: 1, c: 1, c: 2}}", &[("a", 1, 18), ("c", 28, 34)]);
        check("{a: [{b: 1}, {b: 1}], ab: {b: 1}}", &[]);
    }

    #[test]
    fn places() {
        let yaml = "a:\n  é: [x, {b/c: yy}]\n  d: &n\n    e: 1\nf: *n\n";
        check(yaml, "/a", "a");
        check(yaml, "/a/é/0", "x");
        check(yaml, "/a/é/1/b~1c", "yy");
        check(yaml, "/a/d/e", "1");
        check(yaml, "/f/e", "f");
        // Quoted texts that go on as far left as their key.
        check("a:\n  b: \"one\n\n  two\"\n  é: 'x\n  y'\nc: 1\n", "/c", "1");
        check("a:\r\n  b: \"one\r\n  two\"\r\nc: 1\r\n", "/c", "1");
        // Brackets, too.
        check("a:\n  b: {\n    c: 1\n  }\n  d: [[\n    1\n  ]\n  ]\ne: 2\n", "/e", "2");
        check("a:\n  b: {\n    c: 1\n  }\n  d: [[\n    1\n  ]\n  ]\ne: 2\n", "/a/d/0/0", "1");
        check("{\n\t\"a\": {\"b\": \"x\\/y\"}\n}", "/a/b", "\"x\\/y\"");
        check("{\n\t\"a\": {\"b\": \"\\ud83d\\ude00\", \"c\": 7}\n}", "/a/c", "7");
    }
}
