"""Coupons."""

import pytest

from tests.spp.desk import Desk, errors, read, state
from tests.world import Emulator

NEW = {"code": "SPRING", "type": "percentage", "discounts": [{"amount": 15, "services": [1]}]}


def test_a_coupon_is_made_read_and_listed_first(desk: Desk) -> None:
    made = read(desk.post("/coupons", NEW), 201)
    assert made["discounts"] == [{"amount": "15.00", "services": [1]}]
    assert desk.read(f"/coupons/{made['id']}") == made
    assert desk.ids("/coupons")[0] == made["id"]


def test_a_form_makes_the_same_coupon(desk: Desk, v1: Desk) -> None:
    form = {
        "code": "SPRING",
        "type": "percentage",
        "discounts[0][amount]": "15",
        "discounts[0][services][]": "1",
        "has_min_cart_amount": "1",
        "min_cart_amount": "50",
        "date_expires": "2026-09-01 00:00:00",
    }
    made = read(v1.post("/coupons", form), 201)
    assert desk.read(f"/coupons/{made['id']}") == made
    assert (made["min_cart_amount"], made["date_expires"]) == ("50.00", "2026-09-01 00:00:00")


@pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")],
)
def test_an_update_leaves_what_it_does_not_name_and_is_201(
    desk: Desk, verb: str, prefix: str
) -> None:
    before = desk.read("/coupons/1")
    desk.prefix = f"/spp{prefix}"
    after = read(desk.send(verb, "/coupons/1", {"code": "FILTERS12"}), 201)
    assert after == before | {"code": "FILTERS12", "updated_at": after["updated_at"]}


def test_a_deleted_coupon_is_gone(desk: Desk) -> None:
    assert desk.delete("/coupons/1").status_code == 204
    assert read(desk.get("/coupons/1"), 404)["message"].endswith("Coupon] 1")
    assert 1 not in desk.ids("/coupons")
    assert desk.delete("/coupons/1").status_code == 404


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"code": ["The code field is required."], "type": ["The type field is required."]}),
        (NEW | {"type": "free"}, {"type": ["The selected type is invalid."]}),
        (
            NEW | {"discounts": [{"amount": 1, "services": [99]}]},
            {"discounts.0.services": ["The selected discounts.0.services is invalid."]},
        ),
        (
            NEW | {"date_expires": "soon"},
            {"date_expires": ["The date expires is not a valid date."]},
        ),
    ],
    ids=["nothing", "unknown type", "unknown service", "no date"],
)
def test_a_wrong_coupon_is_refused_by_field_and_not_made(
    emulator: Emulator, desk: Desk, body: dict[str, object], wrong: dict[str, list[str]]
) -> None:
    before = state(emulator)
    assert errors(desk.post("/coupons", body)) == wrong
    assert state(emulator) == before


def test_the_status_of_a_wrong_field_is_a_switch(emulator: Emulator, desk: Desk) -> None:
    emulator.control("PUT", "/profile", {"vendor": "spp", "switches": {"validation_status": 400}})
    assert set(errors(desk.post("/coupons", {}), 400)) == {"code", "type"}


def test_coupons_are_none_of_a_role_without_the_right(dispatch: Desk) -> None:
    assert dispatch.get("/coupons").status_code == 403
    assert dispatch.post("/coupons", NEW).status_code == 403


def test_a_coupon_of_another_workspace_is_not_found(emulator: Emulator, other: Desk) -> None:
    before = state(emulator)
    assert other.get("/coupons/1").status_code == 404
    assert other.put("/coupons/1", {"code": "MINE"}).status_code == 404
    assert state(emulator) == before
