"""What happens by itself in the small vendor of the tests: notes ring when they are due."""

from datetime import datetime, timedelta
from pathlib import Path

from emulator.kernel.clock import parse_instant, write_instant
from emulator.kernel.operation import Call, Event, Record, Records, Reply
from emulator.kernel.vendor import Chores
from tests.kernel.acme import App, install, make_vendor
from tests.kernel.acme_webhooks import hook


def alarm(number: int, due: str, text: str = "wake up", **more: object) -> Record:
    """A note that rings at a time of the tests' day.  Every: so many seconds later again."""
    return {"Id": number, "Text": text, "Due": f"2026-06-15T{due}Z", **more}


def first(records: Records) -> Record | None:
    due = [note for note in records.find("notes") if note.get("Due")]
    return min(due, key=lambda note: str(note["Due"]), default=None)


def next_due(records: Records) -> datetime | None:
    note = first(records)
    return parse_instant(note["Due"]) if note else None


def ring(call: Call) -> Reply:
    """The first note has rung; what else comes of it is what its text says."""
    note = first(call.records)
    assert note is not None
    if note["Text"] == "a bug":
        raise LookupError("no such bell")
    if note["Text"] == "nothing":
        return Reply("nothing", events=[Event("NoteChanged", "notes", note)])
    again = call.now + timedelta(seconds=note["Every"]) if "Every" in note else None
    rung = note | {"Due": again and write_instant(again), "Rung": call.stamp}
    if note["Text"] == "unwritable":
        rung["Inside"] = {call.now}
    changed = Event("NoteChanged", "notes", rung, {"at": call.stamp, "url": call.base_url})
    return Reply("alarm rang", changes={"notes": [rung]}, events=[changed])


CHORES = Chores(next_due, ring)


def ringing(folder: Path, chores: Chores = CHORES, public_url: str = "") -> App:
    """The small vendor with alarms, and one endpoint that wants everything."""
    app = App(install(folder, make_vendor(chores=chores)), public_url=public_url)
    app.sandbox.worlds["acme"].store.commit({"hooks": [hook(1)]})
    return app


def put(app: App, *notes: Record) -> None:
    """Put notes behind everybody's back, as the loop runs."""
    app.loop.call(app.sandbox.worlds["acme"].store.commit, {"notes": notes})


def rung(app: App) -> dict[str, str]:
    """When each note has rung, by its id."""
    notes = app.dump()["notes"]
    return {number: note["Rung"][11:19] for number, note in notes.items() if "Rung" in note}
