"""Instants as Unix seconds move with the dates of a fixture; records may have another id field."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulator.kernel.contract import Contract, load
from emulator.kernel.fixtures import problems
from emulator.kernel.journal import Entry
from emulator.kernel.operation import Record, Reply
from emulator.kernel.sandbox import Sandbox, Sandboxes, Start
from emulator.kernel.shifting import shifted
from emulator.kernel.world import Installed, World
from tests.kernel.acme import PROFILE, make_vendor
from tests.kernel.asking import request
from tests.kernel.topics import entry, written
from tests.receiver import Receiver

DAY = 86_400
THEN = "2026-06-15T12:00:00Z"
#: That instant, in Unix seconds.
NOON = 1_781_524_800
NEXT = datetime(2026, 6, 16, tzinfo=UTC)
EPOCHS = {"jobs": ["start", "end"]}


def meta(*, shift: bool = True) -> dict[str, Record]:
    return {"1": {"format": 1, "now": THEN, "shift": shift}}


def moved(record: Record, now: datetime = NEXT, *, shift: bool = True) -> Record:
    tables = {"_meta": meta(shift=shift), "jobs": {"1": record}}
    return shifted(tables, now, EPOCHS)["jobs"]["1"]


def test_noon_is_the_instant_that_it_says() -> None:
    assert datetime.fromtimestamp(NOON, UTC).isoformat() == "2026-06-15T12:00:00+00:00"


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2026, 6, 15, 23, 59, tzinfo=UTC), 0),
        (NEXT, 1),
        (datetime(2026, 6, 14, tzinfo=UTC), -1),
        (datetime(2028, 6, 15, tzinfo=UTC), 731),
    ],
    ids=["same-day", "next-day", "day-before", "leap-year"],
)
def test_an_instant_in_unix_seconds_moves_by_whole_days(now: datetime, days: int) -> None:
    assert moved({"start": NOON}, now) == {"start": NOON + days * DAY}


def test_an_instant_in_unix_seconds_and_the_same_one_as_a_text_stay_the_same() -> None:
    after = moved({"start": NOON, "at": THEN}, datetime(2031, 11, 3, 22, tzinfo=UTC))
    assert datetime.fromisoformat(after["at"]).timestamp() == after["start"]


def test_numbers_that_are_no_instants_stay_as_they_are() -> None:
    assert moved({"start": NOON, "price": NOON}) == {"start": NOON + DAY, "price": NOON}


@pytest.mark.parametrize("value", [None, "noon", 1.5], ids=["null", "text", "fraction"])
def test_what_is_no_whole_number_of_seconds_stays_as_it_is(value: object) -> None:
    assert moved({"start": value}) == {"start": value}


def test_a_field_of_that_name_inside_another_is_none_of_the_tables() -> None:
    record = {"window": {"start": NOON}, "windows": [{"start": NOON}]}
    assert moved(record) == record


def test_the_same_field_of_another_table_is_no_instant() -> None:
    tables = {"_meta": meta(), "jobs": {"1": {"start": NOON}}, "notes": {"1": {"start": NOON}}}
    after = shifted(tables, NEXT, EPOCHS)
    assert (after["jobs"]["1"], after["notes"]["1"]) == ({"start": NOON + DAY}, {"start": NOON})


def test_a_fixture_that_wants_to_stay_keeps_its_seconds() -> None:
    assert moved({"start": NOON}, shift=False) == {"start": NOON}


def test_moving_leaves_the_record_as_it_was() -> None:
    record = {"start": NOON}
    moved(record)
    assert record == {"start": NOON}


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    """Records are known by `id`, jobs from 1001 on."""
    jobs = {"record": "Job", "epochs": ["start"], "first": 1001, "references": {"owner": "users"}}
    tables = {"jobs": jobs, "users": {"record": "Job", "indexed": ["name"]}}
    tables["hooks"] = {"record": "Job"}
    topic = {
        "x-id-field": "id",
        "x-tables": tables,
        "paths": {"/token": {"post": entry("token", **{"x-handler": "token"})}},
        "components": {"schemas": {"Job": {"type": "object"}}},
    }
    return load(written(tmp_path, acme=topic))


def install(contract: Contract, jobs: Mapping[str, Record]) -> Installed:
    fixture = {"_meta": meta(), "jobs": jobs, "users": {"1": {"id": 1, "name": "ada"}}}
    assert list(problems(fixture, contract)) == []
    return Installed(make_vendor({}), contract, fixture, {"usual": PROFILE}, "usual")


def sandbox(installed: Installed) -> Sandbox:
    return Sandboxes({"acme": installed}, Start(Receiver(), NEXT)).default


def begun(contract: Contract, jobs: Mapping[str, Record]) -> World:
    return sandbox(install(contract, jobs)).worlds["acme"]


def test_a_record_is_known_by_the_id_field_of_its_contract(contract: Contract) -> None:
    spoilt: Record = {"_meta": meta(), "jobs": {"1": {"Id": 1}, "2": {"id": 3, "owner": 9}}}
    assert sorted(problems(spoilt, contract)) == [
        "jobs/1: id: None, expected 1, as its key says",
        "jobs/2: id: 3, expected 2, as its key says",
        "jobs/2: owner: 9, expected an id of users",
    ]


def test_a_sandbox_begins_with_its_instants_moved(contract: Contract) -> None:
    world = begun(contract, {"5": {"id": 5, "start": NOON}})
    assert world.store.get("jobs", 5) == {"id": 5, "start": NOON + DAY}


def test_records_that_are_merged_later_are_moved_as_their_meta_says(contract: Contract) -> None:
    world = begun(contract, {})
    merged = {"_meta": meta(), "jobs": {"6": {"id": 6, "start": NOON}}}
    assert world.installed.shifted(merged, NEXT)["jobs"]["6"]["start"] == NOON + DAY


def test_a_sandbox_gives_its_first_id_as_the_contract_says(contract: Contract) -> None:
    world = begun(contract, {})
    assert [world.store.next_id("jobs"), world.store.next_id("users")] == [1001, 2]


def test_what_a_commit_changed_is_told_by_that_id(contract: Contract) -> None:
    box = sandbox(install(contract, {"5": {"id": 5}}))
    told = Entry(1, NEXT, "acme", request(), None)
    reply = Reply(changes={"jobs": [{"id": 7}]}, removes={"jobs": [5]})
    box.commit(box.worlds["acme"], reply, None, told)
    assert told.whole()["committed"] == {"jobs": [7, 5]}
