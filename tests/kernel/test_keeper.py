"""A sandbox's directory: what is kept, folded, refused; over the small vendor of the tests."""

import errno
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emulator.kernel import keeper, snapshots
from emulator.kernel.errors import Mistake
from emulator.kernel.files import DISK, Disk
from emulator.kernel.keeper import Keeper
from emulator.kernel.operation import Record
from emulator.kernel.replay import OWN, replayed
from emulator.kernel.wal import recover
from tests.kernel.acme import App, install
from tests.kernel.acme_webhooks import hook

FULL = OSError(errno.ENOSPC, "No space left on device")
BROKEN = OSError(errno.EIO, "Input/output error")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(install(tmp_path / "contract")) as app:
        yield app
        app.loop.call(app.sandboxes.close)


def keep(app: App, folder: Path, folded: int = 10**9, disk: Disk = DISK) -> Keeper:
    """Put on disk what happens in the default sandbox from now on."""
    sandbox = app.sandbox
    keeper.write(folder, snapshots.pieces(sandbox))
    kept = Keeper(folder, 1, lambda: snapshots.pieces(sandbox), folded=folded, disk=disk)
    sandbox.attach(kept)
    return kept


def note(app: App, text: str) -> int:
    return app.http.post("/notes", headers=app.login(), json={"Text": text}).status_code


def kept_files(folder: Path) -> Record:
    files, _, cuts = keeper.read(folder)
    assert cuts == []
    files[OWN].pop("host")
    return files


def test_the_snapshot_and_the_log_make_what_there_is(app: App, folder: Path) -> None:
    keep(app, folder)
    for text in ("one", "two"):
        assert note(app, text) == 201
    app.http.delete("/notes/5", headers=app.login())
    now = snapshots.saved(app.sandbox)
    kept = kept_files(folder)
    assert kept["acme.json"]["notes"] == now["acme.json"]["notes"]
    assert kept["acme.json"]["refusals"] == now["acme.json"]["refusals"]
    assert kept[OWN]["vendors"] == now[OWN]["vendors"]


def test_a_webhook_is_in_the_record_of_its_change(app: App, folder: Path) -> None:
    app.sandbox.worlds["acme"].store.commit({"hooks": [hook(1)]})
    app.receiver.script([500])
    keep(app, folder)
    note(app, "told")
    app.move()
    app.loop.call(app.sandbox.kept)
    now = snapshots.saved(app.sandbox)[OWN]["webhooks"]
    assert kept_files(folder)[OWN]["webhooks"] == now
    assert [d["message"]["event"] for d in now["waiting"]] == ["NoteCreated"]
    app.move("15m")
    app.loop.call(app.sandbox.kept)
    assert kept_files(folder)[OWN]["webhooks"]["waiting"] == []


def test_a_log_that_has_grown_is_folded_into_the_files(app: App, folder: Path) -> None:
    keep(app, folder, folded=2_000)
    for number in range(30):
        assert note(app, f"note {number}") == 201
    app.loop.call(app.sandboxes.close)
    (last,) = keeper.logs(folder)
    assert last[0] > 2
    assert b"note 9" in (folder / "acme.json").read_bytes()
    assert len(kept_files(folder)["acme.json"]["notes"]) == 31


def test_applying_a_log_twice_ends_the_same(app: App, folder: Path) -> None:
    keep(app, folder)
    for number in range(5):
        note(app, str(number))
    once = kept_files(folder)
    ((_, log),) = keeper.logs(folder)
    records = recover(log).records
    again = replayed(kept_files(folder), records)
    assert again["acme.json"]["notes"] == once["acme.json"]["notes"]
    assert again[OWN]["vendors"] == once[OWN]["vendors"]


def failing_from(call: str, number: int, error: OSError) -> Disk:
    """A disk whose calls of one kind fail from a number on."""
    calls = 0
    real: Callable[..., object] = getattr(DISK, call)

    def fails(*args: object) -> object:
        nonlocal calls
        calls += 1
        if calls >= number:
            raise error
        return real(*args)

    return DISK._replace(**{call: fails})  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [FULL, BROKEN], ids=["full", "broken"])
@pytest.mark.parametrize("call", ["write", "fdatasync"])
@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_disk_that_fails_ends_all_acknowledgement_and_lies_about_none(
    app: App, folder: Path, call: str, number: int, error: OSError
) -> None:
    logging.getLogger("emulator").addHandler(quiet := logging.NullHandler())
    keep(app, folder, disk=failing_from(call, number + (call == "write"), error))
    statuses = []
    for text in map(str, range(8)):
        token = app.http.post("/token", data=FORM)
        statuses.append(token.status_code)
        if token.status_code == 200:
            headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
            statuses.append(
                app.http.post("/notes", headers=headers, json={"Text": text}).status_code
            )
    logging.getLogger("emulator").removeHandler(quiet)
    first = statuses.index(507)
    assert set(statuses[first:]) == {507}
    kept = {n["Text"] for n in kept_files(folder)["acme.json"]["notes"].values()}
    assert {"first", *map(str, range(statuses.count(201)))} <= kept


FORM = {
    "client_id": "app", "client_secret": "s3cret", "grant_type": "password",
    "username": "ada", "password": "adaada",
}  # fmt: skip


def test_a_507_says_why_in_its_reason_and_in_one_line_for_the_person(
    app: App, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keep(app, folder, disk=failing_from("fdatasync", 1, FULL))
    with caplog.at_level(logging.ERROR, "emulator"):
        answers = [app.http.post("/token", data=FORM) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [507] * 3
    assert "No space left on device" in answers[0].headers["emulator-reason"]
    (line,) = caplog.messages
    assert "nothing is acknowledged any more" in line


def test_a_webhook_whose_cause_is_not_on_disk_is_not_sent(app: App, folder: Path) -> None:
    logging.getLogger("emulator").addHandler(quiet := logging.NullHandler())
    app.sandbox.worlds["acme"].store.commit({"hooks": [hook(1)]})
    keep(app, folder, disk=failing_from("fdatasync", 2, BROKEN))
    assert note(app, "never told") == 507
    app.move("1h")
    logging.getLogger("emulator").removeHandler(quiet)
    assert app.receiver.got == []


def test_a_folder_without_our_file_is_none_of_ours(folder: Path) -> None:
    folder.mkdir()
    with pytest.raises(Mistake, match="is no sandbox of a --data directory"):
        keeper.read(folder)


def test_a_snapshot_that_cannot_be_written_ends_acknowledgement(app: App, folder: Path) -> None:
    logging.getLogger("emulator").addHandler(quiet := logging.NullHandler())
    kept = keep(app, folder, folded=500, disk=failing_from("replace", 3, FULL))
    for _ in range(20):
        app.http.post("/token", data=FORM)
    app.loop.call(kept.close)
    logging.getLogger("emulator").removeHandler(quiet)
    assert "No space left" in kept.failure
