"""The engine, over a vendor of the tests, with a receiver in the sender's place."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from emulator.kernel.deliveries import Delivery
from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.kernel.sending import Message, Outgoing
from emulator.kernel.storms import PRESETS
from tests.kernel.acme import NOON, OPERATIONS, App, install, make_vendor
from tests.kernel.acme_webhooks import hook

MINUTES = [0, 5, 10, 15]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """One endpoint that wants everything."""
    with App(install(tmp_path)) as app:
        listen(app, hook(1))
        yield app


def listen(app: App, *hooks: Record) -> None:
    app.sandbox.worlds["acme"].store.commit({"hooks": hooks})


def note(app: App, text: str = "second") -> int:
    """Post a note; the number of the request."""
    answer = app.http.post("/notes", headers=app.login(), json={"Text": text})
    assert answer.status_code == 201
    return int(answer.headers["emulator-request-id"])


def tell(app: App, count: int, endpoint: int = 1) -> None:
    """Queue deliveries without a request."""
    world, courier = app.sandbox.worlds["acme"], app.sandbox.courier
    told = [Message(endpoint, 1, "NoteCreated", f"notes/{n}", b"%d" % n) for n in range(count)]
    app.loop.call(courier.queue, world, courier.plan(world, told, None))


def log(app: App) -> list[Delivery]:
    return list(app.sandbox.courier.log)


def record(app: App, number: int = 1) -> Record:
    return app.sandbox.worlds["acme"].store.get("hooks", number) or {}


def test_a_change_is_told_at_once_to_whoever_wants_it(app: App) -> None:
    request = note(app)
    app.move()
    sent = Outgoing(
        "http://localhost:9/1",
        {"X-At": "2026-06-15T12:00:00Z"},
        b"NoteCreated:second:http://localhost",
        5,
    )
    assert app.receiver.got == [sent]
    (delivery,) = log(app)
    assert (delivery.state, delivery.request) == ("delivered", request)
    assert next(iter(app.sandbox.journal)).whole()["deliveries"] == [delivery.id]


def sell_note(call: Call) -> Reply:
    """Removes the note, and tells what it was sold for."""
    sold = {"Id": call.path["id"], "Text": "for 5"}
    return Reply(status=204, removes={"notes": [5]}, events=[Event("NoteSold", "notes", sold)])


def test_a_record_that_is_removed_is_told_as_gone(tmp_path: Path) -> None:
    vendor = make_vendor({**OPERATIONS, "deleteNote": sell_note})
    with App(install(tmp_path, vendor)) as app:
        listen(app, hook(1))
        app.http.delete("/notes/5", headers=app.login())
        app.move()
    assert app.receiver.bodies == [b"NoteSold:for 5:http://localhost"]
    assert app.dump()["notes"] == {}


def test_absolute_urls_begin_with_the_public_url_where_there_is_one(tmp_path: Path) -> None:
    with App(install(tmp_path), public_url="http://emulator:8080") as app:
        listen(app, hook(1))
        note(app)
        app.move()
    assert app.receiver.bodies == [b"NoteCreated:second:http://emulator:8080/acme"]


def test_what_fails_is_sent_again_three_times_five_minutes_apart(app: App) -> None:
    app.receiver.script([500])
    note(app)
    app.move()
    made = app.move("24h")
    assert [m.attempt.at - NOON for m in made] == [timedelta(minutes=m) for m in MINUTES[1:]]
    assert [m.attempt.number for m in made] == [2, 3, 4]
    assert len(set(app.receiver.bodies)) == 1
    (delivery,) = log(app)
    assert (delivery.state, delivery.reason) == ("failed", "no attempt was accepted")
    assert app.sandbox.clock.now() == NOON + timedelta(hours=24)


def test_a_resend_comes_at_its_second_and_not_before(app: App) -> None:
    app.receiver.script([503, 200])
    note(app)
    app.move()
    assert app.move("299s") == []
    (made,) = app.move("1s")
    assert (made.attempt.number, made.delivery.state) == (2, "delivered")
    assert app.move("24h") == []


@pytest.mark.parametrize("answer", [302, 404, 500, "no answer within 5 s"], ids=str)
def test_anything_but_a_success_is_sent_again(app: App, answer: int | str) -> None:
    app.receiver.script([answer, 204])
    note(app)
    app.move("5m")
    (delivery,) = log(app)
    assert [a.outcome.status or a.outcome.error for a in delivery.attempts] == [answer, 204]


def test_messages_to_one_endpoint_go_out_in_the_order_of_their_commits(app: App) -> None:
    tell(app, 50)
    app.move()
    assert app.receiver.bodies == [b"%d" % n for n in range(50)]


def test_a_thousand_failures_pause_an_endpoint_for_twelve_hours_to_the_second(app: App) -> None:
    app.receiver.script([500])
    tell(app, 1_000)
    app.move()
    assert (record(app)["Trips"], record(app)["Until"]) == (1, "2026-06-16T00:00:00Z")
    app.move("11h59m59s")
    assert len(app.receiver.got) == 1_000
    tell(app, 1)
    app.move()
    assert log(app)[0].state == "dropped"
    app.move("1s")
    tell(app, 1)
    app.move()
    assert len(app.receiver.got) == 1_001


def test_what_waited_for_an_endpoint_that_is_off_is_dropped(app: App) -> None:
    app.receiver.script([500])
    note(app)
    app.move()
    listen(app, hook(1, On=False))
    app.move("1h")
    (delivery,) = log(app)
    assert (delivery.state, delivery.reason) == ("dropped", "its webhook is gone or switched off")
    assert len(delivery.attempts) == 1


def test_events_of_the_time_when_an_endpoint_is_off_are_not_queued(app: App) -> None:
    listen(app, hook(1, On=False))
    note(app)
    listen(app, hook(1))
    app.move("1h")
    assert log(app) == []


def test_a_second_thousand_failures_switch_an_endpoint_off_for_good(app: App) -> None:
    app.receiver.script([500])
    tell(app, 1_000)
    app.move("12h")
    tell(app, 1_000)
    app.move()
    assert (record(app)["Trips"], record(app)["Until"]) == (2, None)
    note(app)
    assert app.move("365d") == []


def test_a_duplicate_is_the_same_bytes_and_marked_only_here(app: App) -> None:
    app.sandbox.courier.storm = PRESETS["duplicates"]
    note(app)
    app.move("1s")
    one, two = app.receiver.got
    assert (one.url, one.body) == (two.url, two.body)
    (delivery,) = log(app)
    assert [a.copy for a in delivery.attempts] == [0, 1]


def test_a_storms_copy_is_neither_sent_again_nor_counted(app: App) -> None:
    app.receiver.script([200, 500])
    app.sandbox.courier.storm = PRESETS["duplicates"]
    note(app)
    app.move("24h")
    assert len(app.receiver.got) == 2
    assert (log(app)[0].state, record(app)["Failures"]) == ("delivered", 0)


def test_what_a_storm_lost_has_its_row(tmp_path: Path) -> None:
    with App(install(tmp_path)) as app:
        listen(app, hook(1))
        app.sandbox.courier.storm = PRESETS["lossy"]
        tell(app, 200)
        app.move("1m")
        states = [d.state for d in log(app)]
    assert len(states) == 200
    assert 0 < states.count("lost") == 200 - len(app.receiver.got)


def told_in(folder: Path, seed: int) -> list[Outgoing]:
    with App(install(folder), seed=seed) as app:
        app.sandbox.courier.storm = PRESETS["hostile"]
        listen(app, hook(1), hook(2))
        for number in range(20):
            note(app, str(number))
            app.move("1s")
        app.move("1h")
        return sorted(app.receiver.got, key=lambda sent: sent.url)


def test_one_seed_is_one_storm_to_the_byte_and_another_seed_another(tmp_path: Path) -> None:
    assert told_in(tmp_path, 1) == told_in(tmp_path, 1)
    assert told_in(tmp_path, 1) != told_in(tmp_path, 2)


def test_a_replay_sends_the_same_bytes_and_changes_no_outcome(app: App) -> None:
    note(app)
    app.move("1h")
    (delivery,) = log(app)
    world = app.sandbox.worlds["acme"]
    app.receiver.script([500])
    attempt = app.loop.call(app.sandbox.courier.replay, world, delivery)
    assert attempt is not None
    assert attempt.is_replay
    one, two = app.receiver.got
    assert one == two
    assert (delivery.state, len(delivery.attempts)) == ("delivered", 2)
    assert app.move("1h") == []


def test_a_replay_of_what_never_left_goes_where_it_would_go_now(app: App) -> None:
    app.sandbox.clock.set(NOON - timedelta(hours=1))
    app.sandbox.courier.storm = PRESETS["late"]
    note(app)
    (delivery,) = log(app)
    world = app.sandbox.worlds["acme"]
    app.loop.call(app.sandbox.courier.replay, world, delivery)
    assert len(app.receiver.got) == 1
    listen(app, hook(1, On=False))
    delivery.attempts.clear()
    assert app.loop.call(app.sandbox.courier.replay, world, delivery) is None


def test_a_message_that_cannot_be_made_stops_the_change_too(app: App) -> None:
    listen(app, hook(1, Events=None))
    answer = app.http.post("/notes", headers=app.login(), json={"Text": "never"})
    assert answer.status_code == 500
    assert list(app.dump()["notes"]) == ["5"]
    assert log(app) == []


def test_a_bug_while_sending_ends_its_delivery_and_no_other(app: App) -> None:
    listen(app, hook(1, Url="a bug"), hook(2))
    note(app)
    app.move()
    one, two = sorted(log(app), key=lambda d: d.message.endpoint)
    assert (one.state, two.state) == ("failed", "delivered")
    assert "no such thing" in one.reason


def test_a_reset_forgets_what_was_on_its_way_and_numbers_from_one(app: App) -> None:
    app.receiver.script([500, 200])
    note(app)
    app.move()
    app.sandbox.reset()
    assert app.move("1h") == []
    listen(app, hook(1))
    note(app)
    app.move()
    assert [d.id for d in log(app)] == [1]


def test_more_than_may_wait_is_lost_and_says_so(app: App) -> None:
    app.sandbox.courier.storm = PRESETS["late"]
    tell(app, 100_000)
    tell(app, 2)
    assert log(app)[0].reason == "over 100,000 waited"
    assert sum(d.state == "waiting" for d in log(app)) == 100_000
