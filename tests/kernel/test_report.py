import pytest

from emulator.kernel.findings import ERROR, SEVERE, WARNING, Finding, Seen
from emulator.kernel.report import RULES, grade, report
from emulator.kernel.report_words import lines
from tests.kernel.reporting import Story


@pytest.mark.parametrize(
    ("severities", "letter"),
    [
        ([], "A"),
        ([WARNING], "B"),
        ([WARNING] * 9, "B"),
        ([ERROR, WARNING], "C"),
        ([ERROR, ERROR], "D"),
        ([SEVERE], "E"),
        ([SEVERE, ERROR, ERROR], "E"),
        ([SEVERE, SEVERE], "F"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value) or "none",
)
def test_the_grade_follows_from_the_worst_findings(severities: list[str], letter: str) -> None:
    assert grade([Finding(severity, "", []) for severity in severities]) == letter


def test_where_nothing_was_asked_there_is_no_grade() -> None:
    made = report(Seen([]))
    assert (made["grade"], made["findings"], made["clients"]) == (None, [], [])
    assert all(rule["ok"] and not rule["checked"] for rule in made["rules"])
    said = list(lines({**made, "sandbox": "mine"}))
    assert said == ["sandbox mine: nothing to grade: no request came, and no webhook went out"]


def story() -> Story:
    """Calls to a route that there is not, and a lost write that is sent again."""
    told = Story()
    told.login(1)
    told.refused("NoOperation", 404, path="/nowhere")
    told.lost()
    told.call("/notes", "POST", b"{}", committed="notes/6")
    told.dead(99)
    return told


def test_findings_come_worst_first_with_their_advice() -> None:
    made = report(Seen(story().entries))
    assert (made["grade"], made["requests"]) == ("E", 5)
    assert [(f["rule"], f["severity"]) for f in made["findings"]] == [
        ("lost answer", SEVERE),
        ("unknown route", ERROR),
    ]
    assert made["findings"][0]["requests"] == [3, 4]
    assert made["findings"][0]["by"] == "user 7 of acme with client app"
    assert made["findings"][0]["advice"].startswith("after an answer that did not come, read")


def test_each_rule_says_how_much_it_looked_at() -> None:
    made = {rule["rule"]: rule for rule in report(Seen(story().entries))["rules"]}
    assert list(made) == [rule.name for rule in RULES]
    assert made["lost answer"] == made["lost answer"] | {"checked": 1, "ok": False}
    assert made["pages"] == made["pages"] | {"checked": 0, "ok": True}


def test_callers_are_counted_and_those_who_are_unknown_are_one() -> None:
    told = story()
    told.dead(98)
    known, unknown = report(Seen(told.entries))["clients"]
    assert known == {
        "vendor": "acme",
        "client_id": "app",
        "caller": 7,
        "requests": 4,
        "logins": 1,
        "refused": 1,
    }
    assert (unknown["caller"], unknown["requests"], unknown["refused"]) == (None, 2, 2)


def said(dropped: int = 0) -> list[str]:
    counts = {"requests": dropped, "deliveries": 0}
    made = report(Seen(story().entries))
    return list(lines({**made, "sandbox": "mine", "dropped": counts}))


def test_for_people_it_is_lines_of_a_length() -> None:
    assert said()[:4] == [
        "sandbox mine: grade E",
        "  5 requests, 2 callers, 1 login, 0 webhooks",
        "",
        "severe    lost answer: user 7 of acme with client app",
    ]
    assert said()[4].strip().startswith("the answer to noteThings (request 3) was lost, what it")
    assert said()[6] == "          requests 3, 4"
    assert said()[7].strip().startswith("better: after an answer that did not come, read the")
    assert max(map(len, said())) <= 100
    assert "fine: token reuse (logins: 1), login rate (logins: 1), " in "\n".join(said())
    assert "never met: retry after, pages," in "\n".join(said())


def test_it_says_what_it_could_not_see() -> None:
    gone = "  7 requests and 0 webhooks are not in the journal any more: what only they show"
    assert said(dropped=7)[2].startswith(gone)


def test_of_many_requests_some_are_named() -> None:
    told = Story()
    for _ in range(12):
        told.refused("NoOperation", 404)
    made = report(Seen(told.entries))
    shown = list(lines({**made, "sandbox": "mine", "dropped": {"requests": 0, "deliveries": 0}}))
    assert "          requests 1, 2, 3, 4, 5, 6, 7, 8 and 4 more" in shown
