from urllib.parse import quote

import httpx2
import pytest

from tests.servicechannel.demo import JUNIPER, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

ONLY = (403, 100, "Only for subscribers usage")
NORWELL, SPARROW, TIDEWELL = 2000093418, 2000104772, 2000118925
UNION_SQUARE, BACK_BAY, SILVER_LAKE = 2005148201, 2005148215, 2005148390
RECENT = "/odata/locations({})/providers/Service.GetRecent(days={})"
LAST = "/odata/locations({})/providers/Service.GetLast(days={})"
DETAILED = "/odata/detailedProviders/Service.Get(providerId={})"
CONTRACTS = "/odata/GetProviderAssignments"
ASSIGNED = "/odata/providerassignment/Service.GetAssigned()"


def asked(api: Api, path: str, **options: object) -> httpx2.Response:
    given = "&".join(f"${name}={quote(str(value))}" for name, value in options.items())
    return api.get(f"{path}?{given}" if given else path)


def found(api: Api, path: str, **options: object) -> list[Json]:
    response = asked(api, path, **options)
    assert response.status_code == 200, response.text
    rows: list[Json] = response.json()["value"]
    return rows


@pytest.mark.parametrize(
    ("path", "days", "expected"),
    [
        (RECENT, 60, [NORWELL]),
        (RECENT, 1, []),
        (LAST, 60, [NORWELL, SPARROW]),
        (LAST, 5, [SPARROW]),
        (LAST, 0, []),
    ],
    ids=["completed", "none completed", "called", "called lately", "none called"],
)
def test_providers_of_a_location_are_those_of_its_last_work_orders(
    subscriber: Api, path: str, days: int, expected: list[int]
) -> None:
    rows = found(subscriber, path.format(UNION_SQUARE, days))
    assert [row["Id"] for row in rows] == expected


def test_ratings_come_along_and_the_callers_own_beside_them(
    emulator: Emulator, subscriber: Api
) -> None:
    path = f"/providers/{NORWELL}/feedback"
    emulator.login("juniper.ops").post(path, {"StarScore": 5})
    before = found(subscriber, RECENT.format(UNION_SQUARE, 60))[0]
    assert before["MyFeedback"] is None
    subscriber.post(path, {"StarScore": 2, "Comment": "Late"})
    after = found(subscriber, RECENT.format(UNION_SQUARE, 60))[0]
    assert after["ReviewsInfo"] == {
        "AverageRating": 3.5,
        "ReviewsNumber": 2,
        "RecentReviewDate": "2026-06-15T12:00:00Z",
    }
    assert (after["MyFeedback"]["StarScore"], after["MyFeedback"]["Comment"]) == (2, "Late")
    [rated] = found(subscriber, LAST.format(BACK_BAY, 60))
    assert (rated["MyProviderReview"]["StarScore"], rated["AnyMyReviews"]) == (2, True)
    assert rated["Trades"] == ["HVAC", "PLUMBING", "LIGHTING"]


@pytest.mark.parametrize("path", [RECENT, LAST], ids=["recent", "last"])
def test_the_providers_of_an_unknown_location_are_not_found(subscriber: Api, path: str) -> None:
    for location in (5, SILVER_LAKE):
        response = subscriber.get(path.format(location, 30))
        assert (response.status_code, response.content) == (404, b"")


@pytest.mark.parametrize("path", [RECENT, LAST], ids=["recent", "last"])
def test_a_location_out_of_the_users_reach_is_not_found_either(
    emulator: Emulator, path: str
) -> None:
    stores = emulator.login("larkfield.nyc")
    answers = [stores.get(path.format(location, 30)) for location in (UNION_SQUARE, BACK_BAY)]
    assert [answer.status_code for answer in answers] == [200, 404]


@pytest.mark.parametrize(
    "path", [RECENT.format(UNION_SQUARE, 30), LAST.format(UNION_SQUARE, 30), DETAILED.format(1)]
)
def test_a_provider_is_refused_what_is_thought_of_providers(provider: Api, path: str) -> None:
    assert refusal(provider.get(path)) == ONLY


@pytest.mark.parametrize("days", ["x", -1, 99999999])
def test_days_are_a_number_of_days(subscriber: Api, days: object) -> None:
    assert subscriber.get(RECENT.format(UNION_SQUARE, days)).status_code == 400


def test_a_detailed_provider_has_its_contracts_with_the_subscriber(
    emulator: Emulator, subscriber: Api
) -> None:
    answer = subscriber.get(DETAILED.format(TIDEWELL)).json()
    assert (answer["Name"], answer["ContactEmail"]) == (
        "Tidewell Plumbing",
        "office@tidewellplumbing.example",
    )
    first = answer["Contracts"][0]
    assert (first["Rank"], first["Trade"]["Name"]) == (1, "PLUMBING")
    assert first["Location"]["StoreId"] == "0101"
    assert answer["MyProviderReview"] is None
    juniper = emulator.login("juniper.ops").get(DETAILED.format(TIDEWELL)).json()
    assert (len(answer["Contracts"]), len(juniper["Contracts"])) == (17, 13)


def test_an_unknown_provider_is_not_found(subscriber: Api) -> None:
    response = subscriber.get(DETAILED.format(5))
    assert (response.status_code, response.content) == (404, b"")


@pytest.mark.parametrize(
    ("username", "number", "owners"),
    [
        ("larkfield.facilities", 136, {LARKFIELD}),
        ("larkfield.nyc", 16, {LARKFIELD}),
        ("tidewell.office", 30, {LARKFIELD, JUNIPER}),
    ],
    ids=["a subscriber's", "of a user's locations", "a provider's"],
)
def test_assignments_are_the_contracts_of_the_callers_company(
    emulator: Emulator, username: str, number: int, owners: set[int]
) -> None:
    api = emulator.login(username)
    answer = asked(api, CONTRACTS, count="true").json()
    assert (answer["@odata.count"], len(answer["value"])) == (number, min(number, 50))
    rest = found(api, CONTRACTS, skip=50) if number > 50 else []
    assert {row["Subscriber"]["Id"] for row in answer["value"] + rest} == owners


def test_assignments_are_filtered_by_what_they_join(subscriber: Api) -> None:
    rows = found(
        subscriber,
        CONTRACTS,
        filter=f"Trade/Name eq 'PLUMBING' and Rank eq 2 and Location/Id eq {UNION_SQUARE}",
        select="Rank,Provider",
    )
    assert [(set(row), row["Provider"]["Id"]) for row in rows] == [({"Rank", "Provider"}, NORWELL)]


def test_assigned_providers_are_those_with_contracts(subscriber: Api, provider: Api) -> None:
    rows = found(subscriber, ASSIGNED, orderby="Name desc")
    assert [row["Name"] for row in rows] == [
        "Tidewell Plumbing",
        "Sparrow Electric",
        "Norwell HVAC",
    ]
    assert rows[0] == {"Id": TIDEWELL, "Name": "Tidewell Plumbing", "DoNotDispatch": False}
    assert [row["Id"] for row in found(provider, ASSIGNED)] == [NORWELL]


def test_a_query_that_is_not_valid_is_refused(subscriber: Api) -> None:
    assert asked(subscriber, CONTRACTS, filter="Rank is 2").status_code == 400
    assert asked(subscriber, ASSIGNED, select="Colour").status_code == 400
