"""Webhooks: what was sent, what came of it, and sending on demand."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from types import NoneType

from emulator.control.problems import Asked, Problem
from emulator.kernel.deliveries import Delivery, matches
from emulator.kernel.errors import Refusal
from emulator.kernel.operation import Call, Event, Record
from emulator.kernel.vendor import Endpoint
from emulator.kernel.world import World

SHOWN = 200
#: Of a number that may be asked for: 64 bits.
DIGITS = 18
#: A field of a body by its name, and its text.
VALUE = r'("%s":)"(?:[^"\\]|\\.)*"'
FILTERS = ("vendor", "event", "endpoint", "state", "request", "about")


def listing(asked: Asked) -> object:
    """Newest first; filters `vendor`, `event`, `endpoint`, `state`, `request`, `about`, `limit`."""
    log = asked.sandbox.courier.log
    wanted = {name: text for name, text in asked.query.items() if name in FILTERS}
    limit = _number(asked.query.get("limit", str(SHOWN)), "limit")
    shown = islice((d.brief() for d in log if matches(d, wanted)), limit)
    return {"deliveries": list(shown), "waiting": log.waiting, "dropped": log.dropped}


def one(asked: Asked) -> object:
    """One delivery whole: its body, and each attempt with its answer.

    A secret that the body carries is masked; `GET /_emulator/webhooks/endpoints` tells it.
    """
    delivery = _delivery(asked)
    whole, name = delivery.whole(), asked.world(delivery.vendor).vendor.webhooks.secret_field
    if name:
        whole["body"] = re.sub(VALUE % re.escape(name), r'\1"***"', whole["body"], count=1)
    return whole


async def replay(asked: Asked) -> object:
    """The same bytes to the same URL once more, now; answers the attempt."""
    delivery = _delivery(asked)
    attempt = await asked.sandbox.courier.replay(asked.world(delivery.vendor), delivery)
    if attempt is None:
        raise Problem(409, "nowhere to send it", "its webhook is gone or switched off")
    return attempt.shown()


def events(asked: Asked) -> object:
    """Each vendor's event types, with the table of what each is about."""
    return {name: dict(w.vendor.webhooks.catalogue) for name, w in asked.sandbox.worlds.items()}


def fire(asked: Asked) -> object:
    """Tell of an event as if it had happened; nothing changes but that endpoints are told.

    `{"event": …, "record": "table/id" or an id, "object": {…}}`.  object: fields of the message,
    over its own.
    """
    given = asked.take("event", "record", "object", "vendor")
    world = asked.world(given.get("vendor"), _knows([given.get("event")]))
    name = _event(asked, world, given.get("event"))
    table, record = _record(world, name, given.get("record"))
    extra = given.get("object", {})
    if not isinstance(extra, dict):
        raise Problem(400, "object", f"{extra!r}, expected an object")
    hooks, courier = world.vendor.webhooks, asked.sandbox.courier
    messages = hooks.messages(_call(asked, world), [Event(name, table, record, extra)])
    told = courier.queue(world, courier.plan(world, messages, None))
    return {"deliveries": told, "reason": "" if told else "no active endpoint wants this event"}


def endpoints(asked: Asked) -> object:
    """Every endpoint of every vendor."""
    return {
        "endpoints": [
            _shown(world, endpoint)
            for world in asked.sandbox.worlds.values()
            for endpoint in world.vendor.webhooks.endpoints(world.call())
        ]
    }


def subscribe(asked: Asked) -> object:
    """Make an endpoint without the vendor's own API: `{"url": …, "events": […], "owner": id}`.

    url: one that starts with a slash is on this server, such as `/_emulator/inbox/mine`.
    events: all, if none are named.
    """
    given = asked.take("url", "events", "owner", "vendor")
    url, wanted, owner = given.get("url"), given.get("events", []), given.get("owner")
    if not isinstance(url, str) or type(owner) not in (int, NoneType):
        raise Problem(400, "no endpoint", "expected url as a text, owner as a number or nothing")
    if not isinstance(wanted, list):
        raise Problem(400, "events", f"{wanted!r}, expected a list of event types")
    if url.startswith("/"):
        url = f"http://127.0.0.1:{asked.port}{url}"
    world = asked.world(given.get("vendor"), _knows(wanted))
    names = [_event(asked, world, name) for name in wanted]
    try:
        number, changes = world.vendor.webhooks.subscribe(_call(asked, world), url, names, owner)
    except Refusal as refusal:
        raise Problem(400, "no endpoint", refusal.reason) from None
    world.store.commit(changes.puts, changes.removes)
    return _shown(world, _endpoint(world, number))


def remove(asked: Asked) -> None:
    """The end of an endpoint; what still waits for it is dropped."""
    world, endpoint = _found(asked)
    changes = world.vendor.webhooks.remove(world.store, endpoint.id)
    world.store.commit(changes.puts, changes.removes)


def test(asked: Asked) -> object:
    """The message of the vendor's own test button, to one endpoint."""
    world, endpoint = _found(asked)
    courier = asked.sandbox.courier
    message = world.vendor.webhooks.test(_call(asked, world), endpoint.id)
    return {"deliveries": courier.queue(world, courier.plan(world, [message], None))}


def _call(asked: Asked, world: World) -> Call:
    return world.call(f"{asked.sandboxes.public_url or asked.base_url}/{world.vendor.name}")


def _shown(world: World, endpoint: Endpoint) -> Record:
    shown, hooks = endpoint._asdict(), world.vendor.webhooks
    is_active = shown.pop("is_active")
    how = {"signature": hooks.signature, "by_hand": hooks.by_hand}
    return {"vendor": world.vendor.name, **shown, "active": is_active, **how}


def _found(asked: Asked) -> tuple[World, Endpoint]:
    """The endpoint of the path, and whose it is."""
    number = _number(asked.path["id"], "id")
    world = asked.world(asked.query.get("vendor"), lambda w: number in _known(w))
    return world, _endpoint(world, number)


def _known(world: World) -> Mapping[int, Endpoint]:
    return {e.id: e for e in world.vendor.webhooks.endpoints(world.call())}


def _endpoint(world: World, number: int) -> Endpoint:
    known = _known(world)
    if number not in known:
        raise Problem(404, f"no endpoint {number}", f"expected one of {sorted(known)}")
    return known[number]


def _knows(names: Iterable[object]) -> Callable[[World], bool]:
    """Whether a vendor has all these events."""
    wanted = {str(name).casefold() for name in names}

    def knows(world: World) -> bool:
        return wanted <= {event.casefold() for event in world.vendor.webhooks.catalogue}

    return knows


def _event(asked: Asked, world: World, name: object) -> str:
    """An event type of the vendor, in its spelling.

    Where no vendor is named, those of all are near what there is not.
    """
    known = _spelled(world)
    if isinstance(name, str) and name.casefold() in known:
        return known[name.casefold()]
    if asked.body.get("vendor") is None:
        for other in asked.sandbox.worlds.values():
            known = _spelled(other) | known
    near = get_close_matches(str(name).casefold(), known, n=3, cutoff=0.5)
    said = ", ".join(known[n] for n in near) if near else "one of GET /_emulator/webhooks/events"
    if str(name).casefold() in known:
        said = f"those of one vendor; for {world.vendor.name} there is no such event"
    raise Problem(404, f"no event {name}", f"expected {said}")


def _spelled(world: World) -> dict[str, str]:
    """A vendor's event types, by themselves in lower case."""
    return {event.casefold(): event for event in world.vendor.webhooks.catalogue}


def _record(world: World, event: str, named: object) -> tuple[str, Record]:
    """The record that an event is about; none may be named where there is no table for it."""
    table, _, number = str(named if named is not None else "").rpartition("/")
    table = table or world.vendor.webhooks.catalogue[event]
    if named is None and not table:
        return "", {}
    if table not in world.installed.contract.tables:
        expected = ", ".join(sorted(world.installed.contract.tables))
        raise Problem(
            404, f"no table {table!r}", f"record: {named}, expected table/id of {expected}"
        )
    if not number:
        example = next(iter(world.store.tables()[table]), "1")
        raise Problem(400, "no record", f"{event}: say which record, such as {table}/{example}")
    found = world.store.get(table, _number(number, "record"))
    if found is None:
        detail = f"record: {named}, expected the id of a record of {table}, or table/id"
        raise Problem(404, f"no record {number} in {table}", detail)
    return table, found


def _delivery(asked: Asked) -> Delivery:
    found = asked.sandbox.courier.log.find(_number(asked.path["id"], "id"))
    if found is None:
        raise Problem(404, f"no delivery {asked.path['id']}", "it may have been dropped")
    return found


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > DIGITS:
        raise Problem(400, name, f"{text!r}, expected a whole number")
    return int(text)
