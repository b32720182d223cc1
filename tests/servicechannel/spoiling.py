"""Hostile values, and requests of the contract with one of them inside."""

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import TypeVar
from urllib.parse import quote, urlencode

import httpx2

from tests.servicechannel import calling
from tests.world import VENDOR, Emulator, Json


def words(text: str) -> list[str]:
    """A table of values, one blank apart."""
    return text.split()


DATES = words("""
0001-01-01T00:00:00 0001-01-01T00:00:00+14:00 9999-12-31T23:59:59.9999999Z 9999-12-31
9999-12-31T23:59:59-14:00 2026-06-15T24:00:00 2026-02-30 1753-01-01 2026-W25-1 20260615
""")
#: Values as they stand in a JSON body.
JSON = [
    *words(r"""
    1e400 -0 -0.0 9223372036854775808 -9223372036854775809 2147483648 true false null "" [] {}
    "\u0000" "a\u0000b" "\ud800" "x\udc00y" [[]] [{}] [null] [true] {"a":{"a":1}} 1e308 5e-324
    "1e400" "NaN" "Infinity" "%s%n{}{0}" "<script>" 1.5 -1 0 "0" ["a"] [1,1,1]
    """),
    "9" * 5_000,
    f'"{"9" * 5_000}"',
    f'"{"x" * 100_000}"',
    '"\u202e\uffff"',
    '" "',
    *(f'"{date}"' for date in DATES),
]
#: Values as they stand in a path or a query, before they are encoded.
TEXTS = [
    *words("""
    0 -1 2147483648 9223372036854775808 1e400 -0 true NaN % ' null [] {} 1,2 +1 1.0 ../x a/b a%2Fb
    ) 1) (1
    """),
    "\x00",
    "\uff11",
    "9" * 5_000,
    "a" * 8_000,
    *DATES,
]
PLACE = "@@here@@"
T = TypeVar("T")


def fields(schema: Json, depth: int = 0) -> Iterator[tuple[str | int, ...]]:
    """Where a body may be spoilt: names, and 0 for the items of a list."""
    yield ()
    shape = calling.contract().resolve(schema)
    parts = {0: shape["items"]} if "items" in shape else shape.get("properties", {})
    if depth < 4:
        for name, part in parts.items():
            yield from ((name, *rest) for rest in fields(part, depth + 1))
    for part in shape.get("allOf", ()):
        yield from fields(part, depth)


def spoilt(body: object, path: tuple[str | int, ...], value: str) -> bytes:
    """A body as JSON with a value at a place, which is made if there is none."""
    root: list[object] = [deepcopy(body)]
    node: list[object] | Json = root
    keys: list[str | int] = [0, *path]
    for key, following in zip(keys, [*keys[1:], ""], strict=True):
        if isinstance(node, list) and not node:
            node.append(None)
        wanted = PLACE if following == "" else [] if following == 0 else {}
        held = node[key] if isinstance(node, list) and isinstance(key, int) else None
        if isinstance(node, dict):
            held = node.get(str(key))
        if wanted == PLACE or not isinstance(held, type(wanted)):
            held = wanted
        node[key] = held  # type: ignore[index]
        if isinstance(held, dict | list):
            node = held
    return json.dumps(root[0]).replace(f'"{PLACE}"', value).encode()


class Spoiler:
    """Requests of an operation, each with one hostile value, drawn by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - the same ones each time

    def requests(self, request: calling.Request, count: int) -> Iterator[tuple[str, bytes | None]]:
        """URL and body, so many of each kind."""
        declared = calling.contract().operation(request.entry)
        whole = None if request.media != "application/json" else json.dumps(request.body).encode()
        parameters = [calling.contract().resolve(p) for p in declared.get("parameters", ())]
        named = [(p["name"], p["in"]) for p in parameters if p["in"] in ("path", "query")]
        for name, place in self._drawn(named, count):
            yield url(request, place, name, self._random.choice(TEXTS)), whole
        if whole is not None:
            content = calling.contract().resolve(declared["requestBody"])["content"]
            places = [*fields(content["application/json"]["schema"])]
            for path in self._drawn(places, count):
                yield url(request), spoilt(request.body, path, self._random.choice(JSON))

    def _drawn(self, found: list[T], count: int) -> list[T]:
        return self._random.choices(found, k=count) if found else []


def url(request: calling.Request, place: str = "", name: str = "", text: str = "") -> str:
    """The URL of a request, with one parameter spoilt."""
    found = VENDOR + request.entry.path
    for key, value in request.path.items():
        said = text if (place, key) == ("path", name) else str(value)
        found = found.replace(f"{{{key}}}", quote(said, safe=""))
    query = [(k, v) for k, v in request.query if k != name]
    query += [(name, text)] if place == "query" else []
    return f"{found}?{urlencode(query)}" if query else found


def send(
    emulator: Emulator, method: str, to: str, token: str, body: bytes | None = None
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    return emulator.http.request(method, to, content=body, headers=headers, follow_redirects=False)
