import json
import socket

import httpx2
import pytest

from emulator.cli.forward import Answered, Arrived, Receiver, Target, accept, end_to_end
from tests.cli.receiving import receiving
from tests.cli.serving import PATIENCE

BODY = b'{"Object":{"Id":1,"Name":"Zo\xc3\xab \\u00e9"}, "EventType":"WorkOrderCreated"}\r\n'


def arrived(body: bytes = BODY, **headers: str) -> Arrived:
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Arrived("POST", [*named, ("Content-Length", str(len(body)))], body)


def test_the_target_gets_the_very_bytes_and_headers_in_their_order() -> None:
    sent = arrived(Sign_Type="HMACSHA256", Sign_Data="q83v", X_Twice="1")
    sent.headers.append(("x-twice", "2"))  # type: ignore[attr-defined]
    with receiving() as receiver:
        Target(f"{receiver.url}/hooks?key=a%2Fb", PATIENCE)(sent)
        got = receiver.next()
    assert (got.method, got.path, got.body) == ("POST", "/hooks?key=a%2Fb", BODY)
    host = ("Host", receiver.url.removeprefix("http://"))
    assert got.headers == [host, *sent.headers]


def test_what_belongs_to_one_connection_is_not_handed_on() -> None:
    headers = [
        ("Connection", "keep-alive, X-Mine"),
        ("x-mine", "1"),
        ("HOST", "a"),
        ("Transfer-Encoding", "chunked"),
        ("Accept", "*/*"),
    ]
    assert end_to_end(headers) == [("Accept", "*/*")]


@pytest.mark.parametrize("status", [201, 302, 401, 503])
def test_the_answer_is_the_targets_own(status: int) -> None:
    with receiving([status]) as receiver:
        answered = Target(receiver.url, PATIENCE)(arrived())
    assert (answered.status, answered.body) == (status, f"receiver says {status}".encode())
    assert ("X-Receiver", "mine") in answered.headers
    assert answered.error == ""


def test_a_target_that_is_not_there_is_a_502_that_says_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/hooks"
        answered = Target(url, PATIENCE)(arrived())
    assert (answered.status, answered.error) == (502, f"{url}: nothing listens there")
    assert answered.body.decode() == answered.error


def test_a_target_has_no_longer_than_the_emulator_waits() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        url = f"http://127.0.0.1:{hanging.getsockname()[1]}"
        answered = Target(url, 0.05)(arrived())
    said = f"{url}: no answer within 0.05 s, and the emulator waits no longer"
    assert (answered.status, answered.error) == (502, said)


def test_a_target_that_speaks_no_tls_is_a_502() -> None:
    with receiving() as receiver:
        answered = Target(receiver.url.replace("http:", "https:"), PATIENCE)(arrived())
    assert answered.status == 502
    assert "SSL" in answered.error


@pytest.mark.parametrize(
    ("body", "event"),
    [
        (BODY, "WorkOrderCreated"),
        (b'{"event": "order.created", "data": {}}', "order.created"),
        (b'{"EventType": 5}', ""),
        (b"[1]", ""),
        (b"", ""),
        (b"\xff\xfe", ""),
        (b"[" * 100_000, ""),
    ],
    ids=["EventType", "event", "number", "list", "empty", "no-text", "deep"],
)
def test_the_event_is_read_from_a_json_body_that_names_one(body: bytes, event: str) -> None:
    assert arrived(body).event == event


def test_a_signature_is_seen_whatever_its_header_is_called() -> None:
    assert arrived(Sign_Data="q83v").is_signed
    assert arrived(X_Hub_Signature="q83v").is_signed
    assert not arrived(Accept="*/*").is_signed


def nothing() -> None:
    """Nobody waits for so many."""


def post(receiver: Receiver, body: bytes = BODY, **headers: str) -> httpx2.Response:
    with httpx2.Client(trust_env=False) as client:
        return client.post(f"http://127.0.0.1:{receiver.port}/", content=body, headers=headers)


def test_without_a_target_the_answer_is_an_empty_200() -> None:
    told: list[tuple[Arrived, Answered]] = []
    with Receiver(("127.0.0.1", 0), accept, lambda *of: told.append(of), None, nothing) as receiver:
        answer = post(receiver)
    assert (answer.status_code, answer.content) == (200, b"")
    assert [(one.event, other.status) for one, other in told] == [("WorkOrderCreated", 200)]


def test_messages_beyond_the_count_are_neither_told_nor_handled() -> None:
    told: list[tuple[Arrived, Answered]] = []
    enough: list[bool] = []
    with Receiver(
        ("127.0.0.1", 0), accept, lambda *of: told.append(of), 1, lambda: enough.append(True)
    ) as receiver:
        assert [post(receiver).status_code for _ in range(3)] == [200, 503, 503]
    assert (len(told), enough) == (1, [True])


def test_a_body_without_a_length_is_refused() -> None:
    with (
        Receiver(("127.0.0.1", 0), accept, lambda *_: None, None, nothing) as receiver,
        httpx2.Client(trust_env=False) as client,
    ):
        answer = client.post(f"http://127.0.0.1:{receiver.port}/", content=iter([b"{}"]))
    assert answer.status_code == 411


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_may_have_no_body_has_none(status: int) -> None:
    def handle(_: Arrived) -> Answered:
        return Answered(status, [("Content-Length", "3")], b"abc")

    with Receiver(("127.0.0.1", 0), handle, lambda *_: None, None, nothing) as receiver:
        answer = post(receiver)
    assert (answer.status_code, answer.content) == (status, b"")
    assert "content-length" not in answer.headers


@pytest.mark.parametrize(
    ("data", "event"),
    [
        ([{"entity": {"type": "job", "id": 1}, "action": "updated"}], "job.updated"),
        (
            [
                {"entity": {"type": "jobitem"}, "action": "created"},
                {"entity": {"type": "job"}, "action": "updated"},
            ],
            "jobitem.created, job.updated",
        ),
        ([], ""),
        (["text", {"entity": 1}], ""),
        ("text", ""),
    ],
    ids=["one", "several", "none", "others", "no-list"],
)
def test_the_items_of_a_message_are_its_events(data: object, event: str) -> None:
    body = json.dumps({"messageId": "1", "data": data}).encode()
    assert arrived(body).event == event
