"""Which status a caller asks for, and whether a work order may get it.

No matrix of transitions is documented: any status that the subscriber has set up may follow any
other, unless the work order is invoiced or void.
Source: https://developer.servicechannel.com/swagger/ (`PUT /workorders/{id}/status`).
"""

from collections.abc import Collection, Iterable, Mapping

from emulator.kernel.errors import Conflict, Forbidden, Invalid
from emulator.vendors.servicechannel.rules import SET_COMPLETED, SET_PENDING, Status, may_set

#: The row of the Permissions table that lets a provider change statuses, where it gates.
STATUS_UPDATE = "Status Update"

#: Primary statuses as they may be sent: their ids, and their names without blanks.
PRIMARIES: Mapping[str, str] = {
    "1": "OPEN",
    "2": "IN PROGRESS",
    "3": "COMPLETED",
    "open": "OPEN",
    "inprogress": "IN PROGRESS",
    "completed": "COMPLETED",
    "void": "VOID",
}


def check_gate(granted: Collection[str], *, gates: bool) -> None:
    """Raises Forbidden without the row "Status Update", where the profile lets it gate."""
    if gates and STATUS_UPDATE not in granted:
        said = f'"{STATUS_UPDATE}" is off for this pair'
        raise Forbidden("no right to statuses", said, rows=[STATUS_UPDATE])


def check_movable(status: Status, *, is_invoiced: bool) -> None:
    """Raises Conflict on a work order whose status is its last."""
    if is_invoiced or status.primary == "INVOICED":
        raise Conflict("invoiced order", "the work order is invoiced")
    if status.primary == "VOID":
        raise Conflict("no action in status", "the work order is void")


def asked(
    given: Mapping[str, object], before: Status, configured: Iterable[Status], *, keeps: bool
) -> Status:
    """The status that was asked for, as the subscriber has set it up.

    given: the `Status` of a body.  keeps: an empty extended status keeps the old one.  Raises
    Invalid for a status that the subscriber does not have.
    """
    sent = {str(name).lower(): str(value or "") for name, value in given.items()}
    name = sent.get("primary") or sent.get("primarystatus") or ""
    primary = PRIMARIES.get("".join(name.split()).replace("_", "").lower())
    extended = sent.get("extended", "").strip()
    if keeps and not extended and primary == before.primary:
        return before
    for status in configured:
        if (status.primary, status.extended.casefold()) == (primary, extended.casefold()):
            return status
    if primary is None:
        raise Invalid("invalid status", f"{name!r} is no primary status that a caller may set")
    wanted = Status(primary, extended)
    raise Invalid("invalid status", f"the subscriber has no status {wanted}")


def check_permitted(status: Status, granted: Collection[str], *, is_provider: bool) -> None:
    """Raises Forbidden for a completion that the rows do not allow, or a provider's VOID."""
    if not may_set(status, granted) or (is_provider and status.primary == "VOID"):
        rows = [row for row in (SET_COMPLETED, SET_PENDING) if may_set(status, [row])]
        said = f"{status} is not this provider's to set"
        raise Forbidden("status not permitted", said, rows=[] if may_set(status, ()) else rows)


def result(before: Status, after: Status, comment: str) -> str:
    """What the answer says happened."""
    said = f"Status has been changed from '<b>{spaced(before)}</b>' to '<b>{spaced(after)}</b>'"
    return f"{said} with the following comment '{comment}'" if comment else said


def spaced(status: Status) -> str:
    return f"{status.primary} / {status.extended}" if status.extended else status.primary
