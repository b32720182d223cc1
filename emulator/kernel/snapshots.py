"""A sandbox as data, whole: one TinyDB file a vendor, and `_sandbox.json` for all the rest.

A fixture is a snapshot without `_sandbox.json`, and the files of a snapshot are fixtures.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta

import orjson

from emulator.kernel.clock import LATEST, Clock, check_instant, parse_instant, write_instant
from emulator.kernel.contract import explained
from emulator.kernel.faults import NONE, Faults
from emulator.kernel.fixtures import problems as fixture_problems
from emulator.kernel.operation import Record
from emulator.kernel.replay import FORMAT, OWN
from emulator.kernel.sandbox import Sandbox
from emulator.kernel.shifting import META
from emulator.kernel.storms import PRESETS, changed
from emulator.kernel.world import Installed


def saved(sandbox: Sandbox) -> Record:
    """The files of a snapshot by their names."""
    now = sandbox.clock.now()
    meta = {"1": {"format": FORMAT, "now": write_instant(now), "shift": False}}
    files: Record = {}
    for name, world in sandbox.worlds.items():
        tables = {table: records for table, records in world.store.dump().items() if records}
        files[f"{name}.json"] = {META: meta, **tables}
    files[OWN] = own(sandbox)
    return files


def own(sandbox: Sandbox) -> Record:
    """All but the records."""
    return {
        "format": FORMAT,
        "clock": {"now": sandbox.clock.now().isoformat(), "frozen": sandbox.clock.is_frozen},
        "seed": sandbox.seed,
        "storm": asdict(sandbox.courier.storm),
        "faults": sandbox.faults.saved(),
        "vendors": {name: world.saved() for name, world in sandbox.worlds.items()},
        "webhooks": sandbox.courier.saved(),
    }


def note(sandbox: Sandbox) -> None:
    """Put on disk what a control call may have changed."""
    if sandbox.keeper is None:
        return
    if sandbox.is_replaced:
        sandbox.keeper.note("all", files=timed(saved(sandbox)))
        sandbox.is_replaced = False
    else:
        sandbox.keeper.note("own", own=timed({OWN: own(sandbox)})[OWN])


def timed(files: Record) -> Record:
    """With the host's time, so that a clock that runs goes on while nobody serves."""
    files[OWN]["host"] = Clock().now().isoformat()
    return files


def caught_up(files: Record) -> Record:
    """The files of a sandbox that was not served for a while."""
    own = files[OWN]
    host = own.pop("host", None)
    if host is not None and not own["clock"]["frozen"]:
        away = max(Clock().now() - parse_instant(host), timedelta(0))
        now = parse_instant(own["clock"]["now"]) + away
        own["clock"]["now"] = min(now, LATEST).isoformat()
    return files


def pieces(sandbox: Sandbox) -> dict[str, Iterator[bytes]]:
    """The files of a snapshot of now, written as they are read, by another thread too."""
    meta = {"1": {"format": FORMAT, "now": write_instant(sandbox.clock.now()), "shift": False}}
    files = {}
    for name, world in sandbox.worlds.items():
        tables = {n: rows.raw.copy() for n, rows in world.store.tables().items() if rows.raw}
        files[f"{name}.json"] = _written(meta, tables)
    files[OWN] = iter([orjson.dumps(timed({OWN: own(sandbox)})[OWN])])
    return files


def _written(meta: Record, tables: Mapping[str, Mapping[int, bytes]]) -> Iterator[bytes]:
    """A TinyDB file, a record a line."""
    yield b'{"_meta":' + orjson.dumps(meta)
    for table, rows in tables.items():
        yield b',\n"%s":{' % table.encode()
        separator = b"\n"
        for number, text in rows.items():
            yield b'%s"%d":%s' % (separator, number, text)
            separator = b",\n"
        yield b"}"
    yield b"}\n"


def restore(sandbox: Sandbox, files: Record) -> None:
    """Make a sandbox what was saved; a snapshot that has no problems."""
    own = files[OWN]
    sandbox.is_replaced = True
    sandbox.journal.begin_run()
    sandbox.clock.go(parse_instant(own["clock"]["now"]), is_frozen=own["clock"]["frozen"])
    sandbox.seed = own["seed"]
    for name, world in sandbox.worlds.items():
        world.restore(files[f"{name}.json"], own["vendors"][name], own["seed"])
    sandbox.inbox.clear()
    sandbox.courier.storm = changed(PRESETS["none"], own["storm"])
    sandbox.courier.seed = sandbox.faults.seed = own["seed"]
    sandbox.faults.restore(own.get("faults", NONE))
    sandbox.courier.restore(own["webhooks"], sandbox.worlds)


def problems(files: object, vendors: Mapping[str, Installed]) -> Iterator[str]:
    """Every problem as `file: …: what, expected what`."""
    if not isinstance(files, dict):
        yield f"{type(files).__name__}, expected an object by file name"
        return
    expected = [*(f"{vendor}.json" for vendor in vendors), OWN]
    for file in sorted(files.keys() - set(expected)):
        yield f"{file}: unknown file; known: {', '.join(expected)}"
    for file in expected:
        if file not in files:
            yield f"{file}: it is missing"
    for vendor, installed in vendors.items():
        file = f"{vendor}.json"
        if file in files:
            found = fixture_problems(files[file], installed.contract)
            yield from (f"{file}: {problem}" for problem in found)
    if OWN in files:
        yield from _own_problems(files[OWN], vendors)


def _own_problems(own: object, vendors: Mapping[str, Installed]) -> Iterator[str]:
    wrong = list(explained(schema(vendors), OWN, own))
    yield from wrong
    if wrong or not isinstance(own, dict):
        return
    try:
        check_instant(parse_instant(own["clock"]["now"]))
    except ValueError as problem:
        yield f"{OWN}: clock.now: {problem}"
    try:
        changed(PRESETS["none"], own["storm"])
    except ValueError as problem:
        yield f"{OWN}: storm.{problem}"
    try:
        Faults(0).restore(own.get("faults", NONE))
    except ValueError as problem:
        yield f"{OWN}: faults: {problem}"
    for vendor, installed in vendors.items():
        settings = own["vendors"][vendor]["settings"]
        yield from installed.contract.problems("Profile", {f"{OWN}: {vendor}.settings": settings})
        profile = own["vendors"][vendor]["profile"]
        if profile not in installed.profiles:
            known = ", ".join(installed.profiles)
            yield f"{OWN}: vendors.{vendor}.profile: {profile}, expected one of {known}"


def _object(**properties: object) -> Record:
    """The schema of an object that has these fields, all of them and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
NUMBER: Record = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
TEXT_OR_NONE = {"type": ["string", "null"]}
INSTANT = {"type": "string", "format": "date-time"}
NUMBERS = {"type": "object", "additionalProperties": NUMBER}
TOKEN = _object(
    access=TEXT, refresh=TEXT, user_id=NUMBER, client_id=TEXT, issued=INSTANT, expires=INSTANT,
    refresh_expires=INSTANT, bears=FLAG, renews=FLAG,
)  # fmt: skip
CODE = _object(
    code=TEXT, client_id=TEXT, redirect_uri=TEXT_OR_NONE, user_id=NUMBER, expires=INSTANT,
    code_challenge=TEXT_OR_NONE, code_challenge_method=TEXT_OR_NONE,
)  # fmt: skip
LOGINS = _object(
    tokens={"type": "array", "items": TOKEN},
    codes={"type": "array", "items": CODE},
    browsers=NUMBERS,
    last_login={
        "type": "object",
        "propertyNames": {"pattern": "^[0-9]+$"},
        "additionalProperties": INSTANT,
    },
)
MESSAGE = _object(endpoint=NUMBER, subscription=NUMBER, event=TEXT, about=TEXT, body=TEXT)
SENDING = _object(due=INSTANT, batch=NUMBER, place={"type": "number"}, copy=NUMBER, number=NUMBER,
                  is_forged=FLAG)  # fmt: skip
SENDING |= {"required": [name for name in SENDING["required"] if name != "is_forged"]}  # it is new

FAULT = _object(
    id=NUMBER, match={"type": "object"}, effect={"type": "object"}, times=NUMBER, fitted=NUMBER,
    struck=NUMBER, over=FLAG,
)  # fmt: skip


def schema(vendors: Mapping[str, Installed]) -> Record:
    """What `_sandbox.json` looks like with these vendors."""
    part = _object(
        profile=TEXT,
        settings={"type": "object"},
        counters=NUMBERS,
        draws=_object(operations=NUMBER, tokens=NUMBER),
        logins=LOGINS,
    )
    delivery = _object(
        id=NUMBER,
        vendor={"enum": list(vendors)},
        request={"type": ["integer", "null"]},
        created=INSTANT,
        state={"enum": ["waiting", "delivered", "failed"]},
        message=MESSAGE,
        sendings={"type": "array", "items": SENDING},
    )
    whole = _object(
        format={"const": FORMAT},
        clock=_object(now=INSTANT, frozen=FLAG),
        seed={"type": "integer"},
        storm={"type": "object"},
        faults=_object(last=NUMBER, all={"type": "array", "items": FAULT}),
        vendors=_object(**dict.fromkeys(vendors, part)),
        webhooks=_object(last=NUMBER, waiting={"type": "array", "items": delivery}),
    )
    whole["required"].remove("faults")  # which older ones do not have
    return whole
