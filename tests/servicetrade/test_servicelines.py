"""Service lines: read-only, without a uri."""

import pytest

from tests.servicetrade.trade import Trade, fixture, record

LINE = record("servicelines", abbr="REF")


def test_service_lines_are_listed_whole_below_a_key_in_lower_case(trade: Trade) -> None:
    listed = trade.read("/serviceline")
    assert listed["servicelines"] == list(fixture()["servicelines"].values())
    assert (listed["page"], listed["totalPages"], listed["totalCount"]) == (1, 1, 8)


def test_a_service_line_has_neither_a_uri_nor_stamps(trade: Trade) -> None:
    assert trade.read(f"/serviceline/{LINE['id']}") == {
        "id": LINE["id"],
        "name": "Refrigeration",
        "trade": "Mechanical",
        "abbr": "REF",
        "icon": "refrigeration",
    }


def test_service_lines_come_in_pages(trade: Trade) -> None:
    listed = trade.read("/serviceline", page=3, limit=3)
    assert [line["abbr"] for line in listed["servicelines"]] == ["ELEC", "CTRL"]
    assert (listed["totalPages"], listed["pageSize"]) == (3, 3)


def test_an_unknown_service_line_is_not_found(trade: Trade) -> None:
    assert trade.get("/serviceline/1").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/serviceline"),
        ("PUT", f"/serviceline/{LINE['id']}"),
        ("DELETE", f"/serviceline/{LINE['id']}"),
    ],
)
def test_service_lines_are_read_only(trade: Trade, method: str, path: str) -> None:
    answer = trade.request(method, path, json={"name": "Roofing"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
