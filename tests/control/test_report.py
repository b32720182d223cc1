from collections.abc import Callable

import pytest

from emulator.kernel.report import RULES
from emulator.kernel.sending import Outcome, Outgoing
from tests.control import behaving
from tests.control.asking import refused
from tests.receiver import Receiver
from tests.world import Emulator, Json, start

Client = Callable[[Emulator], object]
BAD = [
    ("relaxed", behaving.logs_in_for_every_call, "token reuse", "E"),
    ("relaxed", behaving.has_a_session_for_every_call, "token reuse", "E"),
    ("sandbox2", behaving.ignores_retry_after, "retry after", "E"),
    ("relaxed", behaving.ignores_retry_after_of_the_budget, "retry after", "E"),
    ("relaxed", behaving.retries_a_lost_post, "lost answer", "E"),
    ("relaxed", behaving.retries_a_lost_comment, "lost answer", "E"),
    ("relaxed", behaving.stops_at_page_one, "pages", "B"),
    ("relaxed", behaving.stops_at_page_one_of_jobs, "pages", "B"),
    ("relaxed", behaving.refreshes_in_a_storm, "refresh storm", "C"),
    ("sandbox2", behaving.refreshes_in_a_storm, "refresh storm", "C"),
    ("relaxed", behaving.refreshes_a_spent_token, "refresh storm", "C"),
    ("relaxed", behaving.goes_on_with_a_dead_token, "dead token", "C"),
    ("relaxed", behaving.goes_on_with_a_dead_session, "dead token", "C"),
    ("relaxed", behaving.mistypes_a_route, "unknown route", "C"),
    ("relaxed", behaving.repeats_what_is_refused, "repeated refusal", "B"),
    ("sandbox2", behaving.logs_in_too_often, "login rate", "C"),
]


async def slow(_: Outgoing) -> Outcome:
    """A receiver that works first and answers too late."""
    return Outcome(None, 5.0, error="it did not answer within 5 s")


def card(emulator: Emulator) -> Json:
    return emulator.control("GET", "/report")


def rules(emulator: Emulator) -> list[str]:
    return [finding["rule"] for finding in card(emulator)["findings"]]


@pytest.mark.parametrize(
    ("profile", "client", "rule", "grade"), BAD, ids=[f"{b[1].__name__}-{b[0]}" for b in BAD]
)
def test_a_bad_client_gets_the_finding_that_it_deserves_and_no_other(
    profile: str, client: Client, rule: str, grade: str
) -> None:
    emulator = start(profile)
    client(emulator)
    assert rules(emulator) == [rule]
    assert card(emulator)["grade"] == grade
    shown = card(emulator)["findings"][0]["requests"]
    assert {emulator.control("GET", f"/requests/{number}")["id"] for number in shown} == set(shown)


def test_a_slow_receiver_is_found_with_its_deliveries_and_their_cause() -> None:
    with start(send=slow) as emulator:
        behaving.is_told_of_a_note(emulator)
        (found,) = card(emulator)["findings"]
    assert (found["rule"], found["severity"]) == ("webhook in time", "error")
    assert (found["requests"], found["deliveries"]) == ([2], [1])
    assert found["text"] == "http://127.0.0.1:9/hook did not answer 4 attempts within 5 s"


def test_a_receiver_that_answers_an_error_first_is_a_warning() -> None:
    with start(send=Receiver([503, 200])) as emulator:
        behaving.is_told_of_a_note(emulator)
        (found,) = card(emulator)["findings"]
    assert (found["rule"], found["severity"]) == ("webhook accepted", "warning")
    assert found["by"] == "the receiver of webhooks"


@pytest.mark.parametrize(
    "client",
    [
        behaving.works_with_care,
        behaving.trades_with_care,
        behaving.is_told_of_a_note,
        behaving.logs_out_after_each_job,
        behaving.revokes_after_each_job,
    ],
)
def test_a_good_client_gets_no_finding(client: Client) -> None:
    with start("sandbox2", send=Receiver()) as emulator:
        client(emulator)
        assert (rules(emulator), card(emulator)["grade"]) == ([], "A")


def test_a_good_client_was_looked_at_by_the_rules() -> None:
    with start("sandbox2") as emulator:
        behaving.works_with_care(emulator)
        checked = {rule["rule"]: rule["checked"] for rule in card(emulator)["rules"]}
    assert checked["token reuse"] >= 4
    assert (checked["retry after"], checked["lost answer"]) == (1, 1)
    assert checked["pages"] > 2


def test_the_report_says_whose_it_is_and_what_it_looked_at(emulator: Emulator) -> None:
    emulator.login().get(behaving.ORDER)
    told = card(emulator)
    assert (told["sandbox"], told["grade"], told["requests"]) == ("default", "A", 2)
    assert [rule["rule"] for rule in told["rules"]] == [rule.name for rule in RULES]
    assert told["dropped"] == {"requests": 0, "deliveries": 0}
    (client,) = told["clients"]
    assert (client["caller"], client["requests"], client["logins"]) == (1544980, 2, 1)


def test_where_nothing_was_asked_there_is_nothing_to_grade(emulator: Emulator) -> None:
    assert card(emulator)["grade"] is None
    said = emulator.http.get("/_emulator/report?format=text").text
    assert said.startswith("sandbox default: nothing to grade")


@pytest.mark.parametrize(
    ("query", "accept"),
    [("?format=text", "application/json"), ("", "text/plain"), ("", "text/plain;q=1, */*")],
)
def test_the_report_comes_as_text_where_that_is_asked_for(
    emulator: Emulator, query: str, accept: str
) -> None:
    behaving.stops_at_page_one(emulator)
    answer = emulator.http.get(f"/_emulator/report{query}", headers={"Accept": accept})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "sandbox default: grade B"
    assert lines[3].startswith("warning   pages: user 1544980 of servicechannel with client SB.")
    assert "          requests 2" in lines


@pytest.mark.parametrize("accept", ["*/*", "application/json, text/plain", "text/html", ""])
def test_the_report_is_json_otherwise(emulator: Emulator, accept: str) -> None:
    answer = emulator.http.get("/_emulator/report", headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/json"


def test_an_unknown_format_is_refused(emulator: Emulator) -> None:
    told = refused(emulator, "GET", "/report?format=xml")
    assert (told["title"], told["detail"]) == ("format", "'xml', expected json or text")


def test_an_unknown_sandbox_is_not_found(emulator: Emulator) -> None:
    refused(emulator, "GET", "/report?sandbox=nobody", status=404)


def test_the_report_begins_anew_with_a_reset(emulator: Emulator) -> None:
    behaving.logs_in_for_every_call(emulator)
    emulator.http.post("/_emulator/reset")
    assert card(emulator)["grade"] is None
    emulator.login().get(behaving.ORDER)
    assert (card(emulator)["grade"], card(emulator)["requests"]) == ("A", 2)


def test_the_report_begins_anew_with_a_snapshot(emulator: Emulator) -> None:
    saved = emulator.control("GET", "/snapshot")
    behaving.logs_in_for_every_call(emulator)
    emulator.http.put("/_emulator/snapshot", json=saved)
    assert card(emulator)["grade"] is None


def test_each_sandbox_has_a_report_of_its_own(emulator: Emulator) -> None:
    behaving.stops_at_page_one(emulator)
    emulator.control("POST", "/sandboxes", {"name": "mine"})
    assert emulator.control("GET", "/report?sandbox=mine")["grade"] is None


def test_what_the_journal_has_dropped_is_told(emulator: Emulator) -> None:
    for _ in range(300):
        emulator.http.post("/servicechannel/v3/nowhere", content=b"x" * 65_536)
    told = card(emulator)
    assert told["dropped"]["requests"] == 300 - told["requests"] > 0
    said = emulator.http.get("/_emulator/report?format=text").text
    assert f"  {told['dropped']['requests']} requests and 0 webhooks are not in the journal" in said
