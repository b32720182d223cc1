"""A request for every operation, from the examples of the contract and ids of the demo world."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx2

from emulator.app import VENDORS
from emulator.kernel.contract import Contract, Entry
from emulator.kernel.examples import Example
from emulator.loading import install
from emulator.settings import Settings
from tests.servicechannel import demo
from tests.servicechannel.uploads import TEXT
from tests.world import NOON, VENDOR, Emulator, Json

#: What names mean in Larkfield's part of the demo world, where the contract has no example.
KNOWN: Mapping[str, object] = {
    "assetid": 48126,
    "currencyid": 1,
    "id": demo.NORWELL_ADMIN,
    "infosubscriberid": demo.LARKFIELD,
    "issubscriber": True,
    "latitude": demo.UNION_SQUARE[0],
    "locationid": 2005148201,
    "locations": "2201",
    "longitude": demo.UNION_SQUARE[1],
    "name": "LIGHT",
    "primarycategoryid": 81,
    "primarytrade": "HVAC",
    "proposalid": 10010801,
    "providerid": 2000093418,
    "starscore": 4,
    "subscriberid": demo.LARKFIELD,
    "trade": "HVAC",
    "tradeid": 11520,
    "value": 7,
    "workactivityid": demo.ON_SITE_SINCE,
}
#: Which a webhook has that is made in the demo world.
FIRST_HOOK = 1


@cache
def contract() -> Contract:
    return install(VENDORS, Settings(profile=("relaxed",)))["servicechannel"].contract


@cache
def entries() -> list[Entry]:
    """The operations that the kernel does not serve itself."""
    return [entry for entry in contract().entries if entry.handler is None]


@dataclass(frozen=True)
class Request:
    """One request.  media: of the body, or "" if there is none."""

    entry: Entry
    path: Mapping[str, object]
    query: list[tuple[str, str]]
    body: object = None
    media: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, emulator: Emulator, token: str | None) -> httpx2.Response:
        url = VENDOR + self.entry.path
        for name, value in self.path.items():
            url = url.replace(f"{{{name}}}", quote(str(value), safe=""))
        headers = self.headers | ({"Authorization": f"Bearer {token}"} if token else {})
        sent: dict[str, Any] = {"headers": headers, "follow_redirects": False}
        if self.query:
            sent["params"] = self.query
        if self.media.startswith("multipart"):
            sent |= {"files": {"file": TEXT}, "data": self.body}
        elif self.media:
            sent["json"] = self.body
        return emulator.http.request(self.entry.method, url, **sent)


def request(entry: Entry) -> Request:
    """A request that the contract takes."""
    declared = contract().operation(entry)
    parameters = [contract().resolve(p) for p in declared.get("parameters", ())]
    path = {p["name"]: _example(p, entry) for p in parameters if p["in"] == "path"}
    if "/Notification" in entry.path and "id" in path:
        path["id"] = FIRST_HOOK
    query = [
        (p["name"], _text(value))
        for p in parameters
        if p["in"] == "query" and (p.get("required") or _says(p))
        for value in _all(_example(p, entry))
    ]
    if "requestBody" not in declared:
        return Request(entry, path, query)
    content = contract().resolve(declared["requestBody"])["content"]
    media, said = next(iter(content.items()))
    return Request(entry, path, query, _example(said, entry), media)


def _says(parameter: Json) -> bool:
    """Whether a parameter has an example that fits every operation; OData's are one entity's."""
    return "example" in parameter and not parameter["name"].startswith("$")


def _example(said: Json, entry: Entry) -> object:
    if "example" in said:
        return said["example"]
    if examples := said.get("examples"):
        return next(iter(examples.values()))["value"]
    schema = said["schema"]
    if examples := contract().resolve(schema).get("examples"):
        return examples[0]
    now = datetime.fromisoformat(NOON)
    made = Example(contract().resolve, lambda name, _: KNOWN.get(name.lower()), entry.id, now)
    return made.of(schema, said.get("name", ""))


def _all(value: object) -> Iterator[object]:
    yield from value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
