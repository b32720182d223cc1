"""A small contract in two topics, to be loaded and to be spoilt."""

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

#: A part of a contract, as JSON.
Topic = dict[str, Any]

GET = {
    "operationId": "getNote",
    "parameters": [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"$ref": "#/components/parameters/Size"},
    ],
    "responses": {"200": {"description": "A note."}},
    "x-evidence": "documented",
    "x-source": "https://example.com/notes",
}
POST = {
    "operationId": "postNote",
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewNote"}}},
    },
    "responses": {"200": {"description": "The new note."}, "401": {"description": "Ours."}},
    "security": [],
    "x-evidence": "assumed",
    "x-source": "a guess",
    "x-permission": {"roles": ["Admin"]},
}
NOTES = {
    "paths": {"/notes/{id}": {"get": GET}, "/notes": {"post": POST}},
    "components": {
        "schemas": {
            "NewNote": {
                "type": "object",
                "required": ["Text"],
                "properties": {"Text": {"type": "string", "maxLength": 5}},
            },
            "Note": {
                "type": "object",
                "required": ["Id", "Text", "At"],
                "properties": {
                    "Id": {"type": "integer"},
                    "Text": {"type": "string"},
                    "At": {"type": "string", "format": "date-time"},
                },
            },
        },
    },
    "x-tables": {"notes": {"record": "Note", "indexed": ["Text", ["Id", "Text"]]}},
}
COMMON = {
    "openapi": "3.1.0",
    "info": {"title": "Acme", "version": "1"},
    "security": [{"bearer": []}],
    "x-always": {"401": {"description": "No token."}, "415": {"description": "No JSON."}},
    "components": {
        "parameters": {
            "Size": {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 9}}
        }
    },
}


def entry(name: str, *parameters: object, **more: object) -> Topic:
    """An operation with all that it needs."""
    return {
        "operationId": name,
        "parameters": list(parameters),
        "responses": {"200": {"description": "Fine."}},
        "x-evidence": "assumed",
        "x-source": "the test",
        **more,
    }


def written(folder: Path, **topics: object) -> Path:
    for name, topic in topics.items():
        (folder / f"{name}.json").write_text(json.dumps(topic))
    return folder


def changed(topic: Mapping[str, Any], *keys: str, **additions: object) -> dict[str, Any]:
    """A topic with something added at a place."""
    copy: dict[str, Any] = deepcopy(dict(topic))
    place = copy
    for key in keys:
        place = place[key]
    place.update(additions)
    return copy


def without(topic: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    copy: dict[str, Any] = deepcopy(dict(topic))
    place = copy
    for key in keys[:-1]:
        place = place[key]
    del place[keys[-1]]
    return copy
