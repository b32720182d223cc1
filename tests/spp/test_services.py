"""Services."""

from collections.abc import Mapping

import pytest

from tests.spp.desk import Desk, errors, read, state
from tests.world import Emulator

NEW = {"name": "Filter program", "recurring": 1, "currency": "USD"}


def test_periods_are_written_as_letters_and_read_as_words(desk: Desk) -> None:
    periods = {"f_period_l": 2, "f_period_t": "W", "r_period_l": 1, "r_period_t": "m"}
    made = read(desk.post("/services", NEW | periods | {"r_price": 49, "price": "60"}), 201)
    assert [made[f"{which}_period_{part}"] for which in "fr" for part in "lt"] == [
        2, "week", 1, "month",
    ]  # fmt: skip
    assert (made["recurring"], made["r_price"], made["pretty_price"]) == (True, "49.00", "$60.00")
    assert (made["public"], made["recurring_action"]) == (True, "Cancel")
    assert desk.read(f"/services/{made['id']}") == made
    assert desk.ids("/services")[0] == made["id"]


def test_a_form_makes_the_same_service(desk: Desk, v1: Desk) -> None:
    form = {
        "name": "Filter program",
        "recurring": "0",
        "currency": "usd",
        "price": "49",
        "public": "0",
        "employees[]": "2",
        "parent_services[0]": "1",
        "metadata[0][title]": "Size",
        "metadata[0][value]": "16x20",
    }
    made = read(v1.post("/services", form), 201)
    assert desk.read(f"/services/{made['id']}") == made
    assert (made["recurring"], made["public"], made["currency"]) == (False, False, "USD")
    assert (made["addon_to"], made["metadata"]) == ([1], {"Size": "16x20"})


@pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")],
)
def test_an_update_leaves_what_it_does_not_name_and_is_201(
    desk: Desk, verb: str, prefix: str
) -> None:
    before = desk.read("/services/1")
    desk.prefix = f"/spp{prefix}"
    after = read(desk.send(verb, "/services/1", {"price": "190"}), 201)
    changed = {"price": "190.00", "pretty_price": "$190.00", "updated_at": after["updated_at"]}
    assert after == before | changed


def test_what_may_be_empty_is_emptied_by_null(desk: Desk) -> None:
    after = read(desk.put("/services/1", {"deadline": None, "description": None}), 201)
    assert (after["deadline"], after["description"]) == (None, None)


def test_a_deleted_service_is_gone_but_its_orders_are_not(desk: Desk) -> None:
    assert desk.delete("/services/1").status_code == 204
    assert read(desk.get("/services/1"), 404)["message"].endswith("Service] 1")
    assert 1 not in desk.ids("/services")
    assert desk.delete("/services/1").status_code == 404
    refused = {"items": [{"name": "Call", "quantity": 1, "amount": 1, "service_id": 1}]}
    assert set(errors(desk.post("/invoices", refused))) == {"items.0.service_id"}


#: By what is wrong with a body: the body, and the fields that the answer names.
WRONG: Mapping[str, tuple[Mapping[str, object], set[str]]] = {
    "nothing": ({}, {"name", "recurring", "currency"}),
    "unknown kind": (NEW | {"recurring": 3}, {"recurring"}),
    "kind in words": (NEW | {"recurring": "weekly"}, {"recurring"}),
    "period in words": (NEW | {"r_period_t": "month"}, {"r_period_t"}),
    "no period": (NEW | {"r_period_l": 0}, {"r_period_l"}),
    "no currency": (NEW | {"currency": "dollars"}, {"currency"}),
    "no price": (NEW | {"price": "much"}, {"price"}),
    "a client as employee": (NEW | {"employees": [1001]}, {"employees.0"}),
    "unknown parent": (NEW | {"parent_services": [999]}, {"parent_services"}),
}


def test_a_wrong_service_is_refused_by_field_and_not_made(emulator: Emulator, desk: Desk) -> None:
    before = state(emulator)
    answered = {
        case: set(errors(desk.post("/services", body))) for case, (body, _) in WRONG.items()
    }
    assert answered == {case: wrong for case, (_, wrong) in WRONG.items()}
    assert state(emulator) == before


def test_services_are_none_of_a_role_without_the_right_nor_of_another_workspace(
    emulator: Emulator, dispatch: Desk, other: Desk
) -> None:
    before = state(emulator)
    assert dispatch.get("/services").status_code == 403
    assert dispatch.post("/services", NEW).status_code == 403
    assert other.get("/services/1").status_code == 404
    assert other.put("/services/1", {"name": "Mine"}).status_code == 404
    assert state(emulator) == before
