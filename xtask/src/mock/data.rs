//! What the server remembers.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

/// Users with what hangs on them, and what arrived.
#[derive(Debug, Default)]
pub struct Store {
    pub users: Vec<User>,
    /// Ids that were ever given out stay taken.
    pub taken: BTreeSet<String>,
    pub requests: Vec<String>,
    pub last_headers: Vec<(String, String)>,
    /// As 0.12 has it.
    pub boolean_status: bool,
    next: u64,
}

/// A user.
#[derive(Clone, Debug)]
pub struct User {
    pub id: String,
    pub email: String,
    pub name: String,
    pub status: i64,
    pub verified: bool,
    pub registered: u64,
    /// `None` until set: PHP writes an empty map as an array.
    pub prefs: Option<Map<String, Value>>,
    pub sessions: Vec<Value>,
    pub logs: Vec<Value>,
}

impl Store {
    pub fn seeded(users: usize, boolean_status: bool) -> Self {
        let mut store = Self { boolean_status, ..Self::default() };
        for n in 0..users {
            store.create(&format!("user{n}@example.com"), &format!("User {n}"));
        }
        store
    }

    pub fn create(&mut self, email: &str, name: &str) -> &User {
        self.next += 1;
        let id = format!("5e5ea5c{:06x}", self.next);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        self.taken.insert(id.clone());
        let mut user = User {
            email: email.to_lowercase(),
            name: name.to_owned(),
            status: 0,
            verified: false,
            registered: now,
            prefs: None,
            sessions: vec![session(&id, now)],
            logs: vec![log(now)],
            id,
        };
        if self.boolean_status {
            // 0.12 says in each entry whose it is.
            let whose = json!({"userId": user.id, "userEmail": user.email, "userName": user.name, "mode": "default"});
            if let (Some(Value::Object(log)), Value::Object(whose)) = (user.logs.first_mut(), whose) {
                log.extend(whose);
            }
        }
        let at = self.users.len();
        self.users.push(user);
        &self.users[at]
    }

    pub fn find(&mut self, id: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|u| u.id == id)
    }
}

impl User {
    pub fn json(&self, boolean_status: bool) -> Value {
        let status = if boolean_status { json!(self.status != 2) } else { json!(self.status) };
        let prefs = match &self.prefs {
            Some(prefs) if !prefs.is_empty() => Value::Object(prefs.clone()),
            _ => json!([]),
        };
        json!({
            "$id": self.id,
            "name": self.name,
            "registration": self.registered,
            "status": status,
            "passwordUpdate": self.registered,
            "email": self.email,
            "emailVerification": self.verified,
            "prefs": prefs,
        })
    }
}

/// What is known of the device, in a session and in a log alike.
fn device(value: &mut Value) {
    let facts = json!({
        "ip": "127.0.0.1", "osCode": "MAC", "osName": "Mac", "osVersion": "10.15", "clientType": "browser",
        "clientCode": "CM", "clientName": "Chrome Mobile iOS", "clientVersion": "84.0", "clientEngine": "WebKit",
        "clientEngineVersion": "605.1.15", "deviceName": "smartphone", "deviceBrand": "", "deviceModel": "",
        "countryCode": "--", "countryName": "Unknown",
    });
    if let (Value::Object(value), Value::Object(facts)) = (value, facts) {
        value.extend(facts);
    }
}

fn session(user: &str, now: u64) -> Value {
    let mut session = json!({
        "$id": format!("{user}-s1"), "userId": user, "expire": now + 31_536_000, "provider": "email",
        "providerUid": "", "providerToken": "", "current": false,
    });
    device(&mut session);
    session
}

fn log(now: u64) -> Value {
    let mut log = json!({"event": "account.create", "time": now});
    device(&mut log);
    log
}
