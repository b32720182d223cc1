"""What waits for feedback, ratings of providers, and a provider's statistics."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

MALFORMED = (400, 503, "Required data missing or incorrect")
WAITING = [106746300, 106798139, 106839682, 106907818, 106941940]
NORWELL, SPARROW, RATING = 2000093418, 2000104772, 90216


def waiting(api: Api, query: str = "") -> list[int]:
    found = api.get(f"/feedbacks/workorders?{query}").json()
    return [row["TrackingNumber"] for row in found]


def test_completed_work_orders_wait_until_there_is_feedback(subscriber: Api) -> None:
    assert waiting(subscriber) == WAITING
    body = {"Answer": "satisfactory", "StarScore": 5}
    subscriber.post(f"/feedbacks/workorders/{WAITING[0]}", body)
    assert waiting(subscriber) == WAITING[1:]
    assert subscriber.get("/feedbacks/workorders/count").json() == 4


def test_ratings_of_a_location_out_of_reach_are_not_shown(emulator: Emulator) -> None:
    emulator.change("feedbacks", 90214, LocationId=2005148201)
    shown = emulator.login("larkfield.nyc").get("/feedbacks/reviews").json()
    assert [row["Id"] for row in shown["Reviews"]] == [RATING, 90214]
    assert shown["TotalCount"] == 2


def test_a_waiting_work_order_shows_what_there_is_to_judge(subscriber: Api) -> None:
    path = "/feedbacks/workorders?withNotesCount=true&loadResolutions=true"
    shown = subscriber.get(path).json()[0]
    order = demo.order_of(subscriber, WAITING[0])
    for name in ("Description", "Caller", "Trade", "TradeId", "CallDate_DTO", "Resolution"):
        assert shown[name] == order[name]
    assert shown["Vendor"] == "Norwell HVAC"
    assert shown["Status"] == {"Primary": "COMPLETED", "Extended": "", "CanCreateInvoice": True}
    assert shown["NotesCount"] == order["Notes"]["Count"]["Total"]
    plain = subscriber.get("/feedbacks/workorders").json()[0]
    assert shown.keys() - plain.keys() == {"Resolution", "NotesCount"}


@pytest.mark.parametrize(
    ("user", "query", "expected"),
    [
        pytest.param("larkfield.nyc", "", [106941940], id="a user with locations"),
        pytest.param("larkfield.facilities", "locationId=2005148257", [106746300, 106798139]),
        pytest.param("larkfield.facilities", f"subscriberId={demo.JUNIPER}", [], id="another's"),
        pytest.param("larkfield.facilities", "showMyWorkOrders=true", [], id="not called in"),
        pytest.param("larkfield.regional", "showMyWorkOrders=true", WAITING, id="called in"),
        pytest.param("larkfield.facilities", "showDays=15", [106941940], id="lately"),
        pytest.param("larkfield.facilities", "showDays=0", [], id="right now"),
        pytest.param("larkfield.facilities", "showDays=2147483647", WAITING, id="ever"),
        pytest.param("nwhvac.admin", f"subscriberId={demo.LARKFIELD}", WAITING[::2], id="work of"),
    ],
)
def test_waiting_work_orders_are_narrowed(
    emulator: Emulator, user: str, query: str, expected: list[int]
) -> None:
    api = emulator.login(user)
    assert waiting(api, query) == expected
    if "show" not in query:
        assert api.get(f"/feedbacks/workorders/count?{query}").json() == len(expected)


def test_maintenance_may_be_asked_for_alone(emulator: Emulator, subscriber: Api) -> None:
    emulator.change("workorders", WAITING[1], Category="Maintenance")
    assert waiting(subscriber, "isMaintenanceOnly=true") == [WAITING[1]]


@pytest.mark.parametrize(
    "field",
    ["TrackingNumber", "Trade", "ScheduledDate", "Vendor", "Priority", "Caller", "Status", "Area",
     "CompletionDate", "FeedbackLeft"],
)  # fmt: skip
def test_waiting_work_orders_are_sorted_both_ways(subscriber: Api, field: str) -> None:
    rising = waiting(subscriber, f"orderByField={field}")
    falling = waiting(subscriber, f"orderByField={field}&orderDirection=Descending")
    assert sorted(rising) == sorted(falling) == WAITING
    if field in ("TrackingNumber", "CompletionDate", "ScheduledDate", "FeedbackLeft"):
        assert falling == rising[::-1]


@pytest.mark.parametrize(
    "path",
    ["workorders?orderByField=Colour", "workorders?showDays=-1", "workorders/count?locationId=x",
     "reviews?pageSize=0", "reviews?pageOffset=-1", "reviews?sortBy=Best"],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_malformed(subscriber: Api, path: str) -> None:
    assert refusal(subscriber.get(f"/feedbacks/{path}")) == MALFORMED


def reviews(api: Api, query: str = "") -> Json:
    found: Json = api.get(f"/feedbacks/reviews?{query}").json()
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", [90216, 90214, 90213, 90211], id="the latest first"),
        pytest.param("sortBy=HighestScoreFirst", [90211, 90216, 90214, 90213], id="the best"),
        pytest.param("sortBy=LowestScoreFirst", [90216, 90214, 90213, 90211], id="the worst"),
        pytest.param(f"providerId={NORWELL}", [90214, 90211], id="of a provider"),
        pytest.param("searchWithin=TIDY", [90211], id="by a word"),
        pytest.param("pageSize=2&pageOffset=1", [90214, 90213], id="a page"),
        pytest.param("pageOffset=100", [], id="past the end"),
    ],
)
def test_ratings_are_read(subscriber: Api, query: str, expected: list[int]) -> None:
    assert [row["Id"] for row in reviews(subscriber, query)["Reviews"]] == expected


def test_two_counts_tell_what_there_is_and_what_was_found(subscriber: Api) -> None:
    found = reviews(subscriber, "searchWithin=late&pageSize=5")
    del found["Reviews"]
    assert found == {
        "TotalCount": 4, "TotalFilteredCount": 1, "PageSize": 5, "PageOffset": 0,
    }  # fmt: skip


def test_a_provider_reads_what_is_said_of_it(provider: Api) -> None:
    found = [row["Id"] for row in reviews(provider)["Reviews"]]
    assert found == [90214, 90212, 90211]
    assert reviews(provider, f"subscriberId={demo.JUNIPER}")["TotalCount"] == 1


def test_a_rating_of_a_provider_has_no_tracking_number(subscriber: Api) -> None:
    shown = reviews(subscriber)["Reviews"][0]
    assert shown["Id"] == RATING
    assert not {"TrackingNumber", "LocationName"} & shown.keys()


def rate(api: Api, **body: object) -> httpx2.Response:
    return api.post("/feedbacks/reviews", {"ProviderId": NORWELL, "StarScore": 5} | body)


def test_a_provider_is_rated(emulator: Emulator, subscriber: Api) -> None:
    answer = rate(subscriber, LocationId=2005148201, Comment="Always here.")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "LocationId": 2005148201,
            "ProviderId": NORWELL,
            "StarScore": 5,
            "Comment": "Always here.",
            "Id": 90217,
            "SubscriberId": demo.LARKFIELD,
        },
    )
    assert demo.events(emulator, answer) == []
    assert reviews(subscriber)["Reviews"][0]["LocationName"] == "0101"


def test_an_own_rating_is_changed(subscriber: Api) -> None:
    answer = rate(subscriber, Id=RATING, ProviderId=SPARROW, StarScore=1)
    assert answer.json()["Id"] == RATING
    assert reviews(subscriber, f"providerId={SPARROW}")["Reviews"][0]["StarScore"] == 1


@pytest.mark.parametrize(
    ("user", "body", "expected"),
    [
        pytest.param("nwhvac.admin", {}, (401, 504), id="a provider"),
        pytest.param("larkfield.nyc", {"StarScore": 6}, (400, 935), id="six stars"),
        pytest.param("larkfield.nyc", {"StarScore": None}, (400, 935), id="no stars"),
        pytest.param("larkfield.nyc", {"ProviderId": 1}, (400, 101), id="unknown provider"),
        pytest.param("larkfield.nyc", {"ProviderId": None}, (400, 101), id="no provider"),
        pytest.param("larkfield.nyc", {"SubscriberId": demo.JUNIPER}, (400, 401), id="for others"),
        pytest.param("larkfield.nyc", {"LocationId": 2005148215}, (400, 601), id="a place"),
        pytest.param("larkfield.nyc", {"Id": 1}, (400, 502), id="unknown rating"),
        pytest.param(
            "larkfield.nyc", {"Id": RATING, "ProviderId": SPARROW}, (400, 502), id="another's"
        ),
        pytest.param("larkfield.facilities", {"Id": RATING}, (400, 502), id="of another one"),
        pytest.param("larkfield.regional", {"Id": 90211}, (400, 502), id="a work order's"),
        pytest.param("larkfield.nyc", {"StarScore": "x"}, (400, 503), id="no number"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(
    emulator: Emulator, user: str, body: Json, expected: tuple[int, int]
) -> None:
    before = reviews(emulator.login("larkfield.regional" if "reg" not in user else "juniper.ops"))
    assert refusal(rate(emulator.login(user), **body))[:2] == expected
    emulator.advance("6s")
    after = reviews(emulator.login("larkfield.regional" if "reg" not in user else "juniper.ops"))
    assert after == before


def test_a_provider_has_statistics(emulator: Emulator, provider: Api) -> None:
    found = provider.get("/workorders/statistics").json()
    assert list(found) == ["DaysPeriod", "OpenWo", "RecallWo", "NegativeFbWo"]
    assert (found["DaysPeriod"], found["RecallWo"], found["NegativeFbWo"]) == (30, 1, 1)
    emulator.change("workorders", demo.ORDER, Status={"Primary": "VOID", "Extended": ""})
    assert provider.get("/workorders/statistics").json()["OpenWo"] == found["OpenWo"] - 1


def test_a_longer_period_counts_more(provider: Api) -> None:
    found = provider.get("/workorders/statistics?daysPeriod=365").json()
    assert (found["DaysPeriod"], found["NegativeFbWo"]) == (365, 2)


def test_statistics_are_for_providers(subscriber: Api) -> None:
    refused = refusal(subscriber.get("/workorders/statistics"))
    assert refused == (400, 503, "Only for providers usage")


@pytest.mark.parametrize("days", ["0", "-1", "x", "2147483648"])
def test_a_period_is_a_number_of_days(provider: Api, days: str) -> None:
    assert refusal(provider.get(f"/workorders/statistics?daysPeriod={days}")) == MALFORMED
