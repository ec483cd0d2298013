"""Schema Objects of OpenAPI as JSON Schema, read by a program that shares nothing with the generator.

Two readings: `faithful` is the whole schema, for checking that an instance is valid; `Planner` makes one plan of a value:
of every choice one arm, of the optional properties some, references followed to a bounded depth. What a plan leaves has no
choice and no reference, so that a generator of instances is quick with it.
"""

import re

# Deeper, only what must be there is planned; much deeper, a schema has no end.
SHALLOW, DEEP, LARGE, TOO_LARGE = 4, 14, 250, 4000
INTEGERS = {
    "int8": (-(2**7), 2**7 - 1), "int16": (-(2**15), 2**15 - 1), "int32": (-(2**31), 2**31 - 1),
    "uint8": (0, 2**8 - 1), "uint16": (0, 2**16 - 1), "uint32": (0, 2**32 - 1), "uint64": (0, 2**64 - 1),
}
ANYTHING = [
    {"type": "null"}, {"type": "boolean"}, {"type": "string"}, {"type": "integer", "minimum": -9, "maximum": 10**12}, {"type": "number"},
    {"type": "array", "items": {"type": "boolean"}, "maxItems": 2},
    {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 2},
]
# Keywords that are checked as they are.
PLAIN = ["multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
         "required", "pattern", "enum", "const"]


class Unfit(Exception):
    """No plan can be made, and why."""


class Document:
    """A document as parsed JSON."""

    def __init__(self, root):
        self.root = root
        self.swagger = "swagger" in root
        self.later = str(root.get("openapi", "")).startswith(("3.1", "3.2"))
        self.schemas = (root.get("definitions") if self.swagger else (root.get("components") or {}).get("schemas")) or {}
        self.prefix = "#/definitions/" if self.swagger else "#/components/schemas/"

    def follow(self, reference):
        if not reference.startswith("#/"):
            raise Unfit("a reference to another file")
        value = self.root
        for step in reference[2:].split("/"):
            step = re.sub("%([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), step).replace("~1", "/").replace("~0", "~")
            try:
                value = value[int(step)] if isinstance(value, list) else value[step]
            except (KeyError, IndexError, ValueError, TypeError):
                raise Unfit("a dangling reference") from None
        return value

    def target(self, schema):
        """Behind references that stand alone, and the name of the last."""
        name, seen = None, 0
        while isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            name, seen = schema["$ref"], seen + 1
            if seen > 50:
                raise Unfit("references in a circle")
            schema = self.follow(name)
        return schema, name

    def children(self, base):
        """The names of the components that extend a base through `allOf`, straight or through others."""
        found, todo = [], [base]
        while todo:
            reference = {"$ref": todo.pop()}
            for name, schema in self.schemas.items():
                parts = schema.get("allOf") if isinstance(schema, dict) else None
                key = self.prefix + name.replace("~", "~0").replace("/", "~1")
                if isinstance(parts, list) and reference in [{"$ref": p.get("$ref")} for p in parts if isinstance(p, dict)]:
                    if key not in found and key != base:
                        found.append(key)
                        todo.append(key)
        return found


def kinds(schema):
    """The types, and whether they are written out."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return [k for k in kind if isinstance(k, str)], True
    if isinstance(kind, str):
        return [kind], True
    if any(k in schema for k in ["properties", "patternProperties", "additionalProperties", "required"]):
        return ["object"], False
    if "items" in schema or "prefixItems" in schema:
        return ["array"], False
    return [], False


def nullable(schema):
    return schema.get("nullable") is True or schema.get("x-nullable") is True


def bounds(schema):
    """`minimum` and so on, in the words of JSON Schema: a flag beside a bound was the way until OpenAPI 3.0."""
    out = {}
    for plain, exclusive in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")]:
        low, strict = schema.get(plain), schema.get(exclusive)
        if strict is True and isinstance(low, (int, float)):
            out[exclusive] = low
        else:
            out.update({k: v for k, v in [(plain, low), (exclusive, strict)] if type(v) in (int, float)})
    return out


def faithful(document, schema):
    """The whole schema; references lead into the document, which stands beside it."""
    if not isinstance(schema, dict):
        return schema if isinstance(schema, bool) else True
    if isinstance(schema.get("$ref"), str) and not document.later:
        return {"$ref": schema["$ref"]}
    out = {"$ref": schema["$ref"]} if isinstance(schema.get("$ref"), str) else {}
    every = lambda value: [faithful(document, v) for v in value]
    for key, value in schema.items():
        if key in ("properties", "patternProperties") and isinstance(value, dict):
            out[key] = {k: faithful(document, v) for k, v in value.items()}
        elif key in ("items", "additionalProperties", "not") and isinstance(value, (dict, bool)):
            out[key] = faithful(document, value)
        elif key in ("allOf", "anyOf", "prefixItems") and isinstance(value, list) and value:
            out[key] = every(value)
        elif key == "type" and value in ("array", "boolean", "integer", "null", "number", "object", "string"):
            out[key] = value
        elif key == "type" and isinstance(value, list):
            out[key] = value
        elif key in PLAIN and not (key == "required" and not isinstance(value, list)):
            out[key] = value
    if isinstance(schema.get("oneOf"), list) and schema["oneOf"]:
        # A value that fits several arms must survive too: such documents are many.
        out["allOf"] = out.get("allOf", []) + [{"anyOf": every(schema["oneOf"])}]
    out.update(bounds(schema))
    if not compiles(out.get("pattern", "")):
        out.pop("pattern")
    if nullable(schema):
        out = {"anyOf": [{"type": "null"}, out]}
    return out


def compiles(pattern):
    try:
        re.compile(pattern)
        return "\\p{" not in pattern
    except (re.error, TypeError):
        return False


class Planner:
    """Makes plans of one document by a random source."""

    def __init__(self, document, random):
        self.document, self.random = document, random

    def plan(self, schema, fullness, arm=None):
        """A plan: every optional property (`all`), none (`none`) or some; of a choice at the top the given arm."""
        self.nodes, self.fullness, self.arm = 0, fullness, arm
        return self.value(schema, 0)

    def value(self, schema, depth):
        self.nodes += 1
        if depth > DEEP or self.nodes > TOO_LARGE:
            raise Unfit("it has no end" if depth > DEEP else "it is too large")
        first = depth == 0 and self.arm is not None
        schema, name = self.document.target(schema) if not self.document.later else (schema, None)
        atoms, chosen = [], [False]
        if not isinstance(schema, dict):
            if schema is False:
                raise Unfit("nothing is allowed")
            return dict(self.random.choice(ANYTHING), raw=True)
        seen = self.document.target(schema)[0] if set(schema) <= {"$ref", "description", "summary"} else schema
        if isinstance(seen, dict) and nullable(seen) and not first:
            if self.random.random() < 0.2 or self.deep(depth):
                return {"type": "null", "union": True}
        self.gather(schema, name, depth, atoms, chosen, True, [])
        self.arm = None
        plan = self.merge(atoms, depth)
        plan["union"] = chosen[0] or plan.get("union", False)
        return plan

    def deep(self, depth):
        return depth > SHALLOW or self.nodes > LARGE

    def gather(self, schema, name, depth, atoms, chosen, family, trail):
        """The schemas that hold at once, without references and choices."""
        if not isinstance(schema, dict):
            if schema is False:
                raise Unfit("nothing is allowed")
            return
        if isinstance(schema.get("$ref"), str):
            if schema["$ref"] in trail or len(trail) > 40:
                raise Unfit("references in a circle")
            inner = self.document.follow(schema["$ref"])
            self.gather(inner, schema["$ref"], depth, atoms, chosen, family, [*trail, schema["$ref"]])
            if not self.document.later:
                return
        tag, mapping = self.discriminator(schema)
        choices = [schema[k] for k in ("oneOf", "anyOf") if isinstance(schema.get(k), list) and schema[k]]
        if tag and family and not choices and name:
            children = self.document.children(name)
            if children:
                own = [name] if name in mapping.values() else []
                # The children refer to it once more, and mean its properties.
                trail = [step for step in trail if step != name]
                return self.choose([{"$ref": c} for c in children + own], tag, mapping, depth, atoms, chosen, trail, name)
        for arms in choices:
            self.choose(arms, tag, mapping, depth, atoms, chosen, trail, None)
        for part in schema.get("allOf") or []:
            self.gather(part, None, depth, atoms, chosen, False, trail)
        atoms.append(schema)

    def choose(self, arms, tag, mapping, depth, atoms, chosen, trail, base):
        order = list(arms)
        self.random.shuffle(order)
        if self.arm is not None and depth == 0 and not trail[1:]:
            order = [arms[self.arm % len(arms)]] + order
            self.arm = None
        real = [a for a in arms if not (isinstance(a, dict) and a.get("type") == "null")]
        chosen[0] = chosen[0] or len(real) > 1 or len(real) < len(arms)
        why = Unfit("no arm can be planned")
        for arm in order:
            taken, flag = list(atoms), list(chosen)
            try:
                reference = arm.get("$ref") if isinstance(arm, dict) else None
                self.gather(arm, reference if base is None else None, depth, taken, flag, base is None, trail)
                if tag and reference:
                    values = [v for v, r in mapping.items() if r == reference]
                    values = values or [reference.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")]
                    taken.append({"type": "object", "properties": {tag: {"enum": values, "tag": True}}, "required": [tag]})
                # Whether it comes to an end is seen when it is tried.
                before, self.nodes = self.nodes, max(self.nodes, LARGE) if depth > SHALLOW else self.nodes
                if depth > SHALLOW:
                    self.merge(taken, depth)
                self.nodes = before
                atoms[:], chosen[0] = taken, flag[0]
                return
            except Unfit as error:
                why = error
        raise why

    def discriminator(self, schema):
        said = schema.get("discriminator")
        # A schema that extends another may say it in an arm of its own.
        inline = [a for a in schema.get("allOf") or [] if isinstance(a, dict) and "$ref" not in a and a.get("discriminator")]
        if not said and inline and not schema.get("oneOf") and not schema.get("anyOf"):
            said = inline[0]["discriminator"]
        if isinstance(said, str):
            return said, {}
        if not isinstance(said, dict) or not isinstance(said.get("propertyName"), str):
            return None, {}
        mapping = said.get("mapping")
        mapping = {str(k): v for k, v in mapping.items() if isinstance(v, str)} if isinstance(mapping, dict) else {}
        full = lambda v: v if "/" in v or "#" in v else self.document.prefix + v
        return said["propertyName"], {k: full(v) for k, v in mapping.items()}

    def merge(self, atoms, depth):
        """One schema of all that hold at once."""
        types, written = None, False
        for atom in atoms:
            own, explicit = kinds(atom)
            if own:
                written = written or explicit
                wider = [*own, "integer"] if "number" in own else own
                types = own if types is None else [t for t in types if t in wider] or [t for t in own if t in types]
        values = None
        for atom in atoms:
            listed = [atom["const"]] if "const" in atom else atom.get("enum")
            if isinstance(listed, list):
                values = [v for v in values if v in listed] if values is not None else listed
                if not values:
                    raise Unfit("no value is in all of its enums")
        if values is not None:
            fits = [v for v in values if types is None or any(is_a(v, t) for t in types)]
            if not fits:
                raise Unfit("no value of its enum is of its type")
            same = len({type(v) for v in values}) == 1
            return {"enum": fits, "kind": types[0] if types and written and same and len(types) == 1 else None}
        if types is None and not any(set(a) & {"format", "pattern"} for a in atoms):
            return dict(self.random.choice(ANYTHING), raw=True)
        if types == []:
            raise Unfit("its parts are of different types")
        kind = self.random.choice(types or ["string"])
        if kind == "object":
            out = self.object(atoms, depth)
        elif kind == "array":
            out = self.array(atoms, depth)
        elif kind in ("null", "boolean"):
            out = {"type": kind}
        else:
            out = scalar(kind, atoms)
        out.update(kind=kind if written and len(types or []) == 1 else None, union=len(types or []) > 1)
        return out

    def object(self, atoms, depth):
        named, required, extra, patterns = {}, [], [], {}
        for atom in atoms:
            for wire, schema in (atom.get("properties") or {}).items():
                named.setdefault(wire, []).append(schema)
            required += [r for r in atom.get("required") or [] if isinstance(r, str)] if isinstance(atom.get("required"), list) else []
            if isinstance(atom.get("additionalProperties"), dict) or atom.get("additionalProperties") is True:
                extra.append(atom["additionalProperties"])
            patterns.update(atom.get("patternProperties") or {})
        low = max([a["minProperties"] for a in atoms if isinstance(a.get("minProperties"), int)], default=0)
        odds = {"all": 1.0, "none": 0.0}.get(self.fullness, 0.6)
        out, counted = {}, 0
        for wire, schemas in named.items():
            must = wire in required
            counted += not must
            wanted = must or self.random.random() < odds and not self.deep(depth) and counted < 40 or low > len(out)
            if not wanted:
                continue
            try:
                out[wire] = self.value(schemas[0] if len(schemas) == 1 else {"allOf": schemas}, depth + 1)
            except Unfit:
                if must:
                    raise
        plan = {"type": "object", "properties": out, "required": list(out), "additionalProperties": False}
        # One direction does not carry what is only read or only written, and a tag may be known without being said.
        plan["must"] = [r for r in out if r in required and not any(one_way(p) for p in named[r])]
        plan["open"] = bool(extra or patterns)
        for name in dict.fromkeys(required):
            if name not in named:
                if not extra:
                    raise Unfit("a property must be there of which nothing is said")
                plan["properties"][name] = dict(self.value(extra[0], depth + 1), raw=True)
                plan["required"].append(name)
        if extra and not self.deep(depth):
            try:
                plan["additionalProperties"] = self.value(extra[0], depth + 1)
                plan["maxProperties"] = max(len(plan["properties"]) + 2, low)
                plan["minProperties"] = max(low, len(plan["properties"]) + (self.fullness == "all"))
            except Unfit:
                pass
        elif patterns and not self.deep(depth):
            pattern, schema = self.random.choice(sorted(patterns.items()))
            plan["patternProperties"] = {pattern: self.value(schema, depth + 1)}
            plan["minProperties"], plan["maxProperties"] = len(plan["properties"]) + 1, len(plan["properties"]) + 2
        if low > len(plan["properties"]) and plan["additionalProperties"] is False and "patternProperties" not in plan:
            raise Unfit("it must have more properties than can be planned")
        return plan

    def array(self, atoms, depth):
        whole = lambda key, pick: pick([int(a[key]) for a in atoms if isinstance(a.get(key), (int, float))], default=None)
        low, high = whole("minItems", max) or 0, whole("maxItems", min)
        if low > 40:
            raise Unfit("it is too long")
        plan = {"type": "array", "minItems": low, "uniqueItems": any(a.get("uniqueItems") is True for a in atoms)}
        first = next((a["prefixItems"] for a in atoms if isinstance(a.get("prefixItems"), list)), None)
        if first:
            return {"type": "array", "items": [self.value(i, depth + 1) for i in first], "minItems": max(low, len(first)),
                    "additionalItems": False, "maxItems": len(first)}
        items = [a["items"] for a in atoms if isinstance(a.get("items"), (dict, bool))]
        try:
            if self.deep(depth) and low == 0:
                raise Unfit("it is deep enough")
            plan["items"] = self.value({"allOf": items} if len(items) > 1 else items[0] if items else {}, depth + 1)
            plan["maxItems"] = low + 2 if high is None else min(high, low + 2)
        except Unfit:
            if low:
                raise
            plan["maxItems"], plan["items"] = 0, {"type": "null"}
        return plan


def scalar(kind, atoms):
    out, formats = {"type": kind}, [a["format"] for a in atoms if isinstance(a.get("format"), str)]
    form = formats[0] if formats else None
    form = ALIASES.get((form or "").lower(), form)
    if kind == "string":
        low = max([int(a["minLength"]) for a in atoms if isinstance(a.get("minLength"), (int, float))], default=0)
        high = min([int(a["maxLength"]) for a in atoms if isinstance(a.get("maxLength"), (int, float))], default=low + 12)
        if low > 300:
            raise Unfit("it is too long")
        patterns = [a["pattern"] for a in atoms if isinstance(a.get("pattern"), str)]
        if form in FORMATS:
            return {"type": "string", "format": form}
        if patterns and compiles(patterns[0]):
            out["pattern"] = patterns[0]
        return dict(out, minLength=low, maxLength=min(high, low + 12) if not patterns else high)
    if kind not in ("integer", "number"):
        raise Unfit(f"the type `{kind}`")
    if kind == "number" and (form or "").startswith(("int", "uint")):
        out["type"] = kind = "integer"
    lows, highs = [], []
    for atom in atoms:
        for key, value in bounds(atom).items():
            (lows if "inimum" in key else highs).append((value, key))
        if isinstance(atom.get("multipleOf"), (int, float)) and atom["multipleOf"] > 0:
            out["multipleOf"] = atom["multipleOf"]
    if kind == "integer":
        low, high = INTEGERS.get(form, (-(2**63), 2**63 - 1))
        lows.append((low, "minimum"))
        highs.append((high, "maximum"))
    for value, key in [max(lows, default=(None, None)), min(highs, default=(None, None))]:
        if key:
            out[key] = value
    return out


def one_way(schema):
    return isinstance(schema, dict) and any(schema.get(k) is True for k in ("readOnly", "writeOnly", "tag"))


def is_a(value, kind):
    if kind == "integer" or kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "boolean": bool, "object": dict, "array": list}.get(kind, type(None)))


# Formats whose values are made by strategies of our own: see `instances.py`.
FORMATS = ["date-time", "date", "time", "uuid", "byte", "base64", "ipv4", "ipv6", "uri", "url", "email", "hostname"]
# Names that documents have for them.
ALIASES = {"datetime": "date-time", "guid": "uuid", "uuid4": "uuid"}
