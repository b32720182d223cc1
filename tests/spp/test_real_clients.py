"""The calls of public clients, one by one, as they make them."""

from collections.abc import Mapping

import pytest

from tests.spp.desk import OWNER, read
from tests.world import Emulator, Json

BASE = "http://norwellhvac.spp.localhost/api"


@pytest.fixture
def bearer() -> Mapping[str, str]:
    return {"Authorization": f"Bearer {OWNER}"}


def keys(page: Json, name: str = "number") -> list[object]:
    return [row[name] for row in page["data"]]


@pytest.mark.parametrize("password", ["", OWNER], ids=["empty", "the key again"])
def test_a_php_library_of_2021_reads(emulator: Emulator, password: str) -> None:
    """https://github.com/pheeque/spp-api: Basic, any password, `/api/v1`."""
    basic = (OWNER, password)
    for resource in ("orders", "tickets", "clients", "invoices?limit=5"):
        page = read(emulator.http.get(f"{BASE}/v1/{resource}", auth=basic))
        kind, key = resource.partition("?")[0], page["data"][0]["id"]
        one = read(emulator.http.get(f"{BASE}/v1/{kind}/{key}", auth=basic))
        assert one["id"] == key
    assert set(read(emulator.http.get(f"{BASE}/v1/login_links/1001", auth=basic))) == {"link"}


def test_a_php_library_of_2021_writes(emulator: Emulator) -> None:
    """The same: forms, JSON for invoices, a POST for each update."""
    http, basic = emulator.http, (OWNER, "")
    order = {"user_id": 1001, "service": "Filters", "status": 1, "note": "by form"}
    client = {"email": "new@larkfield.example", "name_f": "Noor"}
    ticket = {"user_id": 1001, "status": 1, "subject": "Filters", "note": "by form"}
    for kind, form in (("orders", order), ("clients", client), ("tickets", ticket)):
        made = read(http.post(f"{BASE}/v1/{kind}", data=form, auth=basic), 201)
        url = f"{BASE}/v1/{kind}/{made['id']}"
        changed = read(http.post(url, data={"note": "changed"}, auth=basic))
        assert (changed["id"], changed["note"]) == (made["id"], "changed")
        assert http.delete(url, auth=basic).status_code == 204
    invoice = {"email": "dana.whitfield@larkfield.example"}
    made = read(http.post(f"{BASE}/v1/invoices", json=invoice, auth=basic), 201)
    assert made["client"]["id"] == 1001
    url = f"{BASE}/v1/invoices/{made['id']}"
    assert http.delete(url, auth=basic).status_code == 204


def test_a_php_library_of_2021_is_paid(emulator: Emulator) -> None:
    http, basic = emulator.http, (OWNER, "")
    url = f"{BASE}/v1/invoices/E4A269FC"
    declined = {"payment_method_id": "pm_demo_declined"}
    assert http.post(f"{url}/charge", json=declined, auth=basic).status_code == 400
    card = {"payment_method_id": "pm_demo_visa"}
    assert read(http.post(f"{url}/charge", json=card, auth=basic))["status"] == "Paid"
    assert http.post(f"{url}/mark_paid", auth=basic).status_code == 400


def test_a_php_library_of_2021_writes_messages(emulator: Emulator) -> None:
    http, basic = emulator.http, (OWNER, "")
    for kind, parent in (("order", "6A1F20C4"), ("ticket", "7B3E91D0")):
        url = f"{BASE}/v1/{kind}_messages/{parent}"
        form = {kind: parent, "message": "Hello", "user_id": 2, "staff_only": 1}
        made = read(http.post(url, data=form, auth=basic), 201)
        assert made["staff_only"]
        assert made["id"] in keys(read(http.get(url, auth=basic)), "id")
        assert http.delete(f"{url}/{made['id']}", auth=basic).status_code == 204
        assert made["id"] not in keys(read(http.get(url, auth=basic)), "id")


def test_a_node_program_tags_an_order(emulator: Emulator, bearer: Mapping[str, str]) -> None:
    """https://github.com/kmostafa599/editcrew-b: a bearer token on `/api/v1`, a form."""
    http = emulator.http
    number = read(http.get(f"{BASE}/v1/orders", headers=bearer))["data"][0]["id"]
    url = f"{BASE}/v1/orders/{number}"
    for field in ("tags[0]", "tags[]"):
        tagged = read(http.post(url, data={field: "edited"}, headers=bearer))
        assert tagged["tags"] == ["edited"]
    assert read(http.get(f"{BASE}/v1/clients", headers=bearer))["data"]


def test_a_php_program_makes_a_client_and_logs_it_in(emulator: Emulator) -> None:
    """Public code, repository not named: Basic without a password, forms, a login link by POST."""
    http, basic = emulator.http, (OWNER, "")
    form = {"email": "pgb@larkfield.example", "name_f": "Pat", "name_l": "Gray"}
    made = read(http.post(f"{BASE}/v1/clients", data=form, auth=basic), 201)
    renamed = {"company": "Larkfield"}
    changed = read(http.post(f"{BASE}/v1/clients/{made['id']}", data=renamed, auth=basic))
    assert (changed["company"], changed["email"]) == ("Larkfield", form["email"])
    links = f"{BASE}/v1/login_links/{made['id']}"
    linked = http.post(links, auth=basic)
    assert linked.is_success
    assert linked.json() == read(http.get(links, auth=basic))


def test_a_python_program_reads_and_answers(emulator: Emulator, bearer: Mapping[str, str]) -> None:
    """Public code, repository not named: `/api` with a version and filters without an operator."""
    http, headers = emulator.http, {**bearer, "X-Api-Version": "2024-03-05"}
    for kind, status in (("orders", "5"), ("tickets", "1")):
        query = {"limit": "100", "sort": "last_message_at:desc", "filters[status]": status}
        page = read(http.get(f"{BASE}/{kind}", params=query, headers=headers))
        assert {row["status_id"] for row in page["data"]} == {int(status)}
        stamps = [row["last_message_at"] or "" for row in page["data"]]
        assert stamps == sorted(stamps, reverse=True)
        one = read(http.get(f"{BASE}/{kind}/{page['data'][0]['id']}", headers=headers))
        assert one["number"] == page["data"][0]["number"]
    body = {"message": "On our way.", "staff_only": False}
    url = f"{BASE}/order_messages/5001"
    made = read(http.post(url, json=body, headers=headers), 201)
    query = {"limit": "1"}
    assert keys(read(http.get(url, params=query, headers=headers)), "id") == [made["id"]]


def test_an_automation_tool_offers_orders(emulator: Emulator, bearer: Mapping[str, str]) -> None:
    """https://github.com/activepieces/activepieces, its piece `wayfront`."""
    http = emulator.http
    assert read(http.get(f"{BASE}/team", params={"limit": 1}, headers=bearer))["data"]
    page = read(http.get(f"{BASE}/orders", params={"limit": 100}, headers=bearer))
    labels = [f"#{row['number']}: {row['service']}" for row in page["data"]]
    assert "#6A1F20C4: HVAC service call" in labels


def test_a_scheduler_finds_its_client_and_opens_a_ticket(
    emulator: Emulator, bearer: Mapping[str, str]
) -> None:
    """https://github.com/dev-trstefrend/zoom-scheduler-to-wayfront-ticket, in its order."""
    http = emulator.http
    by_email = {"filters[email][$eq][]": "dana.whitfield@larkfield.example"}
    page = read(http.get(f"{BASE}/clients", params=by_email, headers=bearer))
    assert keys(page, "id") == [1001]
    new = {"user_id": 1001, "subject": "Visit", "status": 1}
    ticket = read(http.post(f"{BASE}/tickets", json=new, headers=bearer), 201)["id"]
    number = read(http.get(f"{BASE}/tickets/{ticket}", headers=bearer))["number"]
    field = {"ticket": number, "name": "When", "type": "text", "value": "Monday"}
    read(http.post(f"{BASE}/form_data", json=field, headers=bearer), 201)
    said = {"message": "Booked.", "user_id": 1001}
    read(http.post(f"{BASE}/ticket_messages/{ticket}", json=said, headers=bearer), 201)
    closed = {"status": 3, "note": "by the scheduler"}
    read(http.patch(f"{BASE}/tickets/{ticket}", json=closed, headers=bearer))
    whole = read(http.get(f"{BASE}/tickets/{ticket}", headers=bearer))
    assert (whole["status"], whole["form_data"]) == ("Closed", {"When": "Monday"})
    assert keys({"data": whole["messages"]}, "message") == ["Booked."]
