"""What ServiceTrade decides about jobs, their appointments and the clock.

A *job* is work for a customer at one location; its *appointments* are the visits, each with a
window in which technicians come.  A technician *clocks in* at a job and out again: the two events
are a pair.  Technicians complete appointments and services, only the office completes the job, so
no status here follows from another but one: the first visit that is planned schedules a new job.

Nothing here reads a record or a clock.  Sources: ServiceTrade help centre, articles on jobs and on
the clock; https://github.com/carynrinaldo/HoodsBase; https://github.com/logicalproof/servicetrade.
What no source says is marked as assumed in the contract.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from emulator.kernel.errors import Conflict
from emulator.kernel.record import Record
from emulator.vendors.servicetrade.errors import invalid

NEW, SCHEDULED, CANCELED, COMPLETED = "new", "scheduled", "canceled", "completed"
UNSCHEDULED, NO_SHOW = "unscheduled", "no_show"

#: How much more than others a job of a type matters; the numbers are ours.
WEIGHTS: Mapping[str, int] = {
    "emergency_service_call": 4,
    "urgent_service_call": 3,
    "priority_service_call": 2,
    "priority_inspection": 2,
}
#: Who else sees a new job: anybody, what is to be done, and when (assumed).
VISIBILITY = ("public", "description", "appointments")

#: A job that is still to be done, and one that is done.
PENDING = frozenset({NEW, SCHEDULED, "bidding"})
DONE = frozenset({COMPLETED, "pending_invoice", "sending_invoice", "invoiced", "closed"})
#: What a job may become.  What is done or canceled has to be reopened before it is the other.
JOB_AFTER: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(PENDING, PENDING | DONE | {CANCELED}),
    **dict.fromkeys(DONE, PENDING | DONE),
    CANCELED: PENDING,
}

CANCELED_VISIT = frozenset({"canceled_by_vendor", "canceled_by_customer"})
#: A visit that is still to come.
OPEN_VISIT = frozenset({UNSCHEDULED, SCHEDULED})
#: What an appointment may become.
VISIT_AFTER: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(OPEN_VISIT, OPEN_VISIT | CANCELED_VISIT | {COMPLETED, NO_SHOW}),
    **dict.fromkeys(CANCELED_VISIT, OPEN_VISIT | CANCELED_VISIT),
    COMPLETED: OPEN_VISIT,
    NO_SHOW: OPEN_VISIT | CANCELED_VISIT,
}
#: The row of `rules.CASCADES` for an appointment that comes into a status.
DEEDS: Mapping[str, str] = {
    **dict.fromkeys(CANCELED_VISIT, "cancel appointment"),
    COMPLETED: "complete appointment",
    SCHEDULED: "schedule appointment",
    UNSCHEDULED: "move appointment",
}

#: Services that are no part of a job's price or progress any more (void: assumed).
DROPPED = frozenset({"canceled", "void"})
#: What is timed; a break is timed too, but nothing is known of how it begins.
ACTIVITIES = ("onsite", "enroute", "offsite")
TIMED = (*ACTIVITIES, "onbreak")


def step(after: Mapping[str, frozenset[str]], status: str, wanted: str) -> str:
    """The wanted status.  Raises Conflict if it has to be reopened before."""
    if wanted != status and wanted not in after[status]:
        raise Conflict(
            "reopen first",
            f"status {status} cannot become {wanted}, only {', '.join(sorted(after[status]))}",
            status=status,
            wanted=wanted,
            takes=sorted(after[status]),
        )
    return wanted


def completed_on(before: str, after: str, stored: int | None, now: int) -> int | None:
    """When a job was completed: when it first was done; reopening forgets it."""
    if after not in DONE:
        return None
    return stored if before in DONE else now


def job_deed(before: str, after: str) -> str:
    """The row of `rules.CASCADES` for a job that is saved."""
    if after == CANCELED != before:
        return "cancel job"
    return "complete job" if after in DONE and before not in DONE else "edit job"


def check_window(start: int | None, end: int | None) -> None:
    """Raises Invalid for a window that ends before it begins, or has no beginning."""
    if end is None:
        return
    if start is None:
        raise invalid(
            f"windowStart: null, expected an instant up to windowEnd {end}",
            windowStart="Window start is required",
        )
    if end < start:
        raise invalid(
            f"windowEnd: {end}, expected windowStart {start} or later",
            windowEnd="Window end is invalid",
        )


def visit_status(before: str, asked: str | None, start: int | None) -> str:
    """The status of an appointment with this window, after what was asked for.

    Unless a status is asked for, a window schedules and its absence unschedules.  Raises Conflict,
    or Invalid where the status and the window contradict each other.
    """
    if asked is None:
        implied = UNSCHEDULED if start is None else SCHEDULED
        return implied if before in OPEN_VISIT else before
    if asked == SCHEDULED and start is None:
        raise invalid(
            "windowStart: null, expected an instant with status scheduled",
            windowStart="Window start is required",
        )
    if asked == UNSCHEDULED and start is not None:
        raise invalid(
            f"status: unscheduled, but windowStart is {start}", status="Status is invalid"
        )
    return step(VISIT_AFTER, before, asked)


def visit_deed(before: str, after: str, *, is_moved: bool, of_new_job: bool) -> str:
    """The row of `rules.CASCADES` for an appointment that is saved."""
    if before != after and after in DEEDS:
        deed = DEEDS[after]
        return f"{deed} first" if after == SCHEDULED and of_new_job else deed
    return "move appointment" if is_moved else "edit appointment"


def scheduled_date(
    appointments: Sequence[Record], services: Iterable[Record], manual: int | None
) -> int | None:
    """When a job is planned for: the newest visit that is not canceled says it.

    When all are canceled, its service does; a date that somebody entered counts without those.
    """
    newest = current(appointments)
    if newest is not None:
        planned = newest["windowStart"]
    elif appointments:
        planned = next((s["windowStart"] for s in services if s["windowStart"]), None)
    else:
        planned = None
    return manual if planned is None else planned


def current(appointments: Iterable[Record]) -> Record | None:
    """The newest appointment that is not canceled."""
    alive = [a for a in appointments if a["status"] not in CANCELED_VISIT]
    return max(alive, key=lambda a: int(a["id"]), default=None)


def estimated_price(services: Iterable[Record]) -> float | None:
    """The sum over the services that are not canceled; null while none has a price."""
    prices = [
        float(s["estimatedPrice"])
        for s in services
        if s["status"] not in DROPPED and s["estimatedPrice"] is not None
    ]
    return sum(prices) if prices else None


def percent_complete(services: Iterable[Record]) -> int:
    """How many of the services that are not canceled are closed."""
    statuses = [s["status"] for s in services if s["status"] not in DROPPED]
    return 100 * statuses.count("closed") // len(statuses) if statuses else 0


class Pair(NamedTuple):
    """A clock-in and the clock-out that ends it, if there is one."""

    start: Record
    end: Record | None

    @property
    def seconds(self) -> int | None:
        """How long it took; None while it runs."""
        return None if self.end is None else int(self.end["eventTime"] - self.start["eventTime"])


def _when(event: Record) -> tuple[int, int]:
    return event["eventTime"], event["id"]


def pairs(events: Iterable[Record]) -> list[Pair]:
    """Clock-ins with their ends, in the order in which they began."""
    every = list(events)
    ends = {event["startId"]: event for event in every if not event["isStart"]}
    starts = sorted((event for event in every if event["isStart"]), key=_when)
    return [Pair(start, ends.get(start["id"])) for start in starts]


def running(events: Iterable[Record]) -> list[Record]:
    """The clock-ins that nothing has ended."""
    return [pair.start for pair in pairs(events) if pair.end is None]


def activity_time(timed: Iterable[Pair]) -> dict[str, int]:
    """The seconds of each activity; a clock-in that runs counts nothing yet (assumed)."""
    spent = dict.fromkeys(TIMED, 0)
    for pair in timed:
        spent[pair.start["activity"]] += pair.seconds or 0
    return spent


def last(events: Iterable[Record], *, starts_only: bool = False) -> Record | None:
    """The latest event, or the latest clock-in."""
    return max((e for e in events if e["isStart"] or not starts_only), key=_when, default=None)


def check_free(start: Record | None) -> None:
    """Raises Conflict for a user whose clock-in runs already, anywhere (assumed)."""
    if start is not None:
        raise Conflict(
            "clocked in",
            f"user {start['userId']} is clocked in ({start['activity']}) at job {start['jobId']}"
            f" since {start['eventTime']}, by event {start['id']}",
            user=start["userId"],
        )


def event_time(asked: int | None, now: int, since: int = 0) -> int:
    """When an event happens: now unless it is said.  Raises Invalid for a time to come.

    since: when what it ends began.
    """
    at = now if asked is None else asked
    if not since <= at <= now:
        raise invalid(
            f"eventTime: {at}, expected from {since} to {now}", eventTime="Event time is invalid"
        )
    return at


def displayed(status: str | None) -> str | None:
    """A status as people read it: `pending_invoice` → `Pending Invoice`."""
    return None if status is None else status.replace("_", " ").title()
