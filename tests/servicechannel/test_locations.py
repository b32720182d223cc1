"""Locations: finding, reading and changing them."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

MALFORMED = (400, 503, "Required data missing or incorrect")
UNKNOWN = (400, 601, "Location is not found")
NO_RIGHTS = (401, 504, "API call rejected by security permissions")
BELOW_ONE = (500, 501, "Value of pageSize or page is less than 1")
UNION_SQUARE, BACK_BAY, K_05 = 2005148201, 2005148215, 2005148327
SENT: Json = {"StoreId": "0101", "Name": "Union Square"}


def found(api: Api, query: str = "", path: str = "locations") -> list[int]:
    response = api.get(f"/{path}?{query}")
    assert response.status_code == 200, response.text
    return [row["Id"] for row in response.json()["Locations"]]


@pytest.mark.parametrize("path", ["locations", "stores"])
@pytest.mark.parametrize(
    ("user", "total"),
    [
        ("larkfield.facilities", 17),
        ("juniper.ops", 13),
        ("nwhvac.admin", 30),
        ("larkfield.nyc", 2),
    ],
)
def test_locations_are_those_within_reach(
    emulator: Emulator, path: str, user: str, total: int
) -> None:
    answer = emulator.login(user).get(f"/{path}").json()
    assert (len(answer["Locations"]), answer["TotalCount"]) == (total, total)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(f"id={UNION_SQUARE}", [UNION_SQUARE], id="id"),
        pytest.param("storeIdentifier=0101", [UNION_SQUARE], id="store"),
        pytest.param("name=union square", [UNION_SQUARE], id="name, other case"),
        pytest.param("name=Union", [], id="a part of the name"),
        pytest.param(f"id={UNION_SQUARE}&storeIdentifier=0102", [], id="two that differ"),
        pytest.param(f"id={K_05}", [], id="another subscriber's"),
        pytest.param("page=9", [], id="past the end"),
    ],
)
def test_a_location_is_found(subscriber: Api, query: str, expected: list[int]) -> None:
    assert found(subscriber, query) == expected


def test_the_total_counts_all_pages(provider: Api) -> None:
    pages = [provider.get(f"/locations?pageSize=20&page={n}").json() for n in (1, 2)]
    assert [(len(p["Locations"]), p["TotalCount"]) for p in pages] == [(20, 30), (10, 30)]


def test_locations_are_sorted(subscriber: Api) -> None:
    rising, falling = (found(subscriber, f"sort={way}") for way in ("StoreId", "-StoreId"))
    assert rising == falling[::-1] == found(subscriber, "sort=storeid asc")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("page=0", (400, 922)),
        ("pageSize=0", (400, 922)),
        ("sort=Latitude", (400, 503)),
        ("id=x", (400, 503)),
    ],
)
def test_a_list_that_cannot_be_is_refused(
    subscriber: Api, query: str, expected: tuple[int, int]
) -> None:
    assert refusal(subscriber.get(f"/locations?{query}"))[:2] == expected


def location(api: Api, location_id: int = UNION_SQUARE) -> Json:
    shown: Json = api.get(f"/locations/{location_id}").json()
    return shown


def test_a_location_shows_what_is_known_of_it(provider: Api) -> None:
    shown = location(provider)
    assert (
        shown.items()
        >= {
            "TimezoneName": "America/New_York",
            "Id": UNION_SQUARE,
            "SubscriberId": demo.LARKFIELD,
            "SubscriberName": "Larkfield Outfitters",
            "StoreId": "0101",
            "Latitude": 40.736618,
            "Radius": 2.0,
            "Status": "open",
            "TimeZoneShortDescription": "EDT",
            "TimeShiftToEST": 0,
        }.items()
    )
    assert not {"Address2", "ClosedDate", "SquareValue"} & shown.keys()
    (listed,) = provider.get(f"/locations?id={UNION_SQUARE}").json()["Locations"]
    assert {**listed, "TimezoneName": "America/New_York"} == shown


@pytest.mark.parametrize(
    ("user", "location_id"),
    [
        pytest.param("nwhvac.admin", 1, id="unknown"),
        pytest.param("nwhvac.admin", -1, id="negative"),
        pytest.param("juniper.ops", UNION_SQUARE, id="another subscriber's"),
        pytest.param("larkfield.nyc", BACK_BAY, id="no access"),
    ],
)
def test_a_location_out_of_reach_is_unknown(
    emulator: Emulator, user: str, location_id: int
) -> None:
    assert refusal(emulator.login(user).get(f"/locations/{location_id}")) == UNKNOWN


def update(api: Api, location_id: int = UNION_SQUARE, /, **body: object) -> httpx2.Response:
    return api.request("PUT", f"/locations/{location_id}", json=SENT | body)


def test_a_change_replaces_all_that_can_be_sent(emulator: Emulator, subscriber: Api) -> None:
    sent = {
        "Name": "Union Square North", "Address1": "41 E 17th Street", "Address2": "2nd floor",
        "City": "New York", "SquareValue": "1200.5", "SquareMeasure": "Foot",
        "OpenDate": "2020-03-01T00:00:00-05:00", "FaxNumber": "(212) 555-0141",
    }  # fmt: skip
    answer = update(subscriber, **sent)
    assert (answer.status_code, answer.content) == (200, b"")
    assert demo.events(emulator, answer) == ["LocationUpdated"]
    shown = location(subscriber)
    kept = {"SquareValue": 1200.5, "SquareMeasure": "ft"}
    assert shown.items() >= (sent | kept | {"OpenDate": "2020-03-01T05:00:00Z"}).items()
    assert not {"Latitude", "Longitude"} & shown.keys()
    assert (shown["Email"], shown["Region"]) == ("", "")
    assert shown["ShortName"] == "New York 0101"


def test_the_same_again_tells_nothing(emulator: Emulator, subscriber: Api) -> None:
    update(subscriber, City="Hoboken")
    assert demo.events(emulator, update(subscriber, City="Hoboken")) == []


def test_without_its_position_a_location_takes_no_check_in_by_gps(subscriber: Api) -> None:
    update(subscriber)
    assert "GPS coordinates" in demo.order_of(subscriber)["CheckInDeniedReason"]


def test_a_location_closes_on_its_last_day(emulator: Emulator, subscriber: Api) -> None:
    update(subscriber, ClosedDate="2026-06-15T12:01:00Z")
    assert location(subscriber)["Status"] == "open"
    emulator.advance("1m")
    assert location(subscriber)["Status"] == "closed"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"StoreId": " "}, MALFORMED, id="blank store"),
        pytest.param({"Name": ""}, MALFORMED, id="empty name"),
        pytest.param({"Name": None}, MALFORMED, id="no name"),
        pytest.param({"StoreId": "0102"}, MALFORMED, id="taken store"),
        pytest.param({"Latitude": 90.1}, MALFORMED, id="too far north"),
        pytest.param({"Longitude": "x"}, MALFORMED, id="no number"),
        pytest.param({"OpenDate": "soon"}, MALFORMED, id="no date"),
        pytest.param({"SquareMeasure": "acres"}, (400, 1254, "Invalid square measure"), id="acres"),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    subscriber: Api, body: Json, expected: tuple[int, int, str]
) -> None:
    before = location(subscriber)
    assert refusal(update(subscriber, **body)) == expected
    assert location(subscriber) == before


@pytest.mark.parametrize("user", ["larkfield.regional", "larkfield.nyc", "nwhvac.admin"])
def test_only_a_super_admin_changes_a_location(emulator: Emulator, user: str) -> None:
    assert refusal(update(emulator.login(user))) == NO_RIGHTS


def test_a_super_admin_changes_locations_within_reach_only(emulator: Emulator) -> None:
    assert refusal(update(emulator.login("juniper.ops"))) == UNKNOWN
    emulator.change("users", 1544911, Role="Super Admin")
    assert refusal(update(emulator.login("larkfield.nyc"), BACK_BAY)) == UNKNOWN


def test_districts_come_by_page(provider: Api) -> None:
    answer = provider.get("/GetLocationDistricts?page=1&pageSize=5").json()
    assert list(answer) == ["Districts", "TotalElements", "Page", "TotalPages"]
    assert answer["Districts"] == sorted(answer["Districts"])
    assert answer["TotalPages"] == -(-answer["TotalElements"] // 5)


@pytest.mark.parametrize(
    ("path", "key"), [("GetUserDistricts", "Districts"), ("GetUserRegions", "Regions")]
)
def test_a_user_has_districts_and_regions(
    emulator: Emulator, subscriber: Api, path: str, key: str
) -> None:
    answer = subscriber.get(f"/{path}?page=1").json()
    assert answer["TotalCount"] == len(answer[key]) > 1
    part = answer[key][0][:4].lower()
    narrowed = subscriber.get(f"/{path}?page=1&pageSize=50&searchExpression={part}").json()
    assert answer[key][0] in narrowed[key]
    assert len(emulator.login("larkfield.nyc").get(f"/{path}?page=1").json()[key]) == 1


@pytest.mark.parametrize("query", ["page=0&pageSize=5", "page=1&pageSize=0", "page=-1&pageSize=1"])
@pytest.mark.parametrize("path", ["GetLocationDistricts", "GetUserDistricts", "GetUserRegions"])
def test_a_page_below_one_is_an_internal_error(subscriber: Api, path: str, query: str) -> None:
    assert refusal(subscriber.get(f"/{path}?{query}")) == BELOW_ONE


@pytest.mark.parametrize(
    "path", ["GetLocationDistricts?page=1", "GetUserRegions", "GetUserRegions?page=x"]
)
def test_a_page_has_to_be_named(subscriber: Api, path: str) -> None:
    assert refusal(subscriber.get(f"/{path}")) == MALFORMED


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"LocationIds": [UNION_SQUARE, K_05]}, [UNION_SQUARE], id="ids"),
        pytest.param({"Name": "ION SQ"}, [UNION_SQUARE], id="a part of the name"),
        pytest.param({"Address": "union square w"}, [UNION_SQUARE], id="a part of the street"),
        pytest.param({"City": "NEW YORK", "District": "no-ny"}, [UNION_SQUARE], id="two"),
        pytest.param({"City": "New"}, [], id="a part of the city"),
        pytest.param({"ProviderId": 1}, [], id="unknown provider"),
        pytest.param({"ProviderId": 2000104772, "Name": "Union"}, [UNION_SQUARE], id="provider"),
    ],
)
def test_locations_are_filtered(subscriber: Api, body: Json, expected: list[int]) -> None:
    answer = subscriber.post("/GetFilteredLocations", body)
    assert [row["Id"] for row in answer.json()] == expected


def test_closed_locations_come_when_they_are_asked_for(subscriber: Api) -> None:
    update(subscriber, ClosedDate="2026-06-01T00:00:00Z", Address2="Rear")
    counts = [
        len(subscriber.post("/GetFilteredLocations", {"IncludeClosedLocations": ask}).json())
        for ask in (False, True)
    ]
    assert counts == [16, 17]


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("GetExistsLocations", {"StoreIds": ["9999", "0101", "K-05"]}, ["0101"]),
        ("GetExistsRegions", {"Regions": ["NORTHEAST", "Atlantis"]}, ["NORTHEAST"]),
        ("GetExistsDistricts", {"Districts": ["XX", "no-ny"]}, ["no-ny"]),
        ("GetExistsDistricts", {}, []),
    ],
)
def test_what_exists_is_told(subscriber: Api, path: str, body: Json, expected: list[str]) -> None:
    assert subscriber.post(f"/locations/{path}", body).json() == expected


@pytest.mark.parametrize(
    "path",
    ["GetFilteredLocations", "locations/GetExistsLocations", "locations/GetExistsRegions",
     "locations/GetExistsDistricts"],
)  # fmt: skip
def test_these_questions_are_for_subscribers(provider: Api, subscriber: Api, path: str) -> None:
    assert refusal(provider.post(f"/{path}", {})) == NO_RIGHTS
    wrong: list[object] = [[], {"StoreIds": 7, "Regions": 7, "Districts": 7, "LocationIds": "x"}]
    for body in wrong:
        assert refusal(subscriber.post(f"/{path}", body)) == MALFORMED


@pytest.mark.parametrize("path", ["GetUserDistricts", "GetUserRegions"])
def test_a_provider_has_no_districts_of_its_own(provider: Api, path: str) -> None:
    assert refusal(provider.get(f"/{path}?page=1")) == NO_RIGHTS
