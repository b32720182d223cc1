import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import JUNIPER, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
NOT_ALLOWED = (403, 100, "User has no rights to perform this action")
INCORRECT = (400, 503, "Required data missing or incorrect")
REPAIR, UNION_SQUARE, SILVER_LAKE = 81, 2005148201, 2005148390


def categories(api: Api) -> list[str]:
    return [category["Name"] for category in api.get("/categories").json()]


def test_categories_name_the_primary_one_that_they_are_under(subscriber: Api) -> None:
    first, *_, last = subscriber.get("/categories").json()
    assert first == {
        "Id": 7310,
        "SubscriberId": LARKFIELD,
        "Name": "REPAIR",
        "HasDependency": False,
        "PrimaryCategoryID": 81,
        "PrimaryCategoryName": "REPAIR",
    }
    assert (last["Name"], "PrimaryCategoryID" in last) == ("WARRANTY", False)
    assert subscriber.get("/categories/GetExistsCategories").json()[0] == first


def test_primary_categories_are_a_list(subscriber: Api) -> None:
    expected = [
        {"Id": 81, "Name": "REPAIR"},
        {"Id": 82, "Name": "MAINTENANCE"},
        {"Id": 83, "Name": "CAPITAL"},
    ]
    for path in ("/categories/primary", "/categories/GetExistsPrimaryCategories"):
        assert subscriber.get(path).json() == expected


def test_a_parent_reads_the_categories_of_the_subscribers_below_it(
    emulator: Emulator, subscriber: Api
) -> None:
    path = f"/categories?subscriberIds={LARKFIELD}&subscriberIds={JUNIPER}"
    assert refusal(subscriber.get(path)) == NOT_ALLOWED
    emulator.change("subscribers", JUNIPER, ParentId=LARKFIELD)
    assert len(subscriber.get(path).json()) == 8


def test_an_unknown_subscriber_has_no_categories(subscriber: Api) -> None:
    response = subscriber.get("/categories?subscriberIds=5")
    assert refusal(response) == (400, 401, "Invalid subscriber id")


@pytest.mark.parametrize("path", ["/categories", "/categories/primary"])
def test_a_provider_is_refused_categories(provider: Api, path: str) -> None:
    assert refusal(provider.get(path)) == NOT_ALLOWED


def test_a_created_category_is_in_the_list_and_told(emulator: Emulator, subscriber: Api) -> None:
    response = subscriber.post("/categories", {"Name": "SIGNS", "PrimaryCategoryId": REPAIR})
    assert response.status_code == 201
    answer = response.json()
    assert answer == {"Id": answer["Id"], "ErrorCode": 0, "Message": ""}
    made = subscriber.get("/categories").json()[-1]
    assert (made["Id"], made["PrimaryCategoryName"]) == (answer["Id"], "REPAIR")
    assert demo.events(emulator, response) == ["SubscriberCategoryCreated"]


OBJECT_REFERENCE = (500, 501, "Object reference is not set to an instance of an object")


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        pytest.param(
            {"Name": "repair", "PrimaryCategoryId": REPAIR},
            (500, 501, "Category already exists"),
            id="it exists",
        ),
        pytest.param({"Name": "SIGNS", "PrimaryCategoryId": 5}, OBJECT_REFERENCE, id="unknown"),
        pytest.param({"Name": "SIGNS", "PrimaryCategoryId": 84}, OBJECT_REFERENCE, id="another's"),
        pytest.param({"Name": " ", "PrimaryCategoryId": REPAIR}, INCORRECT, id="empty"),
        pytest.param({"Name": "S" * 51, "PrimaryCategoryId": REPAIR}, INCORRECT, id="too long"),
        pytest.param({"Name": "SIGNS"}, INCORRECT, id="no primary category"),
    ],
)
def test_a_category_that_cannot_be_is_refused_and_nothing_changes(
    subscriber: Api, body: Json, refused: tuple[int, int, str]
) -> None:
    before = categories(subscriber)
    assert refusal(subscriber.post("/categories", body)) == refused
    assert categories(subscriber) == before


@pytest.mark.parametrize("username", ["nwhvac.admin", "larkfield.nyc"])
def test_providers_and_location_users_create_no_categories(
    emulator: Emulator, username: str
) -> None:
    body = {"Name": "SIGNS", "PrimaryCategoryId": REPAIR}
    assert refusal(emulator.login(username).post("/categories", body)) == NOT_ALLOWED


@pytest.mark.parametrize(
    ("location", "codes"),
    [
        (UNION_SQUARE, {"REPAIR": "6120-01", "MAINTENANCE": "6130-10"}),
        (UNION_SQUARE + 7, {"REPAIR": "6120-10", "MAINTENANCE": "6130-10"}),
    ],
    ids=["with a code of its own", "without"],
)
def test_gl_codes_are_those_of_a_trade_at_a_location(
    subscriber: Api, location: int, codes: dict[str, str]
) -> None:
    found = subscriber.get(f"/categories/glcodes?locationId={location}&trade=hvac").json()
    assert {row["CategoryName"]: row["GLCode"] for row in found} == codes


@pytest.mark.parametrize(
    ("location", "trade", "refused"),
    [
        (SILVER_LAKE, "HVAC", (401, 601, "Location is not found")),
        (UNION_SQUARE, "REFRIGERATION", (401, 701, "Invalid trade")),
    ],
    ids=["another's location", "unknown trade"],
)
def test_gl_codes_of_what_is_not_there_are_refused_under_401(
    subscriber: Api, location: int, trade: str, refused: tuple[int, int, str]
) -> None:
    response = subscriber.get(f"/categories/glcodes?locationId={location}&trade={trade}")
    assert refusal(response) == refused


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, {"AlphabeticalCode": "USD"}), (2, {"AlphabeticalCode": "CAD"})],
    ids=["USD", "CAD"],
)
def test_a_currency_has_three_letters(provider: Api, number: int, expected: Json) -> None:
    path = f"/currencies/currencyalphabeticcode?currencyId={number}"
    assert provider.get(path).json() == expected


@pytest.mark.parametrize(
    ("number", "refused"),
    [(0, (400, 503, "Invalid request")), (999, (404, 502, "Data not found"))],
    ids=["0", "unknown"],
)
def test_a_currency_that_is_not_there_is_refused(
    provider: Api, number: int, refused: tuple[int, int, str]
) -> None:
    path = f"/currencies/currencyalphabeticcode?currencyId={number}"
    assert refusal(provider.get(path)) == refused


def test_kinds_of_weather_are_the_same_for_all(subscriber: Api, provider: Api) -> None:
    kinds = subscriber.get("/weather/eventTypes").json()
    assert {"Id", "Name", "Description"} == kinds[0].keys()
    assert provider.get(f"/weather/eventTypes?subscriberId={JUNIPER}").json() == kinds
    response = subscriber.get(f"/weather/eventTypes?subscriberId={JUNIPER}")
    assert refusal(response) == (400, 401, "Invalid subscriber id")


def test_subscribers_see_weather_where_they_have_the_feature(
    emulator: Emulator, provider: Api
) -> None:
    assert provider.get("/weather/subscribers").json() == []
    emulator.change("subscribers", JUNIPER, Features=["WeatherOverlayOnMap"])
    assert provider.get("/weather/subscribers").json() == [JUNIPER]
