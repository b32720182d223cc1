import hashlib
import json
import os
import pty
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from pathlib import Path

import httpx2
import pytest
from tinydb import TinyDB, where

from emulator.cli import seeded
from emulator.cli.seed import MOST
from emulator.kernel import contract, fixtures
from emulator.resources import tree
from tests.cli.forking import forked
from tests.cli.serving import CLEAN, COMMAND, PATIENCE, ROOT, fse
from tests.world import Json

#: Of `fse seed 20`.  Another demo world, or a change of the generator, makes another one.
HASH = "8161b10ebfd5450ae0391e8ddb6be24826d95670e841dca625295e3c2ed91c49"
#: The fixture's own work order of the documentation.
EXAMPLE = "107002896"


def seeded_file(folder: Path, number: int, *args: str) -> Path:
    """What `fse seed` writes into a folder."""
    result = fse("seed", str(number), "--out", str(folder), *args)
    assert result.exit_code == 0, result.output
    return folder / "servicechannel.json"


def orders(tables: Json, demo: Json) -> list[Json]:
    """The work orders that a file has more than the demo world."""
    return [order for key, order in tables["workorders"].items() if key not in demo["workorders"]]


def test_the_same_number_and_seed_write_the_same_bytes_on_every_machine(tmp_path: Path) -> None:
    once, again = (seeded_file(tmp_path / name, 20).read_bytes() for name in "ab")
    other = seeded_file(tmp_path / "c", 20, "--seed", "1").read_bytes()
    assert once == again
    assert once != other
    assert hashlib.sha256(once).hexdigest() == HASH


def test_a_larger_number_begins_with_the_same_work_orders(tmp_path: Path, demo: Json) -> None:
    few, many = (
        json.loads(seeded_file(tmp_path / name, number).read_bytes())
        for name, number in (("few", 30), ("many", 90))
    )
    assert len(orders(many, demo)) == 90
    for table, records in few.items():
        assert list(records.items()) == list(many[table].items())[: len(records)]


def test_five_hundred_work_orders_have_no_problem(tmp_path: Path) -> None:
    tables = json.loads(seeded_file(tmp_path, 500).read_bytes())
    known = contract.load(tree("contracts") / "servicechannel")
    assert list(fixtures.problems(tables, known)) == []


def test_the_check_of_fixtures_accepts_the_file(tmp_path: Path) -> None:
    assert fse("check", str(seeded_file(tmp_path, 5))).output == "1 file, no problem\n"


def test_the_demo_world_stays_as_it_is(tmp_path: Path, demo: Json) -> None:
    tables = json.loads(seeded_file(tmp_path, 20).read_bytes())
    assert EXAMPLE in tables["workorders"]
    for table, records in demo.items():
        assert {key: tables[table][key] for key in records} == records


def test_a_stock_tinydb_opens_the_file(tmp_path: Path) -> None:
    file = seeded_file(tmp_path, 20)
    with TinyDB(file, access_mode="r") as database:
        table = database.table("workorders")
        assert len(table) == 84
        assert table.get(doc_id=int(EXAMPLE)) == table.search(where("Id") == int(EXAMPLE))[0]


def test_each_record_is_a_line(tmp_path: Path) -> None:
    file = seeded_file(tmp_path, 20)
    records = sum(map(len, json.loads(file.read_bytes()).values()))
    by_line = [line for line in file.read_text().splitlines() if '":{"' in line]
    assert len(by_line) == records


def test_without_a_folder_it_is_seeded_and_the_counts_are_told(tmp_path: Path) -> None:
    with chdir(tmp_path):
        result = fse("seed", "1")
    assert result.output.startswith("seeded/servicechannel.json: 2 subscribers, ")
    assert " 65 workorders, " in result.output
    assert result.output.endswith("\nload it: fse serve --fixtures seeded\n")
    assert (tmp_path / "seeded/servicechannel.json").is_file()


def test_a_seeded_work_order_that_is_open_takes_a_check_in(tmp_path: Path, demo: Json) -> None:
    file = seeded_file(tmp_path / "world", 100)
    norwell, larkfield = (demo["workorders"][EXAMPLE][f] for f in ("ProviderId", "SubscriberId"))
    order = next(
        order["Id"]
        for order in orders(json.loads(file.read_bytes()), demo)
        if (order["ProviderId"], order["SubscriberId"]) == (norwell, larkfield)
        and order["Status"] == {"Primary": "OPEN", "Extended": ""}
        and order["Category"] != "MAINTENANCE"
    )
    with forked(tmp_path / "ready.json", "--fixtures", str(file.parent)) as server:
        env = json.loads(server.fse("env", "--json").output)
        form = {"grant_type": "password", "username": env["SC_USERNAME"]}
        form["password"] = env["SC_PASSWORD"]
        client = (env["SC_CLIENT_ID"], env["SC_CLIENT_SECRET"])
        with httpx2.Client(trust_env=False) as http:
            token = http.post(env["SC_TOKEN_URL"], data=form, auth=client).json()["access_token"]
            http.headers["Authorization"] = f"Bearer {token}"
            url = f"{env['SC_API_BASE_URL']}/v3/workorders/{order}"
            answer = http.post(f"{url}/universalCheckIn", json={"TechsCount": 1})
            assert answer.status_code == 200, answer.text
            assert http.get(url).json()["Status"]["Extended"] == "ON SITE"


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "servicechannel.json"
    file.write_text("mine")
    refused = fse("seed", "1", "--out", str(tmp_path))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == f"{file}: is there already; --force replaces it\n"
    assert file.read_text() == "mine"
    assert "_meta" in seeded_file(tmp_path, 1, "--force").read_text()


@pytest.mark.parametrize("before", [None, "mine"], ids=["nothing-there", "something-there"])
def test_ctrl_c_leaves_what_was_there_and_nothing_else(tmp_path: Path, before: str | None) -> None:
    file = tmp_path / "acme.json"
    if before:
        file.write_text(before)
    with pytest.raises(KeyboardInterrupt):
        seeded.write(file, {"notes": {}}, interrupted(), may_replace=True)
    assert [p.read_text() for p in tmp_path.iterdir()] == ([before] if before else [])


def interrupted() -> Iterator[Mapping[str, Sequence[Json]]]:
    yield {"notes": [{"Id": 1}]}
    raise KeyboardInterrupt


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    script = f'ulimit -f 64; exec "$@" seed 500 --out {tmp_path}'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *COMMAND],
        capture_output=True,
        text=True,
        env=CLEAN,
        cwd=ROOT,
        timeout=PATIENCE,
        check=False,
    )
    problem = "File too large, expected a file in a folder that can be written"
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path}/servicechannel.json: {problem}\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", ["0", "-5", str(MOST + 1), "many", "1.5", ""])
def test_another_number_is_wrong_usage_that_says_what_was_met(number: str) -> None:
    result = fse("seed", number)
    assert result.exit_code == 2
    assert number in result.stderr
    assert f"1<=x<={MOST}" in result.stderr or "is not a valid integer range" in result.stderr


@pytest.mark.parametrize("seed", ["-1", "x"])
def test_a_seed_is_a_whole_number_from_zero_on(seed: str) -> None:
    result = fse("seed", "5", "--seed", seed)
    assert result.exit_code == 2
    assert f"Invalid value for '--seed': {seed} " in result.stderr.replace("'x'", "x")


def test_an_unknown_vendor_is_named_with_those_that_are_known(tmp_path: Path) -> None:
    result = fse("seed", "5", "--out", str(tmp_path), "--vendor", "acme")
    assert result.exit_code == 2
    assert "Invalid value for '--vendor': acme, expected one of servicechannel" in result.stderr


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("mine")
    there = fse("seed", "5", "--out", str(file))
    assert there.exit_code == 2
    assert f"'{file}' is a file" in there.stderr
    above = fse("seed", "5", "--out", str(file / "below"))
    assert above.exit_code == 1
    assert above.stderr.startswith(f"{file}/below/servicechannel.json: Not a directory, expected ")
    assert file.read_text() == "mine"


def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "servicechannel.json").mkdir()
    result = fse("seed", "5", "--out", str(tmp_path), "--force")
    assert result.exit_code == 1
    assert "Is a directory, expected a file" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["servicechannel.json"]


def test_the_progress_is_shown_on_a_terminal_and_nowhere_else(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*COMMAND, "seed", "300", "--out", str(tmp_path / "seen")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=CLEAN) as process:
        os.close(theirs)
        assert process.wait(PATIENCE) == 0
        shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert "/300" in shown
    assert fse("seed", "300", "--out", str(tmp_path / "unseen")).stderr == ""
