"""What has a life on the sandbox's clock is good to its last second, and not at its end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.receiver import Receiver
from tests.servicechannel.signin import Browser, landed, redeem
from tests.servicetrade.trade import CLIENT as MACHINE
from tests.servicetrade.trade import PREFIX, log_in
from tests.world import Api, Emulator, Json, start

ORDER, EVENT = 107002896, "WorkOrderCreated"
HOUR, DAY = 3_600, 86_400

#: Whether what was begun is still good.
IsGood = Callable[[], bool]


@dataclass
class Life:
    """what: in the words of `due`.  seconds: until its end.  begin: makes one."""

    what: str
    seconds: int
    begin: Callable[[Emulator], IsGood]


def access_token(emulator: Emulator) -> IsGood:
    api = Api(emulator.http, emulator.token("nwhvac.admin").json()["access_token"])
    return lambda: api.get(f"/workorders/{ORDER}").status_code == 200


def refresh_token(emulator: Emulator) -> IsGood:
    token = emulator.token("nwhvac.admin").json()["refresh_token"]
    return lambda: emulator.refresh(token).status_code == 200


def code(emulator: Emulator) -> IsGood:
    given = landed(Browser(emulator.http).sign_in())["code"]
    return lambda: redeem(emulator, given).status_code == 200


def session(emulator: Emulator) -> IsGood:
    change = {"vendor": "servicetrade", "tokens": {"session_seconds": HOUR}}
    emulator.control("PUT", "/profile", change)
    trade = log_in(emulator)
    return lambda: trade.get("/job").status_code == 200


def machine(emulator: Emulator) -> Json:
    form = {
        "grant_type": "client_credentials",
        "client_id": MACHINE[0],
        "client_secret": MACHINE[1],
    }
    answer: Json = emulator.http.post(f"{PREFIX}/api/oauth2/token", data=form).json()
    return answer


def jwt(emulator: Emulator) -> IsGood:
    headers = {"Authorization": f"Bearer {machine(emulator)['access_token']}"}
    url = f"{PREFIX}/api/webhook"
    return lambda: emulator.http.get(url, headers=headers).status_code == 200


def rotating(emulator: Emulator) -> IsGood:
    form = {"grant_type": "refresh_token", "refresh_token": machine(emulator)["refresh_token"]}
    url = f"{PREFIX}/api/oauth2/token"
    return lambda: emulator.http.post(url, data=form).status_code == 200


LIVES = {
    "access token": Life("access token expired", 600, access_token),
    "refresh token": Life("refresh token expired", 30 * DAY, refresh_token),
    "code": Life("authorization code expired", 300, code),
    "session": Life("session expired", HOUR, session),
    "jwt": Life("access token expired", DAY, jwt),
    "rotating refresh token": Life("refresh token expired", 30 * DAY, rotating),
}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES.keys())
def test_what_ends_is_good_a_second_before_and_refused_at_its_instant(life: Life) -> None:
    for early, is_good in ((1, True), (0, False)):
        emulator = start()
        still = life.begin(emulator)
        emulator.advance(f"{life.seconds - early}s")
        assert still() is is_good


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES.keys())
def test_the_end_is_told_by_the_move_that_reaches_its_instant(life: Life) -> None:
    emulator = start()
    life.begin(emulator)
    before = emulator.advance(f"{life.seconds - 1}s")["due"]
    assert life.what not in [fell["what"] for fell in before]
    now = emulator.advance("1s")
    assert (now["now"], life.what) in [(fell["at"], fell["what"]) for fell in now["due"]]


def only_one(emulator: Emulator) -> None:
    limits = [{"name": "Application", "per": "client", "requests": 1, "seconds": 60}]
    emulator.control("PUT", "/throttle", {"vendor": "servicechannel", "limits": limits})


def test_a_limit_refuses_a_second_before_its_window_ends_and_is_open_then(
    sandbox2: Emulator,
) -> None:
    only_one(sandbox2)
    api = sandbox2.login()
    statuses = [api.get(f"/workorders/{ORDER}").status_code]
    for step in ("59s", "1s"):
        due = sandbox2.advance(step)["due"]
        statuses.append(api.get(f"/workorders/{ORDER}").status_code)
    assert statuses == [200, 429, 200]
    assert [fell["what"] for fell in due] == ["throttle window reopened"]


def test_a_second_login_is_refused_at_four_seconds_and_taken_at_five(sandbox2: Emulator) -> None:
    statuses = [sandbox2.token("nwhvac.admin").status_code]
    for step in ("4s", "1s"):
        sandbox2.advance(step)
        statuses.append(sandbox2.token("nwhvac.admin").status_code)
    assert statuses == [200, 429, 200]


@pytest.fixture
def failing() -> Iterator[Emulator]:
    """One webhook of the provider's, whose receiver answers 500 to everything."""
    with start(send=Receiver([500])) as emulator:
        hook = {"url": "http://localhost:9/", "events": [EVENT], "vendor": "servicechannel"}
        emulator.control("POST", "/webhooks/endpoints", hook)
        yield emulator


def fire(emulator: Emulator) -> list[int]:
    """The deliveries of an event, attempted."""
    told = emulator.control("POST", "/webhooks/fire", {"event": EVENT, "record": ORDER})
    emulator.settle()
    deliveries: list[int] = told["deliveries"]
    return deliveries


def test_a_retry_is_made_at_its_instant_and_not_a_second_before(failing: Emulator) -> None:
    fire(failing)
    assert failing.advance("299s")["due"] == []
    (made,) = failing.advance("1s")["due"]
    assert (made["at"], made["attempt"]) == ("2026-06-15T12:05:00+00:00", 2)


def test_the_breaker_holds_twelve_hours_to_the_second(failing: Emulator) -> None:
    failing.control("PUT", "/profile", {"webhooks": {"breaker_failures": 2, "retry_seconds": []}})
    failing.still()
    assert (fire(failing), fire(failing), fire(failing)) == ([1], [2], [])
    assert failing.advance("11h59m59s")["due"] == []
    assert fire(failing) == []
    due = failing.advance("1s")["due"]
    assert [(fell["at"], fell["what"]) for fell in due] == [
        ("2026-06-16T00:00:00+00:00", "webhook on again")
    ]
    assert fire(failing) == [3]


def test_what_a_storm_holds_back_is_told_when_it_is_sent(failing: Emulator) -> None:
    failing.control("PUT", "/webhooks/storm", {"preset": "late"})
    fire(failing)
    first = failing.advance("10m")["due"][0]
    assert (first["what"], first["attempt"]) == ("webhook attempt", 1)
    assert "2026-06-15T12:01:00" <= first["at"] <= "2026-06-15T12:10:00+00:00"


def test_of_one_instant_what_ends_is_told_before_what_is_sent(failing: Emulator) -> None:
    failing.control("PUT", "/profile", {"webhooks": {"retry_seconds": [600]}})
    fire(failing)
    failing.login()
    due = failing.advance("10m")["due"]
    assert [(fell["at"][11:19], fell["what"]) for fell in due] == [
        ("12:10:00", "access token expired"),
        ("12:10:00", "webhook attempt"),
    ]
