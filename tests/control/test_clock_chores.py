"""What happens by itself, over the control plane: in order, with its webhooks, and over restarts.

No vendor's own rules are asked here: work orders ring when they are scheduled.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest

from emulator.app import assemble
from emulator.cli.clock import _about
from emulator.kernel.clock import parse_instant
from emulator.kernel.operation import Call, Event, Record, Records, Reply
from emulator.kernel.vendor import Chores
from emulator.settings import Settings
from tests.asgi import Http
from tests.control.describing import OPERATIONS
from tests.control.test_openapi import fits
from tests.receiver import Receiver
from tests.world import NOON, Emulator, Json, start

ORDERS = (107002896, 107066800, 106872164)
EVENT = "WorkOrderScheduledDateChanged"


def first(records: Records) -> Record | None:
    waiting = [order for order in records.find("workorders") if order["Resolution"] == "ring"]
    return min(waiting, key=lambda order: str(order["ScheduledDate"]), default=None)


def next_due(records: Records) -> datetime | None:
    order = first(records)
    return parse_instant(order["ScheduledDate"]) if order else None


def ring(call: Call) -> Reply:
    order = first(call.records)
    assert order is not None
    if order["Description"] == "a bug":
        raise LookupError("no such bell")
    rung = order | {"Resolution": f"rung at {call.now:%H:%M}"}
    changes = {"workorders": [rung]}
    return Reply("alarm rang", changes=changes, events=[Event(EVENT, "workorders", rung)])


def begun(send: Receiver, data: Path | None = None, *, is_new: bool = True) -> Emulator:
    """An emulator whose work orders ring; frozen at noon, unless its directory says otherwise."""
    known = start().door.sandboxes.vendors
    vendor = known["servicechannel"]
    chores = replace(vendor.vendor, chores=Chores(next_due, ring))
    settings = Settings(profile=("relaxed",), clock=NOON, data=str(data or ""))
    app = assemble({**known, "servicechannel": replace(vendor, vendor=chores)}, settings, send)
    emulator = Emulator(Http(app, raises=False))
    if is_new:
        emulator.control("POST", "/clock", {"freeze": True})
        emulator.control("POST", "/clock", {"set": NOON})
        hook = {"url": "http://localhost:9/", "events": [EVENT], "vendor": "servicechannel"}
        emulator.control("POST", "/webhooks/endpoints", hook)
    return emulator


def alarms(emulator: Emulator, *hours: str, **changes: object) -> None:
    """Let work orders ring at these times of the day, hours and minutes."""
    for order, hour in zip(ORDERS, hours, strict=False):
        date = f"2026-06-15T{hour}:00Z"
        emulator.change("workorders", order, Resolution="ring", ScheduledDate=date, **changes)


def rung(emulator: Emulator) -> list[str]:
    """What became of the alarms, in the order of the numbers above."""
    files = emulator.control("GET", "/snapshot")
    orders = files["servicechannel.json"]["workorders"]
    return [orders[str(order)]["Resolution"] for order in ORDERS]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def emulator(receiver: Receiver) -> Iterator[Emulator]:
    with begun(receiver) as emulator:
        yield emulator


def briefly(moved: Json) -> list[tuple[str, str]]:
    return [(fell["at"][11:16], fell["what"]) for fell in moved["due"]]


def test_what_fell_due_tells_it_in_order_with_what_was_sent(
    emulator: Emulator, receiver: Receiver
) -> None:
    receiver.script([500, 200])
    alarms(emulator, "13:00", "13:05", "13:10")
    moved = emulator.advance("2h")
    assert briefly(moved) == [
        ("13:00", "alarm rang"),
        ("13:00", "webhook attempt"),
        ("13:05", "alarm rang"),
        ("13:05", "webhook attempt"),
        ("13:05", "webhook attempt"),
        ("13:10", "alarm rang"),
        ("13:10", "webhook attempt"),
    ]
    assert moved["due"][0] == {
        "at": "2026-06-15T13:00:00+00:00",
        "what": "alarm rang",
        "vendor": "servicechannel",
        "records": [f"workorders/{ORDERS[0]}"],
        "events": [EVENT],
        "deliveries": [1],
    }
    assert [fell["delivery"] for fell in moved["due"] if "delivery" in fell] == [1, 1, 2, 3]
    listed = emulator.control("GET", "/webhooks/deliveries")["deliveries"]
    assert [delivery["request"] for delivery in listed] == [None] * 3
    assert rung(emulator) == ["rung at 13:00", "rung at 13:05", "rung at 13:10"]


def test_the_answer_is_as_it_is_described(emulator: Emulator) -> None:
    alarms(emulator, "13:00")
    alarms(emulator, "12:10", "12:20", Description="a bug")
    (move,) = [op for op in OPERATIONS if op.name == "POST /_emulator/clock"]
    answer = emulator.http.post("/_emulator/clock", json={"advance": "PT2H"})
    assert [fell["what"] for fell in answer.json()["due"]] == ["chore failed"]
    fits(move, answer)


def test_a_line_of_the_command_names_what_changed_and_what_failed(emulator: Emulator) -> None:
    alarms(emulator, "13:00")
    told = _about(emulator.advance("1h")["due"][0])
    assert told == (
        f"vendor servicechannel, records workorders/{ORDERS[0]}, events {EVENT}, deliveries 1"
    )
    alarms(emulator, "13:30", Description="a bug")
    failed = _about(emulator.advance("1h")["due"][0])
    bug = "LookupError('no such bell')"
    assert failed == f"vendor servicechannel, error a bug of the emulator: {bug}"


def test_a_sandbox_that_begins_later_has_what_is_due_behind_it(emulator: Emulator) -> None:
    alarms(emulator, "13:00", "15:00")
    made = {"name": "later", "from": "default", "clock": "2026-06-15T14:00:00Z", "frozen": True}
    emulator.control("POST", "/sandboxes", made)
    files = emulator.control("GET", "/snapshot?sandbox=later")["servicechannel.json"]
    orders = [files["workorders"][str(order)]["Resolution"] for order in ORDERS[:2]]
    assert orders == ["rung at 13:00", "ring"]
    assert rung(emulator)[:2] == ["ring", "ring"]


def test_a_snapshot_rings_once_more_and_a_reset_not_at_all(emulator: Emulator) -> None:
    alarms(emulator, "13:00")
    saved = emulator.control("GET", "/snapshot")
    emulator.advance("1h")
    emulator.control("PUT", "/snapshot", saved)
    assert rung(emulator)[0] == "ring"
    assert briefly(emulator.advance("1h"))[0] == ("13:00", "alarm rang")
    emulator.control("POST", "/reset")
    assert "alarm rang" not in [what for _, what in briefly(emulator.advance("24h"))]


def test_what_has_happened_is_on_disk_and_does_not_happen_again(tmp_path: Path) -> None:
    data, receiver = tmp_path / "data", Receiver([500])
    with begun(Receiver([500]), data) as emulator:
        alarms(emulator, "13:00", "14:00")
        emulator.advance("1h")
    with begun(receiver, data, is_new=False) as emulator:
        assert rung(emulator)[:2] == ["rung at 13:00", "ring"]
        assert briefly(emulator.advance("1h"))[-2:] == [
            ("14:00", "alarm rang"),
            ("14:00", "webhook attempt"),
        ]
        assert rung(emulator)[:2] == ["rung at 13:00", "rung at 14:00"]


def test_what_fell_due_while_nobody_served_happens_at_its_own_instant(tmp_path: Path) -> None:
    data, receiver = tmp_path / "data", Receiver()
    with begun(Receiver(), data) as emulator:
        alarms(emulator, "13:00", "14:00", "16:00")
        emulator.control("POST", "/clock", {"freeze": False})
    with begun(Receiver(), data, is_new=False):
        pass  # which folds the log into the files
    file = data / "sandboxes/default/_sandbox.json"
    own = orjson.loads(file.read_bytes())
    own["host"] = (parse_instant(own["host"]) - timedelta(hours=3)).isoformat()
    file.write_bytes(orjson.dumps(own))
    for _ in range(2):
        with begun(receiver, data, is_new=False) as emulator:
            emulator.settle()
            assert rung(emulator) == ["rung at 13:00", "rung at 14:00", "ring"]
    assert len(receiver.got) == 2
