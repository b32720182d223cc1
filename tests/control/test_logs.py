import asyncio
from collections.abc import Iterator

import pytest

from emulator.control.logs import events
from emulator.kernel.feed import Feed, Listener
from tests.control.asking import refused
from tests.control.following import Follower
from tests.receiver import Receiver
from tests.world import Emulator, Json, start

ORDER = "/servicechannel/v3/workorders/107002896"
JOB = "/servicetrade/api/job/1536000000000033"
URL = "http://localhost:9/hook?key=mine"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with start(send=Receiver([200, "nobody is there", 200])) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def lived() -> Iterator[Emulator]:
    """An emulator in which something of each kind has happened, only to be read."""
    with start(send=Receiver([200, "nobody is there"])) as emulator:
        live(emulator)
        yield emulator


def live(emulator: Emulator) -> None:
    """Seven lines: a login, a refusal a vendor, one in a sandbox, a fault, and two deliveries."""
    emulator.login()
    emulator.http.get(f"{ORDER}?access_token=abc")
    emulator.http.get(JOB)
    made = emulator.control("POST", "/sandboxes", {"name": "mine"})
    client = made["vendors"]["servicechannel"]["environment"]["SC_CLIENT_ID"]
    form = {"grant_type": "password", "client_id": client}
    emulator.http.post("/servicechannel/oauth/token", data=form, follow_redirects=False)
    fault = {"match": {"operation": "getJob"}, "effect": {"status": 503}, "times": 1}
    emulator.control("POST", "/faults", fault)
    emulator.http.get(JOB)
    emulator.control("POST", "/webhooks/endpoints", {"url": URL, "vendor": "servicechannel"})
    for event in ("WorkOrderCreated", "WorkOrderNoteAdded"):
        fired = {"event": event, "record": "workorders/107002896"}
        emulator.control("POST", "/webhooks/fire", fired)
    emulator.settle()


def lines(emulator: Emulator, query: str = "") -> list[Json]:
    told: list[Json] = emulator.control("GET", f"/logs{query}")["lines"]
    return told


def numbers(emulator: Emulator, query: str = "") -> list[int]:
    return [line["line"] for line in lines(emulator, query)]


def test_nothing_has_happened_at_first(emulator: Emulator) -> None:
    assert lines(emulator) == []


def test_a_request_is_a_line_with_its_caller_its_operation_and_why_it_was_refused(
    lived: Emulator,
) -> None:
    assert lines(lived)[1] == {
        "line": 2,
        "kind": "request",
        "sandbox": "default",
        "id": 2,
        "at": "2026-06-15T12:00:00+00:00",
        "vendor": "servicechannel",
        "operation": "getWorkOrder",
        "method": "GET",
        "path": ORDER,
        "query": "access_token=***",
        "status": 401,
        "reason": "no single `Authorization: Bearer` credential",
        "client_id": None,
        "caller": None,
        "faults": [],
    }


def test_an_attempt_to_deliver_is_a_line_without_what_a_receiver_knows_its_senders_by(
    lived: Emulator,
) -> None:
    taken, failed = lines(lived)[-2:]
    assert taken == {
        "line": 6,
        "kind": "delivery",
        "sandbox": "default",
        "id": 1,
        "at": "2026-06-15T12:00:00+00:00",
        "vendor": "servicechannel",
        "event": "WorkOrderCreated",
        "about": "workorders/107002896",
        "endpoint": taken["endpoint"],
        "request": None,
        "url": "http://localhost:9/hook?***",
        "attempt": 1,
        "copy": 0,
        "replay": False,
        "forged": False,
        "status": 200,
        "seconds": taken["seconds"],
        "error": "",
    }
    assert (failed["status"], failed["error"]) == (None, "nobody is there")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7]),
        ("?kind=request", [1, 2, 3, 4, 5]),
        ("?kind=delivery", [6, 7]),
        ("?vendor=servicetrade", [3, 5]),
        ("?vendor=servicechannel", [1, 2, 4, 6, 7]),
        ("?sandbox=default", [1, 2, 3, 5, 6, 7]),
        ("?sandbox=mine", [4]),
        ("?operation=getJob", [3, 5]),
        ("?status=200", [1, 6]),
        ("?status=5xx", [5]),
        ("?status=4XX&vendor=servicechannel", [2]),
        ("?status=0", [7]),
        ("?refused=true", [2, 3, 4, 5]),
        ("?refused=false", [1]),
        ("?limit=2", [6, 7]),
        ("?limit=1&status=401", [3]),
        ("?limit=0", []),
        ("?since=5", [6, 7]),
        ("?since=7", []),
        ("?since=2&limit=1&kind=request", [5]),
        ("?follow=false", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_the_last_lines_are_told_in_their_order_and_filtered(
    lived: Emulator, query: str, expected: list[int]
) -> None:
    assert numbers(lived, query) == expected


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("sandbox=nobodys", 404, "default"),
        ("vendor=acme", 404, "servicechannel, servicetrade"),
        ("operation=getWorkOrdre", 404, "getWorkOrder"),
        ("operation=getJob&vendor=servicechannel", 404, "expected"),
        ("kind=fault", 400, "request, delivery"),
        ("status=600", 400, "404, 4xx, or 0"),
        ("status=ok", 400, "'ok'"),
        ("refused=perhaps", 400, "true or false"),
        ("follow=1", 400, "true or false"),
        ("since=-1", 400, "a whole number"),
        ("since=1e3", 400, "a whole number"),
        ("limit=10001", 400, "0 to 10000"),
        ("limit=²", 400, "a whole number"),
        ("limit=9999999999999999", 400, "a whole number"),
        ("statsu=404", 400, "known: sandbox, follow"),
    ],
)
@pytest.mark.parametrize("follow", ["", "&follow=true"], ids=["last", "follow"])
def test_what_no_line_can_be_is_refused(
    emulator: Emulator, query: str, follow: str, status: int, said: str
) -> None:
    query += "" if "follow=" in query else follow
    assert said in refused(emulator, "GET", f"/logs?{query}", status=status)["detail"]
    assert emulator.door.sandboxes.start.feed.listeners == []


def test_who_follows_is_told_what_was_and_then_what_comes(emulator: Emulator) -> None:
    emulator.http.get(JOB)
    follower = Follower(emulator, "/logs?follow=true")
    assert [line["line"] for _, line in follower.events(1)] == [1]
    live(emulator)
    found = follower.events(8)
    assert [kind for kind, _ in found] == ["request"] * 6 + ["delivery"] * 2
    assert follower.ids() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [line for _, line in found] == lines(emulator)
    assert {line["sandbox"] for _, line in found} == {"default", "mine"}
    assert {line["vendor"] for _, line in found} == {"servicechannel", "servicetrade"}


def test_a_stream_is_one_of_server_sent_events_that_nobody_keeps(emulator: Emulator) -> None:
    follower = Follower(emulator, "/logs?follow=true")
    assert follower.status == 200
    assert follower.headers[b"content-type"].startswith(b"text/event-stream")
    assert follower.headers[b"cache-control"] == b"no-store"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&sandbox=default", [1, 2, 3, 5, 6, 7]),
        ("&status=4xx&vendor=servicetrade", [3]),
        ("&kind=delivery", [6, 7]),
        ("&refused=false", [1]),
    ],
)
def test_who_follows_is_told_only_what_was_asked_for(
    emulator: Emulator, query: str, expected: list[int]
) -> None:
    follower = Follower(emulator, f"/logs?follow=true{query}")
    live(emulator)
    follower.events(len(expected))
    assert follower.ids() == expected


def test_a_replay_says_so(emulator: Emulator) -> None:
    live(emulator)
    follower = Follower(emulator, "/logs?follow=true&limit=0")
    emulator.control("POST", "/webhooks/deliveries/1/replay")
    ((_, line),) = follower.events(1)
    assert (line["line"], line["id"], line["attempt"], line["replay"]) == (8, 1, 1, True)
    assert lines(emulator, "?since=7") == [line]


def test_the_end_of_a_sandbox_ends_the_stream_of_who_follows_it_alone(emulator: Emulator) -> None:
    emulator.control("POST", "/sandboxes", {"name": "mine"})
    of_one = Follower(emulator, "/logs?follow=true&sandbox=mine")
    of_all = Follower(emulator, "/logs?follow=true")
    emulator.control("DELETE", "/sandboxes/mine")
    assert of_one.rest() == [("end", {"reason": "the sandbox mine is dropped"})]
    emulator.http.get(JOB)
    assert of_all.events(1)[0][1]["sandbox"] == "default"


def test_the_end_of_the_server_ends_every_stream_after_its_last_line(emulator: Emulator) -> None:
    follower = Follower(emulator, "/logs?follow=true")
    emulator.http.get(JOB)
    emulator.door.sandboxes.start.feed.stop()
    last, end = follower.rest()
    assert (last[1]["line"], end) == (1, ("end", {"reason": "the server stops"}))
    assert Follower(emulator, "/logs?follow=true").rest()[-1] == end


def test_who_goes_away_is_told_nothing_more(emulator: Emulator) -> None:
    follower = Follower(emulator, "/logs?follow=true")
    assert len(emulator.door.sandboxes.start.feed.listeners) == 1
    follower.leave()
    assert emulator.door.sandboxes.start.feed.listeners == []


def test_who_goes_away_while_it_reads_nothing_is_told_nothing_more(emulator: Emulator) -> None:
    follower = Follower(emulator, "/logs?follow=true")
    follower.may_read.clear()
    emulator.http.get(JOB)
    follower.leave()
    assert emulator.door.sandboxes.start.feed.listeners == []


def test_who_reads_too_slowly_is_told_how_many_lines_are_lost() -> None:
    async def slow() -> list[bytes]:
        feed, listener = Feed(), Listener(bool, room=2)
        stream = events(feed, listener, list)
        said = [await anext(stream)]
        for number in range(1, 6):
            feed.tell({"line": number, "kind": "request"})
        said.append(await anext(stream))
        await stream.aclose()
        return said

    first, second = asyncio.run(slow())
    assert first == b": following\n\n"
    assert second.startswith(b'event: lost\ndata: {"lost":3}\n\nid: 4\nevent: request\ndata: ')


def test_a_stream_in_which_nothing_happens_shows_that_it_lives() -> None:
    async def silent() -> list[bytes]:
        stream = events(Feed(), Listener(bool), list, heartbeat=0)
        said = [await anext(stream) for _ in range(3)]
        await stream.aclose()
        return said

    assert asyncio.run(silent()) == [b": following\n\n", *[b": nothing new\n\n"] * 2]
