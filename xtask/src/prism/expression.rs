//! Values as Rust expressions of an SDK: scalars and files by their constructors, everything else by reading JSON.

use sdkwright::model::{DefKind, Field, Presence, Sdk, Sent, Type};
use sdkwright::spec::SchemePlace;
use serde_json::Value;

use super::wire::scalar;

/// An expression for a value, where a method takes the type.
///
/// # Errors
///
/// A form whose value is no object.
pub fn value(sdk: &Sdk, ty: &Type, value: &Value) -> Result<String, String> {
    Ok(match ty {
        Type::Text => format!("{:?}", scalar(value)),
        Type::Sent(Sent::Body) => format!("sdk::Body::from({:?})", scalar(value)),
        Type::Sent(Sent::Upload) => format!("sdk::Upload::from({:?}).file_name(\"a.txt\")", scalar(value)),
        Type::Sent(Sent::Multipart) => {
            let members = value.as_object().into_iter().flatten();
            let fields =
                members.map(|(name, v)| Ok(format!(".field({name:?}, &json::<serde_json::Value>({})?)", raw(v))));
            format!("sdk::Multipart::new(){}", fields.collect::<Result<String, String>>()?)
        }
        Type::List(item) if **item == Type::Sent(Sent::Upload) => {
            let list = value.as_array().into_iter().flatten();
            let items: Vec<String> = list.map(|v| self::value(sdk, item, v)).collect::<Result<_, _>>()?;
            format!("vec![{}]", items.join(", "))
        }
        ty => match form_of(sdk, ty) {
            Some((name, fields)) => form(sdk, name, fields, value)?,
            // Where a choice is taken, nothing else says what the JSON is to become.
            None => format!("json::<{}>({})?", spelled(sdk, ty, &inferred), raw(value)),
        },
    })
}

/// The name and the fields of a form.
fn form_of<'a>(sdk: &'a Sdk, ty: &Type) -> Option<(&'a str, &'a [Field])> {
    let Type::Named(id) = ty else { return None };
    let def = sdk.defs.get(id.0)?;
    match &def.kind {
        DefKind::Form { fields, .. } => Some((&def.name, fields)),
        _ => None,
    }
}

/// JSON as a raw string of Rust.
fn raw(value: &Value) -> String {
    let text = value.to_string();
    let hashes = "#".repeat(1 + text.split('"').map(|t| t.len() - t.trim_start_matches('#').len()).max().unwrap_or(0));
    format!("r{hashes}\"{text}\"{hashes}")
}

/// A form that holds files cannot be read, so it is put together.
fn form(sdk: &Sdk, name: &str, fields: &[Field], whole: &Value) -> Result<String, String> {
    let members = whole.as_object().ok_or("the form is no object")?;
    let (mut asked, mut setters) = (Vec::new(), String::new());
    for field in fields.iter().filter(|f| f.constant.is_none() && f.presence != Presence::Extra) {
        let member = members.get(&field.wire);
        match (field.asked(), member) {
            (true, Some(member)) => asked.push(value(sdk, &field.ty, member)?),
            (true, None) => return Err(format!("`{}` is asked for, and the document does not require it", field.wire)),
            (false, Some(member)) if !member.is_null() => {
                setters.push_str(&format!(".{}({})", field.name, value(sdk, &field.ty, member)?));
            }
            _ => {}
        }
    }
    Ok(format!("sdk::models::{name}::new({}){setters}", asked.join(", ")))
}

/// The name of a type; `leaf`: that of one that is neither a type of ours nor made of others.
pub fn spelled(sdk: &Sdk, ty: &Type, leaf: &dyn Fn(&Type) -> String) -> String {
    let spelled = |ty: &Type| spelled(sdk, ty, leaf);
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int => "i64".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Text => "String".to_owned(),
        Type::Json => "serde_json::Value".to_owned(),
        Type::JsonMap => "serde_json::Map<String, serde_json::Value>".to_owned(),
        Type::List(item) => format!("Vec<{}>", spelled(item)),
        Type::Map(item) => format!("std::collections::BTreeMap<String, {}>", spelled(item)),
        Type::Nullable(inner) => format!("Option<{}>", spelled(inner)),
        Type::Tuple(items) => format!("({},)", items.iter().map(spelled).collect::<Vec<_>>().join(", ")),
        Type::Named(id) => sdk.defs.get(id.0).map_or_else(String::new, |d| format!("sdk::models::{}", d.name)),
        ty => leaf(ty),
    }
}

/// Only the runtime's own types are spelled with its name; others, such as dates, are inferred.
fn inferred(leaf: &Type) -> String {
    match leaf {
        Type::Scalar(scalar) if scalar.path().starts_with("runtime::") => format!("sdk::{}", scalar.path()),
        _ => "_".to_owned(),
    }
}

/// The setters of the builder for every credential.
pub fn credentials(sdk: &Sdk) -> String {
    let setter = |c: &sdkwright::model::Credential| match c.place {
        SchemePlace::Basic => format!(".{}(\"user\", \"secret\")", c.setter),
        _ => format!(".{}(\"secret\")", c.setter),
    };
    sdk.credentials.iter().map(setter).collect()
}
