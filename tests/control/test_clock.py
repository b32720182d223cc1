import pytest

from tests.control.asking import refused
from tests.receiver import Receiver
from tests.world import NOON, Emulator, Json, start

NOW = "2026-06-15T12:00:00+00:00"


def move(emulator: Emulator, **given: object) -> Json:
    return emulator.control("POST", "/clock", given)


def test_a_read_tells_the_instant_and_whether_it_stands_still(emulator: Emulator) -> None:
    assert emulator.control("GET", "/clock") == {"now": NOW, "frozen": True}


@pytest.mark.parametrize(
    ("given", "now"),
    [
        ({"advance": "PT11M"}, "2026-06-15T12:11:00+00:00"),
        ({"advance": "12h"}, "2026-06-16T00:00:00+00:00"),
        ({"advance": "0s"}, NOW),
        ({"set": "2027-01-01T00:00:00Z"}, "2027-01-01T00:00:00+00:00"),
        ({"set": "2020-01-01T02:00:00+02:00"}, "2020-01-01T00:00:00+00:00"),
        ({"set": "2027-01-01T00:00:00"}, "2027-01-01T00:00:00+00:00"),
        ({"set": "2027-01-01T00:00:00Z", "advance": "1d"}, "2027-01-02T00:00:00+00:00"),
        ({"set": "2027-01-01T00:00:00Z", "freeze": True}, "2027-01-01T00:00:00+00:00"),
    ],
    ids=[
        "advance",
        "short",
        "nothing",
        "set",
        "set-back",
        "no-offset",
        "set-then-advance",
        "set-and-freeze",
    ],
)
def test_the_clock_moves_and_the_answer_tells_where_to(
    emulator: Emulator, given: Json, now: str
) -> None:
    emulator.still()
    assert move(emulator, **given) == {"now": now, "frozen": True, "due": []}
    assert emulator.control("GET", "/clock")["now"] == now


def test_an_unfrozen_clock_runs_and_a_frozen_one_stands_again(emulator: Emulator) -> None:
    assert move(emulator, freeze=False)["frozen"] is False
    later = move(emulator, freeze=True)
    assert later["frozen"] is True
    assert NOW < later["now"] == emulator.control("GET", "/clock")["now"]


def test_an_emulator_starts_where_the_setting_says(emulator: Emulator) -> None:
    there = start(clock="2030-02-01T00:00:00Z").control("GET", "/clock")
    assert there["now"] == "2030-02-01T00:00:00+00:00"
    assert emulator.control("GET", "/clock")["now"] == NOW


def test_the_end_of_a_token_is_told_when_the_clock_passes_it(emulator: Emulator) -> None:
    emulator.login()
    due = emulator.advance("PT11M")["due"]
    assert due == [
        {
            "at": "2026-06-15T12:10:00+00:00",
            "what": "access token expired",
            "vendor": "servicechannel",
            "client_id": "SB.2000093418.40C93D77-112D-1E02-576D-A6FAE991C57B",
            "user": 1544980,
        }
    ]


@pytest.mark.parametrize(
    ("steps", "told"),
    [(["599s"], 0), (["600s"], 1), (["599s", "1s"], 1), (["600s", "1s"], 1)],
    ids=["just-before", "at-the-instant", "in-two-steps", "only-once"],
)
def test_what_falls_due_is_told_once_by_the_step_that_reaches_it(
    emulator: Emulator, steps: list[str], told: int
) -> None:
    emulator.login()
    assert sum(len(emulator.advance(step)["due"]) for step in steps) == told


def test_what_fell_due_is_listed_in_the_order_of_its_instants(sandbox2: Emulator) -> None:
    sandbox2.still()
    sandbox2.login().get("/workorders/107002896")
    sandbox2.advance("30s")
    sandbox2.login("nwhvac.dispatch").get("/workorders/107002896")
    due = sandbox2.advance("31d")["due"]
    assert [entry["at"] for entry in due] == sorted(entry["at"] for entry in due)
    assert [(entry["at"][8:19], entry["what"]) for entry in due] == [
        ("15T12:01:00", "throttle window reopened"),
        ("15T12:01:00", "throttle window reopened"),
        ("15T12:10:00", "access token expired"),
        ("15T12:10:30", "access token expired"),
        ("15T12:00:00", "refresh token expired"),
        ("15T12:00:30", "refresh token expired"),
    ]


def test_a_window_that_reopens_is_told_with_its_limit_and_owner(sandbox2: Emulator) -> None:
    sandbox2.login().get("/workorders/107002896")
    windows = [e for e in sandbox2.advance("60s")["due"] if "limit" in e]
    assert [(w["limit"], w["owner"]) for w in windows] == [
        ("Application", "SB.2000093418.40C93D77-112D-1E02-576D-A6FAE991C57B"),
        ("Company", "2000093418"),
    ]


def test_a_clock_that_runs_and_is_advanced_by_nothing_answers_after_what_was_due() -> None:
    turns, receiver = iter(range(100)), Receiver()
    receiver.hold = lambda _: next(turns, None) is not None
    with start(send=receiver) as emulator:
        hook = {"url": "http://localhost:9/", "events": ["WorkOrderCreated"]}
        emulator.control("POST", "/webhooks/endpoints", hook)
        move(emulator, freeze=False)
        fired = {"event": "WorkOrderCreated", "record": 107002896}
        emulator.control("POST", "/webhooks/fire", fired)
        assert [fell["what"] for fell in move(emulator, advance="0s")["due"]] == ["webhook attempt"]


def test_a_move_back_lets_nothing_fall_due(emulator: Emulator) -> None:
    emulator.login()
    assert move(emulator, set="2020-01-01T00:00:00Z")["due"] == []


def test_setting_the_clock_forwards_tells_what_fell_due_too(emulator: Emulator) -> None:
    emulator.login()
    assert len(move(emulator, set="2026-06-15T13:00:00Z")["due"]) == 1


def test_a_token_that_was_revoked_does_not_fall_due(emulator: Emulator) -> None:
    emulator.still()
    emulator.login()
    emulator.control("POST", "/tokens/revoke")
    assert emulator.advance("31d")["due"] == []


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ({}, "nothing to do"),
        ({"advanse": "1h"}, "unknown advanse"),
        ({"advance": "1h", "x": 1, "y": 2}, "unknown x, y"),
        ({"advance": "five minutes"}, "no such time"),
        ({"advance": 5}, "no such time"),
        ({"advance": None}, "no such time"),
        ({"advance": ["1h"]}, "no such time"),
        ({"advance": "\u0661m"}, "no such time"),
        ({"advance": "1h\x00"}, "no such time"),
        ({"advance": "9" * 5_000 + "s"}, "no such time"),
        ({"advance": "-1h"}, "no such time"),
        ({"advance": "99999999d"}, "no such time"),
        ({"advance": "9999999999d"}, "no such time"),
        ({"set": "noon"}, "no such time"),
        ({"set": "2026-02-30T00:00:00Z"}, "no such time"),
        ({"set": "1969-12-31T00:00:00Z"}, "no such time"),
        ({"set": "9999-01-01T00:00:00Z"}, "no such time"),
        ({"set": 1781524800}, "no such time"),
        ({"set": 20270101}, "no such time"),
        ({"set": None}, "no such time"),
        ({"set": "0001-01-01T00:00:00+14:00"}, "no such time"),
        ({"set": "2026-06-15T12:00:00+25:00"}, "no such time"),
        ({"set": NOON, "advance": "never"}, "no such time"),
        ({"freeze": "yes"}, "freeze"),
        ({"freeze": 1}, "freeze"),
        ({"freeze": None}, "freeze"),
    ],
    ids=[
        "empty",
        "misspelt",
        "several-unknown",
        "words",
        "number",
        "null",
        "list",
        "other-digits",
        "nul-byte",
        "digits",
        "negative",
        "past-9000",
        "past-the-calendar",
        "word",
        "no-such-day",
        "before-1970",
        "after-9000",
        "epoch",
        "number-like-a-day",
        "set-null",
        "before-the-calendar",
        "impossible-offset",
        "second-half-wrong",
        "freeze-word",
        "freeze-number",
        "freeze-null",
    ],
)
def test_a_malformed_move_is_a_problem_and_moves_nothing(
    emulator: Emulator, body: Json, title: str
) -> None:
    assert refused(emulator, "POST", "/clock", body)["title"] == title
    assert emulator.control("GET", "/clock") == {"now": NOW, "frozen": True}


def test_a_move_whose_second_half_leads_too_far_does_not_do_the_first(emulator: Emulator) -> None:
    body = {"set": "2030-01-01T00:00:00Z", "advance": "99999999d"}
    assert "outside 1970 to 9000" in refused(emulator, "POST", "/clock", body)["detail"]
    assert emulator.control("GET", "/clock")["now"] == NOW


def test_a_problem_says_what_was_met_and_what_was_expected(emulator: Emulator) -> None:
    detail = refused(emulator, "POST", "/clock", {"advance": "soon"})["detail"]
    assert detail == "'soon' is no duration; write 90s, 11m, 12h, 2d or PT11M"
    detail = refused(emulator, "POST", "/clock", {"set": 20270101})["detail"]
    assert detail == "set: 20270101, expected a text such as 2026-06-15T12:00:00Z"
