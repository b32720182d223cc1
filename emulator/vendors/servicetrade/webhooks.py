"""How ServiceTrade tells of changes: unsigned, to every webhook of the account, three times.

No webhook is ever switched off (assumed).
Sources: ServiceTrade help centre, article 4403396917139; public code of a live client, repository
not named.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit
from uuid import UUID

import orjson

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Event, Record, Records
from emulator.kernel.sending import Address, Message
from emulator.kernel.vendor import Changes, Endpoint, Webhooks
from emulator.vendors.servicetrade import errors, rules
from emulator.vendors.servicetrade.rules import ENTITIES, TOLD
from emulator.vendors.servicetrade.saves import new, seconds

HOOKS = "webhooks"
#: Any of these is a success: a 404 is not sent again.
ACCEPTED = range(200, 500)
HEADERS = {"content-type": "application/json", "user-agent": "ServiceTrade"}
CATALOGUE: Mapping[str, str] = {
    f"{name}.{action}": entity.table for name, entity in TOLD.items() for action in rules.ACTIONS
}
EVERYTHING: Sequence[str] = tuple(CATALOGUE)
TEST = "test"


def listens(records: Records) -> bool:
    """Whether any webhook is enabled."""
    return records.count(HOOKS, enabled=True) > 0


def wants(hook: Record, event: str) -> bool:
    """Whether a webhook is told of an event: of everything, unless it names entities."""
    if hook["entityEvents"] is None:
        return True
    name, _, action = event.partition(".")
    number = ENTITIES[name].number
    return any(e["entityType"] == number and action in e["actions"] for e in hook["entityEvents"])


def messages(call: Call, happened: Sequence[Event]) -> Sequence[Message]:
    """For each webhook a message for each save, or one for the whole action (a switch)."""
    made = []
    for hook in call.records.find(HOOKS, enabled=True):
        wanted = [event for event in happened if wants(hook, event.type)]
        merged = call.switches["webhook_batch"] == "action"
        for group in [wanted] if merged and wanted else [[event] for event in wanted]:
            first = group[0]
            about = f"{first.table}/{first.record['id']}" if first.record else ""
            body = _body(call, [_item(call, hook, event) for event in group])
            made.append(Message(hook["id"], 0, first.type, about, body))
    return made


def _body(call: Call, items: Sequence[Record]) -> bytes:
    """The root's timestamp is a text, an item's is a number: observed live."""
    number = UUID(bytes=call.random.randbytes(16), version=4)
    said = {"messageId": str(number), "timestamp": str(seconds(call)), "data": items}
    return orjson.dumps(said)


def _item(call: Call, hook: Record, event: Event) -> Record:
    name, _, action = event.type.partition(".")
    item: Record = {
        "action": action,
        "timestamp": seconds(call),
        "userId": call.caller.get("id"),
        "entity": {"type": name, "id": None, "uri": None} | _named(call, name, event.record),
    }
    changed = event.extra.get("changeset")
    if hook["includeChangesets"] and isinstance(changed, list) and changed:
        alone = call.switches["changeset"] == "object" and len(changed) == 1
        item["changeset"] = changed[0] if alone else changed
    extra = {key: value for key, value in event.extra.items() if key != "changeset"}
    return item | extra


def _named(call: Call, name: str, record: Record) -> Record:
    if not record:
        return {}
    return {"id": record["id"], "uri": f"{call.base_url}/api/{name}/{record['id']}"}


def address(call: Call, message: Message) -> Address | None:
    """The webhook's URL; None once it is gone or switched off, but for a test."""
    hook = call.records.get(HOOKS, message.endpoint)
    if hook is None or not (hook["enabled"] or message.event == TEST):
        return None
    return Address(hook["hookUrl"], HEADERS)


def accepts(status: int) -> bool:
    """Any status from 200 to 499."""
    return status in ACCEPTED


def is_confirmed(call: Call, hook: Record) -> bool:
    """True a second after it was made, whatever its URL: observed live, twice."""
    return bool(seconds(call) - hook["created"] >= rules.CONFIRMED_AFTER)


def endpoints(call: Call) -> Sequence[Endpoint]:
    """All webhooks of the account."""
    return [_endpoint(call, hook) for hook in call.records.find(HOOKS)]


def _endpoint(call: Call, hook: Record) -> Endpoint:
    owner = next(iter(call.records.find("accounts")), {"id": 0})
    return Endpoint(
        id=hook["id"],
        name="",
        url=hook["hookUrl"],
        owner=owner["id"],
        events=[event for event in EVERYTHING if wants(hook, event)],
        is_active=hook["enabled"],
        state="active" if hook["enabled"] else "inactive",
        secret="",
    )


def check_url(url: object) -> str:
    """An absolute http(s) URL.  Raises Invalid; the vendor's own check is unknown (assumed)."""
    text = url if isinstance(url, str) else ""
    try:
        parts = urlsplit(text)
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_fine = False
    if not is_fine:
        raise errors.invalid(
            f"hookUrl: {text[:100]!r} is no absolute URL", hookUrl="Hook url is invalid"
        )
    return text


def made(call: Call, url: object, entity_events: object, **flags: object) -> Record:
    """A new webhook.  Raises Invalid for its URL."""
    told = {"hookUrl": check_url(url), "entityEvents": entity_events}
    return new(call, HOOKS, **told, **flags)


def subscribe(
    call: Call, url: str, wanted: Sequence[str], owner: int | None
) -> tuple[int, Changes]:
    """A webhook that is on, for these events.  Raises Invalid for an unknown event or owner."""
    accounts = [record["id"] for record in call.records.find("accounts")]
    if owner is not None and owner not in accounts:
        raise Invalid(reason=f"owner: {owner}, expected the account {accounts}")
    unknown = [event for event in wanted if event not in CATALOGUE]
    if unknown:
        raise Invalid(reason=f"events: {unknown[0]}, expected such as job.updated")
    chosen: dict[int, list[str]] = {}
    for event in wanted:
        name, _, action = event.partition(".")
        chosen.setdefault(ENTITIES[name].number, []).append(action)
    filtered = [{"entityType": number, "actions": actions} for number, actions in chosen.items()]
    hook = made(call, url, filtered or None, includeChangesets=True, enabled=True)
    return hook["id"], Changes({HOOKS: [hook]}, {})


def remove(records: Records, hook_id: int) -> Changes:
    """The end of a webhook; nothing if there is none."""
    return Changes({}, {HOOKS: [hook_id]} if records.get(HOOKS, hook_id) else {})


def test(call: Call, hook_id: int) -> Message:
    """A message with no data; the vendor has no test button.  Raises NotFound."""
    call.load(HOOKS, hook_id)
    return Message(hook_id, 0, TEST, "", _body(call, []))


WEBHOOKS = Webhooks(
    listens=listens,
    messages=messages,
    address=address,
    accepts=accepts,
    catalogue=CATALOGUE,
    endpoints=endpoints,
    subscribe=subscribe,
    remove=remove,
    test=test,
)
