"""What other systems call an entity: one value for each system."""

from collections.abc import Mapping

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import errors, shapes
from emulator.vendors.servicetrade.rules import ENTITIES
from emulator.vendors.servicetrade.saves import done, envelope
from emulator.vendors.servicetrade.views import (
    assets,
    catalogue,
    customers,
    deficiencies,
    jobitems,
    jobs,
    people,
    quotes,
)

#: What can have them, and how each is answered.
#: Source: https://github.com/Destilado-Labs/servicetrade.
TYPES: Mapping[str, shapes.Shape] = {
    "asset": assets.asset,
    "company": customers.company,
    "contact": customers.contact,
    "contract": shapes.contract,
    "deficiency": deficiencies.deficiency,
    "job": jobs.detail,
    "jobitem": jobitems.job_item,
    "libitem": catalogue.lib_item,
    "location": customers.location,
    "quote": quotes.quote,
    "user": people.user,
}


@operation("listExternalIds")
def list_external_ids(call: Call) -> Reply:
    kind = call.path["type"]
    record = _entity(call, call.path["first"])
    return Reply(envelope(call, {"values": shapes.external_ids(call, kind, record["id"])}))


def _entity(call: Call, record_id: int) -> Record:
    return call.load(ENTITIES[call.path["type"]].table, record_id)


@operation("getExternalId")
def get_external_id(call: Call) -> Reply:
    """`{id}/{system}` is a value, `{system}/{value}` the entity that has it: an id is a number."""
    first, second = call.path["first"], call.path["second"]
    if first.isdecimal():
        record = _entity(call, int(first))
        _check_system(call, second)
        row = _row(call, record["id"], second)
        return Reply(envelope(call, {"value": row["value"] if row else None}))
    return Reply(envelope(call, _holder(call, first, second)))


def _check_system(call: Call, name: str) -> None:
    """Raises NotFound for a system that nobody has set up."""
    if not call.records.count("externalsystems", name=name):
        raise NotFound("externalsystems", f"there is no external system {name!r}")


def _row(call: Call, record_id: int, system: str) -> Record | None:
    kind = call.path["type"]
    rows = call.records.find("externalids", entityType=kind, entityId=record_id)
    return next((row for row in rows if row["system"] == system), None)


def _holder(call: Call, system: str, value: str) -> Record:
    """The entity that a system knows by a value.  Raises NotFound."""
    _check_system(call, system)
    kind = call.path["type"]
    rows = call.records.find("externalids", entityType=kind, system=system, value=value)
    if not rows:
        raise NotFound("externalids", f"{system} knows no {kind} by {value!r}")
    record = _entity(call, rows[0]["entityId"])
    known = shapes.external_ids(call, kind, record["id"])
    return TYPES[kind](call, record) | {"externalIds": known}


@operation("createExternalId")
def create_external_id(call: Call) -> Reply:
    return _set(call)


@operation("updateExternalId")
def update_external_id(call: Call) -> Reply:
    """The same as POST."""
    return _set(call)


def _set(call: Call) -> Reply:
    """The value of one system; an empty one removes it.

    Source: https://github.com/Destilado-Labs/servicetrade.
    """
    kind, system = call.path["type"], call.path["second"]
    record = _entity(call, call.path["first"])
    _check_system(call, system)
    given = call.body["value"]
    value = given if isinstance(given, str) else str(int(given))
    row = _row(call, record["id"], system)

    def show(*_: object) -> Record:
        return {"value": value}

    if value == (row["value"] if row else ""):
        return done(call, "untold", {}, show)
    if row and not value:
        return done(call, "mark", {kind: record}, show, gone={"externalids": [row["id"]]})
    _check_unique(call, system, value)
    row = row or {
        "id": call.records.next_id("externalids"),
        "entityType": kind,
        "entityId": record["id"],
        "system": system,
    }
    return done(call, "mark", {kind: record}, show, more={"externalids": [row | {"value": value}]})


def _check_unique(call: Call, system: str, value: str) -> None:
    """Raises Invalid for a value that the system gives another entity of the type (assumed)."""
    kind = call.path["type"]
    rows = call.records.find("externalids", entityType=kind, system=system, value=value)
    if rows:
        raise errors.invalid(
            f"value: {system} calls {kind} {rows[0]['entityId']} {value!r} already",
            value="Value is already in use",
        )
