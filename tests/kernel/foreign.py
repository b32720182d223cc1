"""Small documents of a vendor's own, Swagger 2.0 and OpenAPI 3, to be joined and to be spoilt."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

Document = dict[str, Any]

PART: Document = {
    "type": "object",
    "required": ["Id", "Name"],
    "properties": {
        "Id": {"type": "integer", "format": "int32"},
        "Name": {"type": "string", "maxLength": 5},
        "Kind": {"type": "string", "enum": ["Bolt", "Nut"]},
        "Parts": {"type": "array", "items": {"$ref": "#/definitions/Part[System.Int32]"}},
        "MadeAt": {"type": "string", "format": "date-time"},
    },
}
SWAGGER: Document = {
    "swagger": "2.0",
    "host": "api.acme.example/v3",
    "paths": {
        "/parts/{partId}": {
            "get": {
                "operationId": "Parts_Get",
                "parameters": [
                    {"name": "partId", "in": "path", "type": "integer", "required": True},
                    {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}},
                    {"name": "X-Key", "in": "header", "type": "string"},
                ],
                "responses": {
                    "200": {
                        "description": "A part.",
                        "schema": {"$ref": "#/definitions/Part[System.Int32]"},
                    }
                },
                "x-access": "Subscribers",
            }
        },
        "/parts": {
            "post": {
                "parameters": [
                    {
                        "name": "part",
                        "in": "body",
                        "required": True,
                        "schema": {"$ref": "#/definitions/Part[System.Int32]"},
                    }
                ],
                "responses": {"204": {"description": "Kept."}},
            },
            "put": {
                "parameters": [
                    {"name": "file", "in": "formData", "type": "file", "required": True}
                ],
                "responses": {"200": {"description": "Read.", "schema": {"type": "file"}}},
            },
        },
    },
    "definitions": {"Part[System.Int32]": PART},
}
OPENAPI: Document = {
    "openapi": "3.0.3",
    "servers": [{"url": "https://api.acme.example/v3/"}],
    "paths": {
        "/bins/{bin-id}": {
            "parameters": [{"$ref": "#/components/parameters/Bin"}],
            "put": {
                "requestBody": {"$ref": "#/components/requestBodies/Bin"},
                "responses": {
                    "200": {
                        "description": "Changed.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Bin"}}
                        },
                    }
                },
            },
        }
    },
    "components": {
        "parameters": {
            "Bin": {
                "name": "bin-id",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "nullable": True},
            }
        },
        "requestBodies": {
            "Bin": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Bin"}}},
            }
        },
        "schemas": {
            "Bin": {
                "type": "object",
                "properties": {
                    "Size": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
                    "Note": {"type": "string", "nullable": True},
                },
            }
        },
    },
}


def swagger() -> Document:
    return deepcopy(SWAGGER)


def openapi() -> Document:
    return deepcopy(OPENAPI)


def written(folder: Path, document: object, name: str = "vendor.json") -> Path:
    """The file of a document."""
    file = folder / name
    file.write_text(json.dumps(document), "utf-8")
    return file
