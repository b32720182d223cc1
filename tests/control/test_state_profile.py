"""The profile of a sandbox and its limits, changed in flight."""

import pytest

from tests.control.asking import refused
from tests.world import Api, Emulator, Json

PATH = "/workorders/107002896"
LIMIT = {"name": "Application", "per": "client", "requests": 2, "seconds": 60}


def profile(emulator: Emulator) -> Json:
    told: Json = emulator.control("GET", "/profile")["servicechannel"]
    return told


def passed(api: Api) -> int:
    """How many reads are answered until one is throttled."""
    count = 0
    while api.get(PATH).status_code == 200:
        count += 1
    return count


def test_a_profile_is_told_with_its_name_and_the_known_ones(emulator: Emulator) -> None:
    told = profile(emulator)
    assert told["name"] == "relaxed"
    assert told["known"] == ["2018", "production", "relaxed", "sandbox2"]
    assert set(told["profile"]) == {"throttle", "tokens", "webhooks", "switches"}


def test_another_profile_is_chosen_by_its_name(emulator: Emulator) -> None:
    told = emulator.control("PUT", "/profile", {"name": "sandbox2"})
    assert told == {"name": "sandbox2", "profile": profile(emulator)["profile"]}
    assert profile(emulator)["name"] == "sandbox2"
    assert passed(emulator.login()) == 40


def test_a_part_of_the_profile_is_changed_and_the_rest_stays(emulator: Emulator) -> None:
    before = profile(emulator)["profile"]
    emulator.control("PUT", "/profile", {"tokens": {"access_seconds": 1}})
    after = profile(emulator)
    assert after["name"] == "relaxed"
    assert after["profile"] == before | {"tokens": before["tokens"] | {"access_seconds": 1}}


def test_two_changes_add_up(emulator: Emulator) -> None:
    emulator.switch(strict_20=True)
    emulator.switch(wording="guide")
    switches = profile(emulator)["profile"]["switches"]
    assert (switches["strict_20"], switches["wording"]) == (True, "guide")


def test_a_name_undoes_earlier_changes_but_not_those_beside_it(emulator: Emulator) -> None:
    emulator.switch(strict_20=True)
    emulator.control("PUT", "/profile", {"name": "relaxed", "switches": {"wording": "guide"}})
    switches = profile(emulator)["profile"]["switches"]
    assert (switches["strict_20"], switches["wording"]) == (False, "guide")


def test_a_changed_switch_counts_from_the_next_request_on(emulator: Emulator) -> None:
    api = emulator.login()
    assert api.get(PATH).status_code == 200
    emulator.control(
        "PUT", "/profile", {"vendor": "servicechannel", "switches": {"plain_http": "refuse"}}
    )
    assert api.get(PATH).status_code == 400


def test_a_changed_lifetime_counts_for_the_next_token(emulator: Emulator) -> None:
    old = emulator.login()
    emulator.change_tokens(access_seconds=5)
    new = emulator.login()
    emulator.advance("6s")
    assert (old.get(PATH).status_code, new.get(PATH).status_code) == (200, 401)


def test_a_change_stays_in_its_own_emulator(emulator: Emulator, sandbox2: Emulator) -> None:
    sandbox2.control("PUT", "/profile", {"name": "relaxed", "switches": {"strict_20": True}})
    assert profile(emulator)["profile"]["switches"]["strict_20"] is False
    emulator.control("PUT", "/profile", {"name": "relaxed"})
    assert profile(emulator)["profile"]["switches"]["strict_20"] is False


@pytest.mark.parametrize(
    ("body", "status", "title"),
    [
        ({"name": "sandbox3"}, 404, "no profile sandbox3"),
        ({"name": None}, 404, "no profile None"),
        ({"name": ["relaxed"]}, 404, "no profile ['relaxed']"),
        ({"vendor": "acme"}, 404, "no vendor acme"),
        ({"called": "relaxed"}, 400, "unknown called"),
        ({"switches": {"strict_20": "yes"}}, 400, "the profile is not accepted"),
        ({"switches": {"unheard": True}}, 400, "the profile is not accepted"),
        ({"switches": {"wording": "rude"}}, 400, "the profile is not accepted"),
        ({"switches": 5}, 400, "the profile is not accepted"),
        ({"tokens": {"access_seconds": -1}}, 400, "the profile is not accepted"),
        ({"tokens": None}, 400, "the profile is not accepted"),
        ({"throttle": {"status": 418}}, 400, "the profile is not accepted"),
        ({"throttle": {"limits": [{}]}}, 400, "the profile is not accepted"),
    ],
    ids=[
        "unknown-name",
        "null-name",
        "list-name",
        "unknown-vendor",
        "unknown-key",
        "wrong-type",
        "unknown-switch",
        "unknown-value",
        "no-section",
        "negative",
        "null-section",
        "status",
        "empty-limit",
    ],
)
def test_a_profile_that_cannot_be_changes_nothing(
    emulator: Emulator, body: Json, status: int, title: str
) -> None:
    before = profile(emulator)
    assert refused(emulator, "PUT", "/profile", body, status)["title"] == title
    assert profile(emulator) == before


def test_every_wrong_value_of_a_profile_is_told(emulator: Emulator) -> None:
    body = {"tokens": {"access_seconds": "long"}, "switches": {"strict_20": 5}}
    detail = refused(emulator, "PUT", "/profile", body)["detail"].splitlines()
    assert sorted(detail) == [
        "relaxed: switches.strict_20: 5 is not of type 'boolean'",
        "relaxed: tokens.access_seconds: 'long' is not of type 'integer'",
    ]


def test_limits_are_told_with_how_far_they_are_used(sandbox2: Emulator) -> None:
    api = sandbox2.login()
    for _ in range(3):
        api.get(PATH)
    told = sandbox2.control("GET", "/throttle")["servicechannel"]
    assert [(limit["name"], limit["requests"]) for limit in told["limits"]] == [
        ("Application", 40),
        ("Company", 80),
    ]
    assert told["windows"] == [
        {
            "limit": limit,
            "owner": owner,
            "used": 3,
            "allowed": allowed,
            "closes": "2026-06-15T12:01:00+00:00",
        }
        for limit, owner, allowed in (
            ("Application", "SB.2000093418.40C93D77-112D-1E02-576D-A6FAE991C57B", 40),
            ("Company", "2000093418", 80),
        )
    ]


def test_without_limits_no_window_opens(emulator: Emulator) -> None:
    emulator.login().get(PATH)
    told = emulator.control("GET", "/throttle")["servicechannel"]
    assert (told["limits"], told["windows"]) == ([], [])


def test_a_limit_that_is_set_counts_from_the_next_request_on(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.control("PUT", "/throttle", {"limits": [LIMIT]})
    assert passed(api) == 2


def test_limits_that_are_taken_away_count_no_more(sandbox2: Emulator) -> None:
    api = sandbox2.login()
    passed(api)
    sandbox2.control("PUT", "/throttle", {"limits": [], "vendor": "servicechannel"})
    assert api.get(PATH).status_code == 200


def test_another_status_is_set_without_touching_the_limits(sandbox2: Emulator) -> None:
    told = sandbox2.control("PUT", "/throttle", {"status": 503})
    assert told["name"] == "sandbox2"
    assert [limit["requests"] for limit in told["profile"]["throttle"]["limits"]] == [40, 80]
    api = sandbox2.login()
    assert passed(api) == 40
    assert api.get(PATH).status_code == 503


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"limits": [LIMIT | {"requests": 0}]}, 400),
        ({"limits": [LIMIT | {"per": "planet"}]}, 400),
        ({"limits": {}}, 400),
        ({"calls": 5}, 400),
        ({"vendor": "acme"}, 404),
    ],
    ids=["no-request", "unknown-owner", "no-list", "unknown-key", "unknown-vendor"],
)
def test_limits_that_cannot_be_change_nothing(sandbox2: Emulator, body: Json, status: int) -> None:
    before = sandbox2.control("GET", "/throttle")
    refused(sandbox2, "PUT", "/throttle", body, status)
    assert sandbox2.control("GET", "/throttle") == before
