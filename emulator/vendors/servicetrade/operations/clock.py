"""The clock: when technicians come to a job and leave it."""

from emulator.kernel.errors import Conflict, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import errors, visits
from emulator.vendors.servicetrade.lists import Filters, listed, one_of, since, until
from emulator.vendors.servicetrade.saves import Saved, done, envelope, seconds
from emulator.vendors.servicetrade.views import visits as views

EVENTS = "clockevents"
FILTERS = Filters(
    equal={"userId": "userId", "jobId": "jobId", "appointmentId": "appointmentId"},
    tests={
        "userIds": one_of("userId"),
        "startTime": since("eventTime"),
        "endTime": until("eventTime"),
        "source": one_of("source"),
        "activity": one_of("activity"),
        "openClockEvents": lambda call, event, wanted: not wanted or _is_open(call, event),
    },
)


def _is_open(call: Call, event: Record) -> bool:
    """Whether an event is a clock-in that nothing has ended."""
    ends = call.records.count(EVENTS, jobId=event["jobId"], startId=event["id"])
    return event["isStart"] and not ends


def _running(call: Call, user_id: int) -> Record | None:
    """The clock-in that a user has not ended: nobody has two, so it is the newest."""
    events = call.records.newest(EVENTS, userId=user_id)
    start = next((event for event in events if event["isStart"]), None)
    return start if start is not None and _is_open(call, start) else None


def _user(call: Call) -> int:
    """Who clocks: the caller, unless it is said.  Raises Invalid for one who goes to no job."""
    user_id: int = call.body["userId"] if "userId" in call.body else call.caller["id"]
    user = call.records.get("users", user_id)
    if user is None or user["status"] != "active" or not (user["isTech"] or user["isHelper"]):
        raise errors.unfit("userId", user_id, "an active technician or helper")
    return user_id


def _appointment(call: Call, job: Record, user_id: int, at: int) -> int | None:
    """The visit that is clocked at: the one named, or else the user's own that is nearest.

    A user without one clocks in with none.  Raises Invalid for one of another job, or canceled.
    Source: https://github.com/logicalproof/servicetrade.
    """
    if "appointmentId" in call.body:
        return _named_visit(call, job)
    own = [
        visit
        for visit in call.records.find("appointments", jobId=job["id"])
        if user_id in visit["techIds"] and visit["status"] == visits.SCHEDULED
    ]
    nearest = min(own, key=lambda visit: abs(visit["windowStart"] - at), default=None)
    return None if nearest is None else int(nearest["id"])


def _named_visit(call: Call, job: Record) -> int:
    visit_id: int = call.body["appointmentId"]
    visit = call.records.get("appointments", visit_id)
    if visit is None or visit["jobId"] != job["id"] or visit["status"] in visits.CANCELED_VISIT:
        must = f"an appointment of job {job['id']} that is not canceled"
        raise errors.unfit("appointmentId", visit_id, must)
    return visit_id


def _event(call: Call, **fields: object) -> Record:
    """A clock event made here and now; those of a telephone menu come in by fixtures only."""
    where = {"source": "mobile", "lat": call.body.get("lat"), "lon": call.body.get("lon")}
    return {"id": call.records.next_id(EVENTS), **fields, **where}


def _started(call: Call, job: Record) -> Record:
    """The clock-in that a path names.  Raises NotFound if it is none of this job's."""
    event = call.load(EVENTS, call.path["eventId"])
    if event["jobId"] != job["id"] or not event["isStart"]:
        raise NotFound(EVENTS, f"clock event {event['id']} is no clock-in at job {job['id']}")
    return event


@operation("clockIn")
def clock_in(call: Call) -> Reply:
    """A technician begins: the time is now unless it is said."""
    job = call.load("jobs", call.path["id"])
    user_id = _user(call)
    visits.check_free(_running(call, user_id))
    at = visits.event_time(call.body.get("eventTime"), seconds(call))
    event = _event(
        call,
        jobId=job["id"],
        appointmentId=_appointment(call, job, user_id, at),
        userId=user_id,
        activity=call.body["activity"],
        isStart=True,
        startId=None,
        eventTime=at,
    )
    return done(call, "clock", {"clockevent": event, "job": job}, views.event)


@operation("correctClockIn")
def correct_clock_in(call: Call) -> Reply:
    """Change what a clock-in says; its end follows where they have to agree (assumed)."""
    job, body = call.load("jobs", call.path["id"]), call.body
    start = _started(call, job)
    ends = call.records.find(EVENTS, jobId=job["id"], startId=start["id"])
    latest = min([seconds(call), *(end["eventTime"] for end in ends)])
    if "eventTime" in body:
        start["eventTime"] = visits.event_time(body["eventTime"], latest)
    start |= {name: body[name] for name in ("lat", "lon", "activity") if name in body}
    if "appointmentId" in body:
        start["appointmentId"] = _named_visit(call, job)
    same = {name: start[name] for name in ("activity", "appointmentId")}
    saved: Saved = {"clockevent": [start, *(end | same for end in ends)], "job": job}
    return done(call, "correct clock event", saved, views.event)


@operation("clockOut")
def clock_out(call: Call) -> Reply:
    """A technician ends what they began at this job."""
    job = call.load("jobs", call.path["id"])
    user_id = _user(call)
    at_job = call.records.find(EVENTS, jobId=job["id"], userId=user_id)
    started = [
        start
        for start in visits.running(at_job)
        if call.body.get("activity") in (None, start["activity"])
    ]
    if not started:
        said = f"user {user_id} has no open clock-in at job {job['id']}"
        raise Conflict("not clocked in", said, user=user_id)
    return _clocked_out(call, job, started[-1])


@operation("endClockIn")
def end_clock_in(call: Call) -> Reply:
    """End one clock-in, whoever's it is (assumed)."""
    job = call.load("jobs", call.path["id"])
    start = _started(call, job)
    if not _is_open(call, start):
        said = f"clock-in {start['id']} has ended already"
        raise Conflict("not clocked in", said, user=start["userId"])
    return _clocked_out(call, job, start)


def _clocked_out(call: Call, job: Record, start: Record) -> Reply:
    """The end of a clock-in, and what the technician says to be done with it."""
    body = call.body
    at = visits.event_time(body.get("eventTime"), seconds(call), start["eventTime"])
    if "appointmentId" in body and body["appointmentId"] != start["appointmentId"]:
        must = f"{start['appointmentId']}, where event {start['id']} clocked in"
        raise errors.unfit("appointmentId", body["appointmentId"], must)
    same = ("jobId", "appointmentId", "userId", "activity")
    about = {name: start[name] for name in same}
    event = _event(call, **about, isStart=False, startId=start["id"], eventTime=at)
    closed = _closed(call, job, at)
    visit = _completed(call, start)
    saved: dict[str, Record | list[Record]] = {"clockevent": event, "job": job}
    if closed:
        saved["servicerequest"] = closed
    if visit is None:
        return done(call, "clock", saved, views.event)
    return done(call, "clock out and complete", saved | {"appointment": visit}, views.event)


def _closed(call: Call, job: Record, at: int) -> list[Record]:
    """The services that a clock-out says to be done.  Raises Invalid for one of another job."""
    closed = []
    for service_id in dict.fromkeys(call.body.get("serviceRequestIds", ())):
        service = call.records.get("servicerequests", service_id)
        if service is None or service["jobId"] != job["id"] or service["status"] in visits.DROPPED:
            must = f"services of job {job['id']} that are not canceled"
            raise errors.unfit("serviceRequestIds", service_id, must)
        if service["status"] == "open":
            done_at = {"status": "closed", "completion": "complete", "closedOn": at}
            closed.append(service | done_at)
    return closed


def _completed(call: Call, start: Record) -> Record | None:
    """The appointment that a clock-out completes; None if it is not to, or is complete already.

    Raises Invalid where the clock-in has none, Conflict for one that was canceled since.
    """
    if not call.body["appointmentComplete"]:
        return None
    if start["appointmentId"] is None:
        raise errors.unfit("appointmentComplete", True, "false: the clock-in has no appointment")
    visit = call.load("appointments", start["appointmentId"])
    if visit["status"] == visits.COMPLETED:
        return None
    return visit | {"status": visits.step(visits.VISIT_AFTER, visit["status"], visits.COMPLETED)}


@operation("listClockEvents")
def list_clock_events(call: Call) -> Reply:
    """Source: https://github.com/logicalproof/servicetrade."""
    query = call.query
    if query.get("openClockEvents") and not ("userId" in query or "userIds" in query):
        raise errors.invalid("openClockEvents without userId", userId="User is required")
    if "appointmentId" in query and "jobId" not in query:
        raise errors.invalid("appointmentId without jobId", jobId="Job is required")
    return listed(call, "clockevent", views.event, FILTERS)


@operation("listJobClockEvents")
def list_job_clock_events(call: Call) -> Reply:
    """A job's clock-ins with their ends, and how long each activity took."""
    job = call.load("jobs", call.path["id"])
    wanted = call.query.get("activity") or visits.ACTIVITIES
    timed = visits.pairs(call.records.find(EVENTS, jobId=job["id"]))
    chosen = [pair for pair in timed if pair.start["activity"] in wanted]
    return Reply(envelope(call, views.paired(call, chosen)))
