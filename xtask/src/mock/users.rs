//! The rules of the twelve operations, as Appwrite 0.9.3 has them.

use serde_json::{Value, json};

use super::data::Store;
use super::server::{Asked, Reply};

/// The answer to a request whose credentials are good.
pub fn handle(asked: &Asked, store: &mut Store) -> Reply {
    let path: Vec<&str> = asked.path.iter().map(String::as_str).collect();
    match (asked.method.as_str(), path.as_slice()) {
        ("GET", ["v1", "users"]) => list(asked, store),
        ("POST", ["v1", "users"]) => create(asked, store),
        (method, ["v1", "users", id, rest @ ..]) => {
            if id.chars().count() > 32 {
                return Reply::error(400, "Invalid userId: Value must be a valid string and no longer than 32 chars");
            }
            one(method, id, rest, asked, store)
        }
        _ => Reply::error(404, "Not Found"),
    }
}

fn one(method: &str, id: &str, rest: &[&str], asked: &Asked, store: &mut Store) -> Reply {
    if !matches!(
        (method, rest),
        ("GET" | "DELETE", [] | ["sessions"])
            | ("GET", ["logs" | "prefs"])
            | ("PATCH", ["prefs" | "status" | "verification"])
            | ("DELETE", ["sessions", _])
    ) {
        return Reply::error(404, "Not Found");
    }
    // Parameters are checked before anything is looked up.
    let given = |name: &str| asked.body.as_ref().and_then(|b| b.get(name));
    let number = |v: &Value| match v {
        Value::Bool(active) if store.boolean_status => Some(if *active { 1 } else { 2 }),
        v => v.as_i64().filter(|_| !store.boolean_status),
    };
    let status = match (rest, given("status").map(number)) {
        (["status"], None) => return missing("status"),
        (["status"], Some(Some(status @ 0..=2))) => status,
        (["status"], Some(_)) => return Reply::error(400, "Invalid status: Value must be one of (0, 1, 2)"),
        _ => 0,
    };
    let verified = match (rest, given("emailVerification")) {
        (["verification"], None) => return missing("emailVerification"),
        (["verification"], Some(Value::Bool(verified))) => *verified,
        (["verification"], Some(_)) => {
            return Reply::error(400, "Invalid emailVerification: Value must be a valid boolean");
        }
        _ => false,
    };
    let prefs = match (method, rest, given("prefs")) {
        ("PATCH", ["prefs"], None) => return missing("prefs"),
        ("PATCH", ["prefs"], Some(Value::Object(prefs))) => Some(prefs.clone()),
        ("PATCH", ["prefs"], Some(_)) => return Reply::error(400, "Invalid prefs: Value must be a valid object"),
        _ => None,
    };
    if id == "future" {
        // A newer server: a field and a value that this version does not know.
        let mut user = json!({
            "$id": "future", "name": "", "registration": 1, "status": 7, "passwordUpdate": 1,
            "email": "future@example.com", "emailVerification": true, "prefs": {},
        });
        user["labels"] = json!(["new"]);
        return Reply::json(200, user);
    }
    let boolean = store.boolean_status;
    let Some(user) = store.find(id) else { return Reply::error(404, "User not found") };
    match (method, rest) {
        ("GET", []) => Reply::json(200, user.json(boolean)),
        ("DELETE", []) => {
            store.users.retain(|u| u.id != id);
            Reply::empty()
        }
        ("GET", ["logs"]) if boolean => Reply::json(200, json!({"sum": user.logs.len(), "logs": user.logs})),
        ("GET", ["logs"]) => Reply::json(200, json!({"logs": user.logs})),
        ("GET", ["prefs"]) => Reply::json(200, Value::Object(user.prefs.clone().unwrap_or_default())),
        ("PATCH", ["prefs"]) => {
            user.prefs = prefs;
            Reply::json(200, Value::Object(user.prefs.clone().unwrap_or_default()))
        }
        ("GET", ["sessions"]) => Reply::json(200, json!({"sum": user.sessions.len(), "sessions": user.sessions})),
        ("DELETE", ["sessions"]) => {
            user.sessions.clear();
            Reply::empty()
        }
        // Idempotent: an unknown session is as good as a deleted one.
        ("DELETE", ["sessions", session]) => {
            user.sessions.retain(|s| s["$id"] != *session);
            Reply::empty()
        }
        ("PATCH", ["status"]) => {
            user.status = status;
            Reply::json(200, user.json(boolean))
        }
        _ => {
            user.verified = verified;
            Reply::json(200, user.json(boolean))
        }
    }
}

fn missing(name: &str) -> Reply {
    Reply::error(400, &format!("Param \"{name}\" is not optional."))
}

fn create(asked: &Asked, store: &mut Store) -> Reply {
    let text =
        |name: &str| asked.body.as_ref().and_then(|b| b.get(name)).map(|v| v.as_str().unwrap_or_default().to_owned());
    let Some(email) = text("email") else { return missing("email") };
    let Some(password) = text("password") else { return missing("password") };
    let name = text("name").unwrap_or_default();
    let valid = email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    if !valid {
        return Reply::error(400, "Invalid email: Value must be a valid email address");
    }
    if !(6..=32).contains(&password.len()) {
        return Reply::error(400, "Invalid password: Password must be between 6 and 32 chars long");
    }
    if name.chars().count() > 128 {
        return Reply::error(400, "Invalid name: Value must be a valid string and no longer than 128 chars");
    }
    if store.users.iter().any(|u| u.email == email.to_lowercase()) {
        return Reply::error(409, "User already registered");
    }
    let boolean = store.boolean_status;
    Reply::json(201, store.create(&email, &name).json(boolean))
}

fn list(asked: &Asked, store: &Store) -> Reply {
    let number = |name: &str, default: usize, max: usize| match asked.query.get(name) {
        None => Ok(default),
        Some(text) => match text.parse() {
            Ok(n) if n <= max => Ok(n),
            _ => Err(Reply::error(400, &format!("Invalid {name}: Value must be a valid range between 0 and {max}"))),
        },
    };
    let (limit, offset) = match (number("limit", 25, 100), number("offset", 0, 2000)) {
        (Ok(limit), Ok(offset)) => (limit, offset),
        (Err(reply), _) | (_, Err(reply)) => return reply,
    };
    let search = asked.query.get("search").map(|s| s.to_lowercase()).unwrap_or_default();
    if search.chars().count() > 256 {
        return Reply::error(400, "Invalid search: Value must be a valid string and no longer than 256 chars");
    }
    let backwards = match asked.query.get("orderType").map(String::as_str) {
        None | Some("ASC") => false,
        Some("DESC") => true,
        Some(_) => return Reply::error(400, "Invalid orderType: Value must be one of (ASC, DESC)"),
    };
    let mut found: Vec<_> =
        store.users.iter().filter(|u| u.email.contains(&search) || u.name.to_lowercase().contains(&search)).collect();
    if backwards {
        found.reverse();
    }
    let page: Vec<_> = found.iter().skip(offset).take(limit).map(|u| u.json(store.boolean_status)).collect();
    Reply::json(200, json!({"sum": found.len(), "users": page}))
}
