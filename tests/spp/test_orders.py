"""Orders: what is made, read and changed."""

import pytest

from tests.spp.desk import NOON, Desk, fixture, read, record
from tests.world import Emulator

#: The other workspace.
OTHERS = 2
NEW = {"user_id": 1001, "service_id": 1}
HOURS_72 = "2026-06-18T12:00:00+00:00"
UPDATES = pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")],
)


def switch(emulator: Emulator, **switches: object) -> None:
    emulator.control("PUT", "/profile", {"vendor": "spp", "switches": switches})


def change_service(emulator: Emulator, **fields: object) -> None:
    """Change what service 1 is."""
    changed = record("services", id=1) | fields
    emulator.control("POST", "/fixtures", {"spp": {"services": {"1": changed}}})


def test_an_order_has_what_its_service_says_and_is_listed_first(desk: Desk) -> None:
    made = read(desk.post("/orders", NEW), 201)
    service = desk.read("/orders/5001")["order_service"]
    assert (made["service"], made["price"], made["currency"]) == ("HVAC service call", 185.0, "USD")
    assert made["order_service"] == service
    assert [employee["id"] for employee in made["employees"]] == [2]
    assert (made["client"]["id"], made["created_at"], made["messages"]) == (1001, NOON, [])
    assert desk.ids("/orders")[0] == made["id"]
    assert desk.read(f"/orders/{made['number']}") == made == desk.read(f"/orders/{made['id']}")


def test_an_order_of_a_title_alone_is_submitted(desk: Desk) -> None:
    made = read(desk.post("/orders", {"user_id": 1001, "service": "Belt change"}), 201)
    assert (made["service"], made["service_id"], made["order_service"]) == (
        "Belt change",
        None,
        None,
    )
    assert (made["status"], made["price"], made["date_due"]) == ("Submitted", 0.0, None)


def test_a_form_makes_what_json_makes(desk: Desk, v1: Desk) -> None:
    form = {
        "user_id": "1001",
        "service_id": "1",
        "status": "2",
        "employees[]": ["1", "2"],
        "tags[0]": "rooftop",
        "tags[1]": "night",
        "metadata[0][title]": "store",
        "metadata[0][value]": "118",
        "number": "AB12",
        "date_due": "",
    }
    made = read(v1.post("/orders", form), 201)
    assert (made["id"], made["number"], made["status"]) == ("AB12", "AB12", "Working")
    assert (made["tags"], made["metadata"]) == (["rooftop", "night"], {"store": "118"})
    assert made["date_due"] is None
    shown = desk.read("/orders/AB12")
    assert isinstance(shown["id"], int)
    assert v1.read("/orders/AB12") == made == shown | {"id": "AB12"}


def test_everything_that_is_sent_is_kept(desk: Desk) -> None:
    sent = NEW | {
        "service": "Night call",
        "created_at": "2026-06-01T08:00:00+02:00",
        "date_due": "2026-06-20 10:00:00",
        "date_started": None,
        "employees": [1, 1],
        "metadata": {"po": 7},
        "note": "gate code 4411",
        "linked_orders": ["5002"],
    }
    made = read(desk.post("/orders", sent), 201)
    assert (made["service"], made["note"], made["metadata"]) == (
        "Night call", "gate code 4411", {"po": 7},
    )  # fmt: skip
    assert made["created_at"] == "2026-06-01T06:00:00+00:00"
    assert made["date_due"] == "2026-06-20T10:00:00+00:00"
    assert [employee["id"] for employee in made["employees"]] == [1]
    assert made["linked_orders"] == ["B1C2D3E4"]


@UPDATES
def test_an_update_leaves_what_it_does_not_name(desk: Desk, verb: str, prefix: str) -> None:
    before = desk.read("/orders/6A1F20C4")
    desk.prefix = f"/spp{prefix}"
    changed = read(desk.send(verb, "/orders/6A1F20C4", {"note": "bring a ladder"}))
    changes = {"note": "bring a ladder", "updated_at": NOON, "id": changed["id"]}
    assert changed == before | changes


def test_a_null_clears_and_an_empty_body_changes_nothing(desk: Desk) -> None:
    desk.put("/orders/5001", {"note": "x", "date_due": "2026-06-20T10:00:00Z"})
    cleared = read(desk.put("/orders/5001", {"note": None, "date_due": None}))
    assert (cleared["note"], cleared["date_due"]) == (None, None)
    assert read(desk.put("/orders/5001", {})) == cleared


def test_tags_replace_those_of_the_order_and_new_ones_are_saved(desk: Desk, v1: Desk) -> None:
    assert read(desk.put("/orders/5001", {"tags": ["night", "night"]}))["tags"] == ["night"]
    assert desk.get("/tags").json()[0]["name"] == "night"
    assert read(v1.post("/orders/6A1F20C4", {"tags[]": ""}))["tags"] == []


def test_tags_are_added_by_a_switch(emulator: Emulator, desk: Desk) -> None:
    switch(emulator, tags_write="append")
    known = desk.get("/tags").json()
    assert read(desk.put("/orders/5001", {"tags": ["rooftop"]}))["tags"] == ["rooftop"]
    assert desk.get("/tags").json() == known
    assert read(desk.put("/orders/5001", {"tags": ["night"]}))["tags"] == ["rooftop", "night"]


def test_form_data_changes_fields_and_makes_those_that_there_are_not(desk: Desk, v1: Desk) -> None:
    there = desk.read("/orders/5001")["form_data"]
    sent = [{"name": "Access", "value": "roof hatch", "type": "textarea"}]
    shown = read(desk.put("/orders/5001", {"form_data": sent}))["form_data"]
    assert shown == there | {"Access": "roof hatch"}
    form = {"form_data[Access]": "side door", "form_data[Units]": "2"}
    shown = read(v1.post("/orders/6A1F20C4", form))["form_data"]
    assert shown == there | {"Access": "side door", "Units": "2"}
    assert read(desk.put("/orders/5001", {"form_data": {"Units": True}}))["form_data"] == {
        **shown,
        "Units": "1",
    }


def test_another_service_changes_the_title_but_not_the_price(
    emulator: Emulator, desk: Desk
) -> None:
    made = read(desk.post("/orders", {"user_id": 1001, "service": "Belt change"}), 201)
    change_service(emulator, price="200.00")
    changed = read(desk.put(f"/orders/{made['id']}", {"service_id": 1}))
    assert (changed["service"], changed["price"]) == ("HVAC service call", 0.0)


def test_a_deleted_order_is_gone_with_its_messages(desk: Desk) -> None:
    assert desk.delete("/orders/6A1F20C4").status_code == 204
    for path in ("/orders/6A1F20C4", "/orders/5001", "/order_messages/5001", "/order_tasks/5001"):
        assert read(desk.get(path), 404)["message"].endswith(f"Order] {path.split('/')[2]}")
    assert desk.delete("/order_messages/7001").status_code == 404
    assert 5001 not in desk.ids("/orders")
    assert desk.delete("/orders/6A1F20C4").status_code == 404


def test_orders_are_filtered_by_what_they_show(desk: Desk, v1: Desk) -> None:
    desk.put("/orders/5002", {"form_data": {"Roof": "flat"}, "status": 3})
    done = {"filters[status][$in][]": 3, "filters[user_id]": 1002}
    assert 5002 in desk.ids("/orders", **done)
    assert {row["status"] for row in desk.read("/orders", **done)["data"]} == {"Complete"}
    assert desk.ids("/orders", **{"filters[form_data.Roof][$eq][]": "flat"}) == [5002]
    assert desk.ids("/orders", **{"filters[number][$eq]": "6A1F20C4"}) == [5001]
    assert v1.ids("/orders", **{"filters[id]": "6A1F20C4"}) == ["6A1F20C4"]
    assert 5001 not in desk.ids("/orders", **{"filters[employees][$notIn][]": 2})


def test_orders_are_sorted_by_their_last_message(desk: Desk) -> None:
    desk.post("/order_messages/5002", {"message": "On our way."})
    assert desk.ids("/orders", sort="last_message_at:desc")[0] == 5002


def test_an_owner_of_another_workspace_sees_their_orders_alone(other: Desk) -> None:
    rows = fixture()["orders"].values()
    theirs = {row["id"] for row in rows if row["workspace_id"] == OTHERS}
    assert set(other.ids("/orders", limit=100)) == theirs >= {5003}


def test_a_limit_that_is_none_is_the_usual_and_one_too_high_the_most(desk: Desk) -> None:
    sizes = {0: 20, 10_000: 100, 1: 1, -3: 20, "many": 20}
    for path in ("/orders", "/order_messages/5001", "/order_tasks/5001"):
        assert {n: desk.read(path, limit=n)["meta"]["per_page"] for n in sizes} == sizes


def test_an_order_waits_for_an_intake_form_if_there_is_one(emulator: Emulator, desk: Desk) -> None:
    assert read(desk.post("/orders", NEW), 201)["status"] == "Pending"
    change_service(emulator, has_intake_form=False)
    assert read(desk.post("/orders", NEW), 201)["status"] == "Submitted"


@pytest.mark.parametrize("status", [5, 2], ids=["Submitted", "Working"])
def test_the_time_until_an_order_is_due_counts_from_its_status(desk: Desk, status: int) -> None:
    made = read(desk.post("/orders", NEW), 201)
    assert made["date_due"] is None
    assert read(desk.put(f"/orders/{made['id']}", {"status": status}))["date_due"] == HOURS_72


@pytest.mark.parametrize("hours", [None, 0, 10**9], ids=["none", "zero", "beyond the calendar"])
def test_an_order_of_a_service_without_a_deadline_is_never_due(
    emulator: Emulator, desk: Desk, hours: int | None
) -> None:
    change_service(emulator, deadline=hours)
    assert read(desk.post("/orders", NEW | {"status": 2}), 201)["date_due"] is None


def test_work_sets_the_dates_once_and_opening_again_clears_the_end(
    emulator: Emulator, desk: Desk
) -> None:
    working = read(desk.put("/orders/5002", {"status": 2}))
    assert (working["date_started"], working["date_due"]) == (NOON, HOURS_72)
    emulator.advance("PT1H")
    complete = read(desk.put("/orders/5002", {"status": 3}))
    assert complete["date_completed"] == "2026-06-15T13:00:00+00:00"
    assert (complete["date_started"], complete["date_due"]) == (NOON, HOURS_72)
    again = read(desk.put("/orders/5002", {"status": 2}))
    assert (again["date_completed"], again["date_started"], again["date_due"]) == (
        None, NOON, HOURS_72,
    )  # fmt: skip


def test_a_date_that_is_sent_goes_before_the_status(desk: Desk) -> None:
    sent = {"status": 3, "date_completed": "0001-01-01T00:00:00Z"}
    assert read(desk.put("/orders/5002", sent))["date_completed"] == "0001-01-01T00:00:00+00:00"
    sent = {"status": 2, "date_due": None, "date_started": None}
    shown = read(desk.put("/orders/5002", sent))
    assert (shown["date_due"], shown["date_started"]) == (None, None)
