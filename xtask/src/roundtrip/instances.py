"""Makes JSON instances of component schemas with `hypothesis-jsonschema`, valid ones and such as must be refused.

    python3 instances.py REQUEST OUT

REQUEST is `{"seed", "plans", "each", "documents": [{"id", "path", "schemas": [names]}]}`; a line of OUT is
`{"document", "schema", "valid": [values], "invalid": [{"value", "path", "what"}], "reason"}`.
"""

import base64
import datetime
import json
import multiprocessing
import os
import random
import signal
import sys
import warnings

import jsonschema
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st
from hypothesis_jsonschema import from_schema

from schemas import Document, Planner, Unfit, faithful

# Seconds for one schema.
PATIENCE = 20
OFFSETS = [datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=5, minutes=30)), datetime.timezone(datetime.timedelta(hours=-8))]


class Late(BaseException):
    """A schema takes too long."""


def instant(value, fraction):
    text = value.replace(microsecond=0).isoformat()
    text = f"{text[:19]}{fraction}{text[19:]}"
    return text.replace("+00:00", "Z") if fraction != ".000" else text


MOMENTS = st.datetimes(datetime.datetime(1970, 1, 2), datetime.datetime(2099, 1, 1), timezones=st.sampled_from(OFFSETS))
LABELS = st.from_regex(r"\A[a-z][a-z0-9]{0,8}\Z")
FORMATS = {
    "date-time": st.builds(instant, MOMENTS, st.sampled_from(["", ".5", ".000", ".123456", ".123456789"])),
    "date": st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)).map(str),
    "time": st.times().map(lambda t: t.replace(microsecond=0).isoformat() + "Z"),
    "uuid": st.one_of(st.uuids().map(str), st.uuids().map(lambda u: str(u).upper())),
    "byte": st.binary(max_size=12).map(lambda b: base64.b64encode(b).decode()),
    "base64": st.binary(max_size=12).map(lambda b: base64.b64encode(b).decode()),
    "ipv4": st.ip_addresses(v=4).map(str),
    "ipv6": st.ip_addresses(v=6).map(str),
    "uri": LABELS.map(lambda l: f"https://{l}.example/a?b=c"),
    "url": LABELS.map(lambda l: f"https://{l}.example/a?b=c"),
    "email": LABELS.map(lambda l: f"{l}@example.org"),
    "hostname": LABELS.map(lambda l: f"{l}.example.org"),
}
MARKS = {"kind", "union", "raw", "must", "open"}


def bare(plan):
    """A plan without the marks that only we read."""
    if not isinstance(plan, dict):
        return [bare(p) for p in plan] if isinstance(plan, list) else plan
    out = {}
    for key, value in plan.items():
        if key in ("properties", "patternProperties"):
            out[key] = {k: bare(v) for k, v in value.items()}
        elif key in ("items", "additionalProperties"):
            out[key] = bare(value)
        elif key not in MARKS:
            out[key] = value
    return out


def draw(plan, count, number):
    """Some values of a plan."""
    found = []
    strategy = from_schema(bare(plan), custom_formats=FORMATS)

    @seed(number)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(value):
        found.append(value)

    collect()
    return found[-count:]


def places(plan, value, path, out):
    """Where a value can be spoilt so that no reading of the schema allows it."""
    if plan.get("raw") or plan.get("union"):
        return
    if plan.get("kind"):
        out.append((path, plan["kind"], plan))
    if isinstance(value, dict) and plan.get("type") == "object":
        for key, inner in value.items():
            schema = plan["properties"].get(key, plan["additionalProperties"] if plan.get("open") else None)
            if isinstance(schema, dict):
                places(schema, inner, [*path, key], out)
    if isinstance(value, list) and isinstance(plan.get("items"), dict):
        for index, inner in enumerate(value):
            places(plan["items"], inner, [*path, index], out)


WRONG = {"string": 17, "integer": "seventeen", "number": "seventeen", "boolean": "yes", "object": "text", "array": "text"}


def spoilt(plan, value, source):
    """The value without something that must be there, and with a value of a wrong type."""
    found, out = [], []
    places(plan, value, [], found)
    missing = [(path, key) for path, _, p in found for key in p.get("must", [])]
    wrong = [(path, kind) for path, kind, _ in found if kind in WRONG]
    if missing:
        path, key = source.choice(missing)
        broken = json.loads(json.dumps(value))
        owner = broken
        for step in path:
            owner = owner[step]
        del owner[key]
        out.append({"value": broken, "path": shown(path), "what": "missing"})
    if wrong:
        path, kind = source.choice(wrong)
        broken = json.loads(json.dumps([value]))
        steps, owner = [0, *path], broken
        for step in steps[:-1]:
            owner = owner[step]
        owner[steps[-1]] = WRONG[kind]
        out.append({"value": broken[0], "path": shown(path), "what": kind})
    return out


def shown(path):
    return "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path)


def arms(document, schema):
    """How many arms the choice at the top has."""
    try:
        schema, name = document.target(schema)
    except Unfit:
        return 1
    if not isinstance(schema, dict):
        return 1
    counts = [len(schema[k]) for k in ("oneOf", "anyOf") if isinstance(schema.get(k), list)]
    if schema.get("discriminator") and not counts and name:
        counts = [len(document.children(name))]
    return max(counts, default=1)


def one(document, validator, name, request, number):
    """The line of one schema."""
    line = {"schema": name, "valid": [], "invalid": []}
    source = random.Random(f"{request['seed']}/{number}/{name}")
    planner = Planner(document, source)
    top = {"$ref": document.prefix + name.replace("~", "~0").replace("/", "~1")}
    choices = arms(document, top)
    reasons = []
    for turn in range(max(request["plans"], min(choices, 16))):
        try:
            plan = planner.plan(top, ["all", "none", "some"][turn % 3], turn if choices > 1 else None)
            values = draw(plan, request["each"], source.getrandbits(32))
        except Unfit as why:
            reasons.append(str(why))
            continue
        except Exception as why:  # What a tool of others does not manage is named, and the run goes on.
            reasons.append(f"the generator of instances: {type(why).__name__}")
            continue
        for value in values:
            try:
                sound = validator(top).is_valid(value)
            except Exception as why:
                reasons.append(f"the validator: {type(why).__name__}")
                continue
            if not sound:
                reasons.append("what is planned is not valid")
                continue
            if value in line["valid"] and not isinstance(value, (bool, int, float)):
                continue
            line["valid"].append(value)
        if values:
            line["invalid"] += spoilt(plan, values[-1], source)
    if not line["valid"]:
        line["reason"] = max(reasons, key=reasons.count) if reasons else "nothing was made"
    return line


def work(task):
    """The lines of one document."""
    request, entry = task
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(4000)
    with open(entry["path"], encoding="utf-8") as file:
        document = Document(json.load(file))
    schemas = {k: faithful(document, v) for k, v in document.schemas.items()}
    root = {"definitions": schemas} if document.swagger else {"components": {"schemas": schemas}}

    def validator(top):
        return jsonschema.Draft202012Validator({**root, **top})

    def late(*_):
        raise Late

    signal.signal(signal.SIGALRM, late)
    out = []
    for name in entry["schemas"]:
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        try:
            line = one(document, validator, name, request, entry["id"])
        except Late:
            line = {"schema": name, "valid": [], "invalid": [], "reason": f"it takes more than {PATIENCE} s"}
        except RecursionError:
            line = {"schema": name, "valid": [], "invalid": [], "reason": "it nests too deep"}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        out.append(json.dumps({"document": entry["id"], **line}, allow_nan=False))
    return out


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    # Hypothesis's own folder would lie where the program is called.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.dirname(os.path.abspath(sys.argv[2])))
    tasks = [(request, entry) for entry in request["documents"]]
    with multiprocessing.Pool() as pool, open(sys.argv[2], "w", encoding="utf-8") as out:
        for lines in pool.imap(work, tasks):
            out.writelines(line + "\n" for line in lines)


if __name__ == "__main__":
    main()
