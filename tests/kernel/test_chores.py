"""What happens by itself: when, in which order, and what comes of a bug in it."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from emulator.kernel import keeper, snapshots
from emulator.kernel.chores import NEVER, Happened
from emulator.kernel.clock import parse_duration
from emulator.kernel.operation import Records
from emulator.kernel.sandbox import Start
from emulator.kernel.sending import Message
from emulator.kernel.vendor import Chores
from tests.kernel.acme import NOON, App, install, make_vendor
from tests.kernel.acme_chores import CHORES, alarm, put, ring, ringing, rung
from tests.kernel.test_keeper import keep, kept_files
from tests.receiver import Receiver

NAIVE = NOON.replace(tzinfo=None)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with ringing(tmp_path) as app:
        yield app


def move(app: App, duration: str) -> list[Happened]:
    to = app.sandbox.clock.now() + parse_duration(duration)
    moved = app.loop.call(app.sandbox.courier.move, to)
    assert (moved.is_whole, app.sandbox.clock.now()) == (True, to)
    return list(moved.happened)


def turn(app: App) -> None:
    """Let the loop do what it is woken for."""
    for _ in range(3):
        app.loop.call(asyncio.sleep, 0)


def test_each_happens_at_its_own_instant_and_is_told_at_it(app: App) -> None:
    put(app, alarm(7, "14:00:00"), alarm(6, "13:00:00"), alarm(8, "15:00:00"))
    happened = move(app, "2h30m")
    assert rung(app) == {"6": "13:00:00", "7": "14:00:00"}
    assert [(h.at.hour, h.what, h.committed, h.events) for h in happened] == [
        (13, "alarm rang", "notes/6", ["NoteChanged"]),
        (14, "alarm rang", "notes/7", ["NoteChanged"]),
    ]
    deliveries = [app.sandbox.courier.log.find(h.deliveries[0]) for h in happened]
    told = [(d.request, d.created.hour, d.attempts[0].at.hour) for d in deliveries if d]
    assert told == [(None, 13, 13), (None, 14, 14)]
    assert len(app.sandbox.journal) == 0


@pytest.mark.parametrize("public_url", ["", "http://emulator:8080"], ids=["none", "public"])
def test_urls_begin_with_the_public_one_or_with_nothing(tmp_path: Path, public_url: str) -> None:
    with ringing(tmp_path, public_url=public_url) as app:
        put(app, alarm(6, "13:00:00"))
        move(app, "1h")
        url = f"{public_url}/acme" if public_url else ""
        extra = {"at": "2026-06-15T13:00:00Z", "url": url}
        assert app.receiver.bodies == [f"NoteChanged:wake up:{url}{extra}".encode()]


def test_it_comes_before_what_is_sent_at_the_same_instant(app: App) -> None:
    app.receiver.script([500])
    app.http.post("/notes", headers=app.login(), json={"Text": "told again at 12:05"})
    app.move()
    seen: list[object] = []
    app.receiver.on = lambda sent: seen.append((sent.body[:11], rung(app)))
    put(app, alarm(7, "12:05:00"), alarm(8, "12:05:00"))
    move(app, "5m")
    both = {"7": "12:05:00", "8": "12:05:00"}
    assert seen == [(b"NoteCreated", both), (b"NoteChanged", both), (b"NoteChanged", both)]


def test_time_waits_for_what_it_causes(app: App) -> None:
    held: list[datetime] = []

    def hold(_: object) -> bool:
        held.append(app.sandbox.clock.now())
        return len(held) < 5

    app.receiver.hold = hold
    put(app, alarm(6, "13:00:00"), alarm(7, "14:00:00"))
    move(app, "3h")
    assert [instant.hour for instant in held] == [13] * 5 + [14]


def test_a_request_sees_nothing_of_before_what_is_due(app: App) -> None:
    token = app.login()
    put(app, alarm(6, "12:01:00", Every=60))
    app.sandbox.clock.set(NOON + timedelta(seconds=150))
    answer = app.http.get("/notes/6", headers=token).json()
    assert (answer["Rung"], answer["Due"]) == ("2026-06-15T12:02:00Z", "2026-06-15T12:03:00Z")
    created = [delivery.created.minute for delivery in app.sandbox.courier.log]
    assert created == [2, 1]


def test_an_attempt_sees_nothing_of_before_what_is_due(app: App) -> None:
    seen: list[dict[str, str]] = []
    app.receiver.on = lambda _: seen.append(rung(app))

    world, courier = app.sandbox.worlds["acme"], app.sandbox.courier

    async def story() -> None:
        told = Message(1, 1, "NoteCreated", "notes/5", b"x")
        courier.queue(world, courier.plan(world, [told], None))  # from the loop's next turn on
        world.store.commit({"notes": [alarm(8, "12:00:00")]})
        await asyncio.sleep(0)

    app.loop.call(story)
    assert seen[0] == {"8": "12:00:00"}


def test_on_a_clock_that_runs_it_happens_without_anybody(app: App) -> None:
    app.sandbox.clock.unfreeze()
    soon = app.sandbox.clock.now() + timedelta(milliseconds=2)
    put(app, alarm(6, soon.isoformat()[11:26]))

    async def has_rung() -> None:
        while not app.receiver.got:  # noqa: ASYNC110 - what it waits for is the claim
            await asyncio.sleep(0)

    app.loop.call(has_rung)
    assert list(rung(app)) == ["6"]


@pytest.mark.parametrize("duration", ["2h", "0s"], ids=["past", "up to"])
def test_a_clock_that_is_started_is_looked_at(app: App, duration: str) -> None:
    put(app, alarm(6, "12:00:00"), alarm(7, "14:00:00"))
    app.sandbox.clock.set(NOON + parse_duration(duration))
    app.sandbox.clock.unfreeze()
    app.sandbox.courier.wake()  # as no loop runs, it is nothing
    app.loop.call(app.sandbox.courier.wake)
    turn(app)
    assert list(rung(app)) == (["6", "7"] if duration == "2h" else ["6"])


def test_nothing_is_undone_and_nothing_happens_twice_when_the_clock_is_set_back(app: App) -> None:
    put(app, alarm(6, "13:00:00"), alarm(7, "15:00:00"))
    assert len(move(app, "2h")) == 1
    app.sandbox.clock.set(NOON)
    assert move(app, "2h") == []
    assert rung(app) == {"6": "13:00:00"}


@pytest.mark.parametrize(
    ("text", "bug"),
    [
        ("a bug", "LookupError('no such bell')"),
        ("nothing", "RuntimeError('nothing changes, so that it would happen for ever')"),
        ("unwritable", "TypeError("),
    ],
    ids=["raises", "changes nothing", "cannot be kept"],
)
def test_a_bug_is_told_once_and_time_goes_on(
    app: App, caplog: pytest.LogCaptureFixture, text: str, bug: str
) -> None:
    put(app, alarm(6, "13:00:00", text))
    with caplog.at_level(logging.ERROR, "emulator"):
        (happened,) = move(app, "2h")
        assert move(app, "365d") == []
    assert (happened.at.hour, happened.what, happened.deliveries) == (13, "chore failed", ())
    assert happened.error.startswith(f"a bug of the emulator: {bug}")
    (line,) = caplog.messages
    assert line.startswith("what acme does by itself at 2026-06-15T13:00:00+00:00: a bug of the")
    assert (list(app.sandbox.courier.log), app.receiver.got) == ([], [])


def test_what_was_a_bug_is_tried_again_when_the_records_are_others(app: App) -> None:
    put(app, alarm(6, "13:00:00", "a bug"), alarm(7, "14:00:00"))
    assert [h.error != "" for h in move(app, "3h")] == [True]
    assert rung(app) == {}
    put(app, alarm(6, "13:00:00"))
    turn(app)
    assert rung(app) == {"6": "13:00:00", "7": "14:00:00"}


@pytest.mark.parametrize("answer", [LookupError("x"), NAIVE], ids=["raises", "naive"])
def test_a_vendor_that_cannot_say_what_is_next_stops_no_clock(
    tmp_path: Path, answer: Exception | datetime
) -> None:
    def next_due(_: Records) -> datetime:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with ringing(tmp_path, Chores(next_due, ring)) as app:
        (happened,) = move(app, "1h")
        assert happened.error.startswith("a bug of the emulator: ")
        assert app.http.get("/notes/5", headers=app.login()).status_code == 200


def test_what_never_ends_at_one_instant_is_a_bug(app: App) -> None:
    app.sandbox.agenda.endless = 20
    put(app, alarm(6, "13:00:00", Every=0))
    happened = move(app, "2h")
    assert [h.error for h in happened[:-1]] == [""] * 20
    assert happened[-1].error.endswith("RuntimeError('20 at one instant, and there is one more')")


def test_after_a_reset_the_fixtures_alarms_count(tmp_path: Path) -> None:
    installed = install(tmp_path, make_vendor(chores=CHORES))
    installed.fixture["notes"]["5"] |= alarm(5, "13:00:00")
    with App(installed) as app:
        assert len(move(app, "1h")) == 1
        app.loop.call(app.sandbox.reset)
        turn(app)
        assert rung(app) == {"5": "13:00:00"}  # it is one o'clock still
        move(app, "24h")
        app.loop.call(app.sandbox.reset)
        turn(app)
        assert app.dump()["notes"]["5"]["Rung"] == "2026-06-16T13:00:00Z"


def test_a_fork_and_a_snapshot_go_on_from_what_has_happened(app: App) -> None:
    put(app, alarm(6, "13:00:00"), alarm(7, "15:00:00"))
    app.sandbox.clock.set(NOON + timedelta(hours=2))
    fork = app.sandboxes.create("fork", app.sandboxes.vendors, Start(Receiver(), NOON))
    app.loop.call(fork.fork, app.sandbox)
    assert [len(list(s.courier.log)) for s in (app.sandbox, fork)] == [1, 0]
    saved = snapshots.saved(app.sandbox)
    move(app, "1h")
    assert rung(app) == {"6": "13:00:00", "7": "15:00:00"}
    app.loop.call(snapshots.restore, app.sandbox, saved)
    assert rung(app) == {"6": "13:00:00"}
    assert [h.at.hour for h in move(app, "1h")] == [15]
    app.loop.call(app.sandboxes.drop, "fork")
    assert fork.agenda.caught_up().hour == 14


def test_it_is_on_disk_by_itself_and_once(app: App, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    kept = keep(app, folder)
    put(app, alarm(6, "12:30:00"))
    app.sandbox.clock.set(NOON + timedelta(hours=1))
    app.loop.call(app.sandbox.courier.wake)
    turn(app)
    app.loop.call(kept._log.synced, kept._log.last)  # noqa: SLF001 - nobody else waits for it
    files = kept_files(folder)
    assert files["acme.json"]["notes"]["6"]["Rung"] == "2026-06-15T12:30:00Z"
    assert files["_sandbox.json"]["webhooks"]["last"] == 1
    app.loop.call(app.sandboxes.close)
    again, _, _ = keeper.read(folder)
    app.loop.call(snapshots.restore, app.sandbox, snapshots.caught_up(again))
    assert move(app, "2h") == []


def test_where_nothing_happens_by_itself_nothing_is_ever_due(tmp_path: Path) -> None:
    app = App(install(tmp_path))
    assert app.sandbox.agenda.due == NEVER
    assert app.sandbox.agenda.caught_up() == NOON
    assert app.sandbox.worlds["acme"].store.changed is None
    assert CHORES.next(app.sandbox.worlds["acme"].store) is None
