"""How the small vendor of the tests tells of events: every hook of the table gets all it wants."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from emulator.kernel import breaker
from emulator.kernel.clock import parse_instant, write_instant
from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Event, Record, Records
from emulator.kernel.sending import Address, Message
from emulator.kernel.vendor import Changes, Endpoint, Webhooks

CATALOGUE = {"NoteCreated": "notes", "NoteChanged": "notes", "NoteSold": ""}


def hook(number: int, *events: str, **changes: object) -> Record:
    """A record of the table `hooks`; it wants all events if none are named."""
    usual = {"On": True, "Failures": 0, "Trips": 0, "Until": None}
    url = f"http://localhost:9/{number}"
    return {"Id": number, "Url": url, "Events": list(events or CATALOGUE)} | usual | changes


def state(record: Record) -> breaker.State:
    until = parse_instant(record["Until"]) if record["Until"] else None
    return breaker.State(record["Failures"], record["Trips"], until)


def is_on(record: Record, now: datetime) -> bool:
    return record["On"] and not breaker.is_open(state(record), now)


def messages(call: Call, events: Sequence[Event]) -> list[Message]:
    """`NoteCreated:{the text of the note as it is after the commit}`."""
    told = []
    for event in events:
        for record in call.records.find("hooks"):
            if is_on(record, call.now) and event.type in record["Events"]:
                about = f"{event.table}/{event.record.get('Id')}"
                note = call.records.get("notes", event.record.get("Id", 0)) or event.record
                body = f"{event.type}:{note.get('Text')}:{call.base_url}{dict(event.extra) or ''}"
                told.append(Message(record["Id"], 1, event.type, about, body.encode()))
    return told


def address(call: Call, message: Message) -> Address | None:
    record = call.records.get("hooks", message.endpoint)
    if record is None or not is_on(record, call.now):
        return None
    if record["Url"] == "a bug":
        raise LookupError("no such thing")
    return Address(record["Url"], {"X-At": write_instant(call.now)})


def attempted(
    call: Call,
    message: Message,
    ok: bool,  # noqa: FBT001 - as the kernel calls it
    settings: Record,
) -> Mapping[str, Sequence[Record]]:
    record = call.records.get("hooks", message.endpoint)
    if record is None:
        return {}
    after = breaker.after(state(record), ok=ok, now=call.now, settings=settings)
    until = write_instant(after.paused_until) if after.paused_until else None
    changes = {"Failures": after.failures, "Trips": after.trips, "Until": until}
    return {"hooks": [record | changes]} if record | changes != record else {}


def pauses(records: Records) -> list[tuple[datetime, str]]:
    paused = [r for r in records.find("hooks") if r["Until"]]
    return [(parse_instant(r["Until"]), f"hook {r['Id']}") for r in paused]


def endpoints(call: Call) -> list[Endpoint]:
    return [
        Endpoint(r["Id"], f"hook {r['Id']}", r["Url"], 1, r["Events"], r["On"], "fine", "s3cret")
        for r in call.records.find("hooks")
    ]


def subscribe(
    call: Call, url: str, events: Sequence[str], owner: int | None
) -> tuple[int, Changes]:
    if owner not in (None, 1):
        raise Invalid(reason=f"no company {owner}")
    record = hook(call.records.next_id("hooks"), *events, Url=url)
    return record["Id"], Changes({"hooks": [record]}, {})


WEBHOOKS = Webhooks(
    listens=lambda records: records.count("hooks") > 0,
    messages=messages,
    address=address,
    accepts=lambda status: 200 <= status < 300,
    attempted=attempted,
    pauses=pauses,
    catalogue=CATALOGUE,
    endpoints=endpoints,
    subscribe=subscribe,
    remove=lambda _, number: Changes({}, {"hooks": [number]}),
    test=lambda _, number: Message(number, 0, "NoteCreated", "", b"a test"),
)
