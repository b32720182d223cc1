"""How Service Provider Pro tells of events: `{event, created, token, data}` to a pasted URL.

The vendor has no API for endpoints; they are made on a page of the workspace, here on the control
plane.  Source: https://spp.co/help/knowledgebase/webhooks.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import orjson

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Event, Record, Records
from emulator.kernel.sending import Address, Message
from emulator.kernel.vendor import Changes, Endpoint, Webhooks
from emulator.vendors.spp import told
from emulator.vendors.spp.workspaces import new, new_secret

ENDPOINTS = "endpoints"
#: What counts as taken (assumed: nothing is recorded).
ACCEPTED = range(200, 300)
HEADERS = {"content-type": "application/json"}


def listens(records: Records) -> bool:
    return records.count(ENDPOINTS, is_active=True) > 0


def messages(call: Call, happened: Sequence[Event]) -> Sequence[Message]:
    """For each event a message to each endpoint of its workspace that wants it."""
    made = []
    for event in happened:
        owner = event.record.get("workspace_id", 1)
        for endpoint in call.records.find(ENDPOINTS, workspace_id=owner, is_active=True):
            if event.type in endpoint["events"]:
                about = f"{event.table}/{event.record['id']}" if event.record else ""
                body = _body(call, endpoint, event)
                made.append(Message(endpoint["id"], 0, event.type, about, body))
    return made


def _body(call: Call, endpoint: Record, event: Event) -> bytes:
    data = told.data(call, event) if event.record else {}
    return orjson.dumps(
        {
            "event": event.type,
            "created": int(call.now.timestamp()),
            "token": endpoint["token"],
            "data": data | dict(event.extra),
        }
    )


def address(call: Call, message: Message) -> Address | None:
    endpoint = call.records.get(ENDPOINTS, message.endpoint)
    if endpoint is None or not endpoint["is_active"]:
        return None
    return Address(endpoint["url"], HEADERS)


def accepts(status: int) -> bool:
    return status in ACCEPTED


def attempted(
    call: Call,
    message: Message,
    ok: bool,  # noqa: FBT001 - as the kernel calls it
    settings: Record,
) -> Mapping[str, Sequence[Record]]:
    """Nothing is counted: no endpoint is ever switched off (assumed)."""
    del call, message, ok, settings
    return {}


def endpoints(call: Call) -> Sequence[Endpoint]:
    return [
        Endpoint(
            id=record["id"],
            name="",
            url=record["url"],
            owner=record["workspace_id"],
            events=record["events"],
            is_active=record["is_active"],
            state="active" if record["is_active"] else "inactive",
            secret=record["token"],
        )
        for record in call.records.find(ENDPOINTS)
    ]


def subscribe(
    call: Call, url: str, wanted: Sequence[str], owner: int | None
) -> tuple[int, Changes]:
    """An endpoint with a token of its own.  Raises Invalid for a URL or a workspace that is none.

    owner: the workspace; without one the first, which the demo credentials belong to.
    """
    known = [workspace["id"] for workspace in call.records.find("workspaces")]
    if owner is not None and owner not in known:
        raise Invalid(reason=f"no workspace {owner}; expected one of {known}")
    made = new(call, ENDPOINTS) | {
        "workspace_id": owner or known[0],
        "url": _checked(url),
        "events": list(wanted) or list(told.CATALOGUE),
        "token": new_secret(call),
        "is_active": True,
    }
    del made["updated_at"]
    return made["id"], Changes({ENDPOINTS: [made]}, {})


def _checked(url: str) -> str:
    """An absolute http(s) URL.  Raises Invalid."""
    try:
        parts = urlsplit(url)
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_fine = False
    if not is_fine:
        raise Invalid(reason=f"url: {url[:100]!r} is no absolute URL")
    return url


def remove(records: Records, endpoint_id: int) -> Changes:
    del records
    return Changes({}, {ENDPOINTS: [endpoint_id]})


def test(call: Call, endpoint_id: int) -> Message:
    """The test button: the endpoint's first event, about the newest of its kind (assumed)."""
    endpoint = call.load(ENDPOINTS, endpoint_id)
    name = endpoint["events"][0]
    table = told.CATALOGUE[name]
    newest = call.records.newest(table, workspace_id=endpoint["workspace_id"])
    record: Record = next(newest, {})
    return Message(endpoint_id, 0, name, "", _body(call, endpoint, Event(name, table, record)))


WEBHOOKS = Webhooks(
    listens=listens,
    messages=messages,
    address=address,
    accepts=accepts,
    attempted=attempted,
    pauses=lambda _: (),
    catalogue=told.CATALOGUE,
    endpoints=endpoints,
    subscribe=subscribe,
    remove=remove,
    test=test,
)
