"""Which page of a list a read was, in every way that the vendor pages."""

import json

import pytest

from emulator.kernel.paging import Listed, Page
from emulator.vendors.servicechannel.pages import WAYS, page
from tests.world import Api, Emulator, demo

#: An answer that says no more than its rows.
ROWS = b"[1, 2, 3]"


@pytest.mark.parametrize(
    ("operation", "query", "answer", "expected"),
    [
        ("getWorkOrders", "", ROWS, Page(True, 50, False)),
        ("getWorkOrders", "page=1&pageSize=3", ROWS, Page(True, 3, True)),
        ("getWorkOrders", "page=2&pageSize=3", ROWS, Page(False, 3, True)),
        ("getWorkOrders", "pageSize=4", ROWS, Page(True, 4, False)),
        ("getWorkOrders", "pageSize=5000", ROWS, Page(True, 50, False)),
        ("getResolutionCodes", "", ROWS, Page(True, 10, False)),
        ("getProposals", "top=3", ROWS, Page(True, 3, True)),
        ("getProposals", "skip=3&top=3", ROWS, Page(False, 3, True)),
        ("getLabels", "pageSize=3", b'[{"Items": [1, 2, 3], "Total": 3}]', Page(True, 3, False)),
        ("getLabels", "pageSize=3", b'[{"Items": [1, 2, 3], "Total": 4}]', Page(True, 3, True)),
        ("getUserRegions", "page=2&pageSize=3", b'{"TotalCount": 7}', Page(False, 3, True)),
        ("getLocationDistricts", "page=1", b'{"TotalElements": 50}', Page(True, 50, False)),
        ("getReviews", "pageOffset=2&pageSize=2", b'{"TotalFilteredCount": 4}',
         Page(False, 2, False)),
        ("getNotes", "", b'{"Notes": [1], "AllNotesCount": 11}', Page(True, 10, True)),
        ("getNotes", "paging=1:11", b'{"Notes": [1], "AllNotesCount": 11}', Page(True, 11, False)),
        ("getNotes", "paging=2:5", b'{"Notes": [1], "AllNotesCount": 11}', Page(False, 5, True)),
    ],
)  # fmt: skip
def test_a_page_is_known_by_its_query_and_its_answer(
    operation: str, query: str, answer: bytes, expected: Page
) -> None:
    assert page(Listed(operation, "/servicechannel/v3/x", query.encode(), answer)) == expected


@pytest.mark.parametrize(
    ("query", "answer", "expected"),
    [
        ("", {"value": [1], "@odata.nextLink": "x"}, Page(True, 50, True)),
        ("", {"value": [1]}, Page(True, 50, False)),
        ("", {"value": [1] * 50}, Page(True, 50, True)),
        ("%24top=3", {"value": [1] * 3}, Page(True, 3, True)),
        ("$top=3&$skip=3", {"value": [1] * 3, "@odata.count": 6}, Page(False, 3, False)),
        ("$skip=50", {"value": [1]}, Page(False, 50, False)),
        ("", {"Id": 5}, None),
    ],
    ids=["link", "short", "full", "top", "count", "skip", "one record"],
)
def test_a_page_of_odata_is_known_by_its_options(
    query: str, answer: dict[str, object], expected: Page | None
) -> None:
    listed = Listed("odataWorkOrders", "/servicechannel/v3/odata/workorders", query.encode(),
                    json.dumps(answer).encode())  # fmt: skip
    assert page(listed) == expected


def test_what_is_no_list_has_no_page() -> None:
    assert page(Listed("getWorkOrder", "/servicechannel/v3/workorders/5", b"page=1", b"{}")) is None


def test_an_answer_that_was_cut_is_judged_by_how_many_rows_it_had() -> None:
    full, other = (Listed("getWorkOrders", "/x", b"", b"[1, ", rows) for rows in (50, 49))
    assert (page(full), page(other)) == (Page(True, 50, True), Page(True, 50, False))


def test_every_operation_with_a_page_in_its_contract_is_known(provider: Api) -> None:
    document = provider.http.get("/_emulator/contracts/servicechannel.json").json()
    operations = [
        entry for methods in document["paths"].values() for entry in methods.values()
        if isinstance(entry, dict) and "operationId" in entry
    ]  # fmt: skip
    names = {"page", "pageSize", "pageOffset", "skip", "paging"}
    paged = {
        entry["operationId"]
        for entry in operations
        if any(parameter.get("name") in names for parameter in entry.get("parameters", []))
    }
    assert paged - {"getNotes"} == set(WAYS)


def test_a_long_list_that_is_not_read_to_its_end_is_found(emulator: Emulator) -> None:
    order = demo("workorders", 107002896)
    many = [order | {"Id": 300_000_000 + n, "Number": str(300_000_000 + n)} for n in range(60)]
    emulator.merge("workorders", *many)
    api = emulator.login()
    assert len(api.get("/workorders").content) > 65_536
    told = emulator.control("GET", "/report")
    assert [found["rule"] for found in told["findings"]] == ["pages"]
    api.get("/workorders?page=2")
    assert emulator.control("GET", "/report")["grade"] == "A"
