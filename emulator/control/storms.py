"""The storm that a sandbox's webhooks meet, and the verdict on those who received them."""

from dataclasses import asdict
from operator import attrgetter

from emulator.control.problems import Asked, Problem
from emulator.kernel.deliveries import Delivery
from emulator.kernel.operation import Record
from emulator.kernel.storms import PRESETS, Storm, changed, preset_of
from emulator.kernel.verdict import Case, case, shown

#: How many events a verdict lists, and the digits of a number that may be asked for.
LISTED, DIGITS = 200, 18


def read(asked: Asked) -> object:
    """The storm field by field, the name of its preset, and the presets that there are."""
    return _shown(asked.sandbox.courier.storm)


def change(asked: Asked) -> object:
    """Choose the storm; what is on its way already is not changed.

    `{"preset": NAME}`, fields such as `{"drop": 0.1}`, or fields on top of a preset.
    """
    given = dict(asked.body)
    name = given.pop("preset", None)
    if name is not None and (not isinstance(name, str) or name not in PRESETS):
        raise Problem(404, f"no preset {name}", f"expected one of {', '.join(PRESETS)}")
    storm = PRESETS[name] if name is not None else asked.sandbox.courier.storm
    try:
        asked.sandbox.courier.storm = changed(storm, given)
    except ValueError as error:
        raise Problem(400, "the storm is not accepted", str(error)) from None
    return _shown(asked.sandbox.courier.storm)


def verdict(asked: Asked) -> object:
    """What receivers did with their messages: verdict, findings, numbers, events oldest first.

    `endpoint` and `vendor`: only what went there; `limit`: of the events.
    """
    log, journal = asked.sandbox.courier.log, asked.sandbox.journal
    limit = _number(asked.query.get("limit", str(LISTED)), "limit")
    whole = case(
        sorted(log, key=attrgetter("id")),
        sorted(journal, key=attrgetter("id")),
        lambda vendor, status: asked.sandbox.worlds[vendor].vendor.webhooks.accepts(status),
    )
    dropped = {"deliveries": log.dropped, "requests": journal.dropped}
    return shown(_narrowed(asked, whole), limit) | {"dropped": dropped}


def _narrowed(asked: Asked, whole: Case) -> Case:
    """What went to the endpoint or was told by the vendor that is asked for.

    Raises Problem for one that there is not.
    """
    vendor = asked.query.get("vendor")
    names = [asked.world(vendor).vendor.name] if vendor else list(asked.sandbox.worlds)
    if "endpoint" not in asked.query:
        return whole.where(lambda delivery: delivery.vendor in names)
    number = _number(asked.query["endpoint"], "endpoint")
    known = {
        endpoint.id
        for name in names
        for endpoint in asked.world(name).vendor.webhooks.endpoints(asked.world(name).call())
    }
    known |= {endpoint for name, endpoint in whole.endpoints() if name in names}
    if number not in known:
        raise Problem(404, f"no endpoint {number}", f"expected one of {sorted(known)}")

    def wanted(delivery: Delivery) -> bool:
        return delivery.vendor in names and delivery.message.endpoint == number

    return whole.where(wanted)


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > DIGITS:
        raise Problem(400, name, f"{text!r}, expected a whole number")
    return int(text)


def _shown(storm: Storm) -> Record:
    return {"preset": preset_of(storm), **asdict(storm), "presets": list(PRESETS)}
