//! What a run came to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

/// Why an operation is an exception: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Prism cannot read the document, or does not start.
    Unread,
    /// Prism ended while it was called.
    Ended,
    /// Prism's router chose another operation that the path fits as well.
    Ambiguous,
    /// Prism's router does not know the operation: its path has an expression of RFC 6570.
    Unrouted,
    /// Two variables of a path touch, and prism splits what stands for them at another place than it was put together.
    Touching,
    /// A body that is no text, under a media type that prism does not parse: it takes it for a text.
    TextBody,
    /// A list or an object in a form, or in an object that is spread over the query: prism takes it for a text.
    TextPart,
    /// A security scheme that the document does not have: prism refuses what asks for it.
    UnknownScheme,
    /// A header parameter that OpenAPI 3 says is none (§4.8.12.1): prism wants it.
    IgnoredHeader,
    /// An object that is spread over the query and not sent: prism wants its members.
    AbsentObject,
    /// A name of the query has brackets, and must be there: prism looks for the escaped one.
    EscapedName,
    /// The document names a media type that is none, or two that contradict each other.
    MediaType,
    /// An answer that prism can neither write nor judge: a form, or what is no text under a media type of texts. One of ours is
    /// sent in its place, and whether it was read is another column.
    Unwritable,
    /// The one success is that the connection becomes another one.
    Upgrade,
    /// No value was found that the schema of a parameter or body allows.
    NoValue,
    /// What arrived is what was meant, and prism refuses it.
    Refused,
    /// Prism has no answer: none is documented, or its generator gives up.
    Unanswered,
    /// An answer of prism is none that the document describes, by its own validators or by our reading of the schema; whether
    /// one of ours in its place was read is another column.
    Unfit,
    /// The SDK does not have the operation or a parameter of it.
    Absent,
    /// Something is missing or changed on the way.
    Lost,
    /// An answer that fits the document is not read.
    Undecoded,
    /// The SDK fails before sending, or the request does not arrive.
    Unsent,
    /// The program does not compile.
    Uncompiled,
}

impl Code {
    fn id(self) -> &'static str {
        match self {
            Self::Unread => "prism unread",
            Self::Ended => "prism ended",
            Self::Ambiguous => "prism ambiguous",
            Self::Unrouted => "prism unrouted",
            Self::Touching => "prism touching",
            Self::TextBody => "prism text-body",
            Self::TextPart => "prism text-part",
            Self::UnknownScheme => "prism unknown-scheme",
            Self::IgnoredHeader => "prism ignored-header",
            Self::AbsentObject => "prism absent-object",
            Self::EscapedName => "prism escaped-name",
            Self::MediaType => "prism media-type",
            Self::Unwritable => "prism unwritable-answer",
            Self::Upgrade => "prism upgrade",
            Self::NoValue => "no-value",
            Self::Refused => "refused-as-meant",
            Self::Unanswered => "unanswered",
            Self::Unfit => "unfit-answer",
            Self::Absent => "OURS absent",
            Self::Lost => "OURS lost",
            Self::Undecoded => "OURS undecoded",
            Self::Unsent => "OURS unsent",
            Self::Uncompiled => "OURS uncompiled",
        }
    }

    /// Whether it is what prism cannot do, or cannot do with the document, and everything was right as far as it could be seen.
    pub fn beyond(self) -> bool {
        self <= Self::Upgrade
    }

    /// Whether the SDK is at fault.
    pub fn ours(self) -> bool {
        self >= Self::Absent
    }
}

/// A call that is not as it should be.
#[derive(Clone, Debug)]
pub struct Exception {
    pub operation: String,
    pub call: &'static str,
    pub code: Code,
    pub detail: String,
}

/// The figures of a document.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub slug: String,
    pub operations: usize,
    /// Operations of which both calls reached the operation.
    pub hit: usize,
    /// Of which both calls were accepted, and everything arrived.
    pub accepted: usize,
    /// Of which both answers were read.
    pub decoded: usize,
    /// Operations that were not read, for nothing but what prism cannot do.
    pub beyond: usize,
    pub exceptions: Vec<Exception>,
    /// Calls whose answer was made of the schema, because the example of the document does not fit it.
    pub generated: usize,
}

/// For people: a table, then each exception.
pub fn summary(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut line = |words: String| _ = writeln!(text, "{words}");
    line(format!(
        "{:34} {:>10} {:>6} {:>8} {:>8} {:>6}  exceptions",
        "document", "operations", "hit", "accepted", "decoded", "beyond"
    ));
    let mut all = Row { slug: "in all".to_owned(), ..Row::default() };
    for row in rows {
        line(figures(row));
        all.operations += row.operations;
        all.hit += row.hit;
        all.accepted += row.accepted;
        all.decoded += row.decoded;
        all.beyond += row.beyond;
        all.generated += row.generated;
        all.exceptions.extend(row.exceptions.iter().cloned());
    }
    line(figures(&all));
    let able = all.operations - all.beyond;
    let share = |n: usize| 100.0 * n as f64 / all.operations.max(1) as f64;
    line(format!(
        "{:.2} % hit, {:.2} % accepted, {:.2} % decoded; {:.2} % of the {} operations that prism can answer; {} answers were made \
         of the schema, because prism had none that fits it",
        share(all.hit),
        share(all.accepted),
        share(all.decoded),
        100.0 * all.decoded as f64 / able.max(1) as f64,
        able,
        all.generated
    ));
    for row in rows {
        for e in &row.exceptions {
            line(format!("  {} {} ({}): {}: {:.300}", row.slug, e.operation, e.call, e.code.id(), e.detail));
        }
    }
    text
}

fn figures(row: &Row) -> String {
    let mut codes: BTreeMap<Code, usize> = BTreeMap::new();
    row.exceptions.iter().for_each(|e| *codes.entry(e.code).or_default() += 1);
    let codes: Vec<String> = codes.into_iter().map(|(code, n)| format!("{n} {}", code.id())).collect();
    format!(
        "{:34} {:>10} {:>6} {:>8} {:>8} {:>6}  {}",
        row.slug,
        row.operations,
        row.hit,
        row.accepted,
        row.decoded,
        row.beyond,
        codes.join(", ")
    )
}

/// A line of JSON for each exception.
pub fn lines(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        for e in &row.exceptions {
            let line = json!({"document": row.slug, "operation": e.operation, "call": e.call, "code": e.code.id(), "detail": e.detail});
            _ = writeln!(text, "{line}");
        }
    }
    text
}
