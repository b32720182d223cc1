"""Locations: what is made, read and changed, and what is refused."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.refusing import nothing_happens
from tests.servicetrade.trade import TECH, Trade, data, listen, log_in, record, told, validation
from tests.world import Emulator, Json

STORE = record("locations", storeNumber="0101")
OFFICE = record("locations", name="Norwell Office")
OTHER_OFFICE = record("locations", name="Des Plaines Office")
CUSTOMER = record("companies", name="Larkfield Outfitters")
OTHER_CUSTOMER = record("companies", name="Juniper Spoon Kitchens")
VENDOR = record("companies", name="Norwell HVAC")
HEADQUARTERS = record("contacts", firstName="Dana")
STRANGER = record("contacts", firstName="Teresa")
HANOVER = {"street": "210 Hanover St", "city": "Boston", "state": "MA", "postalCode": "02113"}
FLAT = {f"address{part[0].upper()}{part[1:]}": text for part, text in HANOVER.items()}
NEW = {"name": "Hanover Street", "companyId": CUSTOMER["id"], "address": HANOVER}
PATH = f"/location/{STORE['id']}"
NO_ID = 1456999999999999


def without(body: Json, *names: str) -> Json:
    return {name: value for name, value in body.items() if name not in names}


def test_a_location_has_every_field_of_the_vendors(trade: Trade) -> None:
    found = trade.read(PATH)
    assert found.keys() == {
        "id", "uri", "name", "refNumber", "legacyId", "lat", "lon", "geocodeQuality",
        "phoneNumber", "email", "primaryContact", "address", "taxable", "taxGroup", "status",
        "generalManager", "storeNumber", "company", "brand", "tags", "offices", "remitToAddress",
        "remitToSource", "externalIds", "created", "updated",
    }  # fmt: skip
    assert found["uri"] == f"http://localhost/servicetrade/api{PATH}"
    assert found["company"]["name"] == "Larkfield Outfitters"
    assert found["primaryContact"]["firstName"] == "Carla"
    assert [office["name"] for office in found["offices"]] == ["Norwell Office"]
    assert [tag["name"] for tag in found["tags"]] == ["roof access by landlord"]
    assert found["externalIds"] == {"servicechannel": "2005148201"}
    assert found["brand"] is None


def test_a_new_location_is_active_untaxed_and_of_the_primary_office_and_told(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    made = data(trade.post("/location", NEW))
    assert (made["status"], made["taxable"], made["address"]) == ("active", False, HANOVER)
    assert [office["id"] for office in made["offices"]] == [OFFICE["id"]]
    assert (made["primaryContact"], made["lat"], made["tags"]) == (None, None, [])
    assert trade.read(f"/location/{made['id']}") == made
    assert told(emulator, receiver) == ["location.created"]


def test_an_address_may_be_flat_and_the_object_overrides_it(trade: Trade) -> None:
    flat = data(trade.post("/location", {**without(NEW, "address"), **FLAT}))
    assert flat["address"] == HANOVER
    mixed = {**NEW, **FLAT, "address": {"street": "1 Salem St"}}
    assert data(trade.post("/location", mixed))["address"] == {**HANOVER, "street": "1 Salem St"}


def test_a_form_makes_a_location_as_json_does(trade: Trade) -> None:
    form = {**without(NEW, "address"), **FLAT, "officeIds": f"{OFFICE['id']},{OTHER_OFFICE['id']}"}
    made = data(trade.request("POST", "/location", data=form))
    assert (made["name"], made["company"]["id"]) == ("Hanover Street", CUSTOMER["id"])
    assert [office["id"] for office in made["offices"]] == [OFFICE["id"], OTHER_OFFICE["id"]]


def test_a_location_takes_what_it_is_given(trade: Trade) -> None:
    given = {
        "officeIds": {"0": OTHER_OFFICE["id"], "1": str(OTHER_OFFICE["id"])},
        "phoneNumber": "(617) 555-0190", "email": "hanover@larkfield.example",
        "storeNumber": "0205", "primaryContactId": str(HEADQUARTERS["id"]), "lat": 42.3637,
        "lon": "-71.0544", "status": "pending", "taxable": "1", "generalManager": "Ada Pell",
    }  # fmt: skip
    made = data(trade.post("/location", NEW | given))
    assert [office["id"] for office in made["offices"]] == [OTHER_OFFICE["id"]]
    assert made["primaryContact"]["id"] == HEADQUARTERS["id"]
    assert (made["lat"], made["lon"], made["taxable"]) == (42.3637, -71.0544, True)
    same = ("phoneNumber", "email", "storeNumber", "status", "generalManager")
    assert {name: made[name] for name in same} == {name: given[name] for name in same}


def test_an_office_is_a_location_of_a_vendor_and_has_no_office(trade: Trade) -> None:
    made = data(trade.post("/location", NEW | {"companyId": VENDOR["id"]}))
    assert made["offices"] == []
    assert data(trade.put(PATH, {"officeIds": [made["id"]]}))["offices"][0]["id"] == made["id"]


def test_a_technician_may_add_a_location(emulator: Emulator) -> None:
    assert log_in(emulator, TECH).post("/location", NEW).status_code == 200


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, {"name": "Name is invalid"}),
        ({"name": 5}, {"name": "Name is invalid"}),
        ({"companyId": NO_ID}, {"companyId": "Company is invalid"}),
        ({"companyId": "none"}, {"companyId": "Company is invalid"}),
        ({"address": "210 Hanover St"}, {"address": "Address is invalid"}),
        ({"address": {**HANOVER, "city": 5}}, {"address.city": "Address.city is invalid"}),
        ({"address": {**HANOVER, "state": ""}}, {"address.state": "Address.state is invalid"}),
        (
            {"address": without(HANOVER, "city", "postalCode")},
            {
                "addressCity": "Address city is required",
                "addressPostalCode": "Address postal code is required",
            },
        ),
        ({"officeIds": [NO_ID]}, {"officeIds": "Office is invalid"}),
        ({"officeIds": [STORE["id"]]}, {"officeIds": "Office is invalid"}),
        ({"primaryContactId": NO_ID}, {"primaryContactId": "Primary contact is invalid"}),
        ({"primaryContactId": STRANGER["id"]}, {"primaryContactId": "Primary contact is invalid"}),
        ({"status": "gone"}, {"status": "Status is invalid"}),
        ({"taxable": "perhaps"}, {"taxable": "Taxable is invalid"}),
        ({"lat": 90.1}, {"lat": "Lat is invalid"}),
        ({"lat": "90.1", "lon": "181"}, {"lat": "Lat is invalid", "lon": "Lon is invalid"}),
    ],
)
def test_a_wrong_location_is_refused_by_field_and_not_made(
    trade: Trade, receiver: Receiver, changes: Json, wrong: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.post("/location", NEW | changes)) == wrong


def test_a_location_needs_a_name_a_company_and_an_address(trade: Trade, receiver: Receiver) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.post("/location", {})) == {
            "name": "Name is required",
            "companyId": "Company is required",
        }
        assert validation(trade.post("/location", without(NEW, "address"))).keys() == FLAT.keys()


def test_a_put_changes_what_is_sent_and_tells_the_location(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    before = trade.read(PATH)
    emulator.advance("PT5S")
    listen(trade)
    changed = data(trade.put(PATH, {"email": None, "address": {"street": "35 Union Square W"}}))
    assert changed == before | {
        "email": None,
        "address": {**before["address"], "street": "35 Union Square W"},
        "updated": changed["updated"],
    }
    assert changed["updated"] > before["updated"]
    assert told(emulator, receiver) == ["location.updated"]
    history = trade.read("/history", entityType=11, entityId=STORE["id"])["history"]
    assert [row["field"] for row in history] == ["email", "addressStreet"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"unheardOf": 1},
        {"name": STORE["name"], "officeIds": STORE["officeIds"], "lat": STORE["lat"]},
    ],
    ids=["nothing", "unknown", "the-same"],
)
def test_a_put_that_changes_nothing_is_fine_and_tells_nobody(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    before = [trade.read(PATH) for _ in range(3)][-1]
    emulator.advance("PT5S")
    with nothing_happens(trade, receiver):
        assert data(trade.put(PATH, body)) == before


def test_the_primary_contact_is_its_own_or_its_companys_and_null_clears_it(trade: Trade) -> None:
    given = {"primaryContactId": HEADQUARTERS["id"]}
    assert data(trade.put(PATH, given))["primaryContact"]["id"] == HEADQUARTERS["id"]
    assert data(trade.put(PATH, {"primaryContactId": None}))["primaryContact"] is None


def test_another_company_needs_another_primary_contact(trade: Trade, receiver: Receiver) -> None:
    moved = {"companyId": OTHER_CUSTOMER["id"]}
    own = record("locations", storeNumber="0104")["primaryContactId"]
    data(trade.put(PATH, {"primaryContactId": HEADQUARTERS["id"]}))
    with nothing_happens(trade, receiver):
        wrong = {"primaryContactId": "Primary contact is invalid"}
        assert validation(trade.put(PATH, moved)) == wrong
        assert validation(trade.put(PATH, moved | {"primaryContactId": own})) == wrong
    fitting = moved | {"primaryContactId": STRANGER["id"]}
    assert data(trade.put(PATH, fitting))["company"]["id"] == OTHER_CUSTOMER["id"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"companyId": NO_ID}, {"companyId": "Company is invalid"}),
        ({"companyId": None}, {"companyId": "Company is invalid"}),
        ({"officeIds": [OFFICE["id"], STORE["id"]]}, {"officeIds": "Office is invalid"}),
        ({"lon": -181}, {"lon": "Lon is invalid"}),
        ({"address": {"street": None}}, {"address.street": "Address.street is invalid"}),
        ({"addressStreet": ""}, {"addressStreet": "Address street is invalid"}),
    ],
)
def test_a_wrong_change_is_refused_and_nothing_changes(
    trade: Trade, receiver: Receiver, body: Json, wrong: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.put(PATH, body)) == wrong


@pytest.mark.parametrize("sent", ['"name=X"', '"X"', "5", "null", "true", "[]", "{"])
def test_a_body_that_is_no_object_and_no_form_is_refused(
    trade: Trade, receiver: Receiver, sent: str
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.request("PUT", PATH, content=sent)) == {}


def test_a_location_that_is_not_there_is_404(trade: Trade, receiver: Receiver) -> None:
    path = f"/location/{NO_ID}"
    with nothing_happens(trade, receiver):
        answers = [trade.get(path), trade.put(path, {}), trade.delete(path)]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert answers[0].json()["messages"] == {"error": ["Not found"]}
        assert trade.get("/location/first").status_code == 400
