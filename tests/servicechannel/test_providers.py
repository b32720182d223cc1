import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import JUNIPER, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
INCORRECT = (400, 503, "Required data missing or incorrect")
NO_PROVIDER = (400, 101, "Invalid Provider Id")
NORWELL, SPARROW, TIDEWELL = 2000093418, 2000104772, 2000118925
UNION_SQUARE, HVAC, PLUMBING = 2005148201, 11520, 11521


def test_providers_by_trade_id_have_three_fields_each(subscriber: Api) -> None:
    answer = subscriber.get(f"/providers/getbytradeid?tradeId={PLUMBING}").json()
    assert answer == {
        "Providers": [
            {"Id": NORWELL, "Name": "Norwell HVAC", "DoNotDispatch": False},
            {"Id": TIDEWELL, "Name": "Tidewell Plumbing", "DoNotDispatch": False},
        ]
    }


def test_providers_by_the_name_of_a_trade_are_a_bare_array(subscriber: Api) -> None:
    found = subscriber.get("/providers/getbytrade?trade=plumbing").json()
    assert [row["Id"] for row in found] == [NORWELL, TIDEWELL]
    assert subscriber.get("/providers/getbytrade?trade=REFRIGERATION").json() == []


@pytest.mark.parametrize(
    "path",
    [
        "/providers/getbytradeid?tradeId=11520",
        "/providers/getbytrade?trade=HVAC",
        "/api/providers/info/2000093418",
    ],
    ids=["by id", "by name", "one"],
)
def test_providers_are_read_by_subscribers(provider: Api, path: str) -> None:
    assert refusal(provider.get(path)) == NO_RIGHTS


def test_a_subscriber_reads_a_provider_of_its_own(subscriber: Api) -> None:
    shown = subscriber.get(f"/api/providers/info/{NORWELL}").json()
    assert (shown["Name"], shown["City"]) == ("Norwell HVAC", "Norwell")
    assert refusal(subscriber.get("/api/providers/info/5")) == NO_PROVIDER


def rate(api: Api, provider_id: int, **body: object) -> Json:
    response = api.post(f"/providers/{provider_id}/feedback", body)
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def test_rating_again_replaces_the_users_own_rating(subscriber: Api, emulator: Emulator) -> None:
    first = rate(subscriber, NORWELL, StarScore=2, Comment="Late twice")
    assert rate(subscriber, NORWELL, StarScore="4") == first
    assert rate(emulator.login("larkfield.regional"), NORWELL, StarScore=5) != first


@pytest.mark.parametrize("score", [0, 6, "five", None], ids=str)
def test_a_score_is_one_to_five(subscriber: Api, score: object) -> None:
    response = subscriber.post(f"/providers/{NORWELL}/feedback", {"StarScore": score})
    assert refusal(response) == INCORRECT


def test_only_subscribers_rate_and_only_their_providers(provider: Api, subscriber: Api) -> None:
    body = {"StarScore": 5}
    assert refusal(provider.post(f"/providers/{NORWELL}/feedback", body)) == NO_RIGHTS
    assert refusal(subscriber.post("/providers/5/feedback", body)) == NO_PROVIDER


def dispatch(api: Api, *, stop: bool, whose: int = LARKFIELD, who: int = NORWELL) -> Json:
    body = {
        "SubscriberId": LARKFIELD,
        "DoNotDispatch": stop,
        "SubscriberIdProviderIds": [{"SubscriberId": whose, "ProviderIds": [who]}],
    }
    answer: Json = api.post("/providers/updateDispatchSetting", body).json()
    return answer


def is_stopped(api: Api) -> bool:
    shown: bool = api.get(f"/api/providers/info/{NORWELL}").json()["DoNotDispatch"]
    return shown


def test_a_provider_is_stopped_for_one_subscriber_and_let_go_again(
    emulator: Emulator, subscriber: Api
) -> None:
    juniper = emulator.login("juniper.ops")
    for _ in range(2):
        assert dispatch(subscriber, stop=True) == {"result": True}
        assert (is_stopped(subscriber), is_stopped(juniper)) == (True, False)
    assert dispatch(subscriber, stop=False) == {"result": True}
    assert not is_stopped(subscriber)


@pytest.mark.parametrize(
    ("pair", "code"),
    [({"whose": JUNIPER}, 401), ({"whose": 5}, 401), ({"who": 5}, 101)],
    ids=["another subscriber", "no subscriber", "no provider"],
)
def test_a_dispatch_setting_of_others_is_refused(
    subscriber: Api, pair: dict[str, int], code: int
) -> None:
    assert dispatch(subscriber, stop=True, **pair)["ErrorCode"] == code
    assert not is_stopped(subscriber)


def test_a_dispatch_setting_without_pairs_or_of_another_caller_is_refused(subscriber: Api) -> None:
    path = "/providers/updateDispatchSetting"
    body = {"SubscriberId": LARKFIELD, "DoNotDispatch": True}
    assert refusal(subscriber.post(path, body)) == INCORRECT
    body |= {"SubscriberId": JUNIPER}
    pairs = [{"SubscriberId": JUNIPER, "ProviderIds": [NORWELL]}]
    response = subscriber.post(path, body | {"SubscriberIdProviderIds": pairs})
    assert refusal(response) == (400, 401, "Invalid subscriber id")


@pytest.mark.parametrize("username", ["nwhvac.admin", "larkfield.regional"])
def test_only_a_super_admin_sets_dispatching_and_ends_links(
    emulator: Emulator, username: str
) -> None:
    api = emulator.login(username)
    assert dispatch(api, stop=True)["ErrorCode"] == 504
    assert refusal(unlink(api, LARKFIELD, NORWELL)) == NO_RIGHTS


def unlink(api: Api, subscriber_id: int, provider_id: int) -> httpx2.Response:
    body = {"SubscriberId": subscriber_id, "ProviderId": provider_id}
    return api.post("/providers/RemoveProviderSubscriberLink", body)


def finish(emulator: Emulator) -> None:
    """Complete the work orders that Tidewell still has of Larkfield."""
    done = {"Primary": "COMPLETED", "Extended": ""}
    for number in (107006570, 107076046, 107077583):
        emulator.change("workorders", number, Status=done, CompletedDate="2026-06-15T11:00:00Z")


def test_a_provider_without_work_is_removed_with_its_contracts(
    emulator: Emulator, subscriber: Api
) -> None:
    finish(emulator)
    response = unlink(subscriber, LARKFIELD, TIDEWELL)
    assert response.json() == {"ProviderId": TIDEWELL, "UserId": 1544902}
    assert demo.events(emulator, response) == ["ProviderTradeUnassigned"]
    by_trade = subscriber.get(f"/providers/getbytradeid?tradeId={PLUMBING}").json()["Providers"]
    assert [row["Id"] for row in by_trade] == [NORWELL]
    assert refusal(subscriber.get(f"/api/providers/info/{TIDEWELL}")) == NO_PROVIDER
    again = refusal(unlink(subscriber, LARKFIELD, TIDEWELL))
    assert again == (400, 500, "Provider subscriber link has not been deleted")


@pytest.mark.parametrize(
    ("pair", "refused"),
    [
        ((LARKFIELD, TIDEWELL), (400, 1217, "Provider has open work orders")),
        ((LARKFIELD, 5), (400, 100, "Invalid provider id passed")),
        ((JUNIPER, TIDEWELL), (400, 400, "Invalid subscriber id passed")),
    ],
    ids=["open work orders", "no provider", "another subscriber"],
)
def test_a_link_that_cannot_end_is_refused_and_stays(
    subscriber: Api, pair: tuple[int, int], refused: tuple[int, int, str]
) -> None:
    assert refusal(unlink(subscriber, *pair)) == refused
    assert subscriber.get(f"/api/providers/info/{TIDEWELL}").status_code == 200
