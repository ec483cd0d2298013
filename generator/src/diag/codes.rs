//! The catalogue: one row a code. `sdkwright explain CODE` prints a row; scripts rely on the ids.

/// How much a finding costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Generation stops at the end of the stage.
    Error,
    /// An operation is absent from the SDK.
    Skipped,
    /// A type is weaker than the document says.
    Degraded,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Every one, the worst first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Skipped, Self::Degraded, Self::Note];

    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Skipped => "skipped",
            Self::Degraded => "degraded",
            Self::Note => "note",
        }
    }
}

macro_rules! catalogue {
    ($($name:ident $id:literal $severity:ident $title:literal $explanation:literal)*) => {
        /// A stable code of the catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $title] $name,)* }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The id that is printed, e.g. `E0101`.
            pub fn id(self) -> &'static str { match self { $(Self::$name => $id,)* } }

            /// How much it costs.
            pub fn severity(self) -> Severity { match self { $(Self::$name => Severity::$severity,)* } }

            /// A short name.
            pub fn title(self) -> &'static str { match self { $(Self::$name => $title,)* } }

            /// What it means and what to do, in a paragraph.
            pub fn explanation(self) -> &'static str { match self { $(Self::$name => $explanation,)* } }
        }
    };
}

impl Code {
    /// Reads an id, in any case.
    ///
    /// # Errors
    ///
    /// An id that the catalogue does not have, with the one that looks like it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wanted = text.trim().to_uppercase();
        if let Some(code) = Self::ALL.iter().find(|c| c.id() == wanted) {
            return Ok(*code);
        }
        // The letter is easier to mistake than the number.
        let digits = |id: &str| id.get(1..).unwrap_or_default().to_owned();
        let distance = |code: &&Self| match strsim::osa_distance(code.id(), &wanted) {
            1 if digits(code.id()) == digits(&wanted) => 0,
            other => other,
        };
        let near = Self::ALL.iter().min_by_key(distance).filter(|code| distance(code) <= 2);
        let hint = near.map(|code| format!("; did you mean `{}` ({})?", code.id(), code.title()));
        Err(format!("no diagnostic has the code `{text}`{}", hint.unwrap_or_default()))
    }
}

catalogue! {
    FileUnreadable "E0101" Error "the file cannot be read"
        "The document, or a file that it names, does not exist or cannot be opened. Check the path; relative paths start at the current folder."
    SyntaxError "E0102" Error "the file is neither YAML nor JSON"
        "The text does not parse. The place named is where the parser gave up; the fault is often on the line before."
    DuplicateKey "D0103" Degraded "a mapping has the same key twice"
        "YAML and JSON leave it open which of two equal keys counts, so readers disagree. The last one is taken here. Remove or rename one."
    TooDeep "E0104" Error "the document nests too deeply"
        "More than 127 levels of nesting, or aliases that expand without bound. No real API needs this; the document was refused to protect the machine."
    OverlayFault "E0105" Error "an overlay cannot be applied"
        "The overlay is not of the form that the Overlay Specification (1.0 or 1.1) gives it, its JSONPath does not parse, or what it brings does not fit what it selects. Nothing is generated from half an overlay."
    OverlaySelectsNothing "N0106" Note "the target of an overlay selects nothing"
        "The action has no effect, which the specification allows. Often the document has changed since the overlay was written, or the JSONPath has a slip."
    OverlayForOther "N0107" Note "an overlay is for another document"
        "Its `extends` has another file name than the document. It is applied all the same."
    NearlyJson "N0109" Note "a file looks like JSON and is not"
        "A comma too many, a comment or the like. YAML allows what JSON does not, so that the document is read as YAML; tools that only read JSON refuse it. Correct the place."
    NotOpenApi "E0201" Error "not an OpenAPI document"
        "The root must be a mapping with an `openapi` field (`3.0.x`, `3.1.x` or `3.2.x`) or, for Swagger, `swagger: '2.0'`. Check that it is the document that you meant."
    UnsupportedDialect "E0202" Error "this OpenAPI version is not read yet"
        "Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read. Convert older documents."
    DanglingReference "D0203" Degraded "a `$ref` points at nothing or at itself"
        "The reference names a place that the document does not have, a file that cannot be read, or in the end itself. What it stands for is left out, or typed as raw JSON. Correct the reference or add the target."
    DuplicateOperationId "N0204" Note "two operations share an operationId"
        "operationId must be unique in a document (OpenAPI 3.0.3 §4.7.10); it becomes the name of a method. One is named by its method and path as well: the later, unless the record of names knows better. Rename one."
    InvalidEntry "S0205" Skipped "an entry of the document cannot be read"
        "The entry does not have the form that the specification gives it. It is left out of the SDK and the rest is generated. The message says what was expected; correct the entry."
    LostOperations "S0206" Skipped "a path or operation is a `$ref` that points at nothing"
        "What the reference names is not there, so there is no operation to generate. Correct the reference or add the target."
    PathWithoutSlash "N0207" Note "a path does not start with a slash"
        "Every path starts with a slash (OpenAPI 3.0.3 §4.7.8.1): it is appended to the URL of a server. It is taken as if it did."
    OddVersion "N0208" Note "the version stands in the field of another dialect"
        "Swagger 2.0 says `swagger: '2.0'`, every later version `openapi: 3.0.3` or the like. The document is read as its version says, whatever the field is called."
    UndeclaredScheme "D0209" Degraded "a security requirement names no security scheme"
        "`security` is a list of alternatives, each a mapping whose names are those of security schemes of the document (OpenAPI 3.0.3 §4.7.30). What is something else, or has another name, is left out; a name is reported once. So that no call goes without credentials by mistake, any one scheme of the document will do where nothing else with credentials is left. Declare the scheme, or correct the name."
    MissingOperationId "N0401" Note "an operation has no operationId"
        "A name was made from the method and the path. Add an operationId to choose it."
    PathParameter "N0402" Note "path template and path parameters disagree"
        "Every `{name}` of a path must have a path parameter, and every path parameter a place (OpenAPI 3.0.3 §4.7.8.1). An undeclared one is the parameter that the query has by its name, else a string; an unused one is not sent."
    UntypedSchema "D0501" Degraded "a schema has no single Rust type yet"
        "The value is typed as raw JSON (`serde_json::Value`). The message names the keyword that stood in the way. You can read and build such a value with `serde_json`; where the document need not be so general, a narrower schema gives a narrower type."
    IgnoredKeyword "N0502" Note "a part of the document has no effect on the SDK"
        "It was understood, but nothing is generated from it: an encoding that is done in another way. The message says what happens instead, and what you can do where you need it."
    RepairedKeyword "N0503" Note "a keyword has a value of the wrong kind"
        "The value is not one that the specification allows, but what was meant is clear; it is read like that. Correct the document."
    UndeclaredRequired "N0504" Note "a required name is no property"
        "`required` lists a name that the schema does not declare (JSON Schema 2020-12 §6.5.3 allows it). Where one that it declares is spelled much alike, it is a slip and has no effect; else there is a property of raw JSON, which is not asked for. Declare the property, or correct the name."
    MisfitValue "N0505" Note "a default or an example is no value of its schema"
        "The document shows a value that its own schema does not allow. It is left out of the generated documentation. Correct the value or the schema."
    UnknownFormat "N0506" Note "a format is not known"
        "The format is neither in the OpenAPI Format Registry nor in JSON Schema. The type is that of the schema without it. Each such format is reported once."
    MisspeltField "N0507" Note "a field is spelled much like one of the specification"
        "The object has a field that OpenAPI does not give it, and one that OpenAPI gives it has nearly the same name. It has no effect, and often a part of the document has none with it: a body under `requestbody`, properties under `porperties`. Correct the name. If the field is one of your own, begin its name with `x-`."
    LeftOutMedia "N0511" Note "a representation of a body is left out"
        "The same body can be sent or read in another representation that the SDK has already, or the media type is none. The message names both."
    UntypedMedia "D0512" Degraded "a body is sent or read as it is"
        "The document has a schema for a body that is neither JSON nor a form with named parts, such as XML. The SDK sends or reads its text or bytes; the caller writes or parses them."
    Renamed "N0601" Note "a name was changed to keep it unique"
        "Two places of the document asked for the same Rust name; the later one takes a longer one. Rename one of them in the document if you do not like the name."
    BadConfig "E0701" Error "sdkwright.toml is wrong"
        "The configuration has an unknown key, a wrong type or a wrong value, or does not have the SDK that was asked for. The message says what would be right."
    UnusedConfig "N0702" Note "an entry of the configuration has no effect"
        "The entry names something that does not occur, often because the document was mended since. Delete it, so that it does not hide something new."
    BadRecord "E0703" Error "the record of names is damaged"
        "The file in which sdkwright keeps the names of an SDK has a line that it did not write, often of a merge that was not finished. Without that line names would move. Mend it from the history of the file: each entry stands on its own, so that of a merge both sides can stay. If there is no way back, delete the file; then all names are given afresh."
    SelectsNothing "E0704" Error "a selection selects nothing"
        "An entry of `only` or `--only` names an operation or a tag that the document does not have, often because the document has changed. Correct or delete the entry: callers that rely on the operation have to know."
    OutputNotOurs "E0801" Error "a file in the way is not ours"
        "The output folder holds a file that sdkwright would write but did not write before. It is never overwritten; move it away or choose another folder."
    StaleKept "N0802" Note "a file that is no longer generated was changed by hand"
        "The file was written by sdkwright once and then edited, so it is not deleted with the others. Move what you need and delete it."
    RunFinished "N0803" Note "a run that was stopped was finished"
        "An earlier run was stopped, by a signal or a fault of the machine, while it moved its files to their places. It had written down what was left to do, and that was done now, before anything else."
    EditReplaced "N0804" Note "a generated file was changed by hand"
        "The file does not hold what sdkwright wrote. It is written anew, because the SDK is what the document says; keep what you add in files of your own. `--check` shows the difference before anything is written."
    InWorkspace "N0805" Note "a workspace inside another"
        "The crate is a workspace of its own, so that it builds wherever it lies, and lies inside another one: cargo refuses that as soon as a crate of the outer one depends on it, or its `members` take it in. Add the folder to `exclude` under `[workspace]` there, or say `member = true` for the SDK in `sdkwright.toml`; it then is one of the members."
}
