import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import JUNIPER, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
UNKNOWN = (400, 401, "Invalid subscriber id")
INCORRECT = (400, 503, "Required data missing or incorrect")
MINIMUM = {"Name": "Larkfield Outfitters", "Email": "office@larkfield.example"}


def shown(api: Api, subscriber_id: int = LARKFIELD) -> Json:
    response = api.get(f"/subscribers/{subscriber_id}")
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def put(api: Api, body: Json, subscriber_id: int = LARKFIELD) -> httpx2.Response:
    return api.request("PUT", f"/subscribers/{subscriber_id}", json=body)


def test_a_subscriber_and_its_providers_read_it(subscriber: Api, provider: Api) -> None:
    assert (
        shown(provider)
        == shown(subscriber)
        == {
            "Id": LARKFIELD,
            "Name": "Larkfield Outfitters",
            "ShortName": "LARKFIELD",
            "IsOutsourcedWorkOn": False,
            "TimeFormat": "H:mm",
            "DateFormat": "MMM d, yyyy",
            "DecimalSeparator": ".",
        }
    )


@pytest.mark.parametrize("path", ["/subscribers/{}", "/subscribers/{}/rules"], ids=["it", "rules"])
@pytest.mark.parametrize("number", [JUNIPER, 5], ids=["another", "none"])
def test_another_subscriber_is_refused(subscriber: Api, path: str, number: int) -> None:
    assert refusal(subscriber.get(path.format(number))) == UNKNOWN


def test_what_is_sent_changes_and_the_rest_stays(emulator: Emulator, subscriber: Api) -> None:
    first = put(subscriber, MINIMUM | {"City": "Boston", "DateFormat": "d, MMM yyyy"})
    assert (first.status_code, first.json()) == (200, {"id": LARKFIELD})
    second = put(subscriber, MINIMUM | {"Name": "Larkfield & Sons", "State": "MA"})
    after = shown(subscriber)
    assert (after["Name"], after["City"], after["State"]) == ("Larkfield & Sons", "Boston", "MA")
    assert after["DateFormat"] == "d, MMM yyyy"
    assert demo.events(emulator, first) == []
    assert demo.events(emulator, second) == ["SubscriberNameUpdated"]


@pytest.mark.parametrize(
    "body",
    [
        {"Name": "Larkfield"},
        {"Email": "office@larkfield.example"},
        MINIMUM | {"Name": " "},
        MINIMUM | {"DateFormat": "yyyy-MM-dd"},
        MINIMUM | {"TimeFormat": "HH"},
        MINIMUM | {"DecimalSeparator": ";"},
    ],
    ids=["no email", "no name", "an empty name", "date format", "time format", "separator"],
)
def test_what_a_subscriber_cannot_be_is_refused_and_nothing_changes(
    subscriber: Api, body: Json
) -> None:
    before = shown(subscriber)
    assert refusal(put(subscriber, body)) == INCORRECT
    assert shown(subscriber) == before


def test_only_its_own_super_admin_changes_a_subscriber(emulator: Emulator) -> None:
    for username in ("nwhvac.admin", "larkfield.regional"):
        assert refusal(put(emulator.login(username), MINIMUM)) == NO_RIGHTS
    assert refusal(put(emulator.login("juniper.ops"), MINIMUM)) == UNKNOWN


def test_rules_are_the_settings_with_what_is_unset_left_open(provider: Api) -> None:
    found = provider.get(f"/subscribers/rules?subscriberId={LARKFIELD}").json()
    by_name = {row["Name"]: row.get("Value", "unset") for row in found}
    assert (by_name["GpsProgramme"], by_name["CheckInTimeframeHours"]) == (True, "unset")
    assert provider.get(f"/subscribers/{LARKFIELD}/rules").json() == found


def test_a_provider_says_whose_rules(provider: Api) -> None:
    response = provider.get("/subscribers/rules")
    assert refusal(response) == (400, 400, "Invalid Subscriber Id specified")


def test_reschedule_reasons_are_texts_by_number(provider: Api) -> None:
    reasons = provider.get(f"/subscribers/{JUNIPER}/workOrderRescheduleReasons").json()
    assert list(reasons) == [str(n) for n in range(1, len(reasons) + 1)]


@pytest.mark.parametrize(
    ("number", "refused"),
    [(JUNIPER, (403, 804, "User has no permissions to perform this action")), (5, UNKNOWN)],
    ids=["another's", "none"],
)
def test_reschedule_reasons_of_others_are_refused(
    subscriber: Api, number: int, refused: tuple[int, int, str]
) -> None:
    path = f"/subscribers/{number}/workOrderRescheduleReasons"
    assert refusal(subscriber.get(path)) == refused


def test_subsidiaries_are_the_subscribers_below(emulator: Emulator, subscriber: Api) -> None:
    path = "/subscribers/current/subsidiaries"
    assert subscriber.get(path).json() == []
    emulator.change("subscribers", JUNIPER, ParentId=LARKFIELD)
    assert subscriber.get(path).json() == [{"Id": JUNIPER, "Name": "Juniper Spoon Kitchens"}]


def test_a_subscribers_trades_are_names_by_id(subscriber: Api) -> None:
    assert subscriber.get("/subscribers/trades").json()["Trades"]["11520"] == "HVAC"


BOARDS = [{"Id": 3301, "Name": "Store managers"}, {"Id": 3302, "Name": "Regional office"}]


@pytest.mark.parametrize(
    "path",
    [
        "/subscribers/current/dashboards",
        f"/subscribers/current/dashboards?subscriberId={LARKFIELD}",
        f"/subscribers/{LARKFIELD}/dashboards",
    ],
    ids=["own", "by the query", "by the path"],
)
def test_a_subscriber_has_dashboards(subscriber: Api, path: str) -> None:
    assert subscriber.get(path).json() == BOARDS


def test_dashboards_of_others_are_refused_but_not_of_those_below(
    emulator: Emulator, subscriber: Api
) -> None:
    path = f"/subscribers/{JUNIPER}/dashboards"
    words = "User has no rights to perform this action"
    assert refusal(subscriber.get(path)) == (403, 100, words)
    assert refusal(subscriber.get("/subscribers/5/dashboards")) == UNKNOWN
    emulator.change("subscribers", JUNIPER, ParentId=LARKFIELD)
    assert subscriber.get(path).json() == [{"Id": 3303, "Name": "Kitchens"}]


@pytest.mark.parametrize(
    "path",
    [
        "/subscribers/trades",
        "/subscribers/current/subsidiaries",
        "/subscribers/current/dashboards",
        f"/subscribers/{LARKFIELD}/dashboards",
    ],
)
def test_what_is_the_subscribers_own_is_refused_to_providers(provider: Api, path: str) -> None:
    assert refusal(provider.get(path)) == NO_RIGHTS
