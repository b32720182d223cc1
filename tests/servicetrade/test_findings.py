"""Services, assets and deficiencies as pure functions: no client, no fixture."""

import pytest

from emulator.kernel.errors import Invalid, WrongMethod
from emulator.vendors.servicetrade import findings

OPEN = {"status": "open", "jobId": 7, "estimatedPrice": 100.0, "completion": None, "closedOn": None}
CLOSED = OPEN | {"status": "closed", "completion": "complete", "closedOn": 50}
RTU = {"type": "rooftop_unit", "properties": ["model", "tons"]}


def test_closing_a_service_sets_when_and_that_it_is_complete() -> None:
    assert findings.moved(OPEN, "closed", 50) == CLOSED


@pytest.mark.parametrize("status", ["open", "canceled", "void"])
def test_a_service_that_is_closed_no_more_has_no_closing_time(status: str) -> None:
    assert findings.moved(CLOSED, status, 60) == OPEN | {"status": status}


def test_closing_a_closed_service_keeps_its_first_time() -> None:
    assert findings.moved(CLOSED, "closed", 60) == CLOSED


@pytest.mark.parametrize(
    ("status", "price", "worth"),
    [
        ("open", 100.0, 100.0),
        ("closed", 100.0, 100.0),
        ("open", None, 0),
        ("canceled", 100.0, 0),
        ("void", 100.0, 0),
    ],
)
def test_a_canceled_or_unpriced_service_adds_nothing_to_its_job(
    status: str, price: float | None, worth: float
) -> None:
    assert findings.worth({"status": status, "estimatedPrice": price}) == worth


@pytest.mark.parametrize(
    ("before", "changes", "jobs"),
    [
        ({}, {}, [7]),
        ({}, {"jobId": None}, []),
        (OPEN, {}, []),
        (OPEN, {"status": "closed"}, []),
        (OPEN, {"status": "canceled"}, [7]),
        (OPEN, {"estimatedPrice": 120.0}, [7]),
        (OPEN, {"jobId": 8}, [8, 7]),
        (OPEN, {"jobId": None}, [7]),
        (OPEN | {"jobId": None}, {"estimatedPrice": 1.0, "jobId": None}, []),
    ],
    ids=["new", "new-waiting", "same", "closed", "canceled", "price", "moved", "off", "waiting"],
)
def test_a_job_is_told_of_when_its_services_or_their_price_change(
    before: dict[str, object], changes: dict[str, object], jobs: list[int]
) -> None:
    assert findings.told_jobs(before, OPEN | changes) == jobs


@pytest.mark.parametrize(
    ("status", "job", "is_available"),
    [("open", None, True), ("open", 7, False), ("void", None, False)],
)
def test_only_an_open_service_without_a_job_is_available(
    status: str, job: int | None, *, is_available: bool
) -> None:
    assert findings.is_available({"status": status, "jobId": job}) is is_available


@pytest.mark.parametrize(("start", "end"), [(1, 1), (1, 2), (None, 1), (2, None), (None, None)])
def test_a_window_may_be_open_or_of_no_length(start: int | None, end: int | None) -> None:
    findings.check_window(start, end)


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Invalid, match="windowEnd: 1, expected 2"):
        findings.check_window(2, 1)


def test_a_service_joins_the_appointments_that_are_wanted_and_leaves_the_others() -> None:
    around = [
        {"id": 1, "serviceRequestIds": [5, 9]},
        {"id": 2, "serviceRequestIds": (6,)},
        {"id": 3, "serviceRequestIds": [9]},
        {"id": 4, "serviceRequestIds": []},
    ]
    assert findings.attached(around, 9, [2, 3]) == [
        {"id": 1, "serviceRequestIds": [5]},
        {"id": 2, "serviceRequestIds": [6, 9]},
    ]


@pytest.mark.parametrize(
    ("status", "is_quoted"),
    [
        ("submitted", True),
        ("accepted", True),
        ("new", False),
        ("draft", False),
        ("rejected", False),
    ],
)
def test_a_service_is_quoted_once_the_customer_has_the_quote(
    status: str, *, is_quoted: bool
) -> None:
    quotes = [{"status": status, "serviceRequestIds": [5]}]
    assert findings.is_quoted(quotes, 5) is is_quoted
    assert findings.is_quoted(quotes, 6) is False


def test_a_service_is_unapproved_while_none_of_its_quotes_is_accepted() -> None:
    quotes = [
        {"status": "submitted", "serviceRequestIds": [1, 2]},
        {"status": "accepted", "serviceRequestIds": [2, 3]},
    ]
    assert findings.unapproved(quotes) == {1}


@pytest.mark.parametrize(("last", "number"), [("3135", "3136"), (None, "1"), ("D-9", "1")])
def test_a_deficiency_has_the_number_after_the_last(last: str | None, number: str) -> None:
    assert findings.next_number(last) == number


def test_a_definition_says_which_properties_there_are() -> None:
    findings.check_properties({"model"}, RTU)
    findings.check_properties({"colour"}, None)
    with pytest.raises(Invalid, match="colour, expected of a rooftop_unit: model, tons"):
        findings.check_properties(["model", "colour"], RTU)


@pytest.mark.parametrize("parent", [1, 2, 3])
def test_an_asset_is_no_part_of_itself(parent: int) -> None:
    with pytest.raises(Invalid, match=f"parentId: {parent}"):
        findings.check_parent({"id": 1}, parent, {3: 2, 2: 1, 1: None}.get)


def test_parents_that_run_in_a_circle_end_the_search() -> None:
    findings.check_parent({"id": 1}, 2, {2: 3, 3: 2}.get)
    findings.check_parent({}, 2, {2: None}.get)
    findings.check_parent({"id": 1}, None, {1: 1}.get)


@pytest.mark.parametrize("asked", findings.SELECTIVE)
def test_one_selective_filter_is_enough_for_a_list_of_assets(asked: str) -> None:
    findings.check_selective({asked, "limit"})


@pytest.mark.parametrize("asked", [set(), {"status", "type", "updatedBefore"}])
def test_a_list_of_assets_without_one_is_refused(asked: set[str]) -> None:
    with pytest.raises(WrongMethod) as refused:
        findings.check_selective(asked)
    assert refused.value.rule == "no selective filter"


def test_a_job_item_comes_from_a_reference_number_or_from_a_technician() -> None:
    number = {"type": "refnumber", "value": "PO 1"}
    assert findings.source(number) == {"type": "refnumber", "value": "PO 1", "userId": None}
    tech = {"type": "tech", "userId": "12"}
    assert findings.source(tech) == {"type": "tech", "value": None, "userId": 12}
    assert findings.source(None) is None


def test_the_next_index_is_after_the_highest_even_when_one_in_between_is_gone() -> None:
    assert findings.next_index([{"orderIndex": 4}, {"orderIndex": 1}]) == 5
    assert findings.next_index([]) == 0
