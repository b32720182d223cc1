import json
from pathlib import Path

import pytest

from tests.cli.serving import ROOT, fse
from tests.world import Json

CONTRACT = ROOT / "contracts/servicechannel"


def written(folder: Path, content: Json, name: str = "servicechannel.json") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))
    return file


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """A copy of ServiceChannel's contract, to be spoilt."""
    folder = tmp_path / "servicechannel"
    folder.mkdir()
    for file in CONTRACT.glob("*.json"):
        (folder / file.name).write_text(file.read_text())
    return folder


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_what_the_emulator_comes_with_has_no_problem() -> None:
    result = fse("check")
    assert result.exit_code == 0, result.output
    assert result.output.endswith(" files, no problem\n")


def test_all_mistakes_of_a_fixture_are_listed(three_mistakes: Path, demo: Json) -> None:
    result = fse("check", str(three_mistakes))
    location = next(iter(demo["locations"]))
    order = f"{three_mistakes}: workorders/107002896"
    assert result.exit_code == 1
    assert sorted(result.output.splitlines()) == sorted(
        [
            f"{three_mistakes}: locations/{location}: City: 5 is not of type 'string'",
            f"{order}: CallDate: '2026-13-01T00:00:00Z' is not a 'date-time'",
            f"{order}: LocationId: 1, expected an Id of locations",
            "1 file, 3 problems",
        ]
    )


def test_a_folder_of_fixtures_is_checked_file_by_file(three_mistakes: Path) -> None:
    written(three_mistakes.parent, {"_meta": {}}, "acme.json")
    result = fse("check", str(three_mistakes.parent))
    expected = "acme.json: unknown vendor acme, expected one of servicechannel"
    assert expected in result.output
    assert result.output.endswith("2 files, 4 problems\n")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "not JSON: "),
        (b"\xff", "not JSON: "),
        (b"[" * 100_000, "not JSON: "),
        (b"[]", "unknown kind of file; expected a fixture (with _meta); "),
        (b"{}", "_meta: expected "),
        (
            b'{"_meta": {"1": {"format": 1, "now": "2026-99-15T12:00:00Z"}}}',
            "_meta/1: now: 2026-99",
        ),
        (b'{"_meta": [], "users": 5}', "users: int, expected an object of records by id"),
    ],
    ids=["cut-off", "not-UTF-8", "too-deep", "a-list", "empty", "no-day", "no-tables"],
)
def test_a_file_that_is_no_fixture_is_told_why(folder: Path, content: bytes, problem: str) -> None:
    file = folder / "servicechannel.json"
    file.write_bytes(content)
    result = fse("check", str(file))
    assert result.exit_code == 1
    assert f"{file}: {problem}" in result.output


def test_a_contract_folder_alone_is_checked(contract: Path) -> None:
    count = len([*contract.glob("*.json")])
    assert fse("check", str(contract)).output == f"{count} files, no problem\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("notes.json", '"x-permission"', '"x-permision"', "unknown key x-permision; known: "),
        ("notes.json", "{", "", "notes.json: not JSON: "),
        ("users.json", '"#/components/schemas/', '"#/components/schemas/No', "expected a part of"),
        ("users.json", '"operationId": "', '"operationId": "x', "a contract entry without a "),
        ("checkins.json", '"type": "object"', '"type": "obj"', "a schema that compiles"),
    ],
    ids=["key", "json", "reference", "operation", "type"],
)
def test_a_mistake_in_a_contract_is_told(
    contract: Path, file: str, old: str, new: str, problem: str
) -> None:
    spoil(contract / file, old, new)
    result = fse("check", str(contract / file))
    assert result.exit_code == 1
    assert f"{contract}" in result.output
    assert problem in result.output


def test_a_profile_is_checked_against_its_vendors_contract(tmp_path: Path) -> None:
    profile = json.loads((ROOT / "fixtures/profiles/servicechannel/relaxed.json").read_text())
    profile["tokens"]["access_seconds"] = "soon"
    file = written(tmp_path / "servicechannel", profile, "mine.json")
    result = fse("check", str(file))
    assert result.output.splitlines() == [
        f"{file}: tokens.access_seconds: 'soon' is not of type 'integer'",
        "1 file, 1 problem",
    ]


def test_a_path_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    assert fse("check", str(tmp_path / "nothing")).exit_code == 2


def test_a_folder_without_files_is_wrong_usage(folder: Path) -> None:
    assert fse("check", str(folder)).exit_code == 2
