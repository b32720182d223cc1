"""Moves of the clock in a row, at once, and in sandboxes beside each other."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import log_in
from tests.world import Api, Emulator, Json, start

ORDER, EVENT = 107002896, "WorkOrderCreated"
NOW = "2026-06-15T12:00:00+00:00"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Frozen at noon, with one webhook whose receiver answers 500."""
    with start(send=Receiver([500])) as made:
        hook = {"url": "http://localhost:9/", "events": [EVENT], "vendor": "servicechannel"}
        made.control("POST", "/webhooks/endpoints", hook)
        yield made


def move(emulator: Emulator, **given: object) -> Json:
    return emulator.control("POST", "/clock", given)


def told(moved: Json) -> list[str]:
    return [fell["what"] for fell in moved["due"]]


async def sent(emulator: Emulator, *bodies: Json) -> list[Json]:
    """Moves that are asked for at once."""
    transport = httpx2.ASGITransport(app=emulator.door)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        asked = [http.post("/_emulator/clock", json=body) for body in bodies]
        return [answer.json() for answer in await asyncio.gather(*asked)]


def in_loop(emulator: Emulator, *bodies: Json) -> list[Json]:
    assert emulator.http.loop is not None
    return emulator.http.loop.call(sent, emulator, *bodies)


def test_a_token_is_good_again_when_the_clock_is_set_back_and_ends_again(
    emulator: Emulator,
) -> None:
    api = emulator.login()
    seen = []
    for instant in ("12:10", "12:05", "12:09:59", "12:10"):
        due = told(move(emulator, set=f"2026-06-15T{instant}Z"))
        seen.append((api.get(f"/workorders/{ORDER}").status_code, due))
    ended = (401, ["access token expired"])
    assert seen == [ended, (200, []), (200, []), ended]


def test_a_retry_waits_while_the_clock_is_set_back_and_is_made_once(emulator: Emulator) -> None:
    emulator.control("POST", "/webhooks/fire", {"event": EVENT, "record": ORDER})
    emulator.settle()
    assert told(move(emulator, set="2026-06-15T11:00:00Z")) == []
    assert told(emulator.advance("64m59s")) == []
    assert told(emulator.advance("1s")) == ["webhook attempt"]
    assert told(move(emulator, set=NOW)) == []
    assert told(emulator.advance("9m59s")) == []
    assert told(emulator.advance("1s")) == ["webhook attempt"]


def test_a_frozen_clock_is_advanced_and_runs_on_from_there(emulator: Emulator) -> None:
    emulator.login()
    assert move(emulator, freeze=True) == {"now": NOW, "frozen": True, "due": []}
    assert told(emulator.advance("1h")) == ["access token expired"]
    running = move(emulator, freeze=False)
    assert (running["frozen"], running["due"]) == (False, [])
    assert running["now"] >= "2026-06-15T13:00:00"


def test_a_clock_that_runs_past_its_last_year_can_be_stopped_and_set_back(
    emulator: Emulator,
) -> None:
    emulator.still()
    assert move(emulator, set="9000-01-01T00:00:00Z", freeze=False)["frozen"] is False
    assert move(emulator, freeze=True)["frozen"] is True
    assert move(emulator, set=NOW)["now"] == NOW


def test_clocks_of_two_sandboxes_never_meet(emulator: Emulator) -> None:
    made = emulator.control("POST", "/sandboxes", {"name": "other", "frozen": True})
    emulator.control("POST", "/clock?sandbox=other", {"set": NOW})
    login = made["vendors"]["servicechannel"]["environment"]
    client = (login["SC_CLIENT_ID"], login["SC_CLIENT_SECRET"])
    given = emulator.token(login["SC_USERNAME"], login["SC_PASSWORD"], client).json()
    theirs, ours = Api(emulator.http, given["access_token"]), emulator.login()
    assert told(emulator.advance("10m")) == ["access token expired"]
    assert emulator.control("GET", "/clock?sandbox=other")["now"] == NOW
    statuses = [api.get(f"/workorders/{ORDER}").status_code for api in (ours, theirs)]
    assert statuses == [401, 200]
    moved = emulator.control("POST", "/clock?sandbox=other", {"advance": "10m"})
    assert told(moved) == ["access token expired"]


def test_two_moves_that_are_asked_for_at_once_add_up_and_tell_each_thing_once(
    emulator: Emulator,
) -> None:
    emulator.login()
    emulator.control("POST", "/webhooks/fire", {"event": EVENT, "record": ORDER})
    emulator.settle()
    first, second = in_loop(emulator, {"advance": "10m"}, {"advance": "10m"})
    assert [first["now"][11:16], second["now"][11:16]] == ["12:10", "12:20"]
    assert told(first) == ["webhook attempt", "access token expired", "webhook attempt"]
    assert told(second) == ["webhook attempt"]


def test_a_clock_is_stopped_while_a_move_waits_for_a_receiver() -> None:
    stopped: list[Json] = []
    begun = asyncio.Event()
    receiver = Receiver(on=lambda _: begun.set())
    receiver.hold = lambda _: not stopped

    async def story(emulator: Emulator) -> Json:
        moving = asyncio.create_task(sent(emulator, {"advance": "1h"}))
        await begun.wait()
        stopped.extend(await sent(emulator, {"freeze": True}))
        return (await moving)[0]

    with start(send=receiver) as emulator:
        emulator.control("POST", "/webhooks/endpoints", {"url": "http://localhost:9/"})
        emulator.control("POST", "/webhooks/fire", {"event": EVENT, "record": ORDER})
        assert emulator.http.loop is not None
        moved = emulator.http.loop.call(story, emulator)
    assert (stopped[0]["now"], moved["now"][11:16]) == (NOW, "13:00")


def test_the_clock_is_advanced_while_an_answer_is_held_back(emulator: Emulator) -> None:
    api = emulator.login()
    seen: list[Json] = []

    async def pause(_: float) -> None:
        seen.extend(await sent(emulator, {"advance": "10m"}))

    emulator.door.sandboxes.default.pause = pause
    fault = {"match": {"vendor": "servicechannel"}, "effect": {"latency": "600s"}, "times": 1}
    emulator.control("POST", "/faults", fault)
    assert api.get(f"/workorders/{ORDER}").status_code == 200
    assert [told(moved) for moved in seen] == [["access token expired"]]
    assert api.get(f"/workorders/{ORDER}").status_code == 401


def test_a_refresh_token_that_was_used_up_does_not_fall_due(emulator: Emulator) -> None:
    emulator.change_tokens(refresh_rotation="single_use")
    used = emulator.token("nwhvac.admin").json()["refresh_token"]
    emulator.advance("10s")
    assert emulator.refresh(used).status_code == 200
    due = emulator.advance("31d")["due"]
    refreshes = [fell["at"] for fell in due if fell["what"] == "refresh token expired"]
    assert refreshes == ["2026-07-15T12:00:10+00:00"]


def test_a_session_has_no_refresh_token_that_could_fall_due(emulator: Emulator) -> None:
    emulator.still()
    log_in(emulator)
    move(emulator, set="2026-06-15T11:00:00Z")
    assert emulator.advance("1d")["due"] == []
