"""What a foreign document has to look like before it is read: the parts that are looked at.

A JSON Schema for what Swagger 2.0 and OpenAPI 3 have in common, wide where documents are known to
be loose, and strict where something else could not be served, or not within bounds.
"""

from emulator.kernel.record import Record

#: The longest path, and the most that an example has to have of characters or items.
LONGEST_PATH, LONGEST_TEXT, LONGEST_LIST = 1000, 10_000, 100
TYPES = ["array", "boolean", "file", "integer", "null", "number", "object", "string"]

TEXT: Record = {"type": "string"}
COUNT: Record = {"type": "integer", "minimum": 0}


def _of(name: str) -> Record:
    return {"$ref": f"#/$defs/{name}"}


def _list(name: str) -> Record:
    return {"type": "array", "items": _of(name)}


def _map(name: str) -> Record:
    return {"type": "object", "additionalProperties": _of(name)}


SCHEMA: Record = {
    "type": ["object", "boolean"],
    "properties": {
        "$ref": TEXT,
        "type": {"anyOf": [{"enum": TYPES}, {"type": "array", "items": {"enum": TYPES}}]},
        "format": TEXT,
        "pattern": {"type": "string", "format": "pattern"},
        "enum": {"type": "array", "minItems": 1},
        "required": {"anyOf": [{"type": "boolean"}, {"type": "array", "items": TEXT}]},
        "properties": _map("schema"),
        "items": _of("schema"),
        "additionalProperties": _of("schema"),
        **dict.fromkeys(("allOf", "oneOf", "anyOf"), _list("schema") | {"minItems": 1}),
        **dict.fromkeys(("maxLength", "maxItems", "minProperties", "maxProperties"), COUNT),
        "minLength": COUNT | {"maximum": LONGEST_TEXT},
        "minItems": COUNT | {"maximum": LONGEST_LIST},
        "minimum": {"type": "number"},
        "maximum": {"type": "number"},
        "exclusiveMinimum": {"type": ["boolean", "number"]},
        "exclusiveMaximum": {"type": ["boolean", "number"]},
        "multipleOf": {"type": "number", "exclusiveMinimum": 0},
        "uniqueItems": {"type": "boolean"},
    },
}
MEDIA: Record = {"type": "object", "properties": {"schema": _of("schema")}}
#: Of a part of a form only its name counts, and vendors write media types where its type is.
PARAMETER: Record = {
    "type": "object",
    "properties": {"$ref": TEXT, "name": TEXT, "in": TEXT, "schema": _of("schema")},
    "anyOf": [{"required": ["$ref"]}, {"required": ["name", "in"]}],
    "if": {"properties": {"in": {"enum": ["path", "query"]}}},
    "then": {"properties": {k: v for k, v in SCHEMA["properties"].items() if k != "required"}},
}
OPERATION: Record = {
    "type": "object",
    "properties": {
        "operationId": TEXT | {"maxLength": LONGEST_PATH},
        "summary": TEXT,
        "tags": {"type": "array", "items": TEXT},
        "parameters": _list("parameter"),
        "requestBody": {"type": "object", "properties": {"$ref": TEXT, "content": _map("media")}},
        "responses": {
            "type": "object",
            "propertyNames": {"pattern": "^([1-5][0-9][0-9]|[1-5]XX|default|x-.*)$"},
            "additionalProperties": _of("response"),
        },
    },
}
RESPONSE: Record = {
    "type": "object",
    "properties": {"$ref": TEXT, "schema": _of("schema"), "content": _map("media")},
}
VERBS = ("get", "put", "post", "delete", "patch")
ITEM: Record = {
    "type": "object",
    "properties": {"parameters": _list("parameter"), **dict.fromkeys(VERBS, _of("operation"))},
}

DOCUMENT: Record = {
    "type": "object",
    "properties": {
        "host": TEXT,
        "basePath": TEXT,
        "servers": {
            "type": "array",
            "items": {"type": "object", "properties": {"url": TEXT}},
        },
        "paths": {
            "type": "object",
            "propertyNames": {
                "maxLength": LONGEST_PATH,
                "pattern": "^(/[^?#\\x00-\\x1f\\x7f]*|[^/].*)$",
            },
            "patternProperties": {"^/": _of("item")},
        },
        "definitions": _map("schema"),
        "components": {"type": "object", "properties": {"schemas": _map("schema")}},
    },
    "$defs": {
        "schema": SCHEMA,
        "media": MEDIA,
        "parameter": PARAMETER,
        "operation": OPERATION,
        "response": RESPONSE,
        "item": ITEM,
    },
}
