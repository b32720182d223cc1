import pytest

from emulator.cli.deliveries import advance, kind, outcome, pretty, printable, row, whole
from tests.world import Json

BRIEF: Json = {
    "id": 12,
    "vendor": "servicechannel",
    "event": "WorkOrderCreated",
    "about": "workorders/107002896",
    "endpoint": 3,
    "subscription": 5,
    "request": 42,
    "created": "2026-06-15T12:00:00.25+00:00",
    "state": "waiting",
    "reason": "",
    "url": "http://127.0.0.1:3000/hooks",
    "next": "2026-06-15T12:05:00+00:00",
    "attempts": 1,
    "status": 503,
}
ATTEMPT: Json = {
    "number": 1,
    "copy": 0,
    "replay": False,
    "forged": False,
    "at": "2026-06-15T12:00:00.25+00:00",
    "due": "2026-06-15T12:00:00+00:00",
    "url": "http://127.0.0.1:3000/hooks",
    "headers": [["Sign-Type", "HMACSHA256"]],
    "status": 503,
    "seconds": 0.01,
    "answer": "busy",
    "answer_headers": [],
    "error": "",
}


def test_a_row_has_what_became_of_it() -> None:
    assert row(BRIEF) == (
        "12",
        "2026-06-15T12:00:00Z",
        "WorkOrderCreated",
        "workorders/107002896",
        "http://127.0.0.1:3000/hooks",
        "waiting",
        "1",
        "503",
    )


@pytest.mark.parametrize(
    ("attempts", "said"), [(0, "-"), (2, "no answer")], ids=["none", "unanswered"]
)
def test_a_row_without_a_status_says_why(attempts: int, said: str) -> None:
    assert row(BRIEF | {"attempts": attempts, "status": None})[-1] == said


def test_a_row_of_a_delivery_that_was_not_sent_names_its_endpoint() -> None:
    assert row(BRIEF | {"url": "", "about": ""})[3:5] == ("-", "endpoint 3")


def test_a_delivery_whole_has_its_body_and_each_attempt() -> None:
    delivery = BRIEF | {"body": '{"Object":{"Id":1}}', "attempts": [ATTEMPT]}
    assert list(whole(delivery)) == [
        "delivery 12: WorkOrderCreated about workorders/107002896",
        "  created  2026-06-15T12:00:00Z by request 42",
        "  to       http://127.0.0.1:3000/hooks (endpoint 3, subscription 5)",
        "  state    waiting",
        "  next     2026-06-15T12:05:00Z",
        "",
        "body, 19 bytes:",
        '{\n  "Object": {\n    "Id": 1\n  }\n}',
        "",
        "attempt 1 at 2026-06-15T12:00:00Z: 503 in 0.010 s",
        "  it said: busy",
        "  sent with",
        "    Sign-Type: HMACSHA256",
    ]


def test_headers_are_shown_again_only_where_they_differ() -> None:
    other = ATTEMPT | {"headers": [["Sign-Type", "other"]]}
    delivery = BRIEF | {"body": "", "attempts": [ATTEMPT, ATTEMPT, other, other]}
    said = [line for line in whole(delivery) if "Sign-Type" in line]
    assert said == ["    Sign-Type: HMACSHA256", "    Sign-Type: other"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"number": 2}, "attempt 2"),
        ({"copy": 3}, "attempt 1, a storm's copy 3"),
        ({"number": 4, "replay": True}, "replay"),
        ({"forged": True}, "a forgery with a wrong signature"),
    ],
    ids=["retry", "copy", "replay", "forgery"],
)
def test_an_attempt_says_who_made_it(values: Json, said: str) -> None:
    assert kind(ATTEMPT | values) == said


def test_an_attempt_without_an_answer_says_why() -> None:
    made = ATTEMPT | {"status": None, "seconds": 5.0004, "error": "no answer in time"}
    assert outcome(made) == "no answer after 5.000 s: no answer in time"


@pytest.mark.parametrize(
    ("to", "by"),
    [
        ("2026-06-15T12:00:00Z", "1s"),
        ("2026-06-15T12:00:12.001Z", "13s"),
        ("2026-06-15T12:05:00Z", "5m"),
        ("2026-06-15T12:04:01Z", "5m"),
        ("2026-06-15T11:00:00Z", "1s"),
        ("2026-06-16T12:00:00Z", "1440m"),
    ],
)
def test_the_way_to_an_instant_is_rounded_up(to: str, by: str) -> None:
    assert advance("2026-06-15T12:00:00Z", to) == by


def test_what_steers_a_terminal_is_not_printed() -> None:
    assert printable("a\x1b[2Jb\nc\td\r") == "a\ufffd[2Jb\nc\td\ufffd"
    assert pretty("\x1b]0;x") == "\ufffd]0;x"
    assert pretty('{"a": "\\u009b2J"}') == '{\n  "a": "\ufffd2J"\n}'


def test_a_body_that_is_no_json_is_printed_as_it_is() -> None:
    assert pretty("token=1&b=é") == "token=1&b=é"
    assert pretty("[" * 100_000) == "[" * 100_000
