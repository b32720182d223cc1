"""Which services a list finds, and the lines of text that a service consists of."""

from collections.abc import Callable

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, data, fixture, listen, record, state, told, validation
from tests.world import Emulator, Json

ROWS = list(fixture()["servicerequests"].values())
QUOTES = list(fixture()["quotes"].values())
DUE = next(row for row in ROWS if row["windowStart"])
CLEANING = next(row for row in ROWS if len(row["items"]) > 1)
ITEMS = f"/servicerequest/{CLEANING['id']}/item"
BARE = record("servicerequests", items=[])


def found(trade: Trade, **query: object) -> list[int]:
    return trade.ids("/servicerequest", "servicerequests", **query)


def chosen(wanted: Callable[[Json], bool]) -> list[int]:
    return [row["id"] for row in ROWS if wanted(row)]


def test_all_services_are_on_one_page_below_a_key_in_lower_case(trade: Trade) -> None:
    listed = trade.read("/servicerequest")
    assert [row["id"] for row in listed["servicerequests"]] == chosen(lambda _: True)
    assert (listed["totalPages"], listed["pageSize"]) == (1, 5000)


@pytest.mark.parametrize("flag", ["1", "true", "True"])
def test_an_available_service_is_open_and_has_no_job(trade: Trade, flag: str) -> None:
    expected = chosen(lambda row: row["status"] == "open" and row["jobId"] is None)
    assert found(trade, available=flag) == expected
    assert len(found(trade, available="0")) == len(ROWS)


def test_what_waits_for_a_customers_approval_can_be_left_out(trade: Trade) -> None:
    accepted = {i for q in QUOTES if q["status"] == "accepted" for i in q["serviceRequestIds"]}
    quoted = {i for q in QUOTES for i in q["serviceRequestIds"]}
    assert quoted - accepted
    expected = chosen(lambda row: row["id"] not in quoted - accepted)
    assert found(trade, excludeUnapproved="1") == expected
    assert len(found(trade, excludeUnapproved="0")) == len(ROWS)


def test_services_are_found_by_when_they_are_due_edges_included(trade: Trade) -> None:
    start, end = DUE["windowStart"], DUE["windowEnd"]
    before = chosen(lambda row: row["windowStart"] is not None and row["windowStart"] <= start)
    after = chosen(lambda row: row["windowEnd"] is not None and row["windowEnd"] >= end)
    assert found(trade, windowStartBefore=start) == before
    assert found(trade, windowEndAfter=end) == after
    assert DUE["id"] in set(before) & set(after)


@pytest.mark.parametrize("field", ["jobId", "locationId"])
def test_services_are_found_by_job_and_by_location(trade: Trade, field: str) -> None:
    expected = chosen(lambda row: row[field] == DUE[field])
    assert found(trade, **{field: DUE[field]}) == expected
    assert found(trade, **{field: 5}) == []


@pytest.mark.parametrize("statuses", ["open", "closed", "canceled,void", "in_progress"])
def test_services_are_found_by_their_statuses(trade: Trade, statuses: str) -> None:
    assert found(trade, status=statuses) == chosen(lambda r: r["status"] in statuses.split(","))


@pytest.mark.parametrize("field", ["created", "updated"])
def test_services_are_found_by_their_stamps_edges_included(trade: Trade, field: str) -> None:
    at = DUE[field]
    assert found(trade, **{f"{field}After": at}) == chosen(lambda row: row[field] >= at)
    assert found(trade, **{f"{field}Before": at}) == chosen(lambda row: row[field] <= at)


@pytest.mark.parametrize("query", [{"available": "perhaps"}, {"windowEndAfter": "soon"}], ids=str)
def test_a_filter_that_cannot_be_read_is_refused(trade: Trade, query: Json) -> None:
    assert trade.get("/servicerequest", **query).status_code == 400


def test_the_lines_of_a_service_are_in_it_and_in_a_list_of_their_own(trade: Trade) -> None:
    listed = trade.read(ITEMS)
    assert listed["items"] == trade.read(f"/servicerequest/{CLEANING['id']}")["items"]
    texts = [item["description"] for item in CLEANING["items"]]
    assert [line["description"] for line in listed["items"]] == texts
    line = listed["items"][0]
    assert line["uri"].endswith(f"/servicetrade/api{ITEMS}/{line['id']}")
    second = trade.read(ITEMS, page=2, limit=1)
    assert [item["description"] for item in second["items"]] == texts[1:2]
    assert (second["totalCount"], second["totalPages"]) == (len(texts), len(texts))


def test_lines_are_added_and_taken_off_and_nobody_is_told(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    path = f"/servicerequest/{BARE['id']}/item"
    made = [data(trade.post(path, {"description": text})) for text in ("Filters", "Belts")]
    assert trade.ids(path, "items") == [line["id"] for line in made]
    answer = trade.delete(f"{path}/{made[0]['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    again = data(trade.post(path, {"description": "Coil"}))
    assert len({again["id"], *(line["id"] for line in made)}) == 3
    lines = trade.read(f"/servicerequest/{BARE['id']}")["items"]
    assert [line["description"] for line in lines] == ["Belts", "Coil"]
    assert told(emulator, receiver) == []


@pytest.mark.parametrize("body", [{}, {"description": ""}, {"description": 5}], ids=str)
def test_a_line_needs_a_text(trade: Trade, emulator: Emulator, body: Json) -> None:
    before = state(emulator)
    assert list(validation(trade.post(ITEMS, body))) == ["description"]
    assert state(emulator) == before


def test_a_line_of_another_service_is_not_found(trade: Trade, emulator: Emulator) -> None:
    before = state(emulator)
    number = CLEANING["items"][0]["id"]
    assert trade.delete(f"/servicerequest/{BARE['id']}/item/{number}").status_code == 404
    assert state(emulator) == before
