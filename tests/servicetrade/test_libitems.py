"""The library of items, read-only here."""

import pytest

from tests.servicetrade.trade import Trade, fixture, record

GASKET = record("libitems", code="GSK-RI")
SUPPLIES = record("libitems", active=False)


def names(trade: Trade, **query: object) -> list[str]:
    return [item["name"] for item in trade.read("/libitem", **query)["libItems"]]


def test_a_library_item_has_its_price_and_its_external_ids(trade: Trade) -> None:
    item = trade.read(f"/libitem/{GASKET['id']}")
    assert item.pop("uri").endswith(f"/servicetrade/api/libitem/{GASKET['id']}")
    assert item == {
        "id": GASKET["id"],
        "name": "Reach-in door gasket, snap-in",
        "type": "part",
        "code": "GSK-RI",
        "isGeneric": False,
        "active": True,
        "price": 118.0,
        "cost": 51.0,
        "externalIds": {},
    }


def test_the_whole_library_is_listed_what_is_inactive_too(trade: Trade) -> None:
    assert trade.ids("/libitem", "libItems") == [r["id"] for r in fixture()["libitems"].values()]


@pytest.mark.parametrize(("flag", "count"), [("1", 11), ("True", 11), ("0", 1), ("false", 1)])
def test_the_library_is_asked_for_what_is_active(trade: Trade, flag: str, count: int) -> None:
    assert len(names(trade, active=flag)) == count


def test_an_item_without_a_price_or_a_code_says_null(trade: Trade) -> None:
    item = trade.read(f"/libitem/{SUPPLIES['id']}")
    assert (item["code"], item["price"], item["cost"]) == (None, None, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "TRIP"}, ["Trip charge"]),
        ({"name": "gsk"}, []),
        ({"search": "gsk"}, ["Reach-in door gasket, snap-in"]),
        ({"search": "belt"}, ["V-belt AX48"]),
        ({"type": "labor"}, ["Service labor, regular hours", "Service labor, after hours"]),
        ({"type": "Fee,nothing"}, ["Trip charge", "Lift rental, per day"]),
        ({"type": "part", "active": "0"}, ["Shop supplies"]),
        ({"type": ""}, []),
    ],
    ids=str,
)
def test_items_are_found_by_name_code_and_type(
    trade: Trade, query: dict[str, object], found: list[str]
) -> None:
    assert names(trade, **query) == found


def test_a_flag_that_is_none_is_refused(trade: Trade) -> None:
    assert trade.get("/libitem", active="perhaps").status_code == 400


def test_an_unknown_item_is_not_found(trade: Trade) -> None:
    assert trade.get("/libitem/1").status_code == 404
