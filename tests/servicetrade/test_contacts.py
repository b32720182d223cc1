"""Contacts: how customers' people are found, and what follows when they change."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.refusing import is_whole, nothing_happens
from tests.servicetrade.trade import NOON, Trade, data, fixture, listen, record, told, validation
from tests.world import Emulator, Json

STORE = record("locations", storeNumber="0101")
CUSTOMER = record("companies", name="Larkfield Outfitters")
MANAGER = record("contacts", firstName="Dana")
KEEPER = record("contacts", id=STORE["primaryContactId"])
PATH = f"/contact/{KEEPER['id']}"
NEW = {"firstName": "Inez", "locationIds": [STORE["id"]]}
NO_ID = 1466999999999999
ALL = [row["firstName"] for row in fixture()["contacts"].values()]


def names(trade: Trade, **query: object) -> list[str]:
    return [row["firstName"] for row in trade.read("/contact", **query)["contacts"]]


def primary(trade: Trade) -> Json | None:
    found: Json | None = trade.read(f"/location/{STORE['id']}")["primaryContact"]
    return found


def test_a_contact_has_every_field_of_the_vendors(trade: Trade) -> None:
    found = trade.read(f"/contact/{record('contacts', firstName='Priya')['id']}")
    assert found.keys() == {
        "id", "uri", "firstName", "lastName", "phone", "mobile", "alternatePhone", "email",
        "type", "types", "companies", "locations", "company", "location", "status",
        "externalIds", "created", "updated",
    }  # fmt: skip
    assert [row["name"] for row in found["locations"]][:2] == ["Union Square", "Atlantic Avenue"]
    assert (found["location"]["name"], found["company"]["id"]) == ("Union Square", CUSTOMER["id"])
    assert (found["type"], found["types"]) == ("management", ["management", "on-site"])


def test_a_new_contact_is_public_and_told(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    given = {"lastName": "Moreau", "mobile": "(212) 555-0166", "types": ["sales", "on-site"]}
    made = data(trade.post("/contact", NEW | given))
    assert (made["status"], made["type"], made["company"]) == ("public", "sales", None)
    assert [row["id"] for row in made["locations"]] == [STORE["id"]]
    assert trade.read(f"/contact/{made['id']}") == made
    assert told(emulator, receiver) == ["contact.created"]
    assert (primary(trade) or {})["id"] == KEEPER["id"]


def test_a_contact_of_a_company_alone_needs_no_last_name(trade: Trade) -> None:
    made = data(trade.post("/contact", {"firstName": "Inez", "companyIds": str(CUSTOMER["id"])}))
    assert (made["lastName"], made["location"]) == ("", None)
    assert made["company"]["id"] == CUSTOMER["id"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"firstName": "First name is required"}),
        (
            {"firstName": "Inez"},
            {"companyIds": "Company is required", "locationIds": "Location is required"},
        ),
        (
            {"firstName": "Inez", "companyIds": [], "locationIds": ""},
            {"companyIds": "Company is required", "locationIds": "Location is required"},
        ),
        (NEW | {"companyIds": [NO_ID]}, {"companyIds": "Company is invalid"}),
        (NEW | {"locationIds": [STORE["id"], NO_ID]}, {"locationIds": "Location is invalid"}),
        (NEW | {"locationIds": ["first"]}, {"locationIds.0": "Location ids.0 is invalid"}),
        (NEW | {"status": "secret"}, {"status": "Status is invalid"}),
        (NEW | {"types": 5}, {"types": "Types is invalid"}),
        (NEW | {"phone": 6175550136}, {"phone": "Phone is invalid"}),
    ],
)
def test_a_wrong_contact_is_refused_by_field_and_not_made(
    trade: Trade, receiver: Receiver, body: Json, wrong: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.post("/contact", body)) == wrong


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("2125550140", ["Carla"]),
        ("(212) 555-0140", ["Carla"]),
        ("555-0140", ["Carla"]),
        ("9175550122", ["Priya"]),
        ("617.555.0125", ["Bette"]),
        ("+12125550140", []),
        ("+1 (212) 555-0140", []),
        ("12125550140", []),
        ("benedetti", ["Carla"]),
        ("CARLA BEN", ["Carla"]),
        ("tarrantmarket", ["Bette"]),
        ("nobody", []),
    ],
)
def test_a_search_finds_names_addresses_and_ten_digits(
    trade: Trade, search: str, found: list[str]
) -> None:
    """Source: public code of a live client, repository not named."""
    assert names(trade, search=search) == found


def test_a_number_that_is_kept_with_its_country_is_found_by_its_ten_digits(trade: Trade) -> None:
    data(trade.put(PATH, {"phone": "+1 212 555 0177"}))
    assert names(trade, search="2125550177") == ["Carla"]
    assert names(trade, search="+12125550177") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ALL),
        ({"locationId": STORE["id"]}, ["Priya", "Carla"]),
        ({"locationId": f"{STORE['id']},1456000000000035"}, ["Priya", "Carla", "Bette"]),
        ({"locationId": STORE["id"], "search": "raman"}, ["Priya"]),
        ({"companyId": 1446000000000008}, ["Bette"]),
        ({"companyId": 1}, []),
        ({"status": "private,inactive"}, ["Bette", "Curtis"]),
        ({"createdAfter": NOON}, []),
        ({"updatedAfter": KEEPER["updated"], "search": "carla"}, ["Carla"]),
        ({"limit": 3, "page": 2}, ALL[3:6]),
    ],
    ids=str,
)
def test_a_filter_keeps_what_it_asks_for(trade: Trade, query: Json, found: list[str]) -> None:
    assert names(trade, **query) == found


def test_a_change_tells_the_contact_and_the_location_that_it_leads(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    changed = data(trade.put(PATH, {"phone": None, "types": ["sales"]}))
    assert (changed["phone"], changed["type"], changed["lastName"]) == (None, "sales", "Benedetti")
    assert told(emulator, receiver) == ["contact.updated", "location.updated"]
    data(trade.put(f"/contact/{MANAGER['id']}", {"phone": None}))
    assert told(emulator, receiver) == ["contact.updated"]


@pytest.mark.parametrize("body", [{}, {"types": ["on-site"], "locationIds": [STORE["id"]]}])
def test_a_put_that_changes_nothing_tells_nobody(
    trade: Trade, receiver: Receiver, body: Json
) -> None:
    before = [trade.read(PATH) for _ in range(3)][-1]
    with nothing_happens(trade, receiver):
        assert data(trade.put(PATH, body)) == before


def test_a_location_that_its_primary_contact_leaves_has_none(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    data(trade.put(PATH, {"locationIds": []}))
    assert (primary(trade) or {})["id"] == KEEPER["id"]  # still of the location's company
    listen(trade)
    data(trade.put(PATH, {"locationIds": [1456000000000035], "companyIds": []}))
    assert primary(trade) is None
    assert told(emulator, receiver) == ["contact.updated", "location.updated"]


def test_a_contact_keeps_a_company_or_a_location(trade: Trade, receiver: Receiver) -> None:
    with nothing_happens(trade, receiver):
        said = validation(trade.put(PATH, {"companyIds": [], "locationIds": []}))
        assert said == {"companyIds": "Company is required", "locationIds": "Location is required"}
        assert validation(trade.put(PATH, {"firstName": ""})) == {
            "firstName": "First name is invalid"
        }


def test_a_deleted_contact_leads_nobody_any_more(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    jobs = [j for j in fixture()["jobs"].values() if j["primaryContactId"] == KEEPER["id"]]
    listen(trade)
    assert trade.delete(PATH).status_code == 204
    updates = ["location.updated", *["job.updated"] * len(jobs)]
    assert told(emulator, receiver) == ["contact.deleted", *updates]
    assert primary(trade) is None
    assert trade.get(PATH).status_code == 404
    assert is_whole(trade)


def test_a_contact_that_is_not_there_is_404(trade: Trade, receiver: Receiver) -> None:
    path = f"/contact/{NO_ID}"
    with nothing_happens(trade, receiver):
        answers = [trade.get(path), trade.put(path, {}), trade.delete(path)]
        assert [answer.status_code for answer in answers] == [404] * 3
