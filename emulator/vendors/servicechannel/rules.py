"""What ServiceChannel decides about check-ins and check-outs.

All that decides whether a technician may check in or out, and what becomes of the work order, is
in this file.  It reads no record and no clock: callers bring statuses, rights, positions and
instants, and a rule returns what follows or raises the refusal.  `way` is "in" or "out".

A work order is worked on in pairs: a check-in opens a work activity, a check-out closes it.  Only
a repair moves the status; travel and custom types are recorded and nothing more.

Source: https://developer.servicechannel.com/guides/checkin/about-check-in-out/ and its pages
"Before you start" and "Troubleshooting"; statuses:
https://servicechannel.atlassian.net/wiki/spaces/SCU "Status Definitions".
"""

import math
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from emulator.kernel.errors import Conflict, Forbidden, Invalid, NotFound

REPAIR, TRAVEL = 1, 2
EARTH_RADIUS_MILES = 3958.8
DEFAULT_RADIUS_MILES = 2.0
AHEAD, BEHIND = timedelta(hours=24), timedelta(hours=168)


class Status(NamedTuple):
    """A work order's status: upper case, `extended` empty when there is none."""

    primary: str
    extended: str = ""

    def __str__(self) -> str:
        return f"{self.primary}/{self.extended}" if self.extended else self.primary


ON_SITE = Status("IN PROGRESS", "ON SITE")
PENDING_CONFIRMATION = Status("COMPLETED", "PENDING CONFIRMATION")

#: Whether a technician may check in or out, by primary status and, where it matters, by both.
USABLE: Mapping[Status, bool] = {
    Status("OPEN"): True,
    Status("IN PROGRESS"): True,
    Status("COMPLETED"): False,
    PENDING_CONFIRMATION: True,
}

#: Billable: an invoice may be made.
BILLABLE = (Status("COMPLETED"), Status("COMPLETED", "CONFIRMED"))

#: What a check-out's `PrimaryStatus` makes of the work order; an empty extended keeps the old one.
AFTER_CHECK_OUT: Mapping[str, Status | None] = {
    "NoStatusChange": None,
    "InProgress": Status("IN PROGRESS"),
    "WaitingForQuote": Status("IN PROGRESS", "WAITING FOR QUOTE"),
    "PartsOnOrder": Status("IN PROGRESS", "PARTS ON ORDER"),
    "Incomplete": Status("IN PROGRESS", "INCOMPLETE"),
}

#: Work orders of these categories have a window: from the call date to the expiration date.
MAINTENANCE = frozenset({"MAINTENANCE", "PREVENTIVE MAINTENANCE"})

#: The rows of the Permissions table, group "Incoming XML".
IVR = "IVR Check IN/OUT"
SET_COMPLETED = "Set status to COMPLETED"
SET_PENDING = "Set status to COMPLETED_PENDING"
INCOMING = (
    "Active",
    "Note Creation",
    "ScheduleDate Update",
    "Workorder Create",
    "NTE Update",
    "Status Update",
    SET_PENDING,
    SET_COMPLETED,
    IVR,
    "Allow to use MAIL_TO",
)


class Position(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


class Rights(NamedTuple):
    """Which check-ins a caller may make on a work order.

    xml: the row "IVR Check IN/OUT".  gps: GPS check-in/out.  participates: the subscriber is in
    the GPS programme.  Source: https://developer.servicechannel.com/guides/checkin/before-you-start/
    """

    xml: bool
    gps: bool
    participates: bool = True


def check_usable(status: Status, *, is_invoiced: bool, way: str) -> None:
    """Raises Conflict on a work order that is invoiced, completed or in a status of another kind.

    COMPLETED / PENDING CONFIRMATION is still open to technicians.
    """
    if is_invoiced or status.primary == "INVOICED":
        raise Conflict("invoiced", "the work order is invoiced", way=way)
    usable = USABLE.get(status, USABLE.get(Status(status.primary)))
    if usable is None:
        raise Conflict(
            "other status", f"status {status} takes no check-{way}", status=status, way=way
        )
    if not usable:
        raise Conflict(
            "completed", f"{status} takes no check-{way}; only {PENDING_CONFIRMATION} does", way=way
        )


def check_rights(work_type: int, rights: Rights, *, way: str, code_without: str) -> None:
    """Raises Forbidden without any of the rights that the work type needs; custom types need none.

    code_without: "804" or "924", what a caller with neither right is told (unknown; assumed 804).
    """
    if work_type > TRAVEL or rights.xml:
        return
    if rights.gps and not rights.participates:
        raise Forbidden("not participating", "the subscriber is outside the GPS programme", way=way)
    if not rights.gps:
        rule = "no permission" if code_without == "804" else "not participating"
        raise Forbidden(rule, f'neither "{IVR}" nor GPS check-in/out is on for this pair', way=way)


def goes_by_gps(work_type: int, rights: Rights, position: Position | None) -> bool:
    """Whether a check-in counts as GPS: a repair by coordinates where GPS is on."""
    gps = rights.gps and rights.participates
    return work_type == REPAIR and gps and (position is not None or not rights.xml)


def needs_position(work_type: int, rights: Rights, way: str) -> bool:
    """GPS-only callers give coordinates for a repair, and for the end of a travel."""
    return not rights.xml and (work_type == REPAIR or (work_type == TRAVEL and way == "out"))


def check_position(
    position: Position | None, store: Position | None, radius: float, *, way: str, outside_ok: bool
) -> None:
    """A GPS check-in is made within `radius` miles of the store, unless the subscriber waives it.

    Raises Invalid without coordinates, Conflict if the store has none or is too far away.
    """
    position = demand_position(position)
    if store is None:
        raise Conflict("store without position", "the location has no coordinates", way=way)
    away = distance(position, store)
    if away > radius and not outside_ok:
        raise Conflict(
            "out of range",
            f"{away:.2f} miles from the store, allowed are {radius:g}",
            miles=f"{radius:g}",
            way=way,
        )


def demand_position(position: Position | None) -> Position:
    """Raises Invalid without coordinates."""
    if position is None:
        raise Invalid("no position", "Latitude and Longitude are needed, both of them")
    return position


def distance(one: Position, other: Position) -> float:
    """Great-circle miles."""
    north, other_north = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * math.asin(math.sqrt(min(1.0, chord)))


class Window(NamedTuple):
    """When a work order may be worked on; `expires` counts for maintenance only."""

    called: datetime
    expires: datetime
    is_maintenance: bool


def check_time(when: datetime, now: datetime, window: Window, way: str) -> None:
    """A check-in is not before the call date, at most 24 h ahead and at most 168 h behind.

    Raises Invalid with the rule premature, ahead or out of date, Conflict outside a maintenance
    work order's window.
    Source: https://developer.servicechannel.com/guides/checkin/troubleshooting/
    """
    if window.is_maintenance and not window.called <= when <= window.expires:
        state = "premature" if when < window.called else "expired"
        raise Conflict(
            "maintenance window",
            f"{when.isoformat()} is outside {window.called.isoformat()}"
            f" to {window.expires.isoformat()}",
            state=state,
            way=way,
        )
    if when < window.called:
        raise Invalid(
            "premature", f"{when.isoformat()} is before the call date {window.called.isoformat()}"
        )
    if when > now + AHEAD:
        raise Invalid("ahead", f"{when.isoformat()} is over 24 h after {now.isoformat()}")
    if when < now - BEHIND:
        raise Invalid("out of date", f"{when.isoformat()} is over 168 h before {now.isoformat()}")


def effective_time(
    given: datetime | None, now: datetime, rights: Rights, *, refuse_without: bool
) -> datetime:
    """The client's time where the row "IVR Check IN/OUT" is on, else the server's.

    refuse_without: raise Invalid for a time that may not be set, instead of ignoring it.
    Source: https://servicechannel.atlassian.net/wiki/spaces/SCUCP "API Integration"
    """
    if given is None or rights.xml:
        return given or now
    if refuse_without:
        raise Invalid("time not allowed", f'a time is given, and "{IVR}" is off for this pair')
    return now


def check_extended(extended: str, primary: str, configured: Iterable[Status]) -> str:
    """The configured spelling of an extended status.  Raises Forbidden if the primary lacks it."""
    for status in configured:
        if status.primary == primary and status.extended.casefold() == extended.casefold():
            return status.extended
    raise Forbidden(
        "extended status",
        f"the subscriber has no extended status {extended} under {primary}",
        extended=extended,
        primary=primary,
    )


def after_check_out(
    before: Status, choice: str, extended: str, configured: Collection[Status]
) -> Status:
    """The status after a repair's check-out with any `PrimaryStatus` but Completed."""
    target = AFTER_CHECK_OUT[choice]
    if target is None:
        return before
    if extended:
        return Status(target.primary, check_extended(extended, target.primary, configured))
    if not target.extended:
        return Status(target.primary, before.extended if before.primary == target.primary else "")
    return target


def completed(granted: Collection[str], confirmed: str, *, pending_without: bool) -> Status:
    """The status that a check-out with `Completed` generates.

    granted: the rows that are on.  confirmed: the extended status that the subscriber's own
    setup gives to a billable completion.  Raises Forbidden with neither completion row, unless
    pending_without.
    """
    if SET_COMPLETED in granted:
        return Status("COMPLETED", confirmed)
    if SET_PENDING in granted or pending_without:
        return PENDING_CONFIRMATION
    raise Forbidden("status not permitted", f'neither "{SET_COMPLETED}" nor "{SET_PENDING}" is on')


def may_set(status: Status, granted: Collection[str]) -> bool:
    """Whether a caller with these rows may give a work order this status.

    The completion rows decide about COMPLETED: billable ones need the first, the one that waits
    for confirmation the second.
    """
    if status.primary != "COMPLETED":
        return True
    return (SET_PENDING if status == PENDING_CONFIRMATION else SET_COMPLETED) in granted


def check_signature(attachment: object, note: object, *, found: bool, allowed: bool) -> None:
    """A check-out carries a signature, or a note why there is none, never both.

    found: the attachment or note that is named belongs to the work order.
    """
    if attachment is not None and note is not None:
        raise Invalid("both signatures")
    if attachment is None and note is None:
        return
    if not allowed:
        raise Forbidden("no signatures", "the subscriber has electronic signatures off")
    if not found:
        raise NotFound("signature attachment" if attachment is not None else "signature note")
