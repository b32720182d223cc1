from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from emulator.kernel.storms import PRESETS, Planned, Planner, Storm, changed, forged, preset_of
from tests.kernel.acme import NOON

MANY = range(1, 2_001)


def planned(storm: Storm, seed: int = 0) -> dict[int, list[Planned]]:
    planner = Planner(seed)
    return {number: planner.plan(storm, number, "one", NOON) for number in MANY}


def order(plans: Mapping[int, list[Planned]]) -> list[int]:
    """Deliveries as they go out, without their copies."""
    first = [(plan, number) for number, plans_of in plans.items() for plan in plans_of[:1]]
    return [number for _, number in sorted(first)]


def waits(plans: Mapping[int, list[Planned]]) -> list[timedelta]:
    return [plan.due - NOON for plans_of in plans.values() for plan in plans_of[:1]]


def test_without_a_storm_everything_goes_out_once_at_once_and_in_order() -> None:
    plans = planned(PRESETS["none"])
    assert {len(p) for p in plans.values()} == {1}
    assert set(waits(plans)) == {timedelta(0)}
    assert order(plans) == list(MANY)


def test_duplicates_are_one_copy_of_each_within_a_second() -> None:
    plans = planned(PRESETS["duplicates"])
    assert {tuple(p.copy for p in plan) for plan in plans.values()} == {(0, 1)}
    apart = [copy.due - first.due for first, copy in plans.values()]
    assert max(apart) <= timedelta(seconds=1)
    assert len(set(apart)) > 100


def test_shuffled_deliveries_move_by_less_than_the_window() -> None:
    plans = planned(PRESETS["shuffled"])
    went = order(plans)
    moved = [abs(place - number) for place, number in enumerate(went, 1)]
    assert sorted(went) == list(MANY)
    assert 10 < max(moved) < 20
    assert set(waits(plans)) == {timedelta(seconds=1)}


def test_a_shuffle_holds_back_only_what_comes_within_its_second() -> None:
    planner, storm = Planner(0), PRESETS["shuffled"]
    first = planner.plan(storm, 1, "one", NOON)
    later = planner.plan(storm, 2, "one", NOON + timedelta(seconds=2))
    other = planner.plan(storm, 3, "two", NOON + timedelta(seconds=2.5))
    assert [p.due - NOON for (p,) in (first, later, other)] == [
        timedelta(seconds=1),
        timedelta(seconds=3),
        timedelta(seconds=3.5),
    ]


def test_a_lossy_way_loses_a_tenth_and_delays_up_to_thirty_seconds() -> None:
    plans = planned(PRESETS["lossy"])
    assert 150 < sum(not plan for plan in plans.values()) < 250
    assert timedelta(seconds=29) < max(waits(plans)) <= timedelta(seconds=30)


def test_late_deliveries_wait_one_to_ten_minutes() -> None:
    late = waits(planned(PRESETS["late"]))
    assert timedelta(minutes=1) <= min(late) < timedelta(seconds=63)
    assert timedelta(minutes=9.9) < max(late) <= timedelta(minutes=10)


def test_a_hostile_way_does_it_all_with_up_to_four_copies() -> None:
    plans = planned(replace(PRESETS["hostile"], forged=0))
    assert {len(plan) for plan in plans.values()} == {0, 1, 2, 3, 4, 5}
    assert order(plans) != sorted(order(plans))
    assert max(waits(plans)) > timedelta(minutes=9)
    copies = [plan for plan in plans.values() if len(plan) > 1]
    assert all(one.due <= two.due for plan in copies for one, two in pairwise(plan))


def test_a_hostile_way_forges_one_in_twenty_and_leaves_all_else_as_it_was() -> None:
    plans, calm = planned(PRESETS["hostile"]), planned(replace(PRESETS["hostile"], forged=0))
    forgeries = [plan for plans_of in plans.values() for plan in plans_of if plan.is_forged]
    assert 60 < len(forgeries) < 140
    assert {n: [p for p in plan if not p.is_forged] for n, plan in plans.items()} == calm


def test_a_forgery_comes_with_the_message_before_it_or_after_it() -> None:
    plans = planned(replace(PRESETS["shuffled"], forged=1)).values()
    assert all(forgery.due == first.due and forgery.is_forged for first, forgery in plans)
    assert {forgery < first for first, forgery in plans} == {True, False}


@pytest.mark.parametrize(
    ("value", "turned"),
    [
        ("AbCdEfGhIjK=", "bCdEfGhAIjK="),
        ("00aabbccddeeff11", "0aabbccddee0ff11"),
        ("", ""),
    ],
    ids=["base64", "hexadecimal", "nothing"],
)
def test_a_forged_signature_has_the_shape_of_a_true_one(value: str, turned: str) -> None:
    headers = {"X-Kind": "HMAC", "X-Sign": value}
    assert forged(headers, "X-Sign") == {"X-Kind": "HMAC", "X-Sign": turned}


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "none"])
def test_one_seed_is_one_storm_and_another_seed_another(name: str) -> None:
    assert planned(PRESETS[name]) == planned(PRESETS[name])
    assert planned(PRESETS[name]) != planned(PRESETS[name], seed=1)


def test_a_storm_changed_by_fields_is_no_preset_until_it_equals_one() -> None:
    storm = changed(PRESETS["none"], {"drop": 0.1})
    assert preset_of(storm) == "custom"
    assert preset_of(changed(storm, {"delay": {"max_ms": 30_000}})) == "lossy"


def test_fields_of_a_group_are_changed_one_by_one() -> None:
    storm = changed(PRESETS["duplicates"], {"duplicates": {"copies": 3}})
    assert (storm.duplicates.probability, storm.duplicates.copies) == (1, 3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rain": 1}, "rain: unknown; known: duplicates, shuffle, delay, drop, late, forged"),
        ({"forged": -1}, "forged: -1, expected a probability from 0 to 1"),
        ({"drop": 1.5}, "drop: 1.5, expected a probability from 0 to 1"),
        ({"drop": "often"}, "drop: 'often', expected a probability from 0 to 1"),
        ({"drop": True}, "drop: True, expected a probability from 0 to 1"),
        ({"shuffle": 2.5}, "shuffle: 2.5, expected a whole number from 0 to 1000"),
        ({"delay": {"max_ms": -1}}, "delay.max_ms: -1, expected a whole number from 0 to 86400000"),
        ({"late": 1}, "late: 1, expected an object of probability, min_ms, max_ms"),
        ({"late": {"min_ms": 2, "max_ms": 1}}, "late: 2 to 1 ms is backwards"),
        (
            {"duplicates": {"copies": 101}},
            "duplicates.copies: 101, expected a whole number from 0 to 100",
        ),
        (
            {"duplicates": {"often": 1}},
            "duplicates: {'often': 1}, expected an object of probability, copies, spacing_ms",
        ),
    ],
    ids=str,
)
def test_a_storm_that_cannot_be_says_what_was_met_and_what_is_expected(
    given: Mapping[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        changed(PRESETS["none"], given)
    assert str(refused.value) == said
