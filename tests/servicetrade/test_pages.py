"""Which page of a list a read was: `page`, `limit`, and the totals in the body."""

import json

import pytest

from emulator.kernel.paging import Listed, Page
from emulator.vendors.servicetrade.pages import page
from tests.servicetrade.trade import log_in
from tests.world import start


@pytest.mark.parametrize(
    ("query", "counts", "expected"),
    [
        ("", {"page": 1, "totalPages": 1, "pageSize": 100}, Page(True, 100, False)),
        ("limit=5", {"page": 1, "totalPages": 3, "pageSize": 5}, Page(True, 5, True)),
        ("page=0", {"page": 1, "totalPages": 3, "pageSize": 5}, Page(True, 5, True)),
        ("page=2", {"page": 2, "totalPages": 3, "pageSize": 5}, Page(False, 5, True)),
        ("page=3", {"page": 3, "totalPages": 3, "pageSize": 5}, Page(False, 5, False)),
        ("", {"events": []}, None),
    ],
    ids=["all", "first", "page-0", "second", "last", "without-pages"],
)
def test_a_page_is_known_by_its_query_and_its_totals(
    query: str, counts: dict[str, object], expected: Page | None
) -> None:
    answer = json.dumps({"data": counts}).encode()
    assert page(Listed("listJobs", "/servicetrade/api/job", query.encode(), answer)) == expected


def test_one_record_has_no_page() -> None:
    assert page(Listed("getJob", "/servicetrade/api/job/5", b"", b'{"data": {}}')) is None


@pytest.mark.parametrize(
    ("rows", "expected"), [(100, Page(True, 100, True)), (99, Page(True, 100, False))]
)
def test_an_answer_that_was_cut_is_judged_by_how_many_rows_it_had(
    rows: int, expected: Page
) -> None:
    cut = Listed("listAssets", "/servicetrade/api/asset", b"", b'{"data": {"assets": [', rows)
    assert page(cut) == expected


@pytest.mark.parametrize("path", ["/job", "/contact", "/location", "/region"])
def test_lists_that_are_read_whole_make_no_finding(path: str) -> None:
    emulator = start()
    data = log_in(emulator).read(path, limit=1000)
    assert data["totalPages"] == 1
    told = emulator.control("GET", "/report")
    pages = next(rule for rule in told["rules"] if rule["rule"] == "pages")
    assert (told["grade"], pages["checked"]) == ("A", 1)
