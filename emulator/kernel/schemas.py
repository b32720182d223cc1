"""The schemas of a foreign document as JSON Schema 2020-12, in two forms.

Swagger 2.0 and OpenAPI 3.0 write null, exclusive bounds and references in their own ways.  A schema
of an answer says what the document says; that of a request takes null for what may be absent, and
the number of an enumerated name.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from emulator.kernel.record import Record

#: A schema as the document has it.
Schema = Mapping[str, Any]

#: What a schema may say beside types, taken over as it is.
PLAIN = (
    "format", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
    "minProperties", "maxProperties", "multipleOf", "const",
)  # fmt: skip
COMBINED = ("allOf", "oneOf", "anyOf")
#: How deep schemas may be nested, but by reference.
DEEPEST = 50
#: How many schemas may hold for one value, by way of allOf, oneOf, anyOf and references.
MOST_COMBINED = 1000
LARGEST_INTEGER = {"int32": 2**31 - 1, "int64": 2**63 - 1}
ANSWERED, GIVEN = "Overlay", "OverlayRequest"


class Schemas:
    """The schemas of one document; those that are referred to are converted once, by name.

    problems: where what is wrong is told.
    """

    def __init__(self, document: Record, problems: list[str], name: str) -> None:
        self._document, self._problems, self._name = document, problems, name
        self._made: dict[str, Record] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._alike: Counter[str] = Counter()
        #: Those that are referred to and not converted yet.
        self._waiting: list[tuple[str, object, str, str]] = []

    def made(self) -> Mapping[str, Record]:
        """All that were referred to, by their names in the contract.

        Those that lead to themselves with nothing between are told of as problems, and so are those
        that combine others without end.
        """
        while self._waiting:
            name, target, at, form = self._waiting.pop()
            self._made[name] = self._converted(target, at, form, 0)
        sizes: dict[str, int] = {}
        for name in self._made:
            if combined(self._made, name, sizes) > MOST_COMBINED:
                self._problems.append(f"{self._name}: {name}: combines itself, or too many others")
        return self._made

    def answered(self, schema: object, at: str) -> Record:
        return self._converted(schema, at, ANSWERED, 0)

    def given(self, schema: object, at: str) -> Record:
        return self._converted(schema, at, GIVEN, 0)

    def body(self, schema: object, at: str) -> Record:
        """That of a whole body, which is not null."""
        made = self.given(schema, at)
        is_reference = isinstance(schema, Mapping) and "$ref" in schema
        return made["anyOf"][0] if is_reference else made

    def resolved(self, part: object, at: str) -> Record:
        """A part of the document, such as a parameter, its references followed."""
        for _ in range(DEEPEST):
            if not isinstance(part, Mapping):
                self._problems.append(f"{at}: {type(part).__name__}, expected an object")
                return {}
            if "$ref" not in part:
                return dict(part)
            part = self._target(str(part["$ref"]), at)
        self._problems.append(f"{at}: references lead in a circle")
        return {}

    def _target(self, reference: str, at: str) -> object:
        if not reference.startswith("#/"):
            told = f"{at}: $ref {reference[:100]}: external, expected one inside the document"
            self._problems.append(told)
            return {}
        node: object = self._document
        for key in reference[2:].split("/"):
            name = key.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and name.isdecimal() and int(name) < len(node):
                node = node[int(name)]
            else:
                node = node.get(name) if isinstance(node, Mapping) else None
        if node is None:
            self._problems.append(f"{at}: $ref {reference[:100]}: there is no such part")
            return {}
        return node

    def _converted(self, schema: object, at: str, form: str, depth: int) -> Record:
        if schema is True:
            return {}
        if not isinstance(schema, Mapping) or depth > DEEPEST:
            what = "nested too deeply" if depth > DEEPEST else "no schema"
            self._problems.append(f"{at}: {what}, expected an object")
            return {}
        if "$ref" in schema:
            return self._referred(str(schema["$ref"]), at, form)
        made = _typed(schema, form)
        if "items" in schema and isinstance(schema["items"], Mapping):
            made["items"] = self._converted(schema["items"], at, form, depth + 1)
        if isinstance(properties := schema.get("properties"), Mapping):
            made["properties"] = {
                str(n): self._converted(p, at, form, depth + 1) for n, p in properties.items()
            }
        if isinstance(rest := schema.get("additionalProperties"), Mapping):
            made["additionalProperties"] = self._converted(rest, at, form, depth + 1)
        if isinstance(needed := schema.get("required"), Sequence) and not isinstance(needed, str):
            made["required"] = [str(n) for n in needed]
        for key in COMBINED:
            if isinstance(parts := schema.get(key), Sequence) and parts:
                made[key] = [self._converted(p, at, form, depth + 1) for p in parts]
        return made

    def _referred(self, reference: str, at: str, form: str) -> Record:
        """A reference to a schema of the contract, which is converted when it is first met."""
        name = self._names.get((reference, form))
        if name is None:
            name = self._named(reference, form)
            self._made[name] = {}
            target = self._target(reference, at)
            self._waiting.append((name, target, f"{self._name}: {reference}", form))
        if form == GIVEN:
            return {"anyOf": [{"$ref": f"#/components/schemas/{name}"}, {"type": "null"}]}
        return {"$ref": f"#/components/schemas/{name}"}

    def _named(self, reference: str, form: str) -> str:
        last = reference.rsplit("/", 1)[-1]
        base = name = f"{form}.{re.sub(r'[^A-Za-z0-9._-]', '_', last)}"
        while name in self._made:
            self._alike[base] += 1
            name = f"{base}_{self._alike[base] + 1}"
        self._names[(reference, form)] = name
        return name


def combined(made: Mapping[str, Record], name: str, sizes: dict[str, int]) -> int:
    """How many schemas hold for one value of this one; more than may be where it is its own part.

    sizes: those that are known.
    """
    waiting = [name]
    while waiting:
        at = waiting[-1]
        parts = [n for n in held(made[at]) if n in made]
        open_ones = [n for n in parts if n not in sizes]
        if at in sizes:
            waiting.pop()
        elif any(n in waiting for n in open_ones) or len(waiting) > MOST_COMBINED:
            sizes[at] = MOST_COMBINED + 1
        elif open_ones:
            waiting.append(open_ones[0])
        else:
            sizes[at] = min(1 + sum(sizes[n] for n in parts), MOST_COMBINED + 1)
    return sizes[name]


def held(schema: Schema) -> Iterator[str]:
    """The names of the schemas that hold for the very value of this one."""
    if "$ref" in schema:
        yield str(schema["$ref"]).rsplit("/", 1)[-1]
    for key in COMBINED:
        for part in schema.get(key, ()):
            yield from held(part)


def _typed(schema: Schema, form: str) -> Record:
    """Type, bounds and enumeration."""
    made: Record = {key: schema[key] for key in PLAIN if key in schema}
    kinds = _kinds(schema)
    values = schema.get("enum")
    if isinstance(values, Sequence) and not isinstance(values, str):
        made["enum"] = list(values)
    if kinds and (form == GIVEN or schema.get("nullable")) and "null" not in kinds:
        kinds = [*kinds, "null"]
    if "enum" in made and "null" in kinds and None not in made["enum"]:
        made["enum"].append(None)
    if "enum" in made and form == GIVEN and "string" in kinds:
        numbers = {n for n in made["enum"] if isinstance(n, int)}
        made["enum"] += [n for n in range(len(made["enum"])) if n not in numbers]
        kinds = [*kinds, "integer"]
    if kinds:
        made["type"] = kinds[0] if len(kinds) == 1 else kinds
    made |= _bounds(schema)
    return made


def _kinds(schema: Schema) -> list[str]:
    kind = schema.get("type", "object" if "properties" in schema else None)
    found = [kind] if isinstance(kind, str) else list(kind or ())
    return [k for k in found if k != "file"]


def _bounds(schema: Schema) -> Record:
    """Bounds, with those that a size of integer has; exclusive ones are numbers since 2019."""
    made: Record = {}
    for key, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bound, strict = schema.get(key), schema.get(exclusive)
        if strict is True and bound is not None:
            made[exclusive] = bound
        elif bound is not None:
            made[key] = bound
        if strict is not None and not isinstance(strict, bool):
            made[exclusive] = strict
    if schema.get("type") == "integer" and schema.get("format") in LARGEST_INTEGER:
        largest = LARGEST_INTEGER[schema["format"]]
        made.setdefault("minimum", -largest - 1)
        made.setdefault("maximum", largest)
    return made
