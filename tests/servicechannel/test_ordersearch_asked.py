"""What is asked about work orders beside the search: categories, stars, features, analytics."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator

MALFORMED = (400, 503, "Required data missing or incorrect")
NOT_RIGHT = (400, 503, "SubscriberId is incorrect")
VISITED_ONCE, STARRED = 106586738, 106872164


def test_a_subscriber_reads_its_categories(subscriber: Api) -> None:
    found = subscriber.get("/workorders/categories").json()
    assert {row["SubscriberId"] for row in found} == {demo.LARKFIELD}
    assert found[0] == {
        "Id": 7310,
        "SubscriberId": demo.LARKFIELD,
        "Name": "REPAIR",
        "HasDependency": False,
    }


def test_a_provider_reads_those_of_a_subscriber_that_it_names(provider: Api) -> None:
    found = provider.get(f"/workorders/categories?subscriberId={demo.JUNIPER}").json()
    assert {row["SubscriberId"] for row in found} == {demo.JUNIPER}


@pytest.mark.parametrize("query", ["", "?subscriberId=0", "?subscriberId=2000093418"])
def test_a_provider_that_names_no_subscriber_of_its_own_is_refused(
    provider: Api, query: str
) -> None:
    assert refusal(provider.get(f"/workorders/categories{query}")) == NOT_RIGHT


def test_categories_are_sorted_as_asked(subscriber: Api) -> None:
    names = [
        [row["Name"] for row in subscriber.get(f"/workorders/categories?sortExpr={way}").json()]
        for way in ("Name", "Name desc")
    ]
    assert names[0] == sorted(names[0]) == names[1][::-1]


@pytest.mark.parametrize("query", ["subscriberId=abc", "sortExpr=Colour"])
def test_categories_that_cannot_be_asked_for_so(subscriber: Api, query: str) -> None:
    assert refusal(subscriber.get(f"/workorders/categories?{query}")) == MALFORMED


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("nwhvac.admin", [106872164, 107002896, 107065549]),
        ("nwhvac.tbrandt", [107066800]),
        ("nwhvac.lchau", []),
        ("larkfield.facilities", [106872164, 107063823]),
    ],
)
def test_stars_are_the_users_own(emulator: Emulator, user: str, expected: list[int]) -> None:
    assert emulator.login(user).get("/workorders/starred").json() == expected


def test_a_starred_work_order_that_went_to_another_company_is_left_out(
    emulator: Emulator, provider: Api
) -> None:
    emulator.change("workorders", STARRED, ProviderId=2000104772)
    assert STARRED not in provider.get("/workorders/starred").json()


def features(api: Api, *names: str, order: int = demo.ORDER) -> list[str]:
    query = "&".join(f"features={name}" for name in names)
    found: list[str] = api.get(f"/workorders/{order}/features?{query}").json()["Features"]
    return found


def test_of_the_features_asked_about_those_that_are_on_are_told(
    emulator: Emulator, provider: Api
) -> None:
    asked = ("ElectronicSignatures", "IsMaskRequired", "NoSuchThing", "gpsprogramme")
    assert features(provider, *asked) == ["ElectronicSignatures", "gpsprogramme"]
    demo.settings(emulator, demo.LARKFIELD, IsMaskRequired=True, ElectronicSignatures=False)
    assert features(provider, *asked) == ["IsMaskRequired", "gpsprogramme"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("107002896/features", MALFORMED, id="no feature"),
        pytest.param("0/features?features=a", (400, 917, "Invalid WO tracking number"), id="0"),
        pytest.param("107999999/features?features=a", (400, 502, "Work order not found"), id="?"),
        pytest.param("107063823/features?features=a", (400, 502, "Work order not found"), id="o"),
    ],
)
def test_features_of_no_work_order_or_none_at_all_are_refused(
    provider: Api, path: str, expected: tuple[int, int, str]
) -> None:
    assert refusal(provider.get(f"/workorders/{path}")) == expected


def analytics(api: Api, order: int) -> list[object]:
    answer = api.get(f"/workorders/{order}/analytics").json()
    assert list(answer) == ["IVR", "SLA", "FirstTimeCompletionFlag"]
    return list(answer.values())


def test_nothing_happened_on_a_new_work_order(provider: Api) -> None:
    assert analytics(provider, demo.ORDER) == [False, None, 0]


def test_a_visit_that_goes_on_is_no_proper_check_out(provider: Api) -> None:
    assert analytics(provider, demo.ON_SITE)[::2] == [False, 0]


@pytest.mark.parametrize(
    ("eta", "expected"),
    [
        ("2026-06-15T13:00:00Z", True),
        ("2026-06-15T12:00:00Z", True),
        ("2026-06-15T11:59:59Z", False),
        (None, None),
    ],
)
def test_the_first_check_in_counts_against_the_original_eta(
    emulator: Emulator, provider: Api, eta: str | None, expected: object
) -> None:
    emulator.change("workorders", demo.ORDER, OriginalEta=eta)
    demo.mechanic(demo.check_in(provider))
    emulator.advance("5m")
    demo.mechanic(demo.check_out(provider, PrimaryStatus="Completed"))
    assert analytics(provider, demo.ORDER) == [True, expected, 1]


def test_a_second_visit_is_no_completion_at_the_first(emulator: Emulator, provider: Api) -> None:
    for status in ("InProgress", "Completed"):
        demo.mechanic(demo.check_in(provider))
        emulator.advance("2m")
        demo.mechanic(demo.check_out(provider, PrimaryStatus=status))
    assert analytics(provider, demo.ORDER)[::2] == [True, 0]


def test_a_visit_of_more_than_a_day_is_no_completion_at_the_first(
    emulator: Emulator, provider: Api
) -> None:
    demo.mechanic(demo.check_in(provider))
    emulator.advance("24h1s")
    api = emulator.login()
    demo.mechanic(demo.check_out(api, PrimaryStatus="Completed"))
    assert analytics(api, demo.ORDER)[::2] == [True, 0]


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER, 0, -1])
def test_analytics_of_no_work_order_are_404_with_no_body(provider: Api, order: int) -> None:
    answer = provider.get(f"/workorders/{order}/analytics")
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_weather_event_is_told_by_its_id(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    path = f"/workorders/{demo.ORDER}/weatherEvent"
    assert subscriber.get(path).json() == {}
    emulator.change("workorders", demo.ORDER, WeatherTypeId=4)
    assert subscriber.get(path).json() == {"Id": 4}
    assert provider.get(f"{path}?subscriberId={demo.LARKFIELD}").json() == {"Id": 4}


@pytest.mark.parametrize(
    ("order", "query", "expected"),
    [
        (demo.ORDER, "", (400, 400, "Invalid Subscriber Id specified")),
        (demo.ORDER, f"?subscriberId={demo.JUNIPER}", (400, 401, "Invalid subscriber id")),
        (demo.UNKNOWN, "", (400, 502, "Work order not found")),
        (0, "", (400, 917, "Invalid WO tracking number")),
    ],
)
def test_a_provider_says_whose_weather_it_asks_about(
    provider: Api, order: int, query: str, expected: tuple[int, int, str]
) -> None:
    assert refusal(provider.get(f"/workorders/{order}/weatherEvent{query}")) == expected
