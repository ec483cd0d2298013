//! The texts, each like the answers of some kind of API, and the same ones every time that this runs.

use serde_json::{Map, Value, json};

/// How many values of each kind: a processor that meets the same one again and again learns by heart where its digits and
/// quotes are, so that what is measured is how well it remembers.
pub const VALUES: u64 = 16;

/// Makes the nth value of a kind.
type Make = fn(u64) -> Value;

/// Name and values of each kind.
pub fn all() -> Vec<(&'static str, Vec<Value>)> {
    let kinds: [(_, Make); 8] = [
        ("users", |nth| json!({"total": 25, "users": list(nth, 25, user)})),
        (
            "repositories",
            |nth| json!({"total_count": 9000, "incomplete_results": false, "items": list(nth, 30, repository)}),
        ),
        ("messages", |nth| json!({"messages": list(nth, 40, message)})),
        ("measurements", measurements),
        ("settings", settings),
        ("events", |nth| json!({"events": list(nth, 100, event)})),
        ("cells", |nth| json!({"cells": list(nth, 200, cell)})),
        ("records", |nth| json!({"records": list(nth, 50, record)})),
    ];
    kinds.map(|(name, value)| (name, (0..VALUES).map(value).collect())).into()
}

/// The items of the nth value; no two values have the same ones.
fn list(nth: u64, count: u64, item: fn(u64) -> Value) -> Value {
    (0..count).map(|n| item(nth * 1000 + n)).collect()
}

/// Numbers that look like any (splitmix64).
fn noise(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

fn date_time(n: u64) -> String {
    format!("20{:02}-{:02}-{:02}T{:02}:{:02}:{:02}", n % 30, n % 12 + 1, n % 28 + 1, n % 24, n % 60, n / 7 % 60)
}

fn user(n: u64) -> Value {
    let id = format!("{:020x}", u128::from(noise(n)));
    let email = format!("person{n}@example.org");
    let targets = (0..n % 3).map(|t| {
        json!({
            "$id": format!("{:020x}", u128::from(noise(n * 3 + t))), "$createdAt": date_time(n) + ".000+00:00",
            "$updatedAt": date_time(n + 9) + ".000+00:00", "name": "Aegon apple token", "userId": id,
            "providerId": "259125845563242502", "providerType": "email", "identifier": email, "expired": false,
        })
    });
    json!({
        "$id": id, "$createdAt": date_time(n) + ".000+00:00", "$updatedAt": date_time(n + 5) + ".000+00:00",
        "name": format!("Person Number {n}"), "hash": "argon2",
        "hashOptions": {"memoryCost": 65536, "timeCost": 4, "threads": 3},
        "registration": date_time(n) + ".000+00:00", "status": !n.is_multiple_of(5), "labels": ["vip", "beta"],
        "passwordUpdate": date_time(n + 1) + ".000+00:00", "email": email, "phone": format!("+4930303{n:07}"),
        "emailVerification": true, "phoneVerification": n.is_multiple_of(2), "mfa": false,
        "prefs": {"theme": "pink", "timezone": "UTC", "zoom": 1.25}, "targets": targets.collect::<Value>(),
        "accessedAt": date_time(n + 2) + ".000+00:00",
    })
}

fn repository(n: u64) -> Value {
    let url = format!("https://api.example.com/repos/octocat/project-{n}");
    let names = [
        ("archive_url", "/{archive_format}{/ref}"),
        ("assignees_url", "/assignees{/user}"),
        ("branches_url", "/branches{/branch}"),
        ("collaborators_url", "/collaborators{/collaborator}"),
        ("comments_url", "/comments{/number}"),
        ("commits_url", "/commits{/sha}"),
        ("contents_url", "/contents/{+path}"),
        ("contributors_url", "/contributors"),
        ("events_url", "/events"),
        ("forks_url", "/forks"),
        ("issues_url", "/issues{/number}"),
        ("keys_url", "/keys{/key_id}"),
        ("labels_url", "/labels{/name}"),
        ("languages_url", "/languages"),
        ("milestones_url", "/milestones{/number}"),
        ("pulls_url", "/pulls{/number}"),
        ("releases_url", "/releases{/id}"),
        ("tags_url", "/tags"),
    ];
    let mut value = json!({
        "id": noise(n) >> 35, "node_id": format!("R_{:016x}", noise(n)), "name": format!("project-{n}"),
        "full_name": format!("octocat/project-{n}"),
        "owner": {
            "login": "octocat", "id": 583231, "node_id": "MDQ6VXNlcjU4MzIzMQ==",
            "avatar_url": "https://avatars.example.com/u/583231?v=4", "gravatar_id": "",
            "html_url": "https://example.com/octocat", "followers_url": "https://api.example.com/users/octocat/followers",
            "repos_url": "https://api.example.com/users/octocat/repos", "type": "User", "site_admin": false,
        },
        "private": false, "html_url": format!("https://example.com/octocat/project-{n}"),
        "description": if n.is_multiple_of(4) { Value::Null } else { "A repository that is as good as any other one".into() },
        "fork": n.is_multiple_of(3), "url": url,
    });
    let Value::Object(fields) = &mut value else { return value };
    fields.extend(names.map(|(name, rest)| (name.to_owned(), format!("{url}{rest}").into())));
    let rest = json!({
        "homepage": null, "language": "Rust", "forks_count": noise(n) % 1000, "stargazers_count": noise(n) % 50_000,
        "watchers_count": noise(n) % 50_000, "size": noise(n) % 200_000, "default_branch": "main",
        "open_issues_count": n * 7, "is_template": false, "topics": ["sdk", "openapi", "rust", "generator"],
        "has_issues": true, "has_projects": true, "has_wiki": false, "has_pages": n.is_multiple_of(2), "archived": false,
        "disabled": false, "visibility": "public", "pushed_at": date_time(n) + "Z", "created_at": date_time(n + 1) + "Z",
        "updated_at": date_time(n + 2) + "Z",
        "license": {"key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": "https://api.example.com/licenses/mit"},
        "score": 1.0,
    });
    if let Value::Object(rest) = rest {
        fields.extend(rest);
    }
    value
}

fn message(n: u64) -> Value {
    const LINES: [&str; 5] = [
        "He said \"it works\", and it did.\n",
        "Größe, naïveté, façade: überall Zeichen.\n",
        "日本語のテキストもあります。\n",
        "C:\\Users\\ada\\notes.txt\tcolumn\r\n",
        "A line that needs no escape at all, and is a good deal longer.\n",
    ];
    let body: String = (0..6 + n % 5).map(|line| LINES[(noise(n * 31 + line) % 5) as usize]).collect();
    json!({
        "id": n, "author": "Zoë \"Zed\" O'Brien", "title": format!("Re: {} #{n}", LINES[(n % 5) as usize].trim()),
        "body": body, "quoted": body.lines().map(|l| format!("> {l}\n")).collect::<String>(),
        "tags": ["größer", "\u{1f389}", "plain", "a/b"],
    })
}

fn measurements(nth: u64) -> Value {
    let numbers = |count: u64| nth * 1000..nth * 1000 + count;
    let scaled = |n: u64, digits: i32| (noise(n) % 10_u64.pow(digits as u32 + 2)) as f64 / 10_f64.powi(digits);
    let point = |n: u64| {
        json!({
            "lat": scaled(n, 6) - 50.0, "lon": scaled(n + 1, 6) * 1.8 - 90.0, "alt": scaled(n + 2, 1),
            "time": 1_700_000_000 + n, "accuracy": scaled(n, 2),
        })
    };
    json!({
        "series": numbers(400).map(|n| scaled(n, (n % 15) as i32)).collect::<Vec<_>>(),
        "points": numbers(100).map(point).collect::<Vec<_>>(),
        "counts": numbers(400).map(|n| (noise(n) >> (n % 60)) as i64).collect::<Vec<_>>(),
    })
}

fn settings(nth: u64) -> Value {
    let map = |count: u64, value: &dyn Fn(u64) -> Value| {
        Value::Object(
            (0..count).map(|n| (format!("key_{:06x}", noise(nth * 1000 + n) >> 40), value(n))).collect::<Map<_, _>>(),
        )
    };
    let setting = |n: u64| json!({"value": format!("value {n}"), "locked": n.is_multiple_of(2), "weight": n});
    json!({
        "groups": map(12, &|_| map(10, &setting)),
        "limits": map(12, &|_| map(10, &|n| json!(n * 1000))),
        "raw": map(20, &|n| json!([n, {"deep": {"deeper": [1.5, null, true, "text"]}, "note": "raw JSON"}])),
    })
}

fn event(n: u64) -> Value {
    let actor = format!("user-{}", n % 7);
    match n % 4 {
        0 => {
            json!({"type": "opened", "id": n, "actor": actor, "title": "Something is not as it should be", "draft": false})
        }
        1 => json!({"type": "labeled", "id": n, "actor": actor, "label": "bug", "color": "d73a4a"}),
        2 => {
            json!({"type": "commented", "id": n, "actor": actor, "body": "I have seen it too, here and there.", "edited": true})
        }
        _ => {
            json!({"type": "closed", "id": n, "actor": actor, "commit": "6dcb09b5b57875f334f61aebed695e2e", "seconds": 86.25})
        }
    }
}

fn cell(n: u64) -> Value {
    match n % 6 {
        0 => json!("a text in a cell"),
        1 => json!(n as f64 / 4.0),
        2 => json!(n.is_multiple_of(4)),
        3 => json!(["one", "two", "three"]),
        4 => json!({"href": "https://example.com/page", "title": "A page", "hits": n}),
        _ => json!({"login": "octocat", "email": "octocat@example.com", "age": 12}),
    }
}

fn record(n: u64) -> Value {
    let uuid = |n: u64| {
        let (a, b) = (noise(n), noise(n + 1));
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xfff,
            b >> 52,
            b & 0xffff_ffff_ffff
        )
    };
    // Whole groups of three bytes need no padding.
    let bytes = |length: u64| (0..length * 4).map(|i| char::from(b'A' + (noise(n + i) % 26) as u8)).collect::<String>();
    json!({
        "id": uuid(n), "parent": uuid(n + 100), "created": date_time(n) + "Z", "changed": date_time(n + 3) + ".25Z",
        "day": &date_time(n)[..10], "digest": bytes(8), "content": bytes(60),
    })
}
