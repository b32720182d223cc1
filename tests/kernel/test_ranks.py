"""Documents in the order of a field, kept while they change."""

import random

import pytest

from emulator.kernel.overlay import Overlay
from emulator.kernel.ranks import Ranked, rank
from emulator.kernel.record import Record
from emulator.kernel.store import Store


def stored(*records: Record) -> Store:
    store = Store({"jobs": [["team"]]})
    store.commit({"jobs": records})
    return store


def job(job_id: int, at: object, team: int = 1) -> Record:
    return {"Id": job_id, "at": at, "team": team}


def test_ids_come_by_the_field_and_those_of_one_value_by_age() -> None:
    store = stored(job(1, "b"), job(2, "c"), job(3, "a"), job(4, "b"), job(5, "a", team=2))
    found = store.ranked("jobs", "at", team=1)
    assert (len(found), found.lowest(0, 9), found.highest(0, 9)) == (4, [3, 1, 4, 2], [2, 4, 1, 3])


@pytest.mark.parametrize(
    ("start", "stop", "lowest", "highest"),
    [
        (0, 2, [1, 2], [5, 4]),
        (2, 4, [3, 4], [3, 2]),
        (4, 6, [5], [1]),
        (5, 9, [], []),
        (10**9, 10**10, [], []),
    ],
)
def test_a_part_is_counted_from_either_end(
    start: int, stop: int, lowest: list[int], highest: list[int]
) -> None:
    found = Ranked([1, 2, 3, 4, 5])
    assert (found.lowest(start, stop), found.highest(start, stop)) == (lowest, highest)


def test_nulls_come_before_numbers_and_these_before_texts_of_any_case() -> None:
    values = ["b", None, 10, "A", True, 9.5, ["x"]]
    assert sorted(values, key=rank) == [None, True, 9.5, 10, ["x"], "A", "b"]


def test_it_is_told_how_many_have_no_value() -> None:
    store = stored(job(1, "b"), job(2, None), job(3, "a"), job(4, None))
    found = store.ranked("jobs", "at")
    assert (found.nulls, found.lowest(found.nulls, found.nulls + 1)) == (2, [3])
    store.commit({"jobs": [job(3, None), job(1, None)]})
    found = store.ranked("jobs", "at")
    assert (found.nulls, found.lowest(found.nulls, 9)) == (4, [])
    assert store.ranked("jobs", "at", team=9).nulls == 0


def test_a_field_that_no_document_has_leaves_them_by_age() -> None:
    assert stored(job(2, "a"), job(1, "b")).ranked("jobs", "nothing").lowest(0, 9) == [1, 2]


def test_what_nobody_shares_is_empty() -> None:
    assert len(stored(job(1, "a")).ranked("jobs", "at", team=9)) == 0
    assert stored(job(1, "a")).ranked("jobs", "at", team=9).highest(0, 5) == []


def test_a_kept_order_follows_every_change() -> None:
    chance = random.Random(8)  # noqa: S311 - no secret
    store = stored(*[job(n, n % 7, team=n % 3) for n in range(1, 60)])
    alive = {n: (n % 7, n % 3) for n in range(1, 60)}
    for _ in range(300):
        each = chance.randint(1, 80)
        if each in alive and chance.random() < 0.3:
            store.commit({}, {"jobs": [each]})
            del alive[each]
        else:
            alive[each] = chance.randint(0, 9), chance.randint(0, 2)
            store.commit({"jobs": [job(each, *alive[each])]})
        team = chance.randint(0, 2)
        wanted = sorted(i for i, (_, of) in alive.items() if of == team)
        wanted.sort(key=lambda i: alive[i][0])
        assert store.ranked("jobs", "at", team=team).lowest(0, 99) == wanted


def test_a_fork_has_an_order_of_its_own() -> None:
    store = stored(job(1, "a"), job(2, "b"))
    assert store.ranked("jobs", "at").lowest(0, 9) == [1, 2]
    fork = Store({"jobs": [["team"]]})
    fork.adopt(store.tables())
    fork.commit({"jobs": [job(1, "c")]})
    assert fork.ranked("jobs", "at").lowest(0, 9) == [2, 1]
    assert store.ranked("jobs", "at").lowest(0, 9) == [1, 2]


def test_changes_that_are_not_committed_are_in_the_order_of_the_overlay_alone() -> None:
    store = stored(job(1, "a"), job(2, "b"), job(3, "c", team=2))
    after = Overlay(store, {"jobs": [job(1, "z"), job(4, "a")]}, "Id", {"jobs": [2]})
    assert after.ranked("jobs", "at", team=1).lowest(0, 9) == [4, 1]
    assert store.ranked("jobs", "at", team=1).lowest(0, 9) == [1, 2]
    untouched = Overlay(store, {}, "Id")
    assert untouched.ranked("jobs", "at", team=2).lowest(0, 9) == [3]
