"""What `fse snapshot load` refuses: every problem is told, and nothing is half-loaded."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.cli.first_calls import ORDER
from tests.cli.serving import Served, failing, fse

VENDOR, OWN = "servicechannel.json", "_sandbox.json"
#: Two records with one id, a key twice in a record, and one that was lost with its table.
TWICE = b"""{"_meta": {"1": {"format": 1, "now": "2026-06-15T12:00:00Z", "shift": false}},
"notes": {"3": {"Id": 3, "Id": 3}}, "workorders": {"7": {}, "8": {"Status": 1, "Status": 2},
"7": {}}, "notes": {}}"""


@pytest.fixture(scope="module")
def saved(shared: Served, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("saved") / "before"
    assert shared.fse("clock", "freeze").exit_code == 0
    assert shared.fse("snapshot", "save", str(folder)).exit_code == 0
    assert shared.fse("clock", "unfreeze").exit_code == 0
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def before(saved: dict[str, bytes], tmp_path: Path) -> Path:
    """A snapshot, to be spoilt."""
    folder = tmp_path / "before"
    folder.mkdir()
    for name, content in saved.items():
        (folder / name).write_bytes(content)
    return folder


def changed(file: Path, change: Callable[[dict[str, dict[str, object]]], object]) -> None:
    content = json.loads(file.read_bytes())
    change(content)
    file.write_text(json.dumps(content))


def refused(served: Served, folder: Path) -> list[str]:
    """The problems of a load, which must have changed nothing."""
    served.fse("clock", "freeze")
    was = served.get("/_emulator/snapshot").content
    result = served.fse("snapshot", "load", str(folder))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert served.get("/_emulator/snapshot").content == was
    served.fse("clock", "unfreeze")
    return result.stderr.splitlines()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "Expecting value: line 1 column 1"),
        (b"{", "Expecting property name"),
        (b"no", "Expecting value"),
        (b'{"\xff": 1}', "'utf-8' codec can't decode byte 0xff in position 2"),
        ('{"a": 1}'.encode("utf-16"), "'utf-8' codec can't decode byte 0xff in position 0"),
        (b"[" * 100_000, "maximum recursion depth exceeded"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": 1e999}', "1e999 is no number"),
        (b'{"a": 99999999999999999999}', "Integer exceeds 64-bit range"),
        (b'{"a": "\\ud800"}', "str is not valid UTF-8: surrogates not allowed"),
    ],
    ids=["empty", "open", "word", "bytes", "UTF-16", "deep", "NaN", "infinite", "large", "half"],
)
def test_a_file_that_is_not_json_is_named_with_the_reason(
    before: Path, content: bytes, problem: str
) -> None:
    (before / OWN).write_bytes(content)
    done = fse("snapshot", "load", str(before), EMULATOR_URL="http://127.0.0.1:1")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{before / OWN}: not JSON: {problem}")


def test_a_file_that_was_cut_off_is_named_with_the_line(served: Served, before: Path) -> None:
    file = before / VENDOR
    file.write_bytes(file.read_bytes()[:-1_000])
    (line,) = refused(served, before)
    assert line.startswith(f"{file}: not JSON: ")
    assert ": line " in line


def test_problems_of_all_files_are_told_at_once(served: Served, before: Path) -> None:
    (before / OWN).write_text("{")
    (before / VENDOR).write_text("}")
    assert [line.partition(": ")[0] for line in refused(served, before)] == [
        str(before / OWN),
        str(before / VENDOR),
    ]


def test_keys_that_are_there_twice_are_told_with_their_place(served: Served, before: Path) -> None:
    file = before / VENDOR
    file.write_bytes(TWICE)
    assert refused(served, before) == [
        f"{file}: Id is there twice",
        f"{file}: workorders/8: Status is there twice",
        f"{file}: workorders: 7 is there twice",
        f"{file}: notes is there twice",
    ]


def test_check_tells_of_keys_that_are_there_twice(before: Path) -> None:
    file = before / VENDOR
    file.write_bytes(TWICE)
    result = fse("check", str(before))
    assert result.exit_code == 1
    assert f"{file}: workorders: 7 is there twice\n" in result.output
    assert result.output.endswith("4 files, 4 problems\n")


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b'{"format": 2}', "format: 2, expected 1"), (b"[]", "list, expected an object"),
     (b"{}", "format: None, expected 1"), (b"{", "not JSON: ")],
    ids=["format", "list", "empty", "open"],
)  # fmt: skip
def test_check_tells_of_a_snapshots_own_file(before: Path, content: bytes, problem: str) -> None:
    (before / OWN).write_bytes(content)
    result = fse("check", str(before))
    assert result.exit_code == 1
    assert f"{before / OWN}: {problem}" in result.output


def test_every_problem_that_the_server_finds_is_a_line(served: Served, before: Path) -> None:
    def spoil(tables: dict[str, dict[str, object]]) -> None:
        tables["acme"] = {}
        order = tables["workorders"][str(ORDER)]
        assert isinstance(order, dict)
        order["LocationId"], order["Nte"] = 1, "much"

    changed(before / VENDOR, spoil)
    (before / "acme.json").write_text("{}")
    lines = "\n".join(refused(served, before))
    assert len(lines.splitlines()) == 4
    assert f"workorders/{ORDER}: LocationId: 1, expected an Id of locations" in lines
    assert f"workorders/{ORDER}: Nte: 'much' is not of type 'number'" in lines
    assert f"{VENDOR}: acme: unknown table; known: " in lines
    known = "servicechannel.json, servicetrade.json, spp.json, _sandbox.json"
    assert f"acme.json: unknown file; known: {known}" in lines


@pytest.mark.parametrize(
    ("file", "change", "problem"),
    [
        (VENDOR, lambda t: t["_meta"].update({"1": {"format": 2, "now": "x"}}), "format: 2, "),
        (OWN, lambda own: own.update(format=2), f"{OWN}: format: "),
        (OWN, lambda own: own.pop("clock"), f"{OWN}: record: 'clock' is a required property"),
        (OWN, lambda own: own["clock"].update(now="noon"), "'noon' is not a 'date-time'"),
        (VENDOR, lambda t: t.clear(), "_meta: expected "),
    ],
    ids=["format", "own-format", "no-clock", "no-time", "empty"],
)
def test_what_is_no_snapshot_of_this_format_is_told(
    served: Served,
    before: Path,
    file: str,
    change: Callable[[dict[str, dict[str, object]]], object],
    problem: str,
) -> None:
    changed(before / file, change)
    assert problem in "\n".join(refused(served, before))


def test_a_list_in_a_files_place_is_told(served: Served, before: Path) -> None:
    (before / VENDOR).write_text("[]")
    (before / OWN).write_text("[]")
    assert len(refused(served, before)) == 2


def test_a_vendors_file_that_is_missing_is_told(served: Served, before: Path) -> None:
    (before / VENDOR).unlink()
    (line,) = refused(served, before)
    assert line.endswith(f"{VENDOR}: it is missing")


def test_fixtures_are_no_snapshot_and_it_says_what_takes_them(before: Path) -> None:
    (before / OWN).unlink()
    done = failing("snapshot", "load", str(before))
    assert done.returncode == 1
    assert done.stderr == (
        f"{before}: no {OWN} in it, so it is no snapshot;"
        f" for fixtures: fse sandbox create --fixtures {before}\n"
    )


def test_a_folder_that_is_a_file_is_told(before: Path) -> None:
    result = fse("snapshot", "load", str(before / VENDOR))
    assert result.exit_code == 1
    assert result.stderr.endswith(f"/{VENDOR}: a file, expected the folder that it is in\n")


def test_a_snapshot_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = fse("snapshot", "load", "before", "--dir", str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{tmp_path}/before: no such snapshot; `fse snapshot list` ")


@pytest.mark.parametrize("verb", ["save", "load", "rm"])
def test_an_empty_name_is_wrong_usage(verb: str) -> None:
    result = fse("snapshot", verb, "")
    assert result.exit_code == 2
    assert "expected a name, or the path of a folder" in result.stderr
