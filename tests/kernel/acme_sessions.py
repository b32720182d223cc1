"""Where the small vendor of the tests has no client: sessions by cookie, and uploads."""

from collections.abc import Collection, Mapping

from emulator.kernel.bodies import MULTIPART, media, parse_object, read_json, read_multipart
from emulator.kernel.errors import Forbidden, Malformed
from emulator.kernel.operation import Call, Given, Opened, Operation, Reply
from emulator.kernel.request import Request
from tests.kernel.topics import Topic, entry

LOGIN = {
    "type": "object",
    "required": ["Name", "Word"],
    "properties": {"Name": {"type": "string"}, "Word": {"type": "string"}},
}
FILE = {
    "type": "object",
    "required": ["File"],
    "properties": {
        "File": {"type": "string"},
        "Place": {"type": "string", "x-kind": "integer"},
        "Title": {"type": "string", "default": "untitled"},
    },
}
#: Of an upload, in bytes; more than that of any other request.
UPLOAD_LIMIT = 2_000_000


def body(kind: str, schema: object) -> Topic:
    return {"required": True, "content": {kind: {"schema": schema}}}


PATHS = {
    "/session": {
        "post": entry("openSession", requestBody=body("application/json", LOGIN), security=[]),
        "get": entry("seeSession"),
        "delete": entry("closeSession"),
    },
    "/files": {
        "post": entry(
            "postFile", requestBody=body(MULTIPART, FILE), **{"x-body-limit": UPLOAD_LIMIT}
        ),
    },
    "/headed": {"get": entry("headed")},
}


def open_session(call: Call) -> Reply:
    user = call.accounts.named(call.body["Name"])
    if user is None or call.body["Word"] != user["Name"] * 2:
        raise Forbidden("bad login", "no such user, or another word")
    made = call.accounts.new_session()
    cookie = {"set-cookie": f"sid={made}; Path=/; HttpOnly"}
    opened = Opened(user["Id"], made)
    return Reply({"By": user["Name"]}, 201, headers=cookie, opens=opened)


def see_session(call: Call) -> Reply:
    left = {name: list(stands) for name, stands in call.balances.items()}
    by = {"By": call.caller["Name"], "Client": call.client_id, "Credential": call.credential}
    return Reply(by | {"Left": left})


def close_session(call: Call) -> Reply:
    return Reply(status=204, closes=call.credential)


def post_file(call: Call) -> Reply:
    """Tells what it got."""
    name, kind, content = call.files["File"]
    return Reply([name, kind, content.hex(), call.body], 201)


def headed(call: Call) -> Reply:
    """Holds for ever, with a header of its own."""
    return Reply([], until=call.now.replace(year=9999), headers={"x-pages": "7"})


OPERATIONS: Mapping[str, Operation] = {
    "openSession": open_session,
    "seeSession": see_session,
    "closeSession": close_session,
    "postFile": post_file,
    "headed": headed,
}


def credential(request: Request) -> str | None:
    """The session of a cookie; None with a bearer token beside it."""
    name, _, value = (request.header(b"cookie") or "").partition("=")
    if name != "sid":
        return request.bearer
    return value if request.bearer is None else None


def leads(request: Request) -> str | None:
    """The user that a login names; else what a form carries."""
    try:
        name = parse_object(request.body).get("Name")
    except Malformed:
        return request.client_id() or request.form().get("refresh_token")
    return name if isinstance(name, str) else None


def read(request: Request, takes: Collection[str]) -> Given:
    is_multipart = media(request) == MULTIPART and MULTIPART in takes
    return read_multipart(request) if is_multipart else read_json(request)


#: What of the vendor differs where it has sessions.
SESSIONS: Mapping[str, object] = {
    "credential": credential,
    "leads": leads,
    "read": read,
    "takes": "cookie or bearer token",
    "headers": lambda number: [(b"x-acme-number", b"%d" % number)],
}
