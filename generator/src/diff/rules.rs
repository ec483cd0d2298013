//! THE table of rules: what a change does to those who call the SDK. Scripts rely on the codes.

/// Whom a change concerns, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A caller that compiled stops compiling.
    Source,
    /// Callers compile, and what they send or await is no longer what the server does.
    Wire,
    /// Nobody has to do anything.
    Compatible,
    /// Only words changed.
    Docs,
}

impl Class {
    /// Every one, the worst first.
    pub const ALL: [Self; 4] = [Self::Source, Self::Wire, Self::Compatible, Self::Docs];

    /// As machines read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Wire => "wire",
            Self::Compatible => "compatible",
            Self::Docs => "docs",
        }
    }

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Source => "Breaking for source code",
            Self::Wire => "Breaking on the wire",
            Self::Compatible => "Compatible",
            Self::Docs => "Documentation",
        }
    }

    /// In a sentence, behind a number.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Source => "breaking for source code",
            Self::Wire => "breaking on the wire",
            Self::Compatible => "compatible",
            Self::Docs => "of documentation only",
        }
    }

    /// Whether callers must look at it.
    pub fn breaks(self) -> bool {
        matches!(self, Self::Source | Self::Wire)
    }
}

macro_rules! rules {
    ($($name:ident $code:literal $class:ident $title:literal $many:literal $why:literal)*) => {
        /// A rule of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule { $(#[doc = $title] $name,)* }

        impl Rule {
            /// Every rule, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code that is printed, e.g. `newly-asked`.
            pub fn code(self) -> &'static str { match self { $(Self::$name => $code,)* } }

            /// Whom it concerns.
            pub fn class(self) -> Class { match self { $(Self::$name => Class::$class,)* } }

            /// What happened, in a few words.
            pub fn title(self) -> &'static str { match self { $(Self::$name => $title,)* } }

            /// What happened to several items.
            pub fn titles(self) -> &'static str { match self { $(Self::$name => $many,)* } }

            /// Why it is of its class, in a paragraph.
            pub fn why(self) -> &'static str { match self { $(Self::$name => $why,)* } }
        }
    };
}

rules! {
    Removed "removed" Source "is gone" "are gone"
        "A caller that names it has nothing left to name. What the document drops is dropped from the SDK; who must keep it keeps the older version."
    Renamed "renamed" Source "has another name" "have other names"
        "It is the same thing on the wire under another name in Rust. `[sdk.NAME.schemas]` keeps the name of a type."
    TypeChanged "type-changed" Source "has another type" "have another type"
        "A caller that reads or gives the old type has one that no longer fits, also where one would hold the other: `i64` is no `f64` in Rust, and what is left to the compiler (`text.parse()?`, `text.into()`) it can no longer infer where `Uuid` is `impl Into<String>` now."
    PresenceChanged "presence-changed" Source "changed whether it may be missing" "changed whether they may be missing"
        "A field is `T`, `Option<T>` or `Nullable<T>` by whether it is required and nullable, whatever its direction; each is read in another way."
    NewlyAsked "newly-asked" Source "must be given now" "must be given now"
        "What is required is an argument of the method, or of `new`: one more than callers give. Of a parameter of the client, calls fail that cannot go without."
    NoLongerAsked "no-longer-asked" Source "is no argument any more" "are no arguments any more"
        "What is optional is set by a method of its own, and what has one value alone is not asked for: callers give one argument too many."
    OrderChanged "order-changed" Source "stands at another place among the arguments" "stand at other places among the arguments"
        "Arguments stand in the order of the path, then in that of the document. The types at the places changed, so that callers stop compiling."
    KindChanged "kind-changed" Source "is another kind of type" "are another kind of type"
        "A struct, an enum, a choice and another name for a type are each made and read in their own way."
    ConstructorLost "constructor-lost" Source "can no longer be built" "can no longer be built"
        "Only what a request sends has `new` and setters. No request sends it any more."
    DefaultLost "default-lost" Source "has no `Default` any more" "have no `Default` any more"
        "A struct has a default where it asks for nothing. Now it asks for something."
    Swapped "swapped" Wire "takes values of the same types in another order" "take values of the same types in another order"
        "The arguments changed places, and their types are alike: callers compile, and send a value under another name."
    RouteChanged "route-changed" Wire "is called by another method or path" "are called by another method or path"
        "Callers compile. A program with the older SDK calls what the server may no longer have."
    TravelChanged "travel-changed" Wire "travels in another way" "travel in another way"
        "Another place, style or media type: callers compile, and only the newer SDK writes what the server reads, or asks for what it answers with."
    ConstantChanged "constant-changed" Wire "has another fixed value" "have another fixed value"
        "It is sent without asking, so that callers compile and send the new value."
    CredentialsNarrowed "credentials-narrowed" Wire "wants other credentials" "want other credentials"
        "A set of credentials that was enough no longer is: calls of a client that is made as before are refused."
    ServerChanged "server-changed" Wire "has another address" "have another address"
        "Callers compile, and their calls go elsewhere."
    MayBeMissing "may-be-missing" Wire "may be left out of answers now" "may be left out of answers now"
        "It was there with a value or `null`; the older SDK refuses an answer without it. In Rust both are an `Option`."
    Added "added" Compatible "is new" "are new"
        "Structs and enums can grow (`#[non_exhaustive]`), and what is optional is a method of its own, so that nobody has to know of it."
    AlwaysThere "always-there" Compatible "is always in answers now" "are always in answers now"
        "In Rust it is an `Option` as before, because it may be `null`."
    Constructible "constructible" Compatible "can be built now" "can be built now"
        "A request sends it: it has `new` and setters beside what it had."
    CredentialsWidened "credentials-widened" Compatible "takes other credentials, too" "take other credentials, too"
        "What was enough still is."
    AcceptNarrowed "accept-narrowed" Compatible "asks for fewer media types" "ask for fewer media types"
        "The older SDK asked for them too, if only as a part of `*/*`, and reads what comes in the same way."
    Strictness "strictness" Compatible "is more or less strict about unknown values" "are more or less strict about unknown values"
        "An unknown value is kept in either case. Only a client that was made strict tells the difference."
    PagesChanged "pages-changed" Compatible "is walked in another way" "are walked in another way"
        "The methods that walk it are the same; how the next page is asked for is the SDK's to know."
    Deprecated "deprecated" Compatible "is deprecated" "are deprecated"
        "Callers get a warning. It works as before."
    Undeprecated "undeprecated" Compatible "is no longer deprecated" "are no longer deprecated"
        "A warning goes away."
    Reworded "reworded" Docs "is described in other words" "are described in other words"
        "Descriptions, examples, limits and documented defaults: the SDK neither checks nor sends them."
}

impl Rule {
    /// The rule of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.code() == code)
    }
}
