//! What names say that need not be said: words that all of them have, or that what is around them has said. Pure functions
//! on names in Rust's case.

use std::collections::{BTreeMap, BTreeSet};

use super::casing;

/// How many words at the start and at the end of a name are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cut {
    front: usize,
    back: usize,
}

impl Cut {
    /// What is left of a name; nothing where that is no good name.
    fn of(self, name: &str) -> Option<&str> {
        let starts = starts(name);
        let end = starts.len().checked_sub(self.back).filter(|end| *end > self.front)?;
        let rest = name.get(*starts.get(self.front)?..starts.get(end).copied().unwrap_or(name.len()))?;
        (self == Self::default() || is_name(rest) && !self.ties(rest)).then_some(rest)
    }

    /// Whether a word that was left out is what another belongs to: `CheckIn` and `AddOn` are whole.
    fn ties(self, rest: &str) -> bool {
        let mut words = pieces(rest);
        let first = words.next().unwrap_or_default();
        let last = words.last().unwrap_or(first);
        let front = self.front > 0 && casing::ties(first);
        let back = self.back > 0 && casing::ties(last) && !["At", "In", "On"].contains(&last);
        // `And` and `Or` of filters are all that they say, and `InProgress` is a state like `Done`.
        (front || back) && !["And", "Or", "InProgress"].contains(&rest)
    }

    /// The same, or less of it where it leaves no good name.
    fn ways(self) -> impl Iterator<Item = Self> {
        [self, Self { back: 0, ..self }, Self { front: 0, ..self }].into_iter().filter(|cut| *cut != Self::default())
    }
}

/// The names of the arms of a choice without what they need not say: what all of them say (`shared`: the document named some),
/// then what the choice says and most of them too. A word of the choice that few of them have tells those from the others.
/// `taken`: what others of them are called.
pub fn of_arms(names: &[&str], owner: &str, taken: &[String], shared: bool) -> BTreeMap<String, String> {
    // The base of a family has the name of all of it.
    let names: BTreeSet<&str> = names.iter().copied().filter(|name| *name != owner).collect();
    let first = names.first().copied().unwrap_or_default();
    let all = names.iter().skip(1).fold(None, |all: Option<Cut>, name| {
        let (front, back) = (leading(first, name), trailing(first, name));
        Some(all.map_or(Cut { front, back }, |all| Cut { front: all.front.min(front), back: all.back.min(back) }))
    });
    let without = |cut: Cut| names.iter().map(|name| Some((*name, cut.of(name)?))).collect::<Option<Vec<_>>>();
    let sound = |cut: Cut| Some((cut, without(cut).filter(|rests| distinct(rests, taken))?));
    let whole = || (Cut::default(), names.iter().map(|name| (*name, *name)).collect::<Vec<_>>());
    let (all, cut) = all.filter(|_| shared).and_then(sound).unwrap_or_else(whole);
    // As many words of the choice as most of them have, of which some may be gone already.
    let leads = |name: &str, rest: &str| leading(rest, owner).max(leading(name, owner).saturating_sub(all.front));
    let trails = |name: &str, rest: &str| trailing(rest, owner).max(trailing(name, owner).saturating_sub(all.back));
    let most = |count: &dyn Fn(&str, &str) -> usize| {
        let having = |words: &usize| cut.iter().filter(|(name, rest)| count(name, rest) >= *words).count();
        (1..=starts(owner).len()).take_while(|words| 2 * having(words) > cut.len()).count()
    };
    let (front, back) = (most(&leads), most(&trails));
    let own = cut.iter().map(|(name, rest)| {
        let own = Cut { front: leads(name, rest).min(front), back: trails(name, rest).min(back) };
        (*name, own.ways().find_map(|own| own.of(rest)).unwrap_or(rest))
    });
    let own = Some(own.collect()).filter(|own: &Vec<_>| distinct(own, taken)).unwrap_or(cut);
    own.into_iter().map(|(name, rest)| (name.to_owned(), rest.to_owned())).collect()
}

/// Whether no name is that of another, and none is taken.
fn distinct(names: &[(&str, &str)], taken: &[String]) -> bool {
    let mut seen: BTreeSet<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    names.iter().all(|(_, name)| seen.insert(name.to_lowercase()))
}

/// `UserEvent` among the arms of `Event` is `User`, and `UserAddEmailAction` among those of `UserAction` is `AddEmail`.
pub fn without<'n>(name: &'n str, owner: &str) -> &'n str {
    let cut = Cut { front: leading(name, owner), back: trailing(name, owner) };
    cut.ways().find_map(|cut| cut.of(name)).unwrap_or(name)
}

/// The names of the values of an enum without what all of them say first, where that is what the enum is called, or the end of
/// it: `BATCH_STATUS_QUEUED` of `BatchStatus`.
pub fn of_values<'n>(names: &[&'n str], owner: &str) -> Vec<&'n str> {
    let words: Vec<&str> = pieces(owner).collect();
    let starting = |from: usize| {
        let said = words.get(from..)?;
        let rest = |name: &&'n str| {
            let rest = name.strip_prefix(said.concat().as_str())?;
            let starts = pieces(name).take(said.len()).eq(said.iter().copied());
            // The variant that every enum has is told from a value by the whole name of that.
            let rest = if rest == "Unknown" { name } else { rest };
            (starts && is_name(rest)).then_some(rest)
        };
        let rests: Vec<&str> = names.iter().map(rest).collect::<Option<_>>()?;
        distinct(&rests.iter().map(|rest| ("", *rest)).collect::<Vec<_>>(), &[]).then_some(rests)
    };
    let cut = (0..words.len()).find_map(starting).filter(|rests| rests.len() > 1);
    cut.unwrap_or_else(|| names.to_vec())
}

/// `AllowlistIdentifierType` of `AllowlistIdentifier` and `IdentifierType`: what the one ends with and the other begins with, once.
pub fn joined(owner: &str, part: &str) -> Option<String> {
    let (before, after): (Vec<&str>, Vec<&str>) = (pieces(owner).collect(), pieces(part).collect());
    let one = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let same = |count: &usize| {
        let (end, start) = (before.len().checked_sub(*count).and_then(|at| before.get(at..)), after.get(..*count));
        end.zip(start).is_some_and(|(end, start)| end.iter().map(|w| one(w)).eq(start.iter().map(|w| one(w))))
    };
    // What has no more words than its owner would be called like that.
    let count = (1..=before.len()).rev().find(same).filter(|count| *count < before.len().max(after.len()))?;
    let short = before.get(..before.len().checked_sub(count)?)?.concat() + part;
    (short != owner).then_some(short)
}

/// The words that two names begin with.
pub fn shared_start<'n>(name: &'n str, other: &str) -> &'n str {
    let starts = starts(name);
    let end = match leading(name, other) {
        0 => 0,
        count => starts.get(count).copied().unwrap_or(name.len()),
    };
    name.get(..end).unwrap_or_default()
}

/// Whether what is left of a name is one.
fn is_name(rest: &str) -> bool {
    rest.starts_with(char::is_uppercase) && rest.chars().nth(1).is_some() && !["Self", "Unknown"].contains(&rest)
}

/// How many words two names begin with.
fn leading(name: &str, other: &str) -> usize {
    pieces(name).zip(pieces(other)).take_while(|(one, other)| one == other).count()
}

/// How many words two names end with.
fn trailing(name: &str, other: &str) -> usize {
    let (one, other): (Vec<&str>, Vec<&str>) = (pieces(name).collect(), pieces(other).collect());
    one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
}

/// The words of a name as they stand there.
fn pieces(name: &str) -> impl Iterator<Item = &str> {
    let starts = starts(name);
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([name.len()]).collect();
    starts.into_iter().zip(ends).filter_map(|(start, end)| name.get(start..end))
}

/// Where the words of a name begin.
fn starts(name: &str) -> Vec<usize> {
    let mut at = 0;
    let mut starts = Vec::new();
    for word in casing::joined_words(name) {
        starts.push(at);
        at += word.len();
    }
    // A letter may be longer in the other case: then where words begin is not known.
    if at == name.len() { starts } else { vec![0] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_by_the_choice() {
        let table = [
            ("UserEvent", "Event", "User"),
            ("EventUser", "Event", "User"),
            ("UserAddEmailAction", "UserAction", "AddEmail"),
            ("UserAddEmailAction", "UserUpdateAction", "AddEmail"),
            ("UserMessageV2", "ChatMessageV2", "User"),
            ("Event", "Event", "Event"),
            ("UserAction", "UserAction", "UserAction"),
            ("UserEvent", "UserEventList", "UserEvent"),
            ("ListOfUsers", "ListItem", "ListOfUsers"),
            ("OnKeyTrigger", "Trigger", "OnKey"),
            ("OAuth", "Auth", "OAuth"),
            ("OAuthCredential", "AuthCredential", "OAuth"),
            ("PlanBAction", "Action", "PlanB"),
            ("BAction", "Action", "BAction"),
            ("OrFilter", "Filter", "Or"),
            ("TaskInProgress", "Task", "InProgress"),
            ("TaskInCash", "Task", "TaskInCash"),
            ("ArrivedAtTrigger", "Trigger", "ArrivedAt"),
            ("FilterOf", "Filter", "FilterOf"),
            ("Users", "User", "Users"),
            ("Cat", "Pet", "Cat"),
        ];
        for (name, owner, expected) in table {
            assert_eq!(without(name, owner), expected, "{name} of {owner}");
        }
    }

    #[test]
    fn what_an_owner_says_already() {
        let table = [
            ("AllowlistIdentifier", "IdentifierType", Some("AllowlistIdentifierType")),
            ("BadRequestError", "Errors", Some("BadRequestErrors")),
            ("Service", "ServiceStatus", Some("ServiceStatus")),
            ("ClusterHealth", "ClusterHealthState", Some("ClusterHealthState")),
            ("UserSettings", "SettingKind", Some("UserSettingKind")),
            ("Service", "Service", None),
            ("User", "Users", None),
            ("AccountUser", "User", None),
            ("User", "Role", None),
        ];
        for (owner, part, expected) in table {
            assert_eq!(joined(owner, part).as_deref(), expected, "{part} of {owner}");
        }
    }

    #[test]
    fn what_the_values_of_an_enum_say() {
        let table: [(&str, &[&str], &[&str]); 8] = [
            ("BatchStatus", &["BatchStatusQueued", "BatchStatusDone"], &["Queued", "Done"]),
            ("ItemVisibility", &["VisibilityHidden", "VisibilityShown"], &["Hidden", "Shown"]),
            ("State", &["StateOn", "StateUnknown"], &["On", "StateUnknown"]),
            ("State", &["StateOn", "Off"], &["StateOn", "Off"]),
            ("State", &["StateOn"], &["StateOn"]),
            ("State", &["State", "StateOn"], &["State", "StateOn"]),
            ("Plan", &["PlanA", "PlanB"], &["PlanA", "PlanB"]),
            ("Size", &["Size1k", "Size2k"], &["Size1k", "Size2k"]),
        ];
        for (owner, names, expected) in table {
            assert_eq!(of_values(names, owner), expected, "{owner}");
        }
    }

    #[test]
    fn what_all_arms_say() {
        let table: [(&str, &[&str], &[&str]); 19] = [
            ("Row", &["ButtonForRequest", "InputForRequest"], &["Button", "Input"]),
            ("Response", &["ChatStreamStartEvent", "ChatStreamEndEvent"], &["Start", "End"]),
            ("Verification", &["VerificationOtp", "VerificationOauth"], &["Otp", "Oauth"]),
            (
                "LogsProcessor",
                &["LogsDateProcessor", "LogsUrlParser", "LogsMapProcessor"],
                &["Date", "UrlParser", "Map"],
            ),
            ("TestTool", &["TestToolRunA1", "TestToolStop", "TestSpecial"], &["RunA1", "Stop", "Special"]),
            // A word of the choice that one arm alone has tells it from the others.
            ("UserItem", &["UserBanAction", "KickAction"], &["UserBan", "Kick"]),
            ("UserItem", &["UserBan", "Kick"], &["UserBan", "Kick"]),
            ("Event", &["UserEvent", "TeamEvent", "Ping"], &["User", "Team", "Ping"]),
            // Of what all say, something would have nothing left.
            ("Event", &["UserEvent", "UserMadeEvent"], &["User", "UserMade"]),
            ("ChatResponse", &["NonStreamedChatResponse", "StreamedChatResponse"], &["NonStreamed", "Streamed"]),
            ("Customer", &["DeletedCustomer", "Customer"], &["Deleted", "Customer"]),
            ("Source", &["Method", "MethodCard"], &["Method", "MethodCard"]),
            ("Auth", &["OAuth", "BasicAuth"], &["OAuth", "BasicAuth"]),
            ("Plan", &["PlanA", "PlanB"], &["PlanA", "PlanB"]),
            ("Source", &["EventForUser", "ListForUser"], &["Event", "List"]),
            ("Source", &["PaidByUser", "PaidByTeam"], &["User", "Team"]),
            ("Source", &["PayBy", "PayTo"], &["PayBy", "PayTo"]),
            ("Source", &["IsSelf", "IsOther"], &["IsSelf", "IsOther"]),
            ("Source", &["SentA1", "SentB"], &["SentA1", "SentB"]),
        ];
        for (owner, names, expected) in table {
            let short = of_arms(names, owner, &[], true);
            let rests: Vec<&str> = names.iter().map(|name| short.get(*name).map_or(*name, String::as_str)).collect();
            assert_eq!(rests, expected, "{owner}");
        }
        let taken = ["Text".to_owned()];
        let rest = |short: &BTreeMap<String, String>| short.values().next().cloned();
        assert_eq!(rest(&of_arms(&["SentText", "SentZip"], "Content", &taken, true)).as_deref(), Some("SentText"));
        assert_eq!(rest(&of_arms(&["UserMade", "UserZip"], "Event", &[], false)).as_deref(), Some("UserMade"));
    }
}
