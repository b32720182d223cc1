"""How Service Provider Pro tells of events: `{event, created, token, data}` to a pasted URL.

The vendor has no API for endpoints; they are made on a page of the workspace, here on the control
plane.  None is ever switched off (assumed).  Source: https://spp.co/help/knowledgebase/webhooks.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import orjson

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Event, Record, Records
from emulator.kernel.sending import Address, Message
from emulator.kernel.vendor import Changes, Endpoint, Webhooks
from emulator.vendors.spp import samples, told
from emulator.vendors.spp.workspaces import new, new_secret

ENDPOINTS = "endpoints"
#: Where workspaces are, for links in what happens by itself.
DOMAIN = "spp.co"
#: What counts as taken (assumed: nothing is recorded).
ACCEPTED = range(200, 300)
HEADERS = {"content-type": "application/json"}


def listens(records: Records) -> bool:
    return records.count(ENDPOINTS, is_active=True) > 0


def messages(call: Call, happened: Sequence[Event]) -> Sequence[Message]:
    """For each event a message to each endpoint of its workspace that wants it."""
    made = []
    for event in happened:
        owner = _workspace(event)
        found = call.records.find(ENDPOINTS, workspace_id=owner, is_active=True)
        wanting = [endpoint for endpoint in found if event.type in endpoint["events"]]
        if wanting:
            data = told.data(_hosted(call, owner), event) | dict(event.extra)
            about = f"{event.table}/{event.record['id']}"
            made += [_message(call, endpoint, event.type, about, data) for endpoint in wanting]
    return made


def _workspace(event: Event) -> int:
    """Whose event it is: the record's."""
    record = event.record
    return int(record["id"] if event.table == "workspaces" else record["workspace_id"])


def _hosted(call: Call, workspace_id: int) -> Call:
    """The call with a host for the links of what is told, if it has none: nobody asked for it."""
    if call.base_url:
        return call
    subdomain = call.load("workspaces", workspace_id)["subdomain"]
    return replace(call, base_url=f"https://{subdomain}.{DOMAIN}")


def _message(call: Call, endpoint: Record, event: str, about: str, data: Record) -> Message:
    body = {
        "event": call.switches["event_names"].get(event, event),
        "created": int(call.now.timestamp()),
        "token": endpoint["token"],
        "data": data,
    }
    return Message(endpoint["id"], 0, event, about, orjson.dumps(body))


def address(call: Call, message: Message) -> Address | None:
    endpoint = call.records.get(ENDPOINTS, message.endpoint)
    if endpoint is None or not endpoint["is_active"]:
        return None
    return Address(endpoint["url"], HEADERS)


def accepts(status: int) -> bool:
    return status in ACCEPTED


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
    chosen = next(iter(known), None) if owner is None else owner
    if chosen not in known:
        raise Invalid(reason=f"owner: {chosen}, expected a workspace of {known}")
    made = new(call, ENDPOINTS) | {
        "workspace_id": chosen,
        "url": _checked(url),
        "events": list(dict.fromkeys(wanted)) or list(told.CATALOGUE),
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
    """The test button: the endpoint's first event, about the newest of its kind (assumed).

    A workspace that has none is told of a sample.
    """
    endpoint = call.load(ENDPOINTS, endpoint_id)
    name, owner = endpoint["events"][0], endpoint["workspace_id"]
    table = told.CATALOGUE[name]
    newest = call.records.newest(table, workspace_id=owner)
    found = [r for r in newest if not (r.get("deleted_at") or r.get("is_team"))][:1]
    hosted = _hosted(call, owner)
    if not found:
        hosted = replace(hosted, records=samples.overlaid(call, owner))
        found = [samples.samples(call, owner)[table]]
    return _message(call, endpoint, name, "", told.data(hosted, Event(name, table, found[0])))


WEBHOOKS = Webhooks(
    listens=listens,
    messages=messages,
    address=address,
    accepts=accepts,
    catalogue=told.CATALOGUE,
    endpoints=endpoints,
    subscribe=subscribe,
    remove=remove,
    test=test,
    by_hand=True,
    secret_field="token",  # noqa: S106 - its name
)
