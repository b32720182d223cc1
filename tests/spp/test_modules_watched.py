"""Each trigger of the Boost.space / Make app: pasted by hand, then told of what happens."""

import pytest

from tests.receiver import Receiver
from tests.spp.app import WATCHES, App, Watch
from tests.spp.desk import read
from tests.spp.pasting import catalogue, fire, press
from tests.world import Emulator, Json

ORDER = "6A1F20C4"


@pytest.fixture(params=["/api/v1", "/api"])
def app(emulator: Emulator, request: pytest.FixtureRequest) -> App:
    """Who causes what is watched, on either API."""
    return App(emulator, base=request.param)


def sent(app: App, method: str, path: str, **fields: object) -> Json:
    """Make an API Call that changes something, as the API of the app wants it."""
    is_older = app.base.endswith("v1")
    method = "POST" if is_older and method == "PUT" else method
    answer = app.call(method, path, **{"data" if is_older else "json": fields})
    assert answer.is_success, answer.text
    found: Json = answer.json() if answer.content else {}
    return found


def watch(app: App, receiver: Receiver, module: str) -> Watch:
    return Watch(app.emulator, receiver, module)


def test_watch_orders(app: App, receiver: Receiver) -> None:
    watched = watch(app, receiver, "orders")
    made = sent(app, "POST", "/orders", user_id=1001, service_id=1)
    sent(app, "PUT", f"/orders/{made['number']}", status=2)
    path = f"/orders/{made['number']}"
    tags = {"tags[0]": "urgent"} if app.base.endswith("v1") else {"tags": ["urgent"]}
    sent(app, "PUT", path, **tags)
    sent(app, "PUT", path, note="nothing that is watched")
    created, changed, tagged = watched.bundles()
    assert [created[0], changed[0], tagged[0]] == list(WATCHES["orders"])
    assert {data["id"] for _, data in (created, changed, tagged)} == {made["number"]}
    assert (changed[1]["status"], tagged[1]["tags"]) == ("Working", ["urgent"])
    assert created[1]["client"]["email"] == "dana.whitfield@larkfield.example"


def test_watch_forms(emulator: Emulator, receiver: Receiver) -> None:
    """Forms are filled in on the portal, so the control plane causes it."""
    watched = Watch(emulator, receiver, "forms")
    for event in WATCHES["forms"]:
        fire(emulator, event)
    contact, intake, order = watched.bundles()
    assert [contact[0], intake[0], order[0]] == list(WATCHES["forms"])
    assert (contact[1]["id"], contact[1]["subject"]) == (
        "7B3E91D0",
        "Which filters are in the program?",
    )
    assert intake[1]["form_data"] == order[1]["form_data"]
    assert intake[1]["form_data"]["Equipment"] == "Rooftop unit 2"


def test_watch_accounts(app: App, receiver: Receiver) -> None:
    watched = watch(app, receiver, "accounts")
    made = sent(app, "POST", "/clients", email="new@larkfield.example", name_f="Noor")
    sent(app, "PUT", f"/clients/{made['id']}", name_l="Haddad")
    sent(app, "DELETE", f"/clients/{made['id']}")
    created, deleted = watched.bundles()
    assert [created[0], deleted[0]] == list(WATCHES["accounts"])
    assert (created[1]["id"], created[1]["name"]) == (made["id"], "Noor")
    assert (deleted[1]["id"], deleted[1]["name"]) == (made["id"], "Noor Haddad")


def test_watch_invoices(app: App, receiver: Receiver) -> None:
    watched = watch(app, receiver, "invoices")
    items = [{"name": "Visit", "quantity": 1, "amount": "80.00"}]
    made = read(app.call("POST", "/invoices", json={"user_id": 1001, "items": items}), 201)
    read(app.call("POST", f"/invoices/{made['number']}/mark_paid"))
    method = "POST" if app.base.endswith("v1") else "PUT"
    refund = {"items": made["items"], "status": 4}
    read(app.call(method, f"/invoices/{made['number']}", json=refund))
    got = watched.bundles()
    assert [event for event, _ in got] == list(WATCHES["invoices"])
    assert [data["status"] for _, data in got] == ["Unpaid", "Paid", "Refunded"]
    assert {data["id"] for _, data in got} == {made["number"]}


def test_watch_messages(app: App, receiver: Receiver) -> None:
    watched = watch(app, receiver, "messages")
    made = read(app.create_order_message(ORDER, "On our way."), 201)
    other = sent(app, "POST", "/ticket_messages/7B3E91D0", message="Two of them.", staff_only=1)
    of_order, of_ticket = (data for _, data in watched.bundles())
    assert (of_order["id"], of_order["order"]["id"]) == (made["id"], ORDER)
    assert (of_ticket["id"], of_ticket["ticket"]["id"]) == (other["id"], "7B3E91D0")
    assert of_ticket["staff_only"]


def test_watch_subscriptions(app: App, receiver: Receiver) -> None:
    """It renews by the clock; the rest is a status that is written."""
    watched = watch(app, receiver, "subscriptions")
    app.emulator.advance("24h")
    sent(app, "PUT", "/subscriptions/1", status=2)
    sent(app, "PUT", "/subscriptions/1", status=0)
    got = [(event, data) for event, data in watched.bundles() if data["number"] == "5D0C77AB"]
    assert [event for event, _ in got] == list(WATCHES["subscriptions"])
    assert [data["status"] for _, data in got] == ["Active", "Past due", "Canceled"]


def test_watch_tickets(app: App, receiver: Receiver) -> None:
    watched = watch(app, receiver, "tickets")
    made = sent(app, "POST", "/tickets", user_id=1002, subject="No cooling")
    ((event, data),) = watched.bundles()
    assert (event, data["id"], data["source"]) == ("ticket.created", made["number"], "API")


@pytest.mark.parametrize("module", WATCHES)
def test_the_test_button_shows_a_module_what_its_bundles_look_like(
    emulator: Emulator, receiver: Receiver, module: str
) -> None:
    watched = Watch(emulator, receiver, module)
    press(emulator, watched.endpoint)
    ((event, data),) = watched.bundles()
    assert event == WATCHES[module][0]
    fire(emulator, event)
    ((_, real),) = watched.bundles()
    assert {*data} == {*real}


def test_a_module_is_told_of_nothing_else(emulator: Emulator, receiver: Receiver) -> None:
    watched = [Watch(emulator, receiver, module) for module in WATCHES]
    for event in catalogue(emulator):
        fire(emulator, event)
    emulator.settle()
    log = emulator.control("GET", "/webhooks/deliveries")["deliveries"]
    told = {(d["endpoint"], d["event"]) for d in log}
    assert told == {(w.endpoint["id"], e) for w in watched for e in WATCHES[w.module]}


def test_nothing_of_a_refused_call_is_told(app: App, receiver: Receiver) -> None:
    watched = [watch(app, receiver, module) for module in WATCHES]
    assert app.call("PUT", f"/api/orders/{ORDER}", json={"status": 77}).status_code == 422
    assert app.call("POST", "/tickets", data={"user_id": 1002}).status_code == 422
    assert app.create_order_message("C0FFEE42", "Not yours").status_code == 404
    app.key = "spp_api_wrong"
    assert app.call("POST", "/orders", data={"user_id": 1001, "service_id": 1}).status_code == 401
    assert watched[0].bundles() == []
