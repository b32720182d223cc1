import pytest

from emulator.kernel.findings import ERROR, WARNING
from emulator.kernel.report_webhooks import accepted, in_time
from emulator.kernel.sending import Outcome
from tests.kernel.acme import make_vendor
from tests.kernel.reporting import delivered, delivery

KNOWN = {"acme": make_vendor()}
OK, SLOW = Outcome(200, 0.1), Outcome(None, 5.0, error="it did not answer within 5 s")
DOWN, ERRS = Outcome(None, 0.01, error="it refuses the connection"), Outcome(500, 0.1)


def test_a_quick_receiver_that_takes_what_it_gets_is_fine() -> None:
    made = [delivery(1, [OK]), delivery(2, [OK])]
    assert delivered(in_time, KNOWN, *made) == (2, [])
    assert delivered(accepted, KNOWN, *made) == (2, [])


def test_a_slow_receiver_is_found_with_what_it_was_sent_and_why() -> None:
    found = delivered(in_time, KNOWN, delivery(1, [OK]), delivery(2, [SLOW, OK])).findings
    assert [(f.severity, f.deliveries, f.requests) for f in found] == [(ERROR, [2], [3])]
    assert found[0].text == "http://mine/hook did not answer 1 attempt within 5 s"
    assert delivered(accepted, KNOWN, delivery(2, [SLOW, OK])) == (1, [])


def test_a_receiver_that_is_not_there_is_told_from_a_slow_one() -> None:
    found = delivered(in_time, KNOWN, delivery(1, [DOWN, DOWN, SLOW])).findings
    assert [f.text for f in found] == [
        "http://mine/hook did not answer 1 attempt within 5 s",
        "http://mine/hook left 2 attempts without an answer: it refuses the connection",
    ]


@pytest.mark.parametrize(
    ("outcomes", "severity", "end"),
    [
        ([ERRS, OK], WARNING, "with 500, and took what it was sent in the end"),
        ([ERRS], ERROR, "with 500, and never took 1 delivery"),
        ([Outcome(302, 0.1)], ERROR, "with 302, and never took 1 delivery"),
    ],
    ids=["in the end", "never", "redirected"],
)
def test_a_receiver_that_answers_errors_is_found(
    outcomes: list[Outcome], severity: str, end: str
) -> None:
    (found,) = delivered(accepted, KNOWN, delivery(1, outcomes)).findings
    assert (found.severity, found.deliveries) == (severity, [1])
    assert found.text == f"http://mine/hook answered 1 attempt {end}"
    assert delivered(in_time, KNOWN, delivery(1, outcomes)).findings == []


def test_each_receiver_is_judged_apart_without_its_query() -> None:
    urls = ["http://a/hook?x=1", "http://a/hook?x=2", "http://b/hook"]
    made = [delivery(number, [SLOW], url) for number, url in enumerate(urls, 1)]
    found = delivered(in_time, KNOWN, *made).findings
    assert [finding.deliveries for finding in found] == [[1, 2], [3]]


def test_who_refuses_a_forged_message_is_fine() -> None:
    made = delivery(1, [OK, Outcome(401, 0.1)])
    made.attempts[1].is_forged = True
    assert delivered(in_time, KNOWN, made) == delivered(accepted, KNOWN, made) == (1, [])


def test_an_inbox_of_the_emulator_is_nobodys_receiver() -> None:
    url = "http://127.0.0.1:8080/_emulator/inbox/mine?sandbox=x"
    assert delivered(in_time, KNOWN, delivery(1, [SLOW], url)) == (0, [])
    assert delivered(accepted, KNOWN, delivery(1, [ERRS], url)) == (0, [])
