"""Statuses: which number means what is the workspace's, in the table `statuses`."""

from tests.spp.demo import rows
from tests.spp.desk import Desk, errors, read
from tests.world import Emulator


def renumbered(emulator: Emulator, kind: str, means: str, code: int, label: str) -> None:
    """Give the workspace's status of a meaning another number and another name."""
    [row] = rows("statuses", workspace_id=1, kind=kind, means=means)
    changed = {str(row["id"]): row | {"code": code, "label": label}}
    emulator.control("POST", "/fixtures", {"spp": {"statuses": changed}})


def test_a_payment_sets_the_number_that_means_paid(emulator: Emulator, desk: Desk) -> None:
    renumbered(emulator, "invoice", "paid", 2, "Settled")
    made = read(desk.post("/invoices", {"user_id": 1001, "items": []}), 201)
    paid = read(desk.post(f"/invoices/{made['id']}/mark_paid"))
    assert (paid["status_id"], paid["status"]) == (2, "Settled")
    message = read(desk.post(f"/invoices/{made['id']}/mark_paid"), 400)["message"]
    assert message == "This invoice has already been paid."


def test_the_dates_of_an_order_go_by_what_its_status_means(emulator: Emulator, desk: Desk) -> None:
    renumbered(emulator, "order", "complete", 17, "Signed off")
    done = read(desk.put("/orders/6A1F20C4", {"status": 17}))
    assert (done["status"], done["date_completed"]) == ("Signed off", "2026-06-15T12:00:00+00:00")
    assert set(errors(desk.put("/orders/6A1F20C4", {"status": 3}))) == {"status"}


def test_a_ticket_is_closed_by_the_number_that_means_closed(emulator: Emulator, desk: Desk) -> None:
    renumbered(emulator, "ticket", "closed", 9, "Done")
    assert read(desk.put("/tickets/7B3E91D0", {"status": 9}))["date_closed"] is not None


def test_a_status_that_means_nothing_changes_nothing_else(desk: Desk) -> None:
    before = desk.read("/tickets/7B3E91D0")
    after = read(desk.put("/tickets/7B3E91D0", {"status": 31}))
    assert after["status"] == "Waiting for parts"
    changed = {"status", "status_id", "updated_at"}
    assert {n: v for n, v in after.items() if n not in changed} == {
        n: v for n, v in before.items() if n not in changed
    }


def test_a_workspace_without_a_status_for_it_has_the_usual_number(
    emulator: Emulator, desk: Desk
) -> None:
    [row] = rows("statuses", workspace_id=1, kind="order", means="submitted")
    emulator.control(
        "POST", "/fixtures", {"spp": {"statuses": {str(row["id"]): row | {"means": None}}}}
    )
    made = read(desk.post("/orders", {"user_id": 1001, "service": "Inspection"}), 201)
    assert made["status_id"] == row["code"]
