"""`fse snapshot`: out of a real server, onto the disk, and in again."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import tinydb
from click.testing import Result

from emulator.cli.first_calls import ORDER
from tests.cli.forking import forked
from tests.cli.receiving import Receiver, receiving
from tests.cli.sandboxes import Caller, drop_all, environment
from tests.cli.serving import Served, failing, fse

NOON = "2026-06-15T12:00:00Z"
VENDOR, OWN = "servicechannel.json", "_sandbox.json"
VENDORS = "servicechannel, servicetrade, spp"
FILES = [OWN, VENDOR, "servicetrade.json", "spp.json"]
NOWHERE = {"EMULATOR_URL": "http://127.0.0.1:1"}


class World:
    """A sandbox whose clock stands still, and a folder for its snapshots."""

    def __init__(self, served: Served, under: Path) -> None:
        self.served, self.under = served, under
        assert served.fse("sandbox", "create", "t1", "--clock", NOON, "--freeze").exit_code == 0

    def snapshot(self, verb: str, name: str, *more: str) -> Result:
        return self.served.fse(
            "snapshot", verb, name, "--dir", str(self.under), "--sandbox", "t1", *more
        )

    def save(self, name: str) -> Path:
        result = self.snapshot("save", name)
        assert result.exit_code == 0, result.output
        return self.under / name

    def subscribe(self, receiver: Receiver) -> None:
        body = {"url": f"{receiver.url}/hooks"}
        with httpx2.Client(base_url=self.served.url, trust_env=False) as client:
            made = client.post("/_emulator/webhooks/endpoints?sandbox=t1", json=body)
        assert made.is_success, made.text

    def login(self) -> Caller:
        return Caller(environment(self.served, "t1"))


@pytest.fixture
def world(served: Served, tmp_path: Path) -> Iterator[World]:
    yield World(served, tmp_path / "snapshots")
    drop_all(served)


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_saved_it_is_a_folder_with_a_file_a_vendor_and_one_for_all_the_rest(world: World) -> None:
    result = world.snapshot("save", "before")
    folder = world.under / "before"
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{folder}: ")
    assert lines[0].endswith(f" records of spp; clock {NOON}, frozen")
    assert lines[1] == (
        f"back to it: fse snapshot load before --dir {world.under}"
        f" --url {world.served.url} --sandbox t1"
    )
    assert sorted(content(folder)) == FILES


def test_saved_loaded_and_saved_again_the_files_are_the_same_to_the_byte(world: World) -> None:
    with receiving([503]) as receiver, world.login() as caller:
        world.subscribe(receiver)
        caller.check_in()
        receiver.next()
        world.served.fse("clock", "advance", "0s", "--sandbox", "t1")
        first = world.save("first")
        own = json.loads((first / OWN).read_bytes())
        assert own["webhooks"]["waiting"]
        assert own["vendors"]["servicechannel"]["logins"]["tokens"]
        world.served.fse("reset", "--sandbox", "t1")
        assert world.snapshot("load", "first").exit_code == 0
        second = world.save("second")
    assert content(first) == content(second)


def test_loaded_the_records_and_the_tokens_are_as_they_were(world: World) -> None:
    with world.login() as caller:
        world.save("before")
        caller.check_in()
        assert caller.status == "IN PROGRESS"
        world.served.fse("clock", "advance", "11m", "--sandbox", "t1")
        assert caller.read().status_code == 401
        said = world.snapshot("load", "before").stdout
        assert caller.status == "OPEN"
    assert said.startswith(f"t1 is as saved in {world.under / 'before'}: ")
    assert said.endswith(f" records of spp; clock {NOON}, frozen\n")


def test_a_stock_tinydb_opens_a_vendors_file(world: World) -> None:
    with tinydb.TinyDB(world.save("before") / VENDOR) as database:
        found = database.table("workorders").get(doc_id=ORDER)
        assert isinstance(found, tinydb.table.Document)
        assert found["Id"] == ORDER


def test_each_record_has_a_line_of_its_own(world: World) -> None:
    lines = (world.save("before") / VENDOR).read_text().splitlines()
    (line,) = [line for line in lines if line.startswith(f'"{ORDER}":{{')]
    assert json.loads(f"{{{line.removesuffix(',')}}}")[str(ORDER)]["Id"] == ORDER


def test_json_says_what_was_saved_and_loaded(world: World) -> None:
    saved = json.loads(world.snapshot("save", "before", "--json").stdout)
    loaded = json.loads(world.snapshot("load", "before", "--json").stdout)
    assert saved == loaded
    assert (saved["name"], saved["clock"]["frozen"]) == ("before", True)
    assert saved["records"]["servicechannel"] > 100


def test_a_snapshot_is_replaced_only_by_force(world: World) -> None:
    before = content(world.save("before"))
    with world.login() as caller:
        caller.check_in()
    result = world.snapshot("save", "before")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("/before: a snapshot is there already; --force replaces it\n")
    assert content(world.under / "before") == before
    assert world.snapshot("save", "before", "--force").exit_code == 0
    after = content(world.under / "before")
    assert after.keys() == before.keys()
    assert after != before


def test_by_force_no_file_of_another_snapshot_stays_in_it(world: World) -> None:
    folder = world.save("before")
    (folder / "acme.json").write_text("{}")
    result = world.snapshot("save", "before", "--force")
    assert result.exit_code == 1
    assert ": acme.json would stay and be part of it; move it away\n" in result.stderr


def test_where_a_file_is_in_the_folders_place_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    result = fse("snapshot", "save", "taken", "--dir", str(tmp_path), **NOWHERE)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{tmp_path}/taken: a file is in the way, expected a folder")


def test_where_the_folder_of_snapshots_is_a_file_it_is_told(world: World) -> None:
    world.under.write_text("mine")
    result = world.snapshot("save", "before")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "a file is in the way, expected a folder" in result.stderr
    assert world.under.read_text() == "mine"


def test_a_path_with_a_slash_is_the_folder_itself(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere/before"
    said = world.snapshot("save", str(folder)).stdout
    assert sorted(content(folder)) == FILES
    assert f"fse snapshot load {folder} " in said
    assert world.snapshot("load", str(folder)).exit_code == 0


def test_a_name_is_in_the_folder_snapshots_or_a_folder_right_here(
    world: World, tmp_path: Path
) -> None:
    with contextlib.chdir(tmp_path):
        assert world.served.fse("snapshot", "save", "before").exit_code == 0
        shutil.copytree("snapshots/before", "here")
        assert world.served.fse("snapshot", "load", "before").exit_code == 0
        assert world.served.fse("snapshot", "load", "here").exit_code == 0
        assert world.served.fse("sandbox", "create", "t2", "--snapshot", "before").exit_code == 0


def test_a_new_sandbox_can_begin_as_a_snapshot_was_saved(world: World) -> None:
    with world.login() as caller:
        caller.check_in()
    folder = world.save("before")
    said = world.served.fse("sandbox", "create", "t2", "--snapshot", str(folder)).stdout
    assert f": clock {NOON}, frozen; profile relaxed\n" in said
    with Caller(environment(world.served, "t2")) as there, world.login() as here:
        assert (there.status, here.status) == ("IN PROGRESS", "IN PROGRESS")


def test_a_server_starts_with_the_records_of_a_snapshot(world: World, tmp_path: Path) -> None:
    with world.login() as caller:
        caller.check_in()
    folder = world.save("before")
    with (
        forked(tmp_path / "r.json", "--fixtures", str(folder), "--clock", NOON) as served,
        Caller(environment(served, "default")) as there,
    ):
        assert there.status == "IN PROGRESS"


def test_a_snapshot_is_accepted_by_check(world: World) -> None:
    folder = world.save("before")
    assert fse("check", str(folder)).output == "4 files, no problem\n"
    assert fse("check", str(folder / OWN)).output == "1 file, no problem\n"


def test_the_state_of_an_unknown_sandbox_is_neither_saved_nor_loaded(world: World) -> None:
    folder = world.save("before")
    for args in (["save", "x"], ["load", "before"]):
        where = ("--dir", str(world.under), "--sandbox", "t9")
        result = world.served.fse("snapshot", *args, *where)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("no sandbox t9: ")
    assert [f.name for f in world.under.iterdir()] == [folder.name]


def test_snapshots_are_a_table_and_one_that_cannot_be_read_says_why(world: World) -> None:
    world.save("before")
    (world.save("broken") / VENDOR).write_text("{")
    result = fse("snapshot", "list", "--dir", str(world.under), **NOWHERE)
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0].split() == ["name", "when", "vendors", "records", "clock", "in", "it"]
    assert lines[1].split()[0] == "before"
    assert f"  {VENDORS}  " in lines[1]
    assert f"{NOON}," in lines[1]
    assert lines[2].startswith("broken  20")
    assert f"  {VENDOR}: not JSON: Expecting property name" in lines[2]
    asked = json.loads(
        fse("snapshot", "list", "--dir", str(world.under), "--json", **NOWHERE).stdout
    )["snapshots"]
    assert [entry["name"] for entry in asked] == ["before", "broken"]
    assert "problem" in asked[1]


def test_where_there_is_no_snapshot_it_says_how_to_have_one(tmp_path: Path) -> None:
    said = fse("snapshot", "list", "--dir", str(tmp_path / "none"), **NOWHERE).output
    assert said == f"no snapshot in {tmp_path / 'none'}; to have one: fse snapshot save NAME\n"


def test_removed_it_is_gone(world: World) -> None:
    folder = world.save("before")
    result = fse("snapshot", "rm", "before", "--dir", str(world.under), **NOWHERE)
    assert (result.exit_code, result.stdout) == (0, f"removed: {folder}\n")
    assert not folder.exists()


def test_what_is_more_than_a_snapshot_is_not_removed(world: World) -> None:
    folder = world.save("before")
    (folder / "notes.txt").write_text("mine")
    result = world.served.fse("snapshot", "rm", str(folder))
    assert result.exit_code == 1
    assert result.stderr == f"{folder}: more than a snapshot is in it: notes.txt\n"
    assert sorted(content(folder)) == sorted([*FILES, "notes.txt"])


def test_what_is_no_snapshot_is_not_removed(folder: Path) -> None:
    (folder / VENDOR).write_text("{}")
    done = failing("snapshot", "rm", str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{folder}: no such snapshot; `fse snapshot list` ")
    assert (folder / VENDOR).exists()
