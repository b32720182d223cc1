from email.utils import parsedate_to_datetime

import pytest

from tests.servicechannel.limits import APPLICATION, PROFILE, passes, statuses, use_up
from tests.world import Api, Emulator, start


@pytest.fixture
def admin(sandbox2: Emulator) -> Api:
    return sandbox2.login()


def test_the_fortieth_call_passes_and_the_next_is_429(admin: Api) -> None:
    assert statuses(admin, 41) == [200] * 40 + [429]


def test_the_refusal_names_the_application_limit_to_the_letter(admin: Api) -> None:
    use_up(admin)
    refused = admin.get(PROFILE)
    assert refused.json() == APPLICATION
    assert refused.headers["content-type"].startswith("application/json")


def test_retry_after_is_the_instant_when_the_first_call_is_a_minute_old(
    sandbox2: Emulator, admin: Api
) -> None:
    use_up(admin, 1)
    sandbox2.advance("20s")
    use_up(admin, 39)
    assert admin.get(PROFILE).headers["retry-after"] == "Mon, 15 Jun 2026 12:01:00 GMT"


def test_a_call_at_the_instant_of_retry_after_passes(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin)
    at = parsedate_to_datetime(admin.get(PROFILE).headers["retry-after"])
    sandbox2.control("POST", "/clock", {"set": at.isoformat()})
    assert passes(admin)


def test_retry_after_is_rounded_up_so_that_who_obeys_it_passes() -> None:
    emulator = start("sandbox2", "2026-06-15T12:00:00.25Z")
    admin = emulator.login()
    use_up(admin)
    after = admin.get(PROFILE).headers["retry-after"]
    assert after == "Mon, 15 Jun 2026 12:01:01 GMT"
    emulator.control("POST", "/clock", {"set": parsedate_to_datetime(after).isoformat()})
    assert passes(admin)


def test_a_call_just_before_the_window_opens_again_is_refused(
    sandbox2: Emulator, admin: Api
) -> None:
    use_up(admin)
    sandbox2.advance("PT59.999S")
    assert not passes(admin)
    sandbox2.advance("PT0.001S")
    assert passes(admin)


def test_the_next_window_takes_forty_again(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin)
    sandbox2.advance("1m")
    assert statuses(admin, 41) == [200] * 40 + [429]


def test_a_window_opens_with_its_first_call_and_not_on_the_minute(
    sandbox2: Emulator, admin: Api
) -> None:
    sandbox2.advance("30s")
    use_up(admin)
    sandbox2.advance("30s")
    assert not passes(admin)
    sandbox2.advance("30s")
    assert passes(admin)


def test_a_refused_call_changes_nothing(admin: Api) -> None:
    use_up(admin, 39)
    order = "/workorders/107002896"
    assert admin.get(order).json()["Status"]["Primary"] == "OPEN"
    refused = admin.post(f"{order}/universalCheckIn", {"UserId": 1544987})
    assert refused.status_code == 429
    admin.http.post("/_emulator/clock", json={"advance": "1m"})
    assert admin.get(order).json()["Status"]["Primary"] == "OPEN"


def test_refused_calls_do_not_put_the_end_of_the_window_off(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin)
    sandbox2.advance("59s")
    assert not passes(admin)
    sandbox2.advance("1s")
    assert passes(admin)


def test_refused_calls_put_the_end_off_where_the_profile_says_so(
    sandbox2: Emulator, admin: Api
) -> None:
    sandbox2.control("PUT", "/throttle", {"blocked_calls_extend_window": True})
    use_up(admin)
    sandbox2.advance("59s")
    assert admin.get(PROFILE).headers["retry-after"] == "Mon, 15 Jun 2026 12:01:59 GMT"
    sandbox2.advance("59s")
    assert not passes(admin)
    sandbox2.advance("60s")
    assert passes(admin)


def test_strict_20_accepts_twenty_calls_and_still_says_forty(
    sandbox2: Emulator, admin: Api
) -> None:
    """A live integration met it so."""
    sandbox2.switch(strict_20=True)
    use_up(admin, 20)
    refused = admin.get(PROFILE)
    assert (refused.status_code, refused.json()) == (429, APPLICATION)


def test_production_takes_300_calls_a_minute() -> None:
    admin = start("production").login()
    use_up(admin, 300)
    refused = admin.get(PROFILE)
    assert refused.status_code == 429
    assert "Application limit is [300] per [1] minute" in refused.json()["Reason"]


def test_production_takes_600_calls_a_minute_of_a_company() -> None:
    limits = start("production").control("GET", "/throttle")["servicechannel"]["limits"]
    assert {"name": "Company", "per": "company", "requests": 600, "seconds": 60} in limits


def test_until_2018_the_status_was_503_with_the_same_body_and_retry_after() -> None:
    admin = start("2018").login()
    use_up(admin)
    refused = admin.get(PROFILE)
    assert (refused.status_code, refused.json()) == (503, APPLICATION)
    assert refused.headers["retry-after"] == "Mon, 15 Jun 2026 12:01:00 GMT"


def test_relaxed_has_no_limit(provider: Api) -> None:
    use_up(provider, 200)


def test_retry_after_is_in_seconds_where_the_profile_says_so(
    sandbox2: Emulator, admin: Api
) -> None:
    sandbox2.control("PUT", "/throttle", {"retry_after": "seconds"})
    use_up(admin)
    sandbox2.advance("PT20.5S")
    assert admin.get(PROFILE).headers["retry-after"] == "40"


def test_a_limit_set_in_flight_holds_for_the_next_call(sandbox2: Emulator, admin: Api) -> None:
    three = {"name": "Application", "per": "client", "requests": 3, "seconds": 120}
    sandbox2.control("PUT", "/throttle", {"limits": [three]})
    use_up(admin, 3)
    reason = admin.get(PROFILE).json()["Reason"]
    assert reason.endswith("Your current Application limit is [3] per [2] minute")


def test_a_limit_switched_off_in_flight_lets_the_next_call_pass(
    sandbox2: Emulator, admin: Api
) -> None:
    use_up(admin)
    sandbox2.control("PUT", "/throttle", {"limits": []})
    assert passes(admin)


def test_a_reset_opens_every_window(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin)
    sandbox2.control("POST", "/reset")
    assert passes(sandbox2.login())


def test_the_control_plane_tells_how_far_a_window_is_used(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin, 7)
    windows = sandbox2.control("GET", "/throttle")["servicechannel"]["windows"]
    assert [(w["limit"], w["used"], w["closes"]) for w in windows] == [
        ("Application", 7, "2026-06-15T12:01:00+00:00"),
        ("Company", 7, "2026-06-15T12:01:00+00:00"),
    ]


def test_our_own_header_names_the_owner_and_the_wait(sandbox2: Emulator, admin: Api) -> None:
    use_up(admin)
    sandbox2.advance("20s")
    reason = admin.get(PROFILE).headers["emulator-reason"]
    assert "Application limit of 40 in 60 s" in reason
    assert "again in 40 s" in reason
