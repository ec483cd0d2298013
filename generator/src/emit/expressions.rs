//! An expression of a type, as the examples of calls show it: what the document shows, else a value of ours.

use serde_json::Value;

use super::{literals, models};
use crate::model::{Arm, DefKind, Field, Presence, Sdk, Sent, Taking, Type, Union, Variant};
use crate::spec::Direction;

/// What is written for one example.
#[derive(Clone, Copy)]
pub struct Expressions<'a> {
    pub sdk: &'a Sdk,
    /// How deep inside of an argument what the document shows of optional fields stands.
    pub deepest: usize,
}

/// More of them hide what must be there.
pub const MOST_SETTERS: usize = 4;

/// Of what nobody has put together.
const MOST_OWN: usize = 3;

/// Of a list or a map.
const MOST_PARTS: usize = 3;

/// What an example shows of a choice.
enum Shown<'u> {
    Word(&'u Variant),
    Arm(&'u Arm),
}

impl Expressions<'_> {
    /// Whether an example is of a type, and a list of something.
    pub fn gives(self, ty: &Type, example: &Value) -> bool {
        match (ty, example) {
            (Type::Map(_), Value::Object(all)) if all.is_empty() => false,
            (Type::Json, _) => literals::json(example, "").is_some(),
            (Type::JsonMap, Value::Object(all)) => all.values().any(|e| literals::short_json(e, "").is_some()),
            (Type::List(item), Value::Array(list)) => !list.is_empty() && list.iter().all(|e| self.fits(item, e, 0)),
            _ => self.fits(ty, example, 0),
        }
    }

    /// An expression that a function takes for the type: texts as they are, and lists of them.
    pub fn taken(self, ty: &Type, example: Option<&Value>, text: &str, depth: usize) -> String {
        let spelled = || self.value(ty, example, text, depth);
        match (ty.behind(&self.sdk.defs), ty.taking(&self.sdk.defs)) {
            (Type::Text, _) => format!("{:?}", example.and_then(Value::as_str).unwrap_or(text)),
            // What takes an `f64` takes an `i32` as well.
            (Type::Float, Taking::Converted) => match example.map_or(Some(1.0), Value::as_f64) {
                Some(number) if number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX) => format!("{number:.0}"),
                _ => spelled(),
            },
            (_, Taking::Gathered(item)) => format!("[{}]", elements(example, |e| self.taken(item, e, text, depth + 1))),
            (_, Taking::OrNull(inner)) if example.is_some_and(|e| !e.is_null()) => {
                self.there(inner, example, text, depth + 1)
            }
            (_, Taking::Mapped(item)) => self.pairs(item, example, text, depth),
            (Type::Named(id), Taking::Converted) => {
                let union = match (self.sdk.defs.get(id.0).map(|def| &def.kind), example.and_then(Value::as_str)) {
                    (Some(DefKind::Union(union)), _) => union,
                    (Some(DefKind::Enum { values, .. }), Some(text)) if values.iter().all(|v| v.wire != text) => {
                        return format!("{text:?}");
                    }
                    _ => return spelled(),
                };
                match self.shows(union, example, depth) {
                    Some(Shown::Arm(arm)) if self.turns(union, arm) => match arm.ty.behind(&self.sdk.defs) {
                        Type::Text => self.taken(&arm.ty, example, text, depth + 1),
                        _ => self.value(&arm.ty, example, text, depth + 1),
                    },
                    _ => spelled(),
                }
            }
            (_, Taking::Converted | Taking::OrNull(_) | Taking::AsItIs) => spelled(),
        }
    }

    /// A map as the pairs that it is made of: those that the document shows, or one of ours.
    fn pairs(self, item: &Type, example: Option<&Value>, text: &str, depth: usize) -> String {
        let package = self.sdk.name.replace('-', "_");
        let shown = example.and_then(Value::as_object);
        // Pairs of which each says another type are no list.
        let texts = shown.is_none_or(|all| all.values().all(Value::is_string));
        let entry = |e: Option<&Value>| match (item, e) {
            (Type::Text, _) => Some(self.taken(item, e, "value", depth + 1)),
            (Type::Json, None) => Some("\"value\"".to_owned()),
            (Type::Json, Some(Value::String(text))) if texts => Some(format!("{text:?}")),
            (Type::Json, Some(e)) => literals::short_json(e, &package),
            (_, None) if depth > 1 && !item.is_turned(&self.sdk.defs) => None,
            _ => Some(self.value(item, e, text, depth + 1)),
        };
        if let Some(all) = entries(example, |e| entry(Some(e)), "") {
            return format!("[{all}]");
        }
        if *item == Type::Json && shown.is_some() {
            return format!("{package}::serde_json::Map::new()");
        }
        // What is deeper may hold itself.
        match entry(None).filter(|made| !made.contains("unreachable!()")) {
            Some(value) => format!("[(\"key\", {value})]"),
            None => "std::collections::BTreeMap::<String, _>::new()".to_owned(),
        }
    }

    /// An expression of the type; what the document gives as an example, where it fits.
    fn value(self, ty: &Type, example: Option<&Value>, text: &str, depth: usize) -> String {
        let package = self.sdk.name.replace('-', "_");
        match ty {
            Type::Bool => example.and_then(Value::as_bool).unwrap_or(true).to_string(),
            Type::Int => example.and_then(Value::as_i64).unwrap_or(1).to_string(),
            Type::Float => format!("{:?}", example.and_then(Value::as_f64).unwrap_or(1.0)),
            Type::Text => format!("{}.to_owned()", self.taken(ty, example, text, depth)),
            Type::Scalar(of) => {
                literals::given(*of, example, &package).unwrap_or_else(|| literals::ours(*of, &package))
            }
            Type::Json => match example.map(|e| (e, literals::json(e, &package))) {
                Some((_, Some(made))) => made,
                Some((Value::Object(_), None)) => format!("{package}::serde_json::json!({{}})"),
                Some((Value::Array(_), None)) => format!("{package}::serde_json::json!([])"),
                _ => format!("{package}::serde_json::Value::Null"),
            },
            Type::JsonMap => {
                let entries = entries(example, |e| literals::short_json(e, &package), ".to_owned()");
                entries.map_or_else(
                    || format!("{package}::serde_json::Map::new()"),
                    |all| format!("{package}::serde_json::Map::from_iter([{all}])"),
                )
            }
            Type::Map(item) => {
                let map = "std::collections::BTreeMap";
                let entries = entries(example, |e| Some(self.value(item, Some(e), text, depth + 1)), ".to_owned()");
                entries.map_or_else(|| format!("{map}::new()"), |all| format!("{map}::from([{all}])"))
            }
            // Lists that are this deep may hold themselves, and show nothing new: what the document shows has an end.
            Type::List(_) if depth > 1 && !example.is_some_and(is_filled) => "Vec::new()".to_owned(),
            Type::List(item) => format!("vec![{}]", elements(example, |e| self.value(item, e, text, depth + 1))),
            Type::Nullable(inner) => match example.filter(|e| !e.is_null()) {
                Some(_) => format!("Some({})", self.value(inner, example, text, depth + 1)),
                None => "None".to_owned(),
            },
            Type::Tuple(items) => {
                let given = |at: usize| example.and_then(|e| e.get(at));
                let items: Vec<String> =
                    items.iter().enumerate().map(|(at, ty)| self.value(ty, given(at), text, depth + 1)).collect();
                format!("({},)", items.join(", "))
            }
            Type::Named(id) => match self.sdk.defs.get(id.0) {
                Some(def) => match &def.kind {
                    DefKind::Alias(ty) => self.value(ty, example, text, depth),
                    DefKind::Enum { values: variants, open } => {
                        let wire = example.and_then(Value::as_str);
                        let given = variants.iter().find(|v| Some(v.wire.as_str()) == wire);
                        let made = match (wire, given.or(variants.first())) {
                            (Some(other), _) if *open && given.is_none() => format!("from({other:?})"),
                            (_, variant) => variant.map_or("Unknown", |v| &v.name).to_owned(),
                        };
                        format!("{package}::models::{}::{made}", def.name)
                    }
                    DefKind::Numbers(numbers) => {
                        let variant = numbers.iter().find(|n| example.and_then(Value::as_i64) == Some(n.value));
                        let variant = variant.or(numbers.first()).map_or("Unknown", |n| &n.name);
                        format!("{package}::models::{}::{variant}", def.name)
                    }
                    DefKind::Union(union) => {
                        let made = |variant: &str| format!("{package}::models::{}::{variant}", def.name);
                        match self.shows(union, example, depth) {
                            Some(Shown::Word(word)) => made(&word.name),
                            Some(Shown::Arm(arm)) if depth <= 16 => {
                                let inner = self.value(&arm.ty, example, text, depth + 1);
                                let inner = if arm.boxed { format!("Box::new({inner})") } else { inner };
                                format!("{}({inner})", made(&arm.name))
                            }
                            _ => "unreachable!()".to_owned(),
                        }
                    }
                    // A required chain this deep is a cycle that no value can satisfy.
                    DefKind::Struct(_) | DefKind::Form { .. } if depth > 16 => "unreachable!()".to_owned(),
                    kind @ (DefKind::Struct(fields) | DefKind::Form { fields, .. }) => {
                        let needed: Vec<String> =
                            fields.iter().filter(|f| f.asked()).map(|f| self.needed(f, example, depth + 1)).collect();
                        let more = self.setters(kind, fields, example, depth).concat();
                        format!("{package}::models::{}::new({}){more}", def.name, needed.join(", "))
                    }
                },
                None => "Default::default()".to_owned(),
            },
            Type::Sent(Sent::Body) => format!("{package}::Body::file(\"path/to/body\")"),
            Type::Sent(Sent::Upload) => format!("{package}::Upload::file({:?})", format!("path/to/{text}")),
            Type::Sent(Sent::Multipart) => {
                format!("{package}::Multipart::new().upload(\"file\", {package}::Upload::file(\"path/to/file\"))")
            }
        }
    }

    /// What the function that makes a struct takes for a field.
    fn needed(self, f: &Field, whole: Option<&Value>, depth: usize) -> String {
        let example = of_field(f, whole);
        match (f.presence, example.filter(|e| !e.is_null())) {
            // `null` says little, unless the document shows it.
            (Presence::Nullable, None) if example.is_some() || depth > 3 => "None".to_owned(),
            (Presence::Nullable, _) => self.there(&f.ty, example, &f.wire, depth),
            _ => self.taken(&f.ty, example, &f.wire, depth),
        }
    }

    /// A value where `None` is taken too: as it is, for all that has one type without more.
    fn there(self, ty: &Type, example: Option<&Value>, text: &str, depth: usize) -> String {
        match ty.behind(&self.sdk.defs) {
            Type::Text => self.taken(ty, example, text, depth),
            _ => match self.value(ty, example, text, depth) {
                made if made.contains("unreachable!()") => format!("Some({made})"),
                made => made,
            },
        }
    }

    /// The setters of what the document shows beside that which must be there.
    fn setters(self, kind: &DefKind, fields: &[Field], whole: Option<&Value>, depth: usize) -> Vec<String> {
        if depth > self.deepest {
            return Vec::new();
        }
        let may = |f: &&Field| {
            f.presence == Presence::Optional && f.constant.is_none() && f.direction != Direction::Read && !f.deprecated
        };
        let optional: Vec<&Field> = fields.iter().filter(may).collect();
        let setter = |f: &Field, e: Option<&Value>| {
            let made = self.taken(&f.ty, e, &f.wire, depth + 1);
            (!made.contains("unreachable!()")).then(|| format!(".{}({made})", f.name))
        };
        let given = |f: &&Field| {
            let example = whole?.get(&f.wire).filter(|e| self.gives(&f.ty, e))?;
            setter(f, Some(example))
        };
        let mut setters: Vec<String> = optional.iter().filter_map(given).take(MOST_SETTERS).collect();
        // Without a setter it would be empty, which says nothing of what is meant.
        if whole.is_none() && models::is_absent_by_default(fields) {
            setters = match optional.as_slice() {
                [only] if self.is_model(&only.ty) => {
                    Vec::from_iter(setter(only, only.example.as_ref()).filter(|made| !made.ends_with("::new())")))
                }
                _ => optional.iter().filter_map(|f| setter(f, Some(self.own(f)?))).take(MOST_OWN).collect(),
            };
        }
        // A form of files is sent for the sake of one.
        let is_file = |f: &Field| *f.ty.behind(&self.sdk.defs) == Type::Sent(Sent::Upload);
        if matches!(kind, DefKind::Form { .. }) && !fields.iter().any(|f| f.asked() && is_file(f)) {
            let file = optional.iter().find(|f| is_file(f));
            setters.extend(file.and_then(|f| setter(f, None)));
        }
        setters
    }

    fn is_model(self, ty: &Type) -> bool {
        let Type::Named(id) = ty.behind(&self.sdk.defs) else { return false };
        self.sdk.defs.get(id.0).is_some_and(|def| def.kind.fields().is_some())
    }

    /// What the document gives for a field by itself, where that is plain: one that holds the field again has no end.
    fn own(self, field: &Field) -> Option<&Value> {
        field.example.as_ref().filter(|e| !e.is_object() && !e.is_array() && self.gives(&field.ty, e))
    }

    /// Whether an example is one of this type, as far as its kind and the fields that must be there tell.
    fn fits(self, ty: &Type, example: &Value, depth: usize) -> bool {
        match ty {
            Type::Bool => example.is_boolean(),
            Type::Int => example.as_i64().is_some(),
            Type::Float => example.is_number(),
            Type::Text => example.is_string(),
            Type::Scalar(of) => literals::given(*of, Some(example), "").is_some(),
            Type::Json => true,
            Type::JsonMap | Type::Map(_) => example.is_object(),
            Type::List(_) | Type::Tuple(_) => example.is_array(),
            Type::Nullable(inner) => example.is_null() || self.fits(inner, example, depth),
            Type::Sent(_) => false,
            Type::Named(_) if depth > 16 => false,
            Type::Named(id) => match self.sdk.defs.get(id.0).map(|def| &def.kind) {
                Some(DefKind::Alias(ty)) => self.fits(ty, example, depth + 1),
                Some(DefKind::Enum { values, open }) => {
                    example.as_str().is_some_and(|e| *open || values.iter().any(|v| v.wire == e))
                }
                Some(DefKind::Numbers(numbers)) => numbers.iter().any(|n| Some(n.value) == example.as_i64()),
                Some(DefKind::Union(union)) => {
                    union.words.of(example).is_some() || union.arms.iter().any(|a| self.fits(&a.ty, example, depth + 1))
                }
                Some(DefKind::Struct(fields) | DefKind::Form { fields, .. }) => {
                    let there = |f: &Field| match &f.constant {
                        Some(constant) => example.get(&f.wire).is_none_or(|e| e == constant),
                        None => !f.asked() || example.get(&f.wire).is_some(),
                    };
                    example.is_object() && fields.iter().all(there)
                }
                None => false,
            },
        }
    }

    /// The arm of the example, else the one that ends soonest: one may hold the union itself.
    fn shows<'u>(self, union: &'u Union, example: Option<&Value>, depth: usize) -> Option<Shown<'u>> {
        let words = &union.words;
        if let Some(word) = example.and_then(|e| words.of(e)) {
            return Some(Shown::Word(word));
        }
        if let Some(arm) = union.arms.iter().find(|a| example.is_some_and(|e| self.fits(&a.ty, e, depth))) {
            return Some(Shown::Arm(arm));
        }
        let arm = union.arms.iter().find(|a| !a.boxed).or(union.arms.first());
        let first = words.texts.first().filter(|_| words.at == 0 || arm.is_none_or(|a| a.boxed));
        first.map(Shown::Word).or(arm.map(Shown::Arm))
    }

    /// Whether an expression of an arm says enough without the choice around it: a text, a number, a model.
    fn turns(self, union: &Union, arm: &Arm) -> bool {
        let plain = matches!(
            arm.ty.behind(&self.sdk.defs),
            Type::Bool | Type::Int | Type::Float | Type::Text | Type::Scalar(_) | Type::Named(_)
        );
        plain && union.comes_of(arm, &self.sdk.defs)
    }
}

fn is_filled(example: &Value) -> bool {
    example.as_array().is_some_and(|list| !list.is_empty())
}

/// What the document gives as elements of a list, or one of ours.
fn elements(example: Option<&Value>, element: impl Fn(Option<&Value>) -> String) -> String {
    let given = example.filter(|e| is_filled(e)).and_then(Value::as_array);
    let few =
        |given: &Vec<Value>| given.iter().take(MOST_PARTS).map(|v| element(Some(v))).collect::<Vec<_>>().join(", ");
    given.map_or_else(|| element(None), few)
}

/// What the document gives for a field: in the example of the whole, else its own. What may be null ends there, unless its
/// own is plain: one that holds the field again would go on without an end.
fn of_field<'a>(field: &'a Field, whole: Option<&'a Value>) -> Option<&'a Value> {
    let plain = |e: &&Value| field.presence != Presence::Nullable || !(e.is_object() || e.is_array());
    whole.and_then(|whole| whole.get(&field.wire)).or_else(|| field.example.as_ref().filter(plain))
}

/// The first entries of a map that the document gives, of those that can be shown; nothing where there are none.
/// `owned`: what makes a name of its literal.
fn entries(example: Option<&Value>, element: impl Fn(&Value) -> Option<String>, owned: &str) -> Option<String> {
    let entry = |(name, e): (&String, &Value)| Some(format!("({name:?}{owned}, {})", element(e)?));
    let shown: Vec<String> = example.and_then(Value::as_object)?.iter().filter_map(entry).take(MOST_PARTS).collect();
    (!shown.is_empty()).then(|| shown.join(", "))
}
