"""A server that is killed while it writes, again and again; what it acknowledged must be there."""

import json
import os
import random
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from emulator.resources import tree
from tests.cli.forking import forked
from tests.cli.serving import Served, client
from tests.world import CLIENT, PASSWORDS

ORDER = 107002896
API = "/servicechannel/v3"
WRITERS = 4


@dataclass
class Victim:
    """The state of one `--data` directory over many lives.

    longest: the seconds of the longest life.  acknowledged: notes that were answered with 201, by
    their ids.
    """

    data: Path
    seed: int = 0
    longest: float = 0.25
    acknowledged: dict[int, str] = field(default_factory=dict)
    token: str = ""

    def live(self, number: int) -> None:
        """Start, look whether all is there, write with several clients, and die at some moment."""
        world = small_world(self.data.with_name("world"))
        args = ("--data", str(self.data), "--profile", "relaxed", "--fixtures", str(world))
        ready = self.data.with_name("ready.json")
        ready.unlink(missing_ok=True)  # the last one's: it could not clean up
        with forked(ready, *args) as served:
            if not self.token:
                self.token = self._login(served)
                self._subscribe(served)
            self.check(served)
            seconds = random.Random(f"{self.seed}:{number}").uniform(0.01, self.longest)  # noqa: S311
            killer = threading.Timer(seconds, os.kill, (served.process.pid, signal.SIGKILL))
            killer.start()
            names = [f"{number}.{writer}" for writer in range(WRITERS)]
            writers = [threading.Thread(target=self._write, args=(served, name)) for name in names]
            for thread in writers:
                thread.start()
            for thread in (*writers, killer):
                thread.join()
            served.process.wait()

    def check(self, served: Served) -> None:
        """Every acknowledged note is there; each note has its webhook, each webhook its note."""
        with self._client(served) as client:
            listed = client.get(f"{API}/workorders/{ORDER}/notes?paging=1:1000000")
            assert listed.status_code == 200, listed.text
            there = {note["Id"]: note["NoteData"] for note in listed.json()["Notes"]}
            told = client.get("/_emulator/snapshot").json()["_sandbox.json"]["webhooks"]["waiting"]
        lost = {i: text for i, text in self.acknowledged.items() if there.get(i) != text}
        assert lost == {}
        ours = {text for text in there.values() if text.startswith("killed ")}
        assert ours == {text for text in map(note_of, told) if text}

    def _write(self, served: Served, name: str) -> None:
        with self._client(served) as client:
            try:
                for number in range(1_000_000):
                    text = f"killed {name}.{number}"
                    answer = client.post(f"{API}/workorders/{ORDER}/notes", json={"Note": text})
                    assert answer.status_code == 201, answer.text
                    self.acknowledged[answer.json()["id"]] = text
            except httpx2.TransportError:
                return

    def _client(self, served: Served) -> httpx2.Client:
        return client(served.url, Authorization=f"Bearer {self.token}")

    def _login(self, served: Served) -> str:
        user = "nwhvac.admin"
        form = {"grant_type": "password", "username": user, "password": PASSWORDS[user]}
        with client(served.url) as asking:
            answer = asking.post("/servicechannel/oauth/token", data=form, auth=CLIENT)
        token: str = answer.json()["access_token"]
        return token

    def _subscribe(self, served: Served) -> None:
        """Nobody receives, and a storm holds every webhook back for a day: none of them ends."""
        day = {"probability": 1, "min_ms": 86_400_000, "max_ms": 86_400_000}
        hook = {"url": "http://127.0.0.1:9/", "events": ["WorkOrderNoteAdded"]}
        with self._client(served) as client:
            for method, path, body in (
                ("PUT", "storm", {"late": day}),
                ("POST", "endpoints", hook),
            ):
                answer = client.request(method, f"/_emulator/webhooks/{path}", json=body)
                assert answer.is_success, answer.text


#: What a work order and who writes its notes cannot do without.
NEEDED = (
    "subscribers", "providers", "permissions", "users", "clients", "locations", "trades",
    "categories", "priorities", "statuses",
)  # fmt: skip


def small_world(folder: Path) -> Path:
    """Fixtures of one vendor and one work order: a start with all of them takes twice as long."""
    if folder.exists():
        return folder
    folder.mkdir()
    for file in (tree("fixtures") / "demo").iterdir():
        tables = json.loads(file.read_text("utf-8"))
        kept = {"_meta": tables["_meta"]}
        if file.name == "servicechannel.json":
            kept |= {name: tables[name] for name in NEEDED}
            kept["workorders"] = {str(ORDER): tables["workorders"][str(ORDER)]}
        (folder / file.name).write_text(json.dumps(kept), "utf-8")
    return folder


def note_of(delivery: Mapping[str, Mapping[str, str]]) -> str:
    """The text of the note that a delivery tells of, if it is one of the killed."""
    body = delivery["message"]["body"]
    begin = body.find('"NoteData":"killed ')
    return body[begin + 12 : body.index('"', begin + 12)] if begin >= 0 else ""
