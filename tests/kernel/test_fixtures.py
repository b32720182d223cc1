import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from emulator.kernel.contract import Contract, load
from emulator.kernel.errors import Mistake
from emulator.kernel.fixtures import problems, read
from emulator.kernel.operation import Record
from emulator.kernel.shifting import shifted
from emulator.resources import tree
from tests.kernel.topics import COMMON, NOTES, changed, written

ROOT = Path(__file__).parents[2]
META: dict[str, dict[str, Record]] = {
    "_meta": {"1": {"format": 1, "now": "2026-06-15T12:00:00Z", "shift": True}}
}
AT = "2026-06-01T08:00:00Z"


def note(number: int, **fields: object) -> Record:
    return {"Id": number, "Text": "a", "At": AT, **fields}


def fixture(**tables: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    return {**META, **tables}


@pytest.fixture
def linked(tmp_path: Path) -> Contract:
    """Notes that may refer to another note and to several authors."""
    topic = changed(NOTES, "x-tables", authors={"record": "Author"})
    references = {"Parent": "notes", "Authors": "authors"}
    topic = changed(topic, "x-tables", "notes", references=references)
    topic = changed(topic, "components", "schemas", Author={"type": "object"})
    return load(written(tmp_path, common=COMMON, notes=topic))


def test_a_fixture_without_a_problem_is_read_as_it_is(notes: Contract, tmp_path: Path) -> None:
    tables = fixture(notes={"1": note(1)})
    file = written(tmp_path, acme=tables) / "acme.json"
    assert read(file, notes) == tables


def test_every_problem_of_a_fixture_is_told_at_once(linked: Contract, tmp_path: Path) -> None:
    tables = {
        "_meta": {"1": {"format": 2, "now": "today", "shift": "yes"}},
        "notes": {
            "1": note(1, Parent=9, Authors=[1, 2]),
            "2": note(3, Text=5, At="2026-13-01T00:00:00Z"),
            "4": "not a record",
        },
        "authors": {"1": {"Id": 1}},
        "people": {},
    }
    file = written(tmp_path, acme=tables) / "acme.json"
    with pytest.raises(Mistake) as refused:
        read(file, linked)
    assert sorted(refused.value.problems) == [
        "acme.json: _meta/1: format: 2, expected 1",
        "acme.json: _meta/1: now: today, expected an instant such as 2026-06-15T12:00:00Z",
        "acme.json: _meta/1: shift: yes, expected true or false",
        "acme.json: notes/1: Authors: 2, expected an Id of authors",
        "acme.json: notes/1: Parent: 9, expected an Id of notes",
        "acme.json: notes/2: At: '2026-13-01T00:00:00Z' is not a 'date-time'",
        "acme.json: notes/2: Id: 3, expected 2, as its key says",
        "acme.json: notes/2: Text: 5 is not of type 'string'",
        "acme.json: notes/4: Id: not a record, expected 4, as its key says",
        "acme.json: notes/4: record: 'not a record' is not of type 'object'",
        "acme.json: people: unknown table; known: authors, notes",
    ]


@pytest.mark.parametrize(
    "meta",
    [
        None,
        [],
        {},
        {"2": {"format": 1}},
        {"1": []},
        {"1": {"format": 1, "now": AT, "then": AT}},
    ],
    ids=["missing", "list", "empty", "another-id", "no-object", "unknown-key"],
)
def test_a_meta_of_another_shape_is_refused_with_the_expected_one(
    notes: Contract, meta: object
) -> None:
    tables = {} if meta is None else {"_meta": meta}
    expected = "_meta: expected {'1': {'format': 1, 'now': …, 'shift': …}}"
    assert list(problems(tables, notes)) == [expected]


@pytest.mark.parametrize(
    "now",
    [None, 5, "2026-06-15", "2026-06-15T12:00:00", "2026-06-15T12:00:00+00:00", "2026-02-30T00Z"],
    ids=["missing", "number", "day", "no-offset", "offset", "no-such-day"],
)
def test_a_fixture_says_for_which_instant_it_was_written(notes: Contract, now: object) -> None:
    (told,) = problems({"_meta": {"1": {"format": 1, "now": now}}}, notes)
    assert told == f"_meta/1: now: {now}, expected an instant such as 2026-06-15T12:00:00Z"


@pytest.mark.parametrize(
    ("key", "given"),
    [("1", "1"), ("1", 2), ("1", None), ("1.0", 1.0), ("01", 1), ("x", "x")],
    ids=["text", "another", "none", "float", "leading-zero", "word"],
)
def test_a_record_is_kept_under_its_own_whole_number(
    notes: Contract, key: str, given: object
) -> None:
    told = list(problems(fixture(notes={key: {**note(1), "Id": given}}), notes))
    assert f"notes/{key}: Id: {given}, expected {key}, as its key says" in told


@pytest.mark.parametrize("tables", [[], "x", None, 5], ids=["list", "text", "null", "number"])
def test_a_fixture_is_an_object_of_tables(notes: Contract, tables: object) -> None:
    assert list(problems(tables, notes)) == [
        f"{type(tables).__name__}, expected an object of tables"
    ]


def test_a_table_is_an_object_of_records(notes: Contract) -> None:
    told = list(problems({**META, "notes": []}, notes))
    assert told == ["notes: list, expected an object of records by id"]


CONTENTS = {
    "cut-off": b'{"_meta": ',
    "not-utf-8": b'{"_meta": "\xff"}',
    "utf-16": "{}".encode("utf-16"),
    "too-deep": b"[" * 100_000,
    "surrogate": b'{"_meta": "\\ud800"}',
    "nan": b'{"_meta": NaN}',
    "empty": b"",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_a_file_that_is_not_json_in_utf_8_is_refused(
    notes: Contract, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "acme.json"
    file.write_bytes(content)
    with pytest.raises(Mistake, match=r"^acme.json: not JSON in UTF-8: "):
        read(file, notes)


def test_a_file_that_is_missing_is_told_with_its_path(notes: Contract, tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"/nowhere/acme.json: No such file or directory$"):
        read(tmp_path / "nowhere" / "acme.json", notes)


def test_a_folder_in_the_place_of_a_file_is_told(notes: Contract, tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="Is a directory"):
        read(tmp_path, notes)


def test_a_reference_that_is_null_or_an_empty_list_leads_nowhere_and_is_fine(
    linked: Contract,
) -> None:
    tables = fixture(notes={"1": note(1, Parent=None, Authors=[])})
    assert list(problems(tables, linked)) == []


def test_records_that_are_merged_may_refer_to_those_that_are_there(linked: Contract) -> None:
    there = {"notes": {"7": note(7)}, "authors": {"1": {"Id": 1}}}
    tables = {"notes": {"8": note(8, Parent=7, Authors=[1]), "9": note(9, Parent=8)}}
    assert list(problems(tables, linked, there)) == []


def test_records_that_are_merged_need_no_meta_but_one_that_is_given_is_checked(
    linked: Contract,
) -> None:
    assert list(problems({}, linked, {})) == []
    assert len(list(problems({"_meta": {}}, linked, {}))) == 1


def test_a_merged_reference_that_leads_nowhere_is_told(linked: Contract) -> None:
    tables = {"notes": {"8": note(8, Parent=7)}}
    assert list(problems(tables, linked, {"authors": {"7": {}}})) == [
        "notes/8: Parent: 7, expected an Id of notes"
    ]


@pytest.mark.parametrize("vendor", ["servicechannel", "servicetrade", "spp"])
def test_a_demo_world_has_no_problem(vendor: str) -> None:
    contract = load(tree("contracts") / vendor)
    assert read(tree("fixtures") / "demo" / f"{vendor}.json", contract)


def test_the_demo_worlds_are_what_their_script_writes(tmp_path: Path) -> None:
    script = ROOT / "fixtures" / "make_demo.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, cwd=tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert set(made) == {"servicechannel.json", "spp.json"}
    assert made == {name: (ROOT / "fixtures/demo" / name).read_bytes() for name in made}


def moved(text: str, now: datetime, written_at: str = "2026-06-15T12:00:00Z") -> object:
    meta = {"_meta": {"1": {"format": 1, "now": written_at, "shift": True}}}
    return shifted({**meta, "notes": {"1": {"At": text}}}, now)["notes"]["1"]["At"]


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (datetime(2026, 6, 15, 23, 59, tzinfo=UTC), AT),
        (datetime(2026, 6, 16, 0, 0, tzinfo=UTC), "2026-06-02T08:00:00Z"),
        (datetime(2026, 6, 14, 0, 0, tzinfo=UTC), "2026-05-31T08:00:00Z"),
        (datetime(2026, 12, 15, 12, tzinfo=UTC), "2026-12-01T08:00:00Z"),
        (datetime(2028, 3, 14, 12, tzinfo=UTC), "2028-02-29T08:00:00Z"),
        (datetime(2027, 6, 15, 12, tzinfo=UTC), "2027-06-01T08:00:00Z"),
        (datetime(2026, 6, 15, 22, tzinfo=NEW_YORK), "2026-06-02T08:00:00Z"),
    ],
    ids=["same-day", "next-day", "day-before", "winter", "leap-day", "year", "another-zone"],
)
def test_a_date_moves_by_the_whole_days_from_the_fixtures_day_until_today(
    now: datetime, text: str
) -> None:
    assert moved(AT, now) == text


def test_all_dates_keep_their_distances_across_a_leap_day_and_a_change_of_the_hour() -> None:
    now = datetime(2028, 11, 20, 3, tzinfo=UTC)
    tables = {"notes": {str(day): {"At": f"2026-06-{day:02}T08:00:00Z"} for day in range(1, 31)}}
    there = [
        datetime.fromisoformat(record["At"])
        for record in shifted({**META, **tables}, now)["notes"].values()
    ]
    gaps = {(b - a).total_seconds() for a, b in pairwise(there)}
    assert gaps == {86_400.0}


def test_a_fraction_of_a_second_is_kept() -> None:
    assert moved("2026-06-01T08:00:00.25Z", datetime(2026, 6, 16, tzinfo=UTC)) == (
        "2026-06-02T08:00:00.25Z"
    )


def test_dates_inside_objects_and_lists_move_too() -> None:
    record = {"Steps": [{"At": AT}, AT, [AT]], "Inside": {"Deeper": {"At": AT}}, "Count": 1}
    tables = shifted({**META, "notes": {"1": record}}, datetime(2026, 6, 16, tzinfo=UTC))
    after = "2026-06-02T08:00:00Z"
    assert tables["notes"]["1"] == {
        "Steps": [{"At": after}, after, [after]],
        "Inside": {"Deeper": {"At": after}},
        "Count": 1,
    }


@pytest.mark.parametrize(
    "text",
    [
        f"seen at {AT}",
        f"{AT}\n",
        "2026-06-01",
        "2026-06-01T08:00:00+02:00",
        "2026-13-01T08:00:00Z",
        "9999-12-31T08:00:00Z",
        "",
    ],
    ids=["within-text", "line", "day", "offset", "no-such-month", "end-of-calendar", "empty"],
)
def test_a_text_that_is_no_date_of_ours_does_not_move(text: str) -> None:
    assert moved(text, datetime(2026, 7, 15, tzinfo=UTC)) == text


@pytest.mark.parametrize(
    "meta",
    [{"_meta": {"1": {"format": 1, "now": AT, "shift": False}}}, {}],
    ids=["shift-false", "no-meta"],
)
def test_a_snapshot_keeps_its_times(meta: Mapping[str, Mapping[str, Record]]) -> None:
    tables = shifted({**meta, "notes": {"1": {"At": AT}}}, datetime(2030, 1, 1, tzinfo=UTC))
    assert tables == {"notes": {"1": {"At": AT}}}


def test_moving_leaves_the_fixture_as_it_was() -> None:
    tables: dict[str, dict[str, Record]] = {**META, "notes": {"1": {"At": AT, "Steps": [AT]}}}
    before = json.dumps(tables)
    shifted(tables, datetime(2030, 1, 1, tzinfo=UTC))
    assert json.dumps(tables) == before
