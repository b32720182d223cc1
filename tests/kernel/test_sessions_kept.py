"""Sessions and tokens on disk: in a snapshot, and in the log of what happened since."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from emulator.kernel import keeper, snapshots
from emulator.kernel.contract import explained
from emulator.kernel.keeper import Keeper
from emulator.kernel.operation import Record
from emulator.kernel.replay import OWN
from emulator.kernel.world import Installed
from tests.kernel.acme import FORM, App, install, make_vendor
from tests.kernel.acme_sessions import SESSIONS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return install(tmp_path / "contract", make_vendor(**SESSIONS))


@pytest.fixture
def app(installed: Installed, folder: Path) -> Iterator[App]:
    """What happens in its default sandbox is put on disk."""
    with App(installed) as app:
        sandbox = app.sandbox
        keeper.write(folder, snapshots.pieces(sandbox))
        sandbox.attach(Keeper(folder, 1, lambda: snapshots.pieces(sandbox)))
        yield app
        app.loop.call(app.sandboxes.close)


@pytest.fixture
def again(installed: Installed) -> Iterator[App]:
    """Another server, which begins as the demo."""
    with App(installed, seed=9) as app:
        yield app


def begin(app: App, name: str = "ada") -> dict[str, str]:
    """A session, as its client sends it."""
    answer = app.http.post("/session", json={"Name": name, "Word": name * 2})
    assert answer.status_code == 201, answer.text
    app.http.cookies.clear()
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def status(app: App, headers: dict[str, str]) -> int:
    return app.http.get("/session", headers=headers).status_code


def refresh(app: App, token: str) -> int:
    form = {**FORM, "grant_type": "refresh_token", "refresh_token": token}
    return app.http.post("/token", data=form).status_code


def through_json(files: Record) -> Record:
    read: Record = orjson.loads(orjson.dumps(files))
    return read


def restarted(app: App, again: App, folder: Path) -> App:
    """The other server, from what of the first is on disk."""
    app.loop.call(app.sandbox.kept)
    files, _, cuts = keeper.read(folder)
    assert cuts == []
    files[OWN].pop("host")
    snapshots.restore(again.sandbox, files)
    return again


def test_a_snapshot_with_a_session_has_no_problem(app: App, installed: Installed) -> None:
    begin(app)
    own = through_json(snapshots.own(app.sandbox))
    (token,) = own["vendors"]["acme"]["logins"]["tokens"]
    assert (token["refresh"], token["bears"], token["renews"]) == ("", True, False)
    assert list(explained(snapshots.schema({"acme": installed}), OWN, own)) == []


def test_a_session_of_a_snapshot_is_open_again(app: App, again: App) -> None:
    sent = begin(app)
    snapshot = through_json(snapshots.saved(app.sandbox))
    assert status(again, sent) == 400
    snapshots.restore(again.sandbox, snapshot)
    assert status(again, sent) == 200


def test_a_snapshot_that_is_restored_is_saved_as_it_was(app: App, again: App) -> None:
    for name in ("ada", "bob", "ada"):
        begin(app, name)
    app.login("bob")
    snapshot = through_json(snapshots.saved(app.sandbox))
    snapshots.restore(again.sandbox, snapshot)
    assert through_json(snapshots.saved(again.sandbox)) == snapshot


def test_sessions_of_a_snapshot_are_counted_with_those_that_follow(app: App, again: App) -> None:
    sent = [begin(app) for _ in range(3)]
    snapshots.restore(again.sandbox, through_json(snapshots.saved(app.sandbox)))
    sent.append(begin(again))
    assert [status(again, one) for one in sent] == [400, 400, 200, 200]


def test_a_session_of_a_log_is_open_again(app: App, again: App, folder: Path) -> None:
    sent = begin(app)
    assert status(restarted(app, again, folder), sent) == 200


def test_a_session_that_was_closed_stays_closed(app: App, again: App, folder: Path) -> None:
    sent, kept = begin(app), begin(app)
    app.http.delete("/session", headers=sent)
    restarted(app, again, folder)
    assert [status(again, one) for one in (sent, kept)] == [400, 200]


def test_sessions_that_were_pruned_stay_so(app: App, again: App, folder: Path) -> None:
    sent = [begin(app) for _ in range(4)]
    restarted(app, again, folder)
    assert [status(again, one) for one in sent] == [400, 400, 200, 200]


def test_the_log_tells_all_that_there_is(app: App, folder: Path) -> None:
    sent = [begin(app, name) for name in ("ada", "bob", "ada", "ada", "ada")]
    app.login()
    app.http.delete("/session", headers=sent[-1])
    begin(app, "bob")
    app.loop.call(app.sandbox.kept)
    kept, now = keeper.read(folder)[0][OWN]["vendors"], snapshots.own(app.sandbox)["vendors"]
    told, held = (part["acme"]["logins"]["tokens"] for part in (kept, now))
    assert sorted(told, key=str) == sorted(held, key=str)
    assert kept["acme"]["draws"] == now["acme"]["draws"]


def test_a_refresh_token_of_a_log_is_good_again(app: App, again: App, folder: Path) -> None:
    app.login()
    (token,) = app.sandbox.worlds["acme"].logins.by_refresh
    assert refresh(restarted(app, again, folder), token) == 200


def test_what_follows_a_restart_is_what_would_have_followed(
    app: App, again: App, folder: Path
) -> None:
    begin(app)
    restarted(app, again, folder)
    assert begin(again) == begin(app)
