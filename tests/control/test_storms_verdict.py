"""The verdict over HTTP: whose, of what, and what is refused."""

from collections.abc import Iterator

import pytest

from tests.control.asking import refused
from tests.receiver import Receiver
from tests.world import Emulator, Json, start

ORDER = 107002896
VERDICT = "/webhooks/storm/verdict"


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def emulator(receiver: Receiver) -> Iterator[Emulator]:
    """Two endpoints, told of work orders that are new."""
    with start(send=receiver) as emulator:
        for name in ("one", "two"):
            asked = {"url": f"http://localhost:9/{name}", "events": ["WorkOrderCreated"]}
            emulator.control("POST", "/webhooks/endpoints", asked)
        yield emulator


def verdict(emulator: Emulator, query: str = "") -> Json:
    return emulator.control("GET", VERDICT + query)


def fire(emulator: Emulator) -> None:
    given = {"event": "WorkOrderCreated", "record": ORDER}
    emulator.control("POST", "/webhooks/fire", given)
    emulator.settle()


def test_where_nothing_was_sent_there_is_nothing_to_judge(emulator: Emulator) -> None:
    said = verdict(emulator)
    assert (said["verdict"], said["findings"], said["endpoints"]) == ("nothing to judge", [], [])
    assert said["dropped"] == {"deliveries": 0, "requests": 0}


def test_the_caller_who_answers_late_or_never_is_told_what_shows_it(
    emulator: Emulator, receiver: Receiver
) -> None:
    receiver.script([503])
    fire(emulator)
    emulator.advance("1h")
    (finding,) = verdict(emulator)["findings"]
    assert (finding["finding"], finding["times"]) == ("not acknowledged", 2)
    assert finding["deliveries"] == [1, 2]


def test_a_request_of_after_the_answer_is_an_effect(emulator: Emulator) -> None:
    fire(emulator)
    path = f"/workorders/{ORDER}/notes"
    note = emulator.login().post(path, {"Note": "seen"}).headers["emulator-request-id"]
    said = verdict(emulator)
    assert said["verdict"] == "good"
    assert [event["effects"] for event in said["events"]] == [[int(note)], []]


def test_one_endpoint_or_one_vendor_may_be_asked_for(emulator: Emulator) -> None:
    fire(emulator)
    assert [each["endpoint"] for each in verdict(emulator)["endpoints"]] == [1, 2]
    (only,) = verdict(emulator, "?endpoint=2")["endpoints"]
    assert (only["endpoint"], only["url"]) == (2, "http://localhost:9/two")
    assert verdict(emulator, "?vendor=servicechannel&endpoint=1")["totals"]["events"] == 1
    assert verdict(emulator, "?vendor=servicetrade")["totals"]["events"] == 0


def test_an_endpoint_that_is_gone_is_judged_still(emulator: Emulator) -> None:
    fire(emulator)
    emulator.control("DELETE", "/webhooks/endpoints/2")
    assert verdict(emulator, "?endpoint=2")["totals"]["events"] == 1


def test_so_many_events_are_listed_and_all_are_judged(emulator: Emulator) -> None:
    fire(emulator)
    said = verdict(emulator, "?limit=1")
    assert (len(said["events"]), said["totals"]["events"]) == (1, 2)


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("endpoint=7", 404, "expected one of [1, 2]"),
        ("endpoint=1&vendor=servicetrade", 404, "expected one of []"),
        ("endpoint=one", 400, "'one', expected a whole number"),
        ("endpoint=-1", 400, "'-1', expected a whole number"),
        ("limit=many", 400, "'many', expected a whole number"),
        (f"limit={10**20}", 400, f"'{10**20}', expected a whole number"),
        ("vendor=acme", 404, "expected one of servicechannel, servicetrade, spp"),
    ],
)
def test_what_there_is_not_is_refused_and_says_what_there_is(
    emulator: Emulator, query: str, status: int, detail: str
) -> None:
    assert refused(emulator, "GET", f"{VERDICT}?{query}", status=status)["detail"] == detail


def test_a_reset_forgets_what_there_was_to_judge(emulator: Emulator) -> None:
    fire(emulator)
    emulator.control("POST", "/reset")
    assert verdict(emulator)["totals"]["events"] == 0


def test_a_sandbox_is_judged_by_its_own_deliveries(emulator: Emulator) -> None:
    fire(emulator)
    emulator.control("POST", "/sandboxes", {"name": "other"})
    assert verdict(emulator, "?sandbox=other")["totals"]["events"] == 0


def test_what_is_no_longer_kept_is_counted(emulator: Emulator) -> None:
    fire(emulator)
    sandbox = emulator.door.sandboxes.default
    sandbox.courier.log.dropped, sandbox.journal.dropped = 3, 4
    assert verdict(emulator)["dropped"] == {"deliveries": 3, "requests": 4}
