"""Services, deficiencies, assets and job items: what follows from what, without any I/O.

A *service* (`servicerequest`) is a task at a location.  It may stand on a job, then on any of the
job's appointments, and what it costs is part of the job's estimated price.  A *deficiency* is what
somebody found wrong with an asset; a service that answers it can be quoted.
"""

from collections.abc import Callable, Collection, Iterable

from emulator.kernel.errors import WrongMethod
from emulator.kernel.record import Record
from emulator.vendors.servicetrade.errors import invalid

#: Statuses of a service that is no work any more, so that it costs nothing (void: assumed).
#: Source: https://github.com/carynrinaldo/HoodsBase.
WITHOUT_PRICE = ("canceled", "void")
#: What a service that is closed says of itself (assumed).
COMPLETE = "complete"
#: Statuses in which a quote is with the customer, so that what it mends is out for quote (assumed).
QUOTED = ("submitted", "accepted")
APPROVED = "accepted"
OUT_FOR_QUOTE = "out_for_quote"
#: One of these has to be asked for in a list of assets.
#: Sources: https://github.com/carynrinaldo/HoodsBase, https://github.com/logicalproof/servicetrade;
#: which others select enough is assumed.
SELECTIVE = ("locationId", "parentId", "name", "search", "createdAfter", "updatedAfter")
TECH = "tech"


def moved(service: Record, status: str, at: int) -> Record:
    """A service in a status, as of an instant: only a closed one has a time and a completion."""
    if status == service["status"]:
        return service
    completion, closed_on = (COMPLETE, at) if status == "closed" else (None, None)
    return {**service, "status": status, "completion": completion, "closedOn": closed_on}


def worth(service: Record) -> float:
    """What a service adds to its job's estimated price."""
    return 0 if service["status"] in WITHOUT_PRICE else service["estimatedPrice"] or 0


def told_jobs(before: Record, after: Record) -> list[int]:
    """The jobs whose services or estimated price differ once a service is saved, the new one first.

    before: empty for a new service.
    """
    old, new = before.get("jobId"), after["jobId"]
    if old == new and before and worth(before) == worth(after):
        return []
    return [job for job in dict.fromkeys((new, old)) if job is not None]


def is_available(service: Record) -> bool:
    """Whether a service waits for a job."""
    return service["status"] == "open" and service["jobId"] is None


def check_window(start: int | None, end: int | None) -> None:
    """Raises Invalid for a window that ends before it begins."""
    if start is not None and end is not None and end < start:
        raise invalid(
            f"windowEnd: {end}, expected {start} (windowStart) or later",
            windowEnd="Window end is invalid",
        )


def attached(
    appointments: Iterable[Record], service_id: int, wanted: Collection[int]
) -> list[Record]:
    """Those appointments that change so that a service is on the wanted ones and on no others."""
    changed = []
    for appointment in appointments:
        ids = list(appointment["serviceRequestIds"])
        if (service_id in ids) == (appointment["id"] in wanted):
            continue
        ids = [i for i in ids if i != service_id] if service_id in ids else [*ids, service_id]
        changed.append({**appointment, "serviceRequestIds": ids})
    return changed


def is_quoted(quotes: Iterable[Record], service_id: int) -> bool:
    """Whether a service is on a quote that the customer has."""
    return any(q["status"] in QUOTED and service_id in q["serviceRequestIds"] for q in quotes)


def unapproved(quotes: Iterable[Record]) -> set[int]:
    """The services that are on quotes of which none is accepted (assumed)."""
    on = {status: set[int]() for status in (True, False)}
    for quote in quotes:
        on[quote["status"] == APPROVED].update(quote["serviceRequestIds"])
    return on[False] - on[True]


def next_number(last: str | None) -> str:
    """The number of a deficiency after that of the last one (assumed)."""
    return str(int(last) + 1) if last and last.isdecimal() else "1"


def check_properties(sent: Iterable[str], definition: Record | None) -> None:
    """Raises Invalid for a property that an asset's definition does not name (assumed).

    definition: None for a type that has none, and with it any property.
    """
    if definition is None:
        return
    unknown = sorted(set(sent) - set(definition["properties"]))
    if unknown:
        raise invalid(
            f"properties: {unknown[0]}, expected of a {definition['type']}:"
            f" {', '.join(definition['properties'])}",
            properties="Properties is invalid",
        )


def check_parent(asset: Record, parent: int | None, parent_of: Callable[[int], int | None]) -> None:
    """Raises Invalid for an asset that would be above itself.

    asset: without an id if it is new.  parent_of: the parent of an asset, by id.
    """
    seen: set[int] = set()
    above = parent
    while above is not None and above not in seen:
        if above == asset.get("id"):
            raise invalid(
                f"parentId: {parent} is asset {above} itself, or a part of it",
                parentId="Parent is invalid",
            )
        seen.add(above)
        above = parent_of(above)


def check_selective(asked: Collection[str]) -> None:
    """Raises WrongMethod for a list of assets that asks for too much.

    Source: https://github.com/carynrinaldo/HoodsBase.
    """
    if not any(name in asked for name in SELECTIVE):
        raise WrongMethod(
            "no selective filter",
            f"none of {', '.join(SELECTIVE)} was asked for; asked for:"
            f" {', '.join(sorted(asked)) or 'nothing'}",
        )


def source(given: Record | None) -> Record | None:
    """Where a job item comes from: a reference number, or the technician who brought it.

    Source: https://github.com/servicetrade/servicetrade-nodejs-sdk.
    """
    if given is None:
        return None
    if given["type"] == TECH:
        return {"type": TECH, "value": None, "userId": int(given["userId"])}
    return {"type": given["type"], "value": given["value"], "userId": None}


def next_index(siblings: Iterable[Record]) -> int:
    """The `orderIndex` after those of its siblings."""
    return max((s["orderIndex"] for s in siblings), default=-1) + 1
