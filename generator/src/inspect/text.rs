//! An inspection for people: a few lines of each part, aligned; the rest on request.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Alike, Inspection, Tag};
use crate::diag::render::{Places, plain};
use crate::diag::table::table;
use crate::diag::{Code, Diagnostic, Severity};
use crate::load::{Origin, Sources};

/// Rows of a list that are shown unless all are.
const ROWS: usize = 12;

/// All parts that are not empty.
pub fn text(inspection: &Inspection, sources: &Sources, all: bool) -> String {
    let page = Page { rows: if all { usize::MAX } else { ROWS }, sources };
    let mut out = head(inspection, sources);
    out.push_str(&page.servers(inspection));
    out.push_str(&page.security(inspection));
    out.push_str(&page.parameters(inspection));
    out.push_str(&page.operations(&inspection.tags, all));
    out.push_str(&page.pages(&inspection.tags));
    out.push_str(&page.hooks(inspection));
    let s = &inspection.schemas;
    _ = writeln!(
        out,
        "\nSchemas: {} named in the document; the SDK has {}, {}, {} and {}, {} of them from inline schemas",
        s.named,
        many(s.structs, "struct"),
        many(s.enums, "enum"),
        many(s.choices, "choice"),
        many(s.aliases, "alias"),
        s.inline,
    );
    if s.unreached > 0 {
        let they = if s.unreached == 1 {
            "1 is reached by no operation: it has"
        } else {
            &format!("{} are reached by no operation: they have", s.unreached)
        };
        _ = writeln!(out, "  {they} a type where `models` of `[sdk.NAME]` names them, as \"*Event\"");
    }
    out.push_str(&page.raw(inspection));
    out.push_str(&page.alike(inspection));
    out.push_str(&page.findings(inspection, all));
    out
}

/// The table of a configuration that makes one type of each group; nothing where there is none.
pub fn shares(inspection: &Inspection, sdk: &str) -> String {
    let lines = inspection.alike.iter().filter_map(|group| Some((group, group.line.as_ref()?)));
    let lines: String = lines.map(|(group, line)| format!("# {}\n{line}\n", members(group))).collect();
    if lines.is_empty() { lines } else { format!("\n[sdk.{sdk}.schemas]\n{lines}") }
}

/// How many types are alike, and what they have.
fn members(group: &Alike) -> String {
    let shown = |part: &String| if part.is_empty() { "\"\"".to_owned() } else { plain(part) };
    let parts: Vec<String> = group.parts.iter().take(6).map(shown).collect();
    let more = if group.parts.len() > 6 { ", …" } else { "" };
    format!("{} types: {}{more}", group.types.len(), parts.join(", "))
}

fn head(inspection: &Inspection, sources: &Sources) -> String {
    let title = format!("{} {}", inspection.title, inspection.version);
    let path = sources.root().map_or("", |f| f.path.as_str());
    let mut out = format!("{}\n  {}, {}\n", plain(title.trim()), plain(path), plain(&inspection.dialect));
    if let [server] = inspection.servers.as_slice() {
        _ = writeln!(out, "  {}", plain(&server.url));
    }
    out
}

fn many(count: usize, word: &str) -> String {
    let end = if word.ends_with('s') { "es" } else { "s" };
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}{end}") }
}

struct Page<'a> {
    rows: usize,
    sources: &'a Sources,
}

impl Page<'_> {
    /// A table of the first rows, and how many are left out.
    fn list(&self, head: &[&str], rows: Vec<Vec<String>>, right: &[usize]) -> String {
        let left = rows.len().saturating_sub(self.rows);
        let mut out = table(head, rows.into_iter().take(self.rows), right);
        if left > 0 {
            _ = writeln!(out, "  … and {left} more (`--all` prints them)");
        }
        out
    }

    /// Where nodes are written, and faults of syntax, which have an offset; empty for what stands nowhere.
    fn located<'o>(&self, origins: impl Iterator<Item = Option<(&'o Origin, Option<usize>)>>) -> Vec<String> {
        let written = |(origin, offset): (&Origin, Option<usize>)| match offset {
            Some(_) => (origin.clone(), offset),
            None => (self.sources.written(origin), None),
        };
        let origins: Vec<_> = origins.map(|at| at.map(written)).collect();
        let places = Places::of(origins.iter().flatten().map(|(origin, _)| origin), self.sources);
        let shown = |at: &Option<(Origin, Option<usize>)>| {
            let (origin, offset) = at.as_ref()?;
            let (file, line, column) = places.line_column(origin, *offset, self.sources)?;
            Some(format!("{}:{line}:{column}", plain(file)))
        };
        origins.iter().map(|at| shown(at).unwrap_or_default()).collect()
    }

    fn servers(&self, inspection: &Inspection) -> String {
        if inspection.servers.len() < 2 {
            return String::new();
        }
        let call = |name: &String| format!("{name}()");
        let row = |s: &super::Server| vec![plain(&s.url), s.constructor.as_ref().map(call).unwrap_or_default()];
        format!("\nServers\n{}", self.list(&[""], inspection.servers.iter().map(row).collect(), &[]))
    }

    fn security(&self, inspection: &Inspection) -> String {
        if inspection.schemes.is_empty() {
            return String::new();
        }
        let row = |s: &super::Scheme| {
            let flows = if s.flows.is_empty() { String::new() } else { format!(" ({})", s.flows.join(", ")) };
            let grant = s.grant.iter().map(|setter| format!(", .{setter}(…)"));
            let setters = format!(".{}(…)", s.setter) + &grant.collect::<String>();
            vec![plain(&s.name), plain(&s.place) + &flows, if s.setter.is_empty() { String::new() } else { setters }]
        };
        format!("\nSecurity\n{}", self.list(&[""], inspection.schemes.iter().map(row).collect(), &[]))
    }

    fn parameters(&self, inspection: &Inspection) -> String {
        if inspection.parameters.is_empty() {
            return String::new();
        }
        let row = |p: &super::Parameter| {
            let setter = p.setter.as_ref().map(|setter| format!(".{setter}(…)"));
            vec![
                p.operations.to_string(),
                format!("the {} parameter {}", p.place, plain(&p.name)),
                setter.unwrap_or_default(),
            ]
        };
        let table = self.list(&[""], inspection.parameters.iter().map(row).collect(), &[0]);
        let line = inspection.parameters_line.as_ref();
        let line =
            line.map(|line| format!("; under `[sdk.NAME]` this line makes them the client's\n  {}", plain(line)));
        format!("\nParameters of the client, or of nearly all operations{}\n{table}", line.unwrap_or_default())
    }

    fn operations(&self, tags: &[Tag], all: bool) -> String {
        let total: usize = tags.iter().map(|t| t.operations.len()).sum();
        let skipped = |t: &Tag| t.operations.iter().filter(|o| o.name.is_none()).count();
        let absent: usize = tags.iter().map(skipped).sum();
        let mut out = format!("\nOperations: {total}");
        _ = write!(out, " in {}", many(tags.len(), "tag"));
        _ = writeln!(out, "{}", if absent > 0 { format!(", {absent} of them skipped") } else { String::new() });
        let row = |t: &Tag| {
            vec![
                t.operations.len().to_string(),
                Some(skipped(t)).filter(|n| *n > 0).map(|n| n.to_string()).unwrap_or_default(),
                t.name.as_deref().map_or("(none)".to_owned(), plain),
                if skipped(t) < t.operations.len() { t.reached() } else { String::new() },
            ]
        };
        out.push_str(&self.list(&["count", "skipped", "tag", ""], tags.iter().map(row).collect(), &[0, 1]));
        if all {
            for tag in tags {
                let row = |o: &super::Call| {
                    let call = o.name.as_ref().map_or("skipped".to_owned(), |name| tag.call(name));
                    vec![call, o.method.clone(), plain(&o.path)]
                };
                _ = writeln!(out, "\n  {}", tag.name.as_deref().map_or("(none)".to_owned(), plain));
                out.push_str(&self.list(&[""], tag.operations.iter().map(row).collect(), &[]));
            }
        }
        out
    }

    fn pages(&self, tags: &[Tag]) -> String {
        let mut rows = Vec::new();
        for tag in tags {
            rows.extend(tag.operations.iter().filter_map(|o| {
                let walked = format!("{} ({})", plain(o.pages.as_deref()?), o.pages_by?);
                Some(vec![tag.call(o.name.as_deref()?), walked])
            }));
        }
        if rows.is_empty() {
            return "\nPagination: none found\n".to_owned();
        }
        format!("\nPagination: {} walked\n{}", many(rows.len(), "operation"), self.list(&[""], rows, &[]))
    }

    fn hooks(&self, inspection: &Inspection) -> String {
        if inspection.hooks.is_empty() {
            return String::new();
        }
        let callbacks = inspection.hooks.iter().filter(|h| h.operation.is_some()).count();
        let webhooks = many(inspection.hooks.len() - callbacks, "webhook");
        let row = |h: &super::Hook| {
            let whose = h.operation.as_ref().map(|id| format!("of {}", plain(id))).unwrap_or_default();
            let by = h.by.as_ref().map(|by| format!("or by its {}", plain(by))).unwrap_or_default();
            vec![plain(&h.name), h.method.clone(), h.variant.clone(), by, whose]
        };
        let table = self.list(&[""], inspection.hooks.iter().map(row).collect(), &[]);
        format!("\n{webhooks} and {}\n{table}", many(callbacks, "callback"))
    }

    fn raw(&self, inspection: &Inspection) -> String {
        let total: usize = inspection.raw.iter().map(|r| r.count).sum();
        let values = inspection.values;
        if total == 0 {
            return format!("\nRaw JSON: none of {}\n", many(values, "value"));
        }
        // The place that counts most is the one to look at.
        let first = inspection.raw.iter().map(|r| Some((&r.places.first()?.0, None)));
        let rows = inspection
            .raw
            .iter()
            .zip(self.located(first))
            .map(|(raw, at)| vec![raw.count.to_string(), raw.places.len().to_string(), plain(&raw.reason), at]);
        let table = self.list(&["values", "places", "why", "most of them by"], rows.collect(), &[0, 1]);
        format!("\nRaw JSON: {total} of {} (fields, arguments, bodies, answers)\n{table}", many(values, "value"))
    }

    fn alike(&self, inspection: &Inspection) -> String {
        let groups = &inspection.alike;
        if groups.is_empty() {
            return String::new();
        }
        let types: usize = groups.iter().map(|g| g.types.len()).sum();
        let mut out = format!(
            "\nAlike inline schemas: {types} types in {}; under `[sdk.NAME.schemas]` a line makes one type of a group\n",
            many(groups.len(), "group")
        );
        for group in groups.iter().take(self.rows) {
            _ = writeln!(out, "  # {}", members(group));
            match &group.line {
                Some(line) => _ = writeln!(out, "  {}", plain(line)),
                None => _ = writeln!(out, "  # in another file, where no line can name them"),
            }
        }
        let left = groups.len().saturating_sub(self.rows);
        if left > 0 {
            _ = writeln!(out, "  # … and {left} more (`--all` prints them)");
        }
        out
    }

    /// Notes are only counted; of the others, those that differ in what they first name are one row, unless all are shown.
    fn findings(&self, inspection: &Inspection, all: bool) -> String {
        let mut groups: BTreeMap<(Severity, Code, String), Vec<&Diagnostic>> = BTreeMap::new();
        for (index, d) in inspection.diagnostics.iter().enumerate() {
            let key = match d.severity() {
                _ if all => format!("{index:9}"),
                Severity::Note => String::new(),
                _ => blanked(&d.message),
            };
            groups.entry((d.severity(), d.code, key)).or_default().push(d);
        }
        if groups.is_empty() {
            return "\nNothing is skipped, nothing is degraded\n".to_owned();
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|((severity, code, _), found)| (*severity, *code, std::cmp::Reverse(found.len())));
        let places = self.located(groups.iter().map(|(_, found)| first_place(found)));
        let count = |severity| inspection.diagnostics.count(severity);
        let mut out =
            format!("\nFindings: {} skipped, {} degraded", count(Severity::Skipped), count(Severity::Degraded));
        _ = writeln!(out, ", {}", many(count(Severity::Note), "note"));
        let rows = groups.iter().zip(places).map(|(((severity, code, key), found), place)| {
            let what = match found.as_slice() {
                [only] => only.message.clone(),
                _ if key.is_empty() => code.title().to_owned(),
                [one, rest @ ..] if rest.iter().all(|d| d.message == one.message) => one.message.clone(),
                _ => key.clone(),
            };
            let what = plain(&what).replace('\n', " ");
            vec![found.len().to_string(), severity.word().to_owned(), code.id().to_owned(), what, place]
        });
        out.push_str(&self.list(&["count", "severity", "code", "what", "the first is at"], rows.collect(), &[0]));
        out
    }
}

impl Tag {
    /// The value whose methods its operations are.
    fn reached(&self) -> String {
        self.service.as_ref().map_or("client".to_owned(), |service| format!("client.{service}()"))
    }

    /// How an operation is called, in short.
    fn call(&self, method: &str) -> String {
        self.service.as_ref().map_or_else(|| format!("client.{method}"), |service| format!("{service}().{method}"))
    }
}

/// Where the first of these is that stands anywhere.
fn first_place<'a>(found: &[&'a Diagnostic]) -> Option<(&'a Origin, Option<usize>)> {
    found.iter().find_map(|d| Some((d.origin.as_ref()?, d.offset)))
}

/// The message without what it first names.
fn blanked(message: &str) -> String {
    let mut parts = message.splitn(3, '`');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(before), Some(_), Some(after)) => format!("{before}`…`{after}"),
        _ => message.to_owned(),
    }
}
