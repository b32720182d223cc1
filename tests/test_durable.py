"""`--data`: what is acknowledged is not lost, over HTTP, with real processes."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Mistake
from emulator.resources import tree
from tests.asgi import Closed
from tests.cli.forking import forked
from tests.cli.serving import failing
from tests.kill import ORDER, Victim
from tests.receiver import Receiver
from tests.world import Api, Emulator, start, started_again

VISIT = {"UserId": 1544987}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def begun(data: Path, send: Receiver | None = None) -> Emulator:
    return start(data=str(data), send=send)


def status(api: Api) -> str:
    primary: str = api.get(f"/workorders/{ORDER}").json()["Status"]["Primary"]
    return primary


def files(data: Path) -> dict[str, bytes]:
    folder = data / "sandboxes" / "default"
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_records_tokens_and_clock_are_as_they_were(data: Path) -> None:
    with begun(data) as first:
        api = first.login()
        api.post(f"/workorders/{ORDER}/universalCheckIn", VISIT)
        first.advance("9m59s")
    with started_again(data) as second:
        assert status(Api(second.http, api.token)) == "IN PROGRESS"
        assert second.control("GET", "/clock")["now"] == "2026-06-15T12:09:59+00:00"
        second.advance("1s")
        assert Api(second.http, api.token).get("/users/current/profile").status_code == 401


def test_a_running_clock_goes_on_while_nobody_serves(data: Path) -> None:
    with begun(data) as first:
        first.control("POST", "/clock", {"freeze": False})
        token = first.login().token
    with started_again(data) as second:
        assert Api(second.http, token).get("/users/current/profile").status_code == 200
    file = data / "sandboxes" / "default" / "_sandbox.json"
    own = json.loads(file.read_text("utf-8"))
    own["host"] = (parse_instant(own["host"]) - timedelta(minutes=11)).isoformat()
    file.write_text(json.dumps(own), "utf-8")
    with started_again(data) as third:
        assert third.control("GET", "/clock")["now"] > "2026-06-15T12:11:00"
        assert Api(third.http, token).get("/users/current/profile").status_code == 401


def test_a_refresh_token_that_was_used_up_stays_so(data: Path) -> None:
    with begun(data) as first:
        first.change_tokens(refresh_rotation="single_use")
        used = first.token("nwhvac.admin").json()["refresh_token"]
        assert first.refresh(used).status_code == 200
    with started_again(data) as second:
        assert second.refresh(used).status_code == 400


def test_what_control_calls_changed_is_as_it_was(data: Path) -> None:
    with begun(data) as first:
        first.permit(301, GpsCheckInOut=False)
        first.control("PUT", "/webhooks/storm", {"preset": "hostile"})
        first.switch(strict_20=True)
    with started_again(data) as second:
        assert second.control("GET", "/webhooks/storm")["preset"] == "hostile"
        row = second.control("GET", "/permissions")["servicechannel"][0]
        assert row["GpsCheckInOut"] is False
        profile = second.control("GET", "/profile")["servicechannel"]["profile"]
        assert profile["switches"]["strict_20"] is True


def test_a_delivery_that_waits_is_made_after_the_restart_with_the_same_bytes(data: Path) -> None:
    before, after = Receiver([500]), Receiver()
    with begun(data, before) as first:
        hook = {"url": "http://localhost:9/", "events": ["WorkOrderCheckIn"]}
        first.control("POST", "/webhooks/endpoints", hook)
        first.login().post(f"/workorders/{ORDER}/universalCheckIn", VISIT)
        first.settle()
    with started_again(data, after) as second:
        assert second.settle() == []
        second.advance("5m")
        assert after.bodies == before.bodies
    with started_again(data) as third:
        assert third.control("GET", "/webhooks/deliveries")["waiting"] == 0


def killed(data: Path) -> Path:
    """The directory as a server leaves it that is killed now."""
    return Path(shutil.copytree(data, data.with_name(f"{data.name}-killed")))


def test_a_fault_outlives_a_kill_and_one_that_has_struck_does_not_strike_again(data: Path) -> None:
    with begun(data) as first:
        api = first.login()
        for effect in ("lose_answer", "drop"):
            match = {"operation": "postNote"}
            first.control("POST", "/faults", {"match": match, "effect": {effect: True}, "times": 1})
        with pytest.raises(Closed):
            api.post(f"/workorders/{ORDER}/notes", {"Note": "lost and dropped"})
        copy = killed(data)
    with started_again(copy) as second:
        faults = second.control("GET", "/faults")["faults"]
        assert [(f["fitted"], f["struck"], f["over"]) for f in faults] == [(1, 1, True)] * 2
        notes = f"/workorders/{ORDER}/notes"
        assert Api(second.http, api.token).post(notes, {"Note": "x"}).status_code == 201


def test_after_a_kill_the_draws_of_a_fault_go_on(data: Path) -> None:
    with begun(data) as first:
        api = first.login()
        rare = {"effect": {"status": 503}, "match": {"probability": 0.5}}
        first.control("POST", "/faults", rare)
        for _ in range(5):
            api.get("/users/current/profile")
        copy = killed(data)
        followed = [api.get("/users/current/profile").status_code for _ in range(20)]
    with started_again(copy) as second:
        again = Api(second.http, api.token)
        assert [again.get("/users/current/profile").status_code for _ in range(20)] == followed


def test_a_token_that_a_fault_ended_stays_so_after_a_kill(data: Path) -> None:
    with begun(data) as first:
        api = first.login()
        first.control("POST", "/faults", {"effect": {"expire_token": True}, "times": 1})
        assert api.get("/users/current/profile").status_code == 401
        copy = killed(data)
    with started_again(copy) as second:
        assert Api(second.http, api.token).get("/users/current/profile").status_code == 401


def test_a_reset_is_kept_too(data: Path) -> None:
    with begun(data) as first:
        first.login().post(f"/workorders/{ORDER}/universalCheckIn", VISIT)
        first.control("POST", "/reset")
    with started_again(data) as second:
        assert status(second.login()) == "OPEN"


def test_sandboxes_come_back_and_dropped_ones_do_not(data: Path) -> None:
    with begun(data) as first:
        for name in ("one", "two"):
            first.control("POST", "/sandboxes", {"name": name, "seed": 7})
        first.control("PUT", "/webhooks/storm?sandbox=one", {"preset": "late"})
        first.control("DELETE", "/sandboxes/two")
    with started_again(data) as second:
        names = [s["name"] for s in second.control("GET", "/sandboxes")["sandboxes"]]
        assert names == ["default", "one"]
        assert second.control("GET", "/webhooks/storm?sandbox=one")["preset"] == "late"


def test_a_stock_tinydb_reads_the_records_and_each_file_is_a_fixture(data: Path) -> None:
    with begun(data) as first:
        first.login().post(f"/workorders/{ORDER}/universalCheckIn", VISIT)
    with started_again(data):
        pass
    file = data / "sandboxes" / "default" / "servicechannel.json"
    with TinyDB(file, access_mode="r") as database:
        order = database.table("workorders").get(doc_id=ORDER)
        assert isinstance(order, dict)
        assert order["Status"]["Extended"] == "ON SITE"
    with start(fixtures=(f"servicechannel={file}",)) as other:
        assert status(other.login()) == "IN PROGRESS"


def test_every_torn_end_of_the_log_is_cut_off_and_what_is_before_it_kept(data: Path) -> None:
    with begun(data) as first:
        api = first.login()
        for number in range(3):
            api.post(f"/workorders/{ORDER}/notes", {"Note": f"torn {number}"})
    log = next((data / "sandboxes/default").glob("log.*"))
    whole = log.read_bytes()
    for length in range(len(whole) - 700, len(whole), 23):
        copy = data.with_name(f"copy{length}")
        shutil.copytree(data, copy)
        (copy / "sandboxes/default" / log.name).write_bytes(whole[:length])
        with started_again(copy) as second:
            listed = second.login().get(f"/workorders/{ORDER}/notes?paging=1:3").json()["Notes"]
            assert listed[0]["NoteData"] == "torn 1"


Spoil = Callable[[Path], object]
SPOILT: dict[str, tuple[Spoil, str]] = {
    "no JSON": (lambda f: (f / "servicechannel.json").write_text("{"), "cannot be read"),
    "no file of ours": (lambda f: (f / "_sandbox.json").unlink(), "there is no _sandbox.json"),
    "no records": (lambda f: (f / "servicechannel.json").write_text("{}"), "_meta: expected"),
    "no log": (lambda f: next(f.glob("log.*")).write_text("hello, this is no log"), "no log"),
    "another version": (
        lambda f: (f / "_sandbox.json").write_text(
            (f / "_sandbox.json").read_text().replace('"format":1', '"format":2')
        ),
        "format: 2, expected 1",
    ),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=SPOILT)
def test_a_directory_that_no_crash_leaves_so_is_refused_and_left_alone(
    data: Path, spoil: Spoil, said: str
) -> None:
    with begun(data):
        pass
    spoil(data / "sandboxes" / "default")
    before = {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}
    with pytest.raises(Mistake, match=said):
        started_again(data)
    assert {p: p.read_bytes() for p in data.rglob("*") if p.is_file()} == before


def test_a_second_server_on_a_directory_is_told_who_has_it(data: Path) -> None:
    with forked(data.with_name("r.json"), "--data", str(data)) as served:
        second = failing("serve", "--port", "0", "--data", str(data))
        assert second.returncode == 1
        assert f"in use by the server at {served.url} (pid {served.process.pid})" in second.stderr


def test_a_file_in_the_directorys_place_is_refused(data: Path) -> None:
    data.write_text("not a folder")
    refused = failing("serve", "--port", "0", "--data", str(data))
    assert refused.returncode == 1
    assert str(data) in refused.stderr


def test_a_directory_wins_over_fixtures_and_the_start_says_so(data: Path) -> None:
    with begun(data):
        pass
    fixture = data.with_name("servicechannel.json")
    fixture.write_text(json.dumps({"_meta": {"1": {"format": 1, "now": "2026-06-15T12:00:00Z"}}}))
    args = ("--data", str(data), "--fixtures", f"servicechannel={fixture}")
    with forked(data.with_name("r.json"), *args) as served:
        assert f"{data} has state of its own; --fixtures is not read" in served.said
        assert "107002896" in served.get("/_emulator/snapshot").text


def test_what_is_not_ours_is_left_alone_and_a_half_made_sandbox_is_cleared_away(data: Path) -> None:
    with begun(data):
        pass
    home = data / "sandboxes"
    (home / ".DS_Store").write_text("a file manager's")
    (home / ".half").mkdir()
    with started_again(data) as second:
        assert len(second.control("GET", "/sandboxes")["sandboxes"]) == 1
    assert sorted(f.name for f in home.iterdir()) == [".DS_Store", "default"]


def test_a_new_directory_begins_with_the_fixtures_and_claims_nothing_else(data: Path) -> None:
    demo = tree("fixtures") / "demo" / "servicechannel.json"
    args = ("--data", str(data), "--fixtures", f"servicechannel={demo}")
    with forked(data.with_name("r.json"), *args) as served:
        assert "state of its own" not in served.said


@pytest.mark.parametrize("batch", range(5))
def test_nothing_acknowledged_is_lost_in_10_kills(tmp_path: Path, batch: int) -> None:
    victim = Victim(tmp_path / "data", batch, longest=0.1)
    for number in range(10):
        victim.live(number)
    assert len(victim.acknowledged) > 10


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(10, 20))
def test_nothing_acknowledged_is_lost_in_100_kills(tmp_path: Path, batch: int) -> None:
    victim = Victim(tmp_path / "data", batch)
    for number in range(100):
        victim.live(number)
