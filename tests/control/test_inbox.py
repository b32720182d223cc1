"""`/_emulator/inbox`: a receiver for those who have none."""

import asyncio
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from emulator.app import create_app
from emulator.kernel.request import BODY_LIMIT
from emulator.settings import Settings
from tests.asgi import Http
from tests.control.asking import problem_of, refused
from tests.kernel.asking import scope
from tests.world import NOON, Emulator, Json

MINE = "/_emulator/inbox/mine"


def messages(emulator: Emulator, name: str = "mine") -> list[Json]:
    found: list[Json] = emulator.control("GET", f"/inbox/{name}/messages")["messages"]
    return found


def send(emulator: Emulator, body: bytes = b"{}", path: str = MINE) -> httpx2.Response:
    return emulator.http.post(path, content=body, follow_redirects=False)


def test_a_message_is_kept_as_it_came(emulator: Emulator) -> None:
    body = '{ "a":1,\t"b": "é" }\n'
    answer = emulator.http.post(
        f"{MINE}?x=%7E&y=a+b",
        content=body.encode(),
        headers={"X-Signature": "abc=", "accept": "*/*"},
    )
    assert (answer.status_code, answer.content) == (200, b"")
    (kept,) = messages(emulator)
    assert set(kept) == {"at", "method", "path", "headers", "body"}
    assert (kept["method"], kept["path"]) == ("POST", f"{MINE}?x=%7E&y=a+b")
    assert kept["body"] == body
    assert ["x-signature", "abc="] in kept["headers"]
    assert kept["at"] == NOON.replace("Z", "+00:00")


def test_bytes_that_are_no_text_are_packed(emulator: Emulator) -> None:
    send(emulator, b"\xff\x00a")
    (kept,) = messages(emulator)
    assert (kept["base64"], kept["body"]) == ("/wBh", "\ufffd\x00a")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_is_taken(emulator: Emulator, method: str) -> None:
    assert emulator.http.request(method, MINE).status_code == 200
    assert [kept["method"] for kept in messages(emulator)] == [method]


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b"{" * 10_000, bytes(BODY_LIMIT)])
def test_every_body_of_a_mebibyte_is_taken(emulator: Emulator, body: bytes) -> None:
    assert send(emulator, body).status_code == 200
    assert messages(emulator)[0]["body"] == body.decode()


def test_a_body_of_more_is_refused_and_not_kept(emulator: Emulator) -> None:
    problem_of(send(emulator, bytes(BODY_LIMIT + 1)), 413)
    assert messages(emulator) == []


def test_messages_come_oldest_first_and_each_name_has_its_own(emulator: Emulator) -> None:
    for number in range(3):
        send(emulator, b"%d" % number)
    send(emulator, b"x", "/_emulator/inbox/Your.s-2_")
    assert [kept["body"] for kept in messages(emulator)] == ["0", "1", "2"]
    assert emulator.control("GET", "/inbox") == {
        "inboxes": {"Your.s-2_": 1, "mine": 3},
        "dropped": 0,
    }


def test_an_emptied_inbox_has_no_messages(emulator: Emulator) -> None:
    send(emulator)
    assert emulator.http.delete(f"{MINE}/messages").status_code == 204
    assert messages(emulator) == []


def test_a_reset_forgets_messages_and_what_was_told(emulator: Emulator) -> None:
    emulator.control("PUT", "/inbox/mine/answer", {"status": 503})
    send(emulator)
    emulator.control("POST", "/reset")
    assert messages(emulator) == []
    assert send(emulator).status_code == 200


@pytest.mark.parametrize("name", ["a b", "a%2Bb", "%C3%A9", "a" * 65, "a:b", "~"])
def test_another_name_is_refused(emulator: Emulator, name: str) -> None:
    problem_of(send(emulator, path=f"/_emulator/inbox/{name}"))
    problem_of(emulator.http.get(f"/_emulator/inbox/{name}/messages"))
    told = problem_of(emulator.http.get(f"/_emulator/inbox/{name}/answer"))
    assert told["detail"].endswith("1 to 64 letters, digits, dots, hyphens and underscores")


def test_at_first_it_answers_200(emulator: Emulator) -> None:
    assert emulator.control("GET", "/inbox/mine/answer") == {
        "status": 200,
        "body": "",
        "delay": "0s",
        "hang": False,
        "redirect": None,
        "times": None,
    }


def test_what_it_answers_can_be_told_and_is_used_up(emulator: Emulator) -> None:
    told = emulator.control(
        "PUT", "/inbox/mine/answer", {"status": 503, "body": "büsy", "times": 2}
    )
    assert (told["status"], told["body"], told["times"]) == (503, "büsy", 2)
    answers = [send(emulator) for _ in range(3)]
    assert [(a.status_code, a.text) for a in answers] == [(503, "büsy"), (503, "büsy"), (200, "")]
    assert len(messages(emulator)) == 3
    assert emulator.control("GET", "/inbox/mine/answer")["status"] == 200


def test_what_it_told_may_be_told_again_and_nothing_takes_it_back(emulator: Emulator) -> None:
    told = emulator.control("PUT", "/inbox/mine/answer", {"redirect": "http://localhost/b"})
    assert emulator.control("PUT", "/inbox/mine/answer", told) == told
    emulator.control("PUT", "/inbox/mine/answer", {})
    assert send(emulator).status_code == 200


@pytest.mark.parametrize(("given", "status"), [({}, 302), ({"status": 308}, 308)])
def test_it_redirects(emulator: Emulator, given: Json, status: int) -> None:
    emulator.control("PUT", "/inbox/mine/answer", {"redirect": "http://b.test/?a=1"} | given)
    answer = send(emulator)
    assert (answer.status_code, answer.headers["location"]) == (status, "http://b.test/?a=1")


def test_it_answers_late(emulator: Emulator) -> None:
    emulator.control("PUT", "/inbox/mine/answer", {"delay": "0.05s", "status": 202})
    answer = send(emulator)
    assert answer.status_code == 202
    assert answer.elapsed.total_seconds() >= 0.05


def test_it_hangs_until_the_sender_goes_away() -> None:
    async def hang() -> list[MutableMapping[str, Any]]:
        said: list[MutableMapping[str, Any]] = []
        came = iter([{"type": "http.request"}, {"type": "http.request"}])

        async def receive() -> MutableMapping[str, Any]:
            return next(came, {"type": "http.disconnect"})

        async def send(message: MutableMapping[str, Any]) -> None:
            said.append(message)

        await app(scope("POST", MINE, [(b"host", b"localhost")]), receive, send)
        return said

    app = create_app(Settings())
    emulator = Emulator(Http(app))
    emulator.control("PUT", "/inbox/mine/answer", {"hang": True, "times": 1})
    assert asyncio.run(hang()) == []
    assert len(messages(emulator)) == 1
    assert send(emulator).status_code == 200


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({"status": 99}, "99, expected a whole number from 200 to 599"),
        ({"status": 600}, "600, expected a whole number from 200 to 599"),
        ({"status": "200"}, "'200', expected a whole number from 200 to 599"),
        ({"status": True}, "True, expected a whole number from 200 to 599"),
        ({"status": None}, "None, expected a whole number from 200 to 599"),
        ({"status": 200, "redirect": "/a"}, "200, expected 300 to 399 with a redirect"),
        ({"body": {}}, "{}, expected a text"),
        ({"body": "a", "status": 204}, "'a', expected none with 204"),
        ({"delay": 2}, "'2' is no duration; write 90s, 11m, 12h, 2d or PT11M"),
        ({"delay": "61s"}, "'61s', expected at most 60s"),
        ({"hang": "yes"}, "'yes', expected true or false"),
        ({"redirect": "a b"}, "'a b', expected a URL"),
        ({"redirect": "/\r\nX: y"}, "'/\\r\\nX: y', expected a URL"),
        ({"redirect": 1}, "1, expected a URL"),
        ({"times": 0}, "0, expected a whole number from 1 to 1000000"),
        ({"times": 1.5}, "1.5, expected a whole number from 1 to 1000000"),
    ],
)
def test_what_cannot_be_answered_is_refused(emulator: Emulator, given: Json, detail: str) -> None:
    assert refused(emulator, "PUT", "/inbox/mine/answer", given)["detail"] == detail
    assert send(emulator).status_code == 200


def test_an_unknown_field_of_the_answer_is_refused(emulator: Emulator) -> None:
    told = refused(emulator, "PUT", "/inbox/mine/answer", {"drip": 1})
    assert told["title"] == "unknown drip"


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("wait=5", "'5' is no duration; write 90s, 11m, 12h, 2d or PT11M"),
        ("wait=2m", "'2m', expected at most 60s"),
        ("count=0", "'0', expected a whole number from 1 to 1000"),
        ("count=1001", "'1001', expected a whole number from 1 to 1000"),
        ("count=one", "'one', expected a whole number from 1 to 1000"),
    ],
)
def test_a_wait_that_makes_no_sense_is_refused(emulator: Emulator, query: str, detail: str) -> None:
    assert refused(emulator, "GET", f"/inbox/mine/messages?{query}")["detail"] == detail


def test_a_wait_ends_when_it_is_over_with_what_there_is(emulator: Emulator) -> None:
    send(emulator)
    answer = emulator.control("GET", "/inbox/mine/messages?wait=0.05s&count=2")
    assert len(answer["messages"]) == 1


def test_a_wait_ends_with_the_message_that_it_waited_for(emulator: Emulator) -> None:
    with ThreadPoolExecutor(1) as threads:
        path = "/inbox/mine/messages?wait=30s&count=2"
        waiting = threads.submit(emulator.control, "GET", path)
        while "mine" not in emulator.control("GET", "/inbox")["inboxes"]:
            assert not waiting.done()
        send(emulator, b"1")
        send(emulator, b"2")
        answer = waiting.result(20)
    assert [kept["body"] for kept in answer["messages"]] == ["1", "2"]


def test_the_oldest_give_way_and_are_counted(emulator: Emulator) -> None:
    for number in range(20):
        send(emulator, b"%d" % number + b"x" * (BODY_LIMIT - 2))
    answer = emulator.control("GET", "/inbox/mine/messages")
    assert answer["dropped"] == 5
    assert answer["messages"][0]["body"].startswith("5")
    assert emulator.control("GET", "/inbox") == {"inboxes": {"mine": 15}, "dropped": 5}


@pytest.fixture
def guarded() -> Http:
    """An emulator whose control plane asks for a token."""
    app = create_app(Settings(control_token="s3cret", host="0.0.0.0"))  # noqa: S104
    return Http(app)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_anybody_may_leave_a_message(guarded: Http, method: str) -> None:
    assert guarded.request(method, MINE).status_code == 200
    assert guarded.request(method, MINE, headers={"Origin": "http://evil.test"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/_emulator/inbox"),
        ("GET", "/_emulator/inbox/"),
        ("POST", "/_emulator/inbox/mine/"),
        ("GET", f"{MINE}/messages"),
        ("GET", f"{MINE}%2Fmessages"),
        ("DELETE", f"{MINE}/messages"),
        ("GET", f"{MINE}/answer"),
        ("PUT", f"{MINE}/answer"),
        ("POST", "/_emulator/inbox/../reset"),
        ("POST", "/_emulator/reset/_emulator/inbox/mine"),
    ],
)
def test_only_who_has_the_token_reads_or_steers_an_inbox(
    guarded: Http, method: str, path: str
) -> None:
    url = httpx2.URL(f"http://localhost{path}")
    assert guarded.request(method, url, json={}).status_code == 401
    own = {"Authorization": "Bearer s3cret", "Origin": "http://evil.test"}
    assert guarded.request(method, url, json={}, headers=own).status_code == 403


def test_a_foreign_host_leaves_no_message(emulator: Emulator) -> None:
    problem_of(emulator.http.post(MINE, headers={"Host": "evil.test"}), 421)
    assert messages(emulator) == []
