import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import JUNIPER, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
INCORRECT = (400, 503, "Required data missing or incorrect")
UNION_SQUARE, HONOLULU = 2005148201, 2005148397


def priorities(api: Api) -> list[Json]:
    found: list[Json] = api.get("/priorities").json()
    return found


def test_priorities_say_when_a_work_order_of_now_is_due(subscriber: Api) -> None:
    assert priorities(subscriber)[0] == {
        "Id": 4205,
        "Name": "P1 - 4 HOURS",
        "SubscriberId": LARKFIELD,
        "Eta": "4 Hours",
        "SkipNights": False,
        "SkipWeekends": False,
        "ScheduledDate": "2026-06-15T16:00:00Z",
        "ScheduledDate_DTO": "2026-06-15T12:00:00-04:00",
        "IsSelectable": True,
    }


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("", (400, 400, "Invalid Subscriber Id specified")),
        ("?subscriberId=5", (400, 401, "Invalid subscriber id")),
        ("?subscriberId=x", INCORRECT),
    ],
    ids=["none", "unknown", "no number"],
)
def test_a_provider_says_whose_priorities(
    provider: Api, query: str, refused: tuple[int, int, str]
) -> None:
    assert len(provider.get(f"/priorities?subscriberId={JUNIPER}").json()) == 5
    assert refusal(provider.get(f"/priorities{query}")) == refused


def test_a_locations_priorities_are_in_its_own_time(provider: Api) -> None:
    first = provider.get(f"/priorities/locations/{HONOLULU}/priorities").json()[0]
    assert (first["LocationId"], first["ScheduledDate_DTO"]) == (
        HONOLULU,
        "2026-06-15T04:00:00-10:00",
    )


@pytest.mark.parametrize("location", [1, HONOLULU], ids=["unknown", "another's"])
def test_the_priorities_of_no_location_are_refused_under_401(
    subscriber: Api, location: int
) -> None:
    response = subscriber.get(f"/priorities/locations/{location}/priorities")
    assert refusal(response) == (401, 502, "Location not found")


@pytest.mark.parametrize(
    ("sent", "eta", "due"),
    [
        pytest.param({}, "0 Hours", "2026-06-15T12:00:00Z", id="at once"),
        pytest.param({"Eta": 6}, "6 Hours", "2026-06-15T18:00:00Z", id="hours"),
        pytest.param(
            {"Eta": 3, "EtaTimeUnits": "days"}, "72 Hours", "2026-06-18T12:00:00Z", id="days"
        ),
        pytest.param(
            {"Eta": "90", "EtaTimeUnits": "Minutes"},
            "90 Minutes",
            "2026-06-15T13:30:00Z",
            id="minutes",
        ),
        pytest.param(
            {"Eta": 12, "SkipNights": True}, "12 Hours", "2026-06-16T14:00:00Z", id="by day"
        ),
        pytest.param(
            {"Eta": 5, "EtaTimeUnits": "Days", "SkipWeekends": True},
            "120 Hours",
            "2026-06-22T12:00:00Z",
            id="on weekdays",
        ),
    ],
)
def test_a_created_priority_is_in_the_list(
    emulator: Emulator, subscriber: Api, sent: Json, eta: str, due: str
) -> None:
    response = subscriber.post("/priorities", {"Name": "P0"} | sent)
    assert response.status_code == 201
    [outcome] = response.json()
    made = priorities(subscriber)[-1]
    assert outcome == {"Id": made["Id"], "ErrorCode": 0, "Message": ""}
    assert (made["Name"], made["Eta"], made["ScheduledDate"]) == ("P0", eta, due)
    assert demo.events(emulator, response) == ["SubscriberPriorityCreated"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no name"),
        pytest.param({"Name": " "}, id="an empty name"),
        pytest.param({"Name": "p1 - 4 hours"}, id="it exists"),
        pytest.param({"Name": "P0", "Eta": -1}, id="before now"),
        pytest.param({"Name": "P0", "Eta": 100000}, id="over ten years"),
        pytest.param({"Name": "P0", "Eta": 1, "EtaTimeUnits": "Weeks"}, id="weeks"),
    ],
)
def test_a_priority_that_cannot_be_is_refused_and_nothing_changes(
    subscriber: Api, body: Json
) -> None:
    before = priorities(subscriber)
    assert refusal(subscriber.post("/priorities", body)) == INCORRECT
    assert priorities(subscriber) == before


def test_a_provider_creates_no_priority(provider: Api) -> None:
    assert refusal(provider.post("/priorities", {"Name": "P0"})) == NO_RIGHTS
