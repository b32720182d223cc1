"""Which vendor a control call means that names none: the first that knows what it names."""

import pytest

from tests.world import Emulator, Json, start

JOB = 1536000000000033
USER = 1436000000000002


@pytest.mark.parametrize(
    ("change", "vendor"),
    [
        ({"switches": {"eula_needed": True}}, "servicetrade"),
        ({"switches": {"strict_20": True}}, "servicechannel"),
        ({"tokens": {"sessions_hard": 3}}, "servicetrade"),
        ({"tokens": {"access_seconds": 5}}, "servicechannel"),
        ({"tokens": {"access_seconds": 5}, "vendor": "servicetrade"}, "servicetrade"),
        ({"name": "2018"}, "servicechannel"),
        ({"switches": {"validation_status": 400}}, "spp"),
        ({"throttle": {"requests": 5}}, "spp"),
    ],
    ids=[
        "theirs",
        "ours",
        "a-setting",
        "of-both",
        "named",
        "a-profile",
        "the third's",
        "a-limit",
    ],
)
def test_a_profile_is_changed_of_the_vendor_that_has_the_settings(
    change: Json, vendor: str
) -> None:
    with start("relaxed") as emulator:
        before = emulator.control("GET", "/profile")
        emulator.control("PUT", "/profile", change)
        after = emulator.control("GET", "/profile")
    assert [name for name in before if before[name] != after[name]] == [vendor]


def test_an_event_is_fired_of_the_vendor_whose_it_is(emulator: Emulator) -> None:
    hook = {"url": "/_emulator/inbox/mine", "events": ["job.updated"]}
    assert emulator.control("POST", "/webhooks/endpoints", hook)["vendor"] == "servicetrade"
    fired = emulator.control("POST", "/webhooks/fire", {"event": "job.updated", "record": JOB})
    assert len(fired["deliveries"]) == 1


def test_a_right_is_changed_where_the_row_is(emulator: Emulator) -> None:
    for rights in (["admin.account"], []):
        changed = {"id": USER, "activities": rights}
        for _ in range(3):  # a row that is read again is kept decoded
            assert emulator.control("PUT", "/permissions", changed)["username"] == "gil.sorensen"
            emulator.control("GET", "/permissions")


def test_limits_that_are_shown_may_be_put_back(emulator: Emulator) -> None:
    for vendor, limits in emulator.control("GET", "/throttle").items():
        assert emulator.control("PUT", "/throttle", {"vendor": vendor, **limits})["name"]


def test_what_no_vendor_knows_is_refused_as_the_first_does(emulator: Emulator) -> None:
    answer = emulator.http.put("/_emulator/profile", json={"switches": {"nonsense": 1}})
    assert answer.status_code == 400
    assert "nonsense" in answer.text
