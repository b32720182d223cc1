"""Every operation of a vendor's own document, served by `--overlay`, called and judged.

    python benchmarks/overlay.py FILE

Starts a server with the document, calls each operation as a provider and as a subscriber with a
request that its schema allows, and tells: the seconds to the first answer, statuses, operations
without a route, failures of the server, and answers that the document's schema does not allow.
Exit code 1 if there is any of the last three.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import HTTPErrorProcessor, Request, build_opener, urlopen

import jsonschema_rs
from shared import ORDER, control, emulator

from emulator.kernel.documents import shape
from emulator.kernel.examples import Example
from emulator.kernel.topics import operations

USERS = {"provider": ("SC_USERNAME", "SC_PASSWORD")}
USERS["subscriber"] = ("SC_SUBSCRIBER_USERNAME", "SC_SUBSCRIBER_PASSWORD")
FORM = (
    '--part\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx\r\n--part--'
)
FAILED = 500
Node = dict[str, Any]
#: Whether the server fails on purpose, as the vendor's does.
QUIRKS = ("Multiple actions were found", "has no supported translation to SQL", '"ErrorCode":501')


class Plain(HTTPErrorProcessor):
    """An opener that takes every status as it is."""

    def http_response(self, request: object, response: object) -> object:
        """The response itself."""
        del request
        return response


OPEN = build_opener(Plain).open


def token(port: int, user: tuple[str, str]) -> str:
    """A token of a demo user."""
    index: Node = control(port, "GET", "/")
    shown = index["vendors"]["servicechannel"]["environment"]
    form = {
        "grant_type": "password",
        "username": shown[user[0]],
        "password": shown[user[1]],
        "client_id": shown["SC_CLIENT_ID"],
        "client_secret": shown["SC_CLIENT_SECRET"],
    }
    answer = json.load(urlopen(Request(shown["SC_TOKEN_URL"], urlencode(form).encode())))
    return str(answer["access_token"])


class Served:
    """The contract as it is served, and requests that it allows."""

    def __init__(self, port: int) -> None:
        url = f"http://127.0.0.1:{port}/_emulator/contracts/servicechannel.json"
        self.document: Node = json.load(urlopen(url))
        self.by_shape = {shape(v, p): node for p, v, node in operations(self.document)}

    def resolve(self, part: Node) -> Node:
        """A part of the document, its reference followed."""
        while "$ref" in part:
            node = self.document
            for key in part["$ref"].removeprefix("#/").split("/"):
                node = node[key.replace("~1", "/").replace("~0", "~")]
            part = node
        return part

    def example(self, schema: Node, name: str = "") -> Any:  # noqa: ANN401 - JSON
        """A value that a schema allows."""
        made = Example(self.resolve, lambda *_: None, "", datetime.now(UTC))
        return made.of(schema, name)

    def request(self, verb: str, path: str) -> tuple[str, bytes | None, str]:
        """URL path, body and media type of a call of an operation."""
        node = self.by_shape.get(shape(verb, path), {})
        texts: Node = {}
        for parameter in map(self.resolve, node.get("parameters", [])):
            value = self.example(parameter["schema"], parameter["name"])
            if parameter["in"] == "path":
                value = ORDER if parameter["name"].lower() in ("workorderid", "number") else value
                path = path.replace(f"{{{parameter['name']}}}", quote(_text(value)))
            elif parameter.get("required"):
                texts[parameter["name"]] = _text(value)
        path = re.sub(r"\{[^}]*\}", "1", path) + (f"?{urlencode(texts)}" if texts else "")
        content = self.resolve(node.get("requestBody", {})).get("content", {})
        media = next(iter(content), "")
        if media.startswith("multipart"):
            return path, FORM.encode(), "multipart/form-data; boundary=part"
        body = json.dumps(self.example(content[media]["schema"])).encode() if media else None
        return path, body, "application/json"


def _text(value: object) -> str:
    if isinstance(value, list):
        value = next(iter(value), "")
    return str(value).lower() if isinstance(value, bool) else str(value)


def judged(
    port: int, served: Served, theirs: Node, who: str, counts: Counter[str]
) -> Iterator[str]:
    """What is wrong with the answers to one kind of caller."""
    bearer = token(port, USERS[who])
    registry = jsonschema_rs.Registry([("urn:document", theirs)])
    for path, verb, node in operations(theirs):
        url, body, media = served.request(verb, "/v3" + path)
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": media}
        where = f"http://127.0.0.1:{port}/servicechannel{url.replace(' ', '%20')}"
        response = OPEN(Request(where, body, headers, method=verb.upper()))
        content, reason = response.read(), response.headers.get("emulator-reason", "")
        counts[f"{response.status}"] += 1
        at = f"{who}: {verb.upper()} {path}: {response.status} {reason}"
        if "no such operation" in reason or (
            response.status >= FAILED and not any(q in content.decode() for q in QUIRKS)
        ):
            yield at
        elif response.status < 300 and response.headers.get("emulator-evidence"):  # noqa: PLR2004
            counts["overlay"] += 1
            schema = node["responses"][str(response.status)].get("schema")
            wrong = _wrong(schema, content, registry) if schema else ""
            if wrong:
                yield f"{at}: {wrong}"


def _wrong(schema: Node, content: bytes, registry: jsonschema_rs.Registry) -> str:
    absolute = json.loads(json.dumps(schema).replace('"#/', '"urn:document#/'))
    validator = jsonschema_rs.Draft4Validator(absolute, registry=registry, offline=True)
    return "; ".join(e.message for e in validator.iter_errors(json.loads(content)))[:200]


def document(file: Path) -> Node:
    """The document, its schemas' names as a URI can have them."""
    text = file.read_text("utf-8")
    for name in json.loads(text).get("definitions", {}):
        if not re.fullmatch(r"[\w.-]+", name):
            text = text.replace(json.dumps(name)[1:-1], re.sub(r"[^\w.-]", "_", name))
    read: Node = json.loads(text)
    return read


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    theirs = document(given.file)
    wrong: list[str] = []
    with emulator("--overlay", f"servicechannel={given.file}") as (port, _, took):
        print(f"first answer after {took:.2f} s")
        served = Served(port)
        for who in USERS:
            counts: Counter[str] = Counter()
            wrong += judged(port, served, theirs, who, counts)
            print(f"{who}: {sum(counts.values()) - counts['overlay']} calls, {dict(counts)}")
    print("\n".join(wrong) or "nothing wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
