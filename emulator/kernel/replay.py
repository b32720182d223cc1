"""What happened, as data: the parts of a log's record, and what they make of a snapshot.

A record of the log is a list of parts; all of them happened at once.  Applying a part twice, or to
a snapshot that is newer already, and then all that followed, ends the same.
"""

from collections.abc import Callable, Iterable, Mapping

import orjson

from emulator.kernel.record import Record

OWN = "_sandbox.json"
#: Of all files of a snapshot, and of the parts of a log.
FORMAT = 1


def replayed(files: Record, records: Iterable[bytes]) -> Record:
    """The files of a snapshot after all that a log tells."""
    for record in records:
        for part in orjson.loads(record):
            kind = part["kind"]
            if kind == "all":
                files = part["files"]
            else:
                APPLY[kind](files, part)
    return files


def _commit(files: Record, part: Record) -> None:
    vendor = part["vendor"]
    tables, own = files[f"{vendor}.json"], files[OWN]["vendors"][vendor]
    key = part["key"]
    for table, records in part["puts"].items():
        rows = tables.setdefault(table, {})
        for record in records:
            rows[str(record[key])] = record
    for table, ids in part["removes"].items():
        for gone in ids:
            tables.get(table, {}).pop(str(gone), None)
    counters = own["counters"]
    for table, highest in part["counters"].items():
        counters[table] = max(highest, counters.get(table, 0))


def _draws(files: Record, part: Record) -> None:
    files[OWN]["vendors"][part["vendor"]]["draws"] = part["draws"]


def _queued(files: Record, part: Record) -> None:
    webhooks = files[OWN]["webhooks"]
    webhooks["last"] = max(webhooks["last"], part["last"])
    gone = {delivery["id"] for delivery in part["waiting"]}
    kept = [delivery for delivery in webhooks["waiting"] if delivery["id"] not in gone]
    webhooks["waiting"] = [*kept, *part["waiting"]]


def _tried(files: Record, part: Record) -> None:
    """A delivery after an attempt, or its end if nothing of it is to come."""
    webhooks = files[OWN]["webhooks"]
    number, now = part["id"], part["delivery"]
    webhooks["waiting"] = [d for d in webhooks["waiting"] if d["id"] != number]
    if now is not None:
        webhooks["waiting"].append(now)


def _token(files: Record, part: Record) -> None:
    """A new token, or what became of one, in its place: they are kept in their order."""
    logins = files[OWN]["vendors"][part["vendor"]]["logins"]
    tokens = {token["access"]: token for token in logins["tokens"]}
    tokens[part["token"]["access"]] = part["token"]
    logins["tokens"] = [*tokens.values()]


def _logins(files: Record, part: Record) -> None:
    """Everything about logins that the part names."""
    files[OWN]["vendors"][part["vendor"]]["logins"] |= part["logins"]


def _faults(files: Record, part: Record) -> None:
    """How many requests fitted some faults, and how many were struck."""
    faults = {fault["id"]: fault for fault in files[OWN]["faults"]["all"]}
    for number, fitted, struck in part["counts"]:
        if number in faults:
            faults[number] |= {"fitted": fitted, "struck": struck}


def _own(files: Record, part: Record) -> None:
    files[OWN] = part["own"]


APPLY: Mapping[str, Callable[[Record, Record], None]] = {
    "commit": _commit,
    "draws": _draws,
    "queued": _queued,
    "tried": _tried,
    "token": _token,
    "logins": _logins,
    "faults": _faults,
    "own": _own,
}
