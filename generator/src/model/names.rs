//! Who gets which name. Every name is claimed in a scope; a second claim takes its next, longer candidate.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::casing;
use super::record::{self, Given};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{Handler, Operation};

/// What modules with types of their own beside the models call by its short name.
pub const PRELUDE: [&str; 15] = [
    "Box",
    "Call",
    "Client",
    "Clone",
    "Debug",
    "Err",
    "From",
    "Into",
    "IntoFuture",
    "None",
    "Ok",
    "Option",
    "Result",
    "Some",
    "String",
];

/// Names that are taken, by folded form: two names that differ by case alone would share a file on some disks.
#[derive(Debug, Default)]
pub struct Scope {
    taken: BTreeMap<String, Option<Origin>>,
    /// The names that an earlier run gave, by key and wish.
    kept: BTreeMap<(String, String), VecDeque<String>>,
    /// Those that nobody has claimed yet, by folded form.
    held: BTreeSet<String>,
    /// What the record calls it; empty: names are not recorded.
    pub title: String,
    /// Whether each key has one wish, which then need not be recorded.
    members: bool,
    given: Vec<(String, String, String)>,
}

impl Scope {
    /// A scope in which these names are ours.
    pub fn reserving(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|n| (fold(n), None)).collect(), ..Self::default() }
    }

    /// The same, with names that are recorded (`record.rs`).
    pub fn recorded(title: String, names: &[&str], members: bool) -> Self {
        Self { title, members, ..Self::reserving(names) }
    }

    /// Holds a name for what has this key and wish, unless it is ours or held for another.
    pub fn hold(&mut self, key: &str, wish: &str, name: &str) {
        let folded = fold(name);
        if !self.taken.contains_key(&folded) && self.held.insert(folded) {
            self.kept.entry((key.to_owned(), wish.to_owned())).or_default().push_back(name.to_owned());
        }
    }

    /// Gives what has this key the name that is held for it, whatever it wishes for by now, else the first that is free: for
    /// names that come from prose.
    pub fn keep(&mut self, key: &str, candidates: &[String]) -> String {
        let mut kept = self.kept.iter_mut().filter(|((of, _), _)| *of == record::line(key));
        let name = match kept.find_map(|(_, names)| names.pop_front()) {
            Some(name) => name,
            None => self.fresh(candidates),
        };
        self.held.remove(&fold(&name));
        self.claim_for(key, &[name], &Origin::default(), &mut Diagnostics::default())
    }

    /// Gives a name that somebody asked for by hand: whoever it was held for is named anew.
    pub fn pin(&mut self, key: &str, candidates: &[String], origin: &Origin, diagnostics: &mut Diagnostics) -> String {
        if let Some(folded) = candidates.first().map(|name| fold(name))
            && self.held.remove(&folded)
        {
            self.kept.values_mut().for_each(|names| names.retain(|name| fold(name) != folded));
        }
        self.claim_for(key, candidates, origin, diagnostics)
    }

    /// Whether a name is held for what has this key.
    pub fn keeps(&self, key: &str) -> bool {
        let key = record::line(key);
        self.kept.iter().any(|((of, _), names)| *of == key && !names.is_empty())
    }

    /// Records that what has this key, and wishes for a name of its own, goes by one that is given already.
    pub fn note(&mut self, key: &str, wish: &str, name: &str) {
        self.given.push((record::line(key), wish.to_owned(), name.to_owned()));
    }

    /// The first candidate that is free, without a word: for names that the document does not give.
    pub fn choose(&mut self, candidates: &[String], origin: &Origin) -> String {
        self.claim(candidates, origin, &mut Diagnostics::default())
    }

    /// The first candidate that is free; a number is the last resort.
    pub fn claim(&mut self, candidates: &[String], origin: &Origin, diagnostics: &mut Diagnostics) -> String {
        self.claim_for("", candidates, origin, diagnostics)
    }

    /// The name that is held for this key, else as [`Scope::claim`].
    pub fn claim_for(
        &mut self,
        key: &str,
        candidates: &[String],
        origin: &Origin,
        diagnostics: &mut Diagnostics,
    ) -> String {
        let wish = candidates.first().map(String::as_str).unwrap_or_default();
        let held = self.held_for(key, wish);
        self.grant(key, wish, held, candidates, origin, diagnostics)
    }

    /// The same for what wishes for a name of its own, and gets a shorter one while that will do: what is recorded is the wish, so
    /// that the name stays when it would not do any more. It stays too where a candidate was the wish of an earlier run.
    pub fn claim_as(
        &mut self,
        key: &str,
        wish: &str,
        candidates: &[String],
        origin: &Origin,
        diagnostics: &mut Diagnostics,
    ) -> String {
        let mut wishes = std::iter::once(wish).chain(candidates.iter().map(String::as_str));
        let held = wishes.find_map(|wish| self.held_for(key, wish)).or_else(|| self.held_as(key, candidates));
        self.grant(key, wish, held, candidates, origin, diagnostics)
    }

    /// Takes the name that is held for this key and wish.
    fn held_for(&mut self, key: &str, wish: &str) -> Option<String> {
        self.kept.get_mut(&(record::line(key), wish.to_owned())).and_then(VecDeque::pop_front)
    }

    /// Takes a name of these that is held for this key, whatever it wished for.
    fn held_as(&mut self, key: &str, names: &[String]) -> Option<String> {
        let key = record::line(key);
        let mut kept = self.kept.iter_mut().filter(|((of, _), _)| *of == key);
        kept.find_map(|(_, held)| held.remove(held.iter().position(|name| names.contains(name))?))
    }

    fn grant(
        &mut self,
        key: &str,
        wish: &str,
        held: Option<String>,
        candidates: &[String],
        origin: &Origin,
        diagnostics: &mut Diagnostics,
    ) -> String {
        let entry = (record::line(key), wish.to_owned());
        let name = held.unwrap_or_else(|| self.fresh(candidates));
        let wish = fold(&entry.1);
        let why = match self.taken.get(&wish) {
            Some(Some(holder)) => Some(("the holder of the name", Some(holder))),
            // A value that is called as the variant for what is unknown is what it is: nobody could call it anything else.
            Some(None) if self.title.starts_with("variants ") => None,
            Some(None) => Some(("the SDK itself has this name there", None)),
            None => self.held.contains(&wish).then_some(("the name is held for another", None)),
        };
        if let Some((why, holder)) = why.filter(|_| entry.1 != name) {
            diagnostics.push(
                Diagnostic::new(Code::Renamed, format!("`{}` is taken; this is named `{name}`", entry.1))
                    .at(origin)
                    .note(why, holder),
            );
        }
        self.held.remove(&fold(&name));
        self.taken.insert(fold(&name), Some(origin.clone()));
        if !self.title.is_empty() && !key.is_empty() {
            self.given.push((entry.0, entry.1, name.clone()));
        }
        name
    }

    fn fresh(&self, candidates: &[String]) -> String {
        let free = |name: &&String| !self.taken.contains_key(&fold(name)) && !self.held.contains(&fold(name));
        match (candidates.iter().find(free), candidates.last()) {
            (Some(name), _) => name.clone(),
            (None, Some(last)) => {
                let mut numbered = (2usize..).map(|n| casing::longer(last, &n.to_string()));
                numbered.find(|name| free(&name)).unwrap_or_else(|| last.clone())
            }
            (None, None) => "value".to_owned(),
        }
    }

    /// Whether the document writes a name as it is: no two such names are the same.
    pub fn plain(key: &str, name: &str) -> bool {
        fold(name) == key
    }

    /// What was given, for the record.
    pub fn given(self) -> (String, Vec<Given>) {
        let mut given = Vec::new();
        for (key, wish, name) in self.given {
            let granted = wish == name;
            if self.members && granted && Self::plain(&key, &name) {
                continue;
            }
            // A key that looks like a whole line, or that an editor would trim, is written with its name.
            let odd = key.contains(" = ") || key.ends_with(char::is_whitespace) || key.starts_with(record::OURS);
            let bare = self.members && granted && !odd;
            given.push(Given { key, wish: (!granted).then_some(wish), name: (!bare).then_some(name) });
        }
        (self.title, given)
    }
}

fn fold(name: &str) -> String {
    name.strip_prefix("r#").unwrap_or(name).to_lowercase()
}

/// The method of a service: what an extension calls it, else its handler or the operationId, without the words of its tag.
pub fn method(operation: &Operation, tag: Option<&str>) -> Vec<String> {
    let reads = ["GET", "HEAD"].contains(&operation.method.as_str());
    let stems = stems(operation).flat_map(|stem| of_id(stem, tag, reads).into_iter().take(1));
    let called = operation.called.iter().map(|called| casing::snake(called));
    called.chain(stems).chain(of_id(&operation.id, tag, reads)).collect()
}

/// What the types of an operation are called after within a service: the first of these that no other operation has taken. One that
/// shares its operationId with others of the document is often alone with it in its service.
pub fn stems(operation: &Operation) -> impl Iterator<Item = &str> {
    let handler = operation.handler.iter();
    let handler = handler.flat_map(|handler| std::iter::once(handler.name.as_str()).chain(handler.longer.as_deref()));
    handler.chain(operation.shared_id.as_deref()).chain([operation.id.as_str()])
}

/// What inline types of an operation are called after, which is unique in the document: the handler that its request type is called
/// after, with the tag that it is alone in, or the operationId.
pub fn owner(operation: &Operation, stem: &str, tag: Option<&str>) -> String {
    match &operation.handler {
        Some(handler) if handler.name == stem && handler.whole => handler.name.clone(),
        Some(handler) if handler.name == stem => format!("{} {}", tag.unwrap_or_default(), handler.name),
        Some(Handler { longer: Some(longer), .. }) if longer == stem => longer.clone(),
        _ => operation.id.clone(),
    }
}

/// What is done with a thing, as the first or the last word of an operation: `disk_list`, `tag_add_assets`.
const VERBS: &str = "\
    accept activate add approve archive assign attach authorize bulk cancel capture change check clear clone close \
    complete confirm convert copy count create deactivate delete deny detach disable download edit enable execute exists \
    export fetch find generate get import insert invite link list lock login logout lookup merge modify move open patch \
    pause post preview publish put query read refresh register reject remove rename renew replace resend reset resolve \
    restart restore resume retrieve revoke rotate run save search send set share show start stop submit subscribe suspend \
    sync test unassign unlink unlock unsubscribe update upload upsert validate verify view";

/// `reads`: whether it is a `GET` or a `HEAD`, which does nothing to a thing.
fn of_id(operation_id: &str, tag: Option<&str>, reads: bool) -> Vec<String> {
    let words = casing::words(operation_id);
    let whole = casing::snake(operation_id);
    // `disk_list` of `Disks` says no more than `disks_list`, and `profile_api-list` of `profile_api` than `profile-list`.
    let same =
        |tag: &[String]| tag.iter().zip(&words).all(|(tag, word)| ones(tag).iter().any(|one| ones(word).contains(one)));
    let said = casing::words(without_steps(tag.unwrap_or_default()).as_ref());
    let bare = tag_words(tag);
    // Of `beta.prompts` and `system/networking`, too, what comes last is what is spoken of; `Send` of `MailSend` is what is done.
    let is_verb = |word: &String| VERBS.split(' ').any(|verb| verb == word);
    let ends = (1..bare.len()).filter_map(|from| bare.get(from..));
    let ends = ends.filter(|end| !words.get(..end.len()).is_some_and(|cut| cut.last().is_some_and(is_verb)));
    let mut said = [said.as_slice(), bare.as_slice()].into_iter().chain(ends);
    let prefix = said.find(|tag| !tag.is_empty() && words.len() > tag.len() && same(tag)).unwrap_or(&bare);
    let same = same(prefix);
    // `refundPayment` of `Refunds` is what is done, and not what it is done with.
    let thing = |rest: &[String]| {
        let ends = [rest.first(), rest.last()];
        reads || words.starts_with(prefix) || ends.into_iter().flatten().any(is_verb)
    };
    match words.get(prefix.len()..).filter(|rest| same && !prefix.is_empty() && thing(rest)) {
        // `kanji_1` of `kanjis` has no other name.
        Some(rest @ [first, ..]) if !casing::ties(first) && rest.concat().contains(char::is_alphabetic) => {
            vec![casing::snake(&rest.join("_")), whole]
        }
        _ => vec![whole.clone(), casing::longer(&whole, "_call")],
    }
}

/// What a word may be one of: `category` of `categories`, `status` of `statuses`.
fn ones(word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    let stem = |end: &str| word.strip_suffix(end).filter(|stem| stem.len() > 2);
    all.extend(stem("s").map(str::to_owned));
    all.extend(stem("es").filter(|stem| stem.ends_with(['s', 'x', 'z', 'h'])).map(str::to_owned));
    all.extend(stem("ies").map(|stem| format!("{stem}y")));
    all
}

/// What makes two tags one service.
pub fn tag_words(tag: Option<&str>) -> Vec<String> {
    let mut words = casing::words(without_steps(tag.unwrap_or_default()).as_ref());
    // Every service is one: frameworks call a tag after a class.
    let bare = match words.as_slice() {
        [bare @ .., last] if ["api", "apis", "controller"].contains(&last.as_str()) => bare.len(),
        // `Users API's`
        [bare @ .., api, s] if api == "api" && s == "s" => bare.len(),
        _ => words.len(),
    };
    // `xAPI` is a name.
    if words.iter().take(bare).map(String::len).sum::<usize>() > 1 {
        words.truncate(bare);
    }
    words
}

/// A tag without the word that says that it is one: `users` of `UsersController`.
pub fn bare_tag(tag: &str) -> String {
    let words = tag_words(Some(tag));
    if words.len() < casing::words(tag).len() { words.join("_") } else { tag.to_owned() }
}

/// `hotels > rooms` of `hotels > {hotel id} > rooms`: a parameter of the path that somebody calls a tag after is no word of it.
fn without_steps(tag: &str) -> Cow<'_, str> {
    let mut parts = tag.split('{');
    let first = parts.next().unwrap_or_default();
    let rest: Option<Vec<&str>> = parts.map(|part| Some(part.split_once('}')?.1)).collect();
    match rest {
        Some(rest) if !rest.is_empty() && tag.chars().any(char::is_alphabetic) => {
            let bare = format!("{first} {}", rest.join(" "));
            // A tag of nothing else is called after it.
            if bare.contains(char::is_alphabetic) { Cow::Owned(bare) } else { Cow::Borrowed(tag) }
        }
        _ => Cow::Borrowed(tag),
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, of_id};
    use crate::diag::Diagnostics;
    use crate::load::Origin;

    #[test]
    fn the_words_of_the_tag_are_said_once() {
        let table = [
            ("usersCreate", Some("users"), "create"),
            ("disk_list", Some("Disks"), "list"),
            ("bankAccountCreate", Some("BankAccounts"), "create"),
            ("address_create", Some("Addresses"), "create"),
            ("categoryCreate", Some("Categories"), "create"),
            ("houseCreate", Some("Houses"), "create"),
            ("RefundPayment", Some("Refunds"), "refund_payment"),
            ("tagAssets", Some("Tags"), "tag_assets"),
            ("diskSnapshotsList", Some("Disks"), "snapshots_list"),
            ("refundsPayment", Some("Refunds"), "payment"),
            ("documents_by_query", Some("Documents"), "documents_by_query"),
            ("users", Some("users"), "users"),
            ("userlist", Some("users"), "userlist"),
            ("getUser", None, "get_user"),
            ("usersCreate", Some("UsersController"), "create"),
            ("apiCreate", Some("API"), "create"),
            ("text_processing_api-schedule", Some("text_processing_api"), "schedule"),
            ("text_processing-schedule", Some("text_processing_api"), "schedule"),
            ("users_create", Some("Users API's"), "create"),
            ("xapi_create", Some("xAPI"), "xapi_create"),
            ("prompts_create", Some("beta.prompts"), "create"),
            ("networking_bgp_create", Some("system/networking"), "bgp_create"),
            ("beta_prompts_create", Some("beta.prompts"), "create"),
            ("kanji_1", Some("kanjis"), "kanji_1"),
            ("SendMail", Some("Mail Send"), "send_mail"),
            ("listDashboardLists", Some("dashboard_lists"), "list_dashboard_lists"),
            ("hotelsCreate", Some("hotels > {hotel Id}"), "create"),
            ("hotelsRoomsCreate", Some("hotels > {hotel Id} > rooms"), "create"),
            ("hotelCreate", Some("{hotel}"), "create"),
        ];
        for (id, tag, expected) in table {
            assert_eq!(of_id(id, tag, false).first().map(String::as_str), Some(expected), "{id} of {tag:?}");
        }
        assert_eq!(of_id("userProfile", Some("Users"), true).first().map(String::as_str), Some("profile"));
    }

    #[test]
    fn a_shorter_name_stays_when_it_would_not_do_any_more() {
        let claim = |held: Option<(&str, &str)>, candidates: [&str; 2]| {
            let mut scope = Scope::recorded("variants State".to_owned(), &[], true);
            held.into_iter().for_each(|(wish, name)| scope.hold("STATE_ON", wish, name));
            let candidates = candidates.map(str::to_owned);
            scope.claim_as("STATE_ON", "StateOn", &candidates, &Origin::default(), &mut Diagnostics::default())
        };
        assert_eq!(claim(None, ["On", "StateOn"]), "On");
        assert_eq!(claim(Some(("StateOn", "On")), ["StateOn", "StateOnValue"]), "On");
        assert_eq!(claim(Some(("StateOn", "StateOn")), ["On", "StateOn"]), "StateOn");
        assert_eq!(claim(Some(("Other", "Other")), ["On", "StateOn"]), "On");
        assert_eq!(claim(Some(("Other", "StateOn")), ["On", "StateOn"]), "StateOn");
    }
}
