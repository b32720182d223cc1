"""Companies: customers, vendors, suppliers of parts."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.refusing import is_whole, nothing_happens
from tests.servicetrade.trade import NOON, Trade, data, fixture, listen, record, told, validation
from tests.world import Emulator, Json

CUSTOMER = record("companies", name="Larkfield Outfitters")
VENDOR = record("companies", name="Norwell HVAC")
SUPPLIER = record("companies", partsVendor=True)
ALL = [row["name"] for row in fixture()["companies"].values()]
PATH = f"/company/{CUSTOMER['id']}"
NO_ID = 1446999999999999
BAKERY = {
    "name": "Beacon Hill Bakery",
    "addressStreet": "41 Charles St",
    "addressCity": "Boston",
    "addressState": "MA",
    "addressPostalCode": "02114",
    "customer": True,
}


def names(trade: Trade, **query: object) -> list[str]:
    return [row["name"] for row in trade.read("/company", **query)["companies"]]


def test_a_company_has_every_field_of_the_vendors(trade: Trade) -> None:
    found = trade.read(PATH)
    assert found.keys() == {
        "id", "uri", "name", "status", "refNumber", "customer", "vendor", "partsVendor",
        "primeContractor", "managingAccount", "shareId", "address", "phoneNumber",
        "serviceLinesProvided", "defaultBrand", "logo", "tags", "externalIds", "created",
        "updated",
    }  # fmt: skip
    assert found["address"]["street"] == "700 Commerce Green"
    assert [tag["name"] for tag in found["tags"]] == ["key account", "PO required"]
    assert found["externalIds"] == {"servicechannel": "2014917301", "quickbooks": "CUST-0412"}
    assert (found["customer"], found["managingAccount"]) == (True, None)


def test_the_accounts_own_company_names_its_account_and_its_services(trade: Trade) -> None:
    found = trade.read(f"/company/{VENDOR['id']}")
    assert found["managingAccount"]["name"] == "Norwell HVAC"
    assert [line["abbr"] for line in found["serviceLinesProvided"]][:2] == ["HVAC", "REF"]


def test_a_new_company_is_what_it_says_and_told(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    made = data(trade.post("/company", BAKERY))
    assert (made["status"], made["customer"], made["vendor"]) == ("active", True, False)
    assert (made["address"]["city"], made["phoneNumber"]) == ("Boston", None)
    assert trade.read(f"/company/{made['id']}") == made
    assert told(emulator, receiver) == ["company.created"]


def test_a_company_needs_a_name_and_nothing_else(trade: Trade) -> None:
    made = data(trade.post("/company", {"name": "Plain", "address": {"city": "Hull"}}))
    empty = {"street": None, "state": None, "postalCode": None}
    assert made["address"] == empty | {"city": "Hull"}
    assert (made["customer"], made["tags"], made["externalIds"]) == (False, [], {})


def test_a_put_changes_what_is_sent_and_tells_the_company(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    before = trade.read(PATH)
    emulator.advance("PT5S")
    listen(trade)
    changed = data(trade.put(PATH, {"status": "ON_HOLD", "vendor": 1, "refNumber": None}))
    news = {"status": "on_hold", "vendor": True, "refNumber": None, "updated": NOON + 5}
    assert changed == before | news
    assert told(emulator, receiver) == ["company.updated"]


@pytest.mark.parametrize("body", [{}, {"name": CUSTOMER["name"], "customer": "true"}])
def test_a_put_that_changes_nothing_tells_nobody(
    trade: Trade, receiver: Receiver, body: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert data(trade.put(PATH, body)) == trade.read(PATH)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ALL),
        ({"name": "NORWELL"}, ["Norwell HVAC"]),
        ({"status": "pending,on_hold"}, ["Harbor Point Dental Group", "Tarrant Street Market"]),
        ({"tag": "key account,po required"}, ["Larkfield Outfitters"]),
        ({"updatedAfter": CUSTOMER["updated"], "name": "larkfield"}, ["Larkfield Outfitters"]),
        ({"updatedAfter": NOON}, []),
        ({"createdBefore": VENDOR["created"]}, ["Norwell HVAC"]),
        ({"limit": 2, "page": 2}, ALL[2:4]),
    ],
    ids=str,
)
def test_a_filter_keeps_what_it_asks_for(trade: Trade, query: Json, found: list[str]) -> None:
    assert names(trade, **query) == found


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"name": "Name is required"}),
        ({"name": ""}, {"name": "Name is invalid"}),
        ({"name": "X", "status": "gone"}, {"status": "Status is invalid"}),
        ({"name": "X", "customer": "yes"}, {"customer": "Customer is invalid"}),
        ({"name": "X", "address": ["1 A St"]}, {"address": "Address is invalid"}),
        ({"name": "X", "addressCity": 7}, {"addressCity": "Address city is invalid"}),
    ],
)
def test_a_wrong_company_is_refused_by_field_and_not_made(
    trade: Trade, receiver: Receiver, body: Json, wrong: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.post("/company", body)) == wrong
        if body:
            assert validation(trade.put(PATH, body)) == wrong


def test_a_company_that_nobody_needs_goes_and_contacts_forget_it(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    made = data(trade.post("/company", BAKERY))["id"]
    body = {"firstName": "Inez", "companyIds": [made, CUSTOMER["id"]]}
    contact = data(trade.post("/contact", body))["id"]
    listen(trade)
    assert trade.delete(f"/company/{made}").status_code == 204
    assert told(emulator, receiver) == ["company.deleted"]
    assert [c["id"] for c in trade.read(f"/contact/{contact}")["companies"]] == [CUSTOMER["id"]]
    assert trade.get(f"/company/{made}").status_code == 404
    assert is_whole(trade)


@pytest.mark.parametrize("company", [CUSTOMER, VENDOR], ids=["customer", "vendor"])
def test_a_company_that_is_referred_to_stays(
    trade: Trade, receiver: Receiver, company: Json
) -> None:
    with nothing_happens(trade, receiver):
        answer = trade.delete(f"/company/{company['id']}")
        assert answer.status_code == 409
        assert "of locations in companyId" in answer.headers["emulator-reason"]


def test_a_supplier_that_only_its_name_keeps_can_go(trade: Trade) -> None:
    assert trade.delete(f"/company/{SUPPLIER['id']}").status_code == 204
    assert is_whole(trade)


def test_a_company_that_is_not_there_is_404(trade: Trade, receiver: Receiver) -> None:
    path = f"/company/{NO_ID}"
    with nothing_happens(trade, receiver):
        answers = [trade.get(path), trade.put(path, {}), trade.delete(path)]
        assert [answer.status_code for answer in answers] == [404] * 3
