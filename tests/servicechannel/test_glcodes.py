"""GL codes: found, made, changed and removed by trade, category and location."""

import httpx2
import pytest

from tests.servicechannel import billing, demo
from tests.world import Api, Emulator, Json

BAD = (400, 503, "Required data missing or incorrect")
VERBS = {"Create": "POST", "Update": "PUT", "Delete": "DELETE"}
#: A code of the demo world.
KNOWN: Json = {"glCode": "GL-6120", "trade": "HVAC", "category": "REPAIR"}
CODES = ["GL-6120", "GL-6125", "GL-6130", "GL-6120-0104"]


def ask(api: Api, what: str, /, **params: object) -> httpx2.Response:
    return api.request(VERBS[what], f"/GlCodes/{what}GlCode", params=params)


def codes(api: Api) -> list[str]:
    found: list[str] = api.get("/GlCodes/GetExistsGlCodes").json()
    return found


def listed(api: Api, **params: object) -> list[Json]:
    shown = api.get("/GlCodes/GetApprovalCodes", params=params).json()
    assert shown["ErrorCode"] == 0
    found: list[Json] = shown["ApprovalCodes"]
    return found


def test_a_subscribers_codes_are_listed_once_each(subscriber: Api) -> None:
    assert codes(subscriber) == CODES
    assert ask(subscriber, "Create", glCode="GL-6120", trade="GLASS").status_code == 201
    assert codes(subscriber) == CODES


def test_codes_of_a_location_say_where_it_is(subscriber: Api) -> None:
    (found,) = listed(subscriber, locationId=2005148215)
    assert found == {
        "Id": 2204,
        "Name": "HVAC / REPAIR",
        "Code": "GL-6120-0104",
        "OrderNumber": 4,
        "SubscriberId": demo.LARKFIELD,
        "IsEnabled": True,
        "Category": "REPAIR",
        "CategoryId": 7310,
        "LocationId": 2005148215,
        "LocationName": found["LocationName"],
        "LocationStoreId": "0104",
    }


def test_a_code_for_a_location_alone_has_no_category(subscriber: Api) -> None:
    ask(subscriber, "Create", glCode="GL-9", location="0101")
    (found,) = listed(subscriber, locationId=2005148201)
    assert (found["Name"], found["Code"]) == ("", "GL-9")
    assert "Category" not in found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"category": "maintenance"}, ["GL-6125"]),
        ({"category": "REPAIR"}, ["GL-6120", "GL-6130", "GL-6120-0104"]),
        ({"category": "REPAIR", "locationId": 2005148215}, ["GL-6120-0104"]),
        ({"category": "MAINTENANCE", "locationId": 2005148215}, []),
        ({"locationId": 1}, []),
    ],
)
def test_codes_are_found_by_category_and_location(
    subscriber: Api, asked: Json, expected: list[str]
) -> None:
    assert [found["Code"] for found in listed(subscriber, **asked)] == expected


@pytest.mark.parametrize("asked", [{}, {"category": " "}], ids=["nothing", "blanks"])
def test_codes_of_nothing_are_not_asked_for(subscriber: Api, asked: Json) -> None:
    response = subscriber.get("/GlCodes/GetApprovalCodes", params=asked)
    assert demo.refusal(response) == (400, 503, "Request is empty or null")


@pytest.mark.parametrize("path", ["GetApprovalCodes?locationId=1", "GetExistsGlCodes"])
def test_providers_list_no_codes(provider: Api, path: str) -> None:
    assert demo.refusal(provider.get(f"/GlCodes/{path}")) == billing.RIGHTS


@pytest.mark.parametrize(
    "named",
    [{}, {"trade": "glass"}, {"category": "CAPITAL"}, {"location": "0104"}, KNOWN | {"trade": ""}],
    ids=["nothing", "trade", "category", "location", "empty trade"],
)
def test_a_code_is_made(emulator: Emulator, subscriber: Api, named: Json) -> None:
    response = ask(subscriber, "Create", **named | {"glCode": "GL-9"})
    assert (response.status_code, response.json()) == (201, {"Id": 2205})
    assert "GL-9" in codes(subscriber)
    assert demo.events(emulator, response) == ["SubscriberGlCodeCreated"]


def test_one_trade_category_and_location_have_one_code(subscriber: Api) -> None:
    exists = (400, 706, "GL Code already exists")
    assert demo.refusal(ask(subscriber, "Create", **KNOWN)) == exists
    again = ask(subscriber, "Create", glCode="GL-9", trade="hvac", category="repair")
    assert demo.refusal(again) == exists
    assert codes(subscriber) == CODES


def test_a_code_changes_and_what_it_is_for_stays(emulator: Emulator, subscriber: Api) -> None:
    response = ask(subscriber, "Update", **KNOWN | {"glCode": "GL-9"})
    assert (response.status_code, response.json()) == (200, {"Id": 2201})
    assert codes(subscriber) == ["GL-9", *CODES[1:]]
    assert demo.events(emulator, response) == ["SubscriberGlCodeUpdated"]


def test_a_code_of_nothing_is_not_changed(subscriber: Api) -> None:
    ask(subscriber, "Create", glCode="GL-9")
    refused = demo.refusal(ask(subscriber, "Update", glCode="GL-10"))
    assert refused == (400, 708, "At least one field trade/category/location is required")


def test_a_code_is_removed_if_all_of_it_fits(emulator: Emulator, subscriber: Api) -> None:
    for other in ({"glCode": "GL-9"}, {"trade": "GLASS"}, {"location": "0104"}, {"category": ""}):
        refused = demo.refusal(ask(subscriber, "Delete", **KNOWN | other))
        assert refused == (400, 707, "GL Code does not exist")
    assert codes(subscriber) == CODES
    response = ask(subscriber, "Delete", **KNOWN)
    assert (response.status_code, response.json()) == (200, {"Id": 2201})
    assert codes(subscriber) == CODES[1:]
    assert demo.events(emulator, response) == ["SubscriberGlCodeDeleted"]
    assert demo.refusal(ask(subscriber, "Delete", **KNOWN))[1] == 707


def test_a_code_that_is_not_there_is_not_changed(subscriber: Api) -> None:
    refused = demo.refusal(ask(subscriber, "Update", glCode="GL-9", trade="GLASS"))
    assert refused == (400, 707, "GL Code does not exist")


@pytest.mark.parametrize("what", VERBS)
@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"location": "K-03"}, (400, 606, "Location is not found")),
        ({"trade": "COOKING EQUIPMENT"}, (400, 704, "Invalid trade value for the subscriber")),
        ({"category": "FOOD SAFETY"}, (400, 705, "Invalid category value for the subscriber")),
    ],
    ids=["location", "trade", "category"],
)
def test_another_subscribers_names_are_refused(
    subscriber: Api, what: str, wrong: Json, expected: tuple[int, int, str]
) -> None:
    assert demo.refusal(ask(subscriber, what, **KNOWN | wrong)) == expected


@pytest.mark.parametrize("what", VERBS)
def test_a_provider_is_no_subscriber(provider: Api, what: str) -> None:
    assert demo.refusal(ask(provider, what, **KNOWN)) == (400, 401, "Invalid subscriber id")


@pytest.mark.parametrize("what", VERBS)
def test_a_code_is_needed(subscriber: Api, what: str) -> None:
    assert demo.refusal(ask(subscriber, what, trade="HVAC", category="REPAIR")) == BAD
    blank = KNOWN | {"glCode": " ", "trade": "GLASS" if what == "Create" else "HVAC"}
    assert demo.refusal(ask(subscriber, what, **blank)) == BAD


def test_the_other_subscriber_has_codes_of_its_own(emulator: Emulator, subscriber: Api) -> None:
    juniper = emulator.login("juniper.ops")
    assert codes(juniper) == []
    assert ask(juniper, "Create", glCode="J-1", trade="HVAC").status_code == 201
    assert (codes(juniper), codes(subscriber)) == (["J-1"], CODES)
