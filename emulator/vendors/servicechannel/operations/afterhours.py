"""Business hours and holidays of locations."""

import re
from collections.abc import Mapping
from datetime import datetime

from emulator.kernel.clock import check_instant, write_instant
from emulator.kernel.errors import Conflict, Invalid, Malformed, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import location_views, opening, reach, times, views

COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
LONGEST_NAME = 100
MOST_REPEATS = 60
HOURS = ("OpenTime", "CloseTime", "ClosedAllDay")
SHOWN = (
    "HolidayName", "StartDate", *HOURS, "Frequency", "RepeatEvery", "RepeatBy", "RepeatOnDays",
    "RepeatOnMonths",
)  # fmt: skip


@operation("getBusinessHours")
def get_business_hours(call: Call) -> Reply:
    """The hours of each day of the week."""
    found = reach.location(call, call.path["locationId"])
    days = _week(call, found).values()
    same = ("DayOfWeek", *HOURS)
    shown = [views.without_nulls({name: day[name] for name in same}) for day in days]
    return Reply(_dated(call, found) | {"BusinessHours": shown})


def _dated(call: Call, location: Record) -> Record:
    return {"TimeZoneShortDescription": location_views.zone_name(call, location)}


def _week(call: Call, location: Record) -> dict[str, Record]:
    return opening.by_day(call.records.find("businesshours", LocationId=location["Id"]))


def _holidays(call: Call, location: Record) -> list[Record]:
    return call.records.find("holidays", LocationId=location["Id"])


@operation("setBusinessHours")
def set_business_hours(call: Call) -> Reply:
    """Set the hours of some days, the first time of all."""
    found = reach.location(call, call.path["locationId"])
    given = call.body.get("businessHours", [])
    if not given:
        raise Malformed(reason="no day is sent", fields={"businessHours": "required"})
    names = [opening.one_of(d.get("DayOfWeek"), opening.DAYS, unnamed="week day") for d in given]
    opening.check_once(names, twice="week day twice")
    new = {name: opening.hours(day) for name, day in zip(names, given, strict=True)}
    week = _week(call, found)
    if not week and len(new) < len(opening.DAYS):
        raise Conflict("hours not set", "the first time all seven days are needed")
    opening.check_overlap({**week, **new})
    changed = [_kept(call, found, day, week.get(day), kept) for day, kept in new.items()]
    return Reply(changes={"businesshours": changed})


def _kept(call: Call, location: Record, day: str, old: Record | None, new: Record) -> Record:
    key = old["Id"] if old else call.records.next_id("businesshours")
    return {"Id": key, "LocationId": location["Id"], "DayOfWeek": day, **new}


@operation("getHolidays")
def get_holidays(call: Call) -> Reply:
    """The holidays of a location."""
    found = reach.location(call, call.path["locationId"])
    shown = [
        views.without_nulls({name: row[name] for name in SHOWN}) for row in _holidays(call, found)
    ]
    return Reply(_dated(call, found) | {"Holidays": shown})


@operation("addHoliday")
def add_holiday(call: Call) -> Reply:
    """Add a holiday; each mistake has its own code."""
    found, body = reach.location(call, call.path["locationId"]), call.body
    name = _name(body.get("HolidayName", ""))
    if any(row["HolidayName"].casefold() == name.casefold() for row in _holidays(call, found)):
        raise Conflict("holiday taken", f"the location has {name} already")
    row = {
        "Id": call.records.next_id("holidays"),
        "LocationId": found["Id"],
        "HolidayName": name,
        "StartDate": write_instant(_start(call)),
        **opening.hours(body),
        **_repeats(body),
    }
    return Reply({"HolidayIds": [row["Id"]]}, changes={"holidays": [row]})


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("holiday name", f"a holiday's name has 1 to {LONGEST_NAME} characters")
    return name


def _start(call: Call) -> datetime:
    start = call.instant("StartDate")
    if start is None:
        raise Invalid("holiday start", "StartDate is missing")
    return start


def _repeats(body: Mapping[str, object]) -> Record:
    """How often a holiday comes again."""
    often = opening.one_of(body.get("Frequency"), opening.FREQUENCIES, unnamed="holiday frequency")
    every = str(body.get("RepeatEvery", 1))
    if not COUNT.fullmatch(every) or not 1 <= int(every) <= MOST_REPEATS:
        raise Invalid("repeat every", f"{every!r} is not 1 to {MOST_REPEATS}")
    ways = (opening.BY_WEEKDAY, opening.BY_DATE)
    by = opening.one_of(body.get("RepeatBy", opening.BY_DATE), ways, unnamed="repeat by")
    days = _names(body, "RepeatOnDays", opening.DAYS, unnamed="week day")
    months = _names(body, "RepeatOnMonths", opening.MONTHS, unnamed="holiday month")
    opening.check_once(days, twice="week day twice")
    opening.check_once(months, twice="month twice")
    if often == "Weekly" and not days:
        raise Invalid("no week days", "a weekly holiday needs RepeatOnDays")
    if often == "Yearly" and not months:
        raise Invalid("no months", "a yearly holiday needs RepeatOnMonths")
    return {
        "Frequency": often,
        "RepeatEvery": int(every),
        "RepeatBy": by,
        "RepeatOnDays": days,
        "RepeatOnMonths": months,
    }


def _names(
    body: Mapping[str, object], field: str, known: tuple[str, ...], *, unnamed: str
) -> list[str]:
    given = body.get(field)
    if not isinstance(given, list):
        return []
    return [opening.one_of(text, known, unnamed=unnamed) for text in given]


@operation("deleteHoliday")
def delete_holiday(call: Call) -> Reply:
    """Take a holiday off a location."""
    found = reach.location(call, call.path["locationId"])
    name = _name(call.query["holidayName"]).casefold()
    gone = [row["Id"] for row in _holidays(call, found) if row["HolidayName"].casefold() == name]
    if not gone:
        raise NotFound("holidays", f"the location has no holiday {name}")
    return Reply({"HolidayIds": gone}, removes={"holidays": gone})


@operation("checkIfLocationIsOpen")
def check_if_location_is_open(call: Call) -> Reply:
    """Whether a location is open, now or at another time."""
    found = reach.location(call, call.query["locationId"])
    asked = call.query.get("checkTime")
    when = asked if isinstance(asked, datetime) else call.now
    try:
        check_instant(when)
    except ValueError as error:
        raise Invalid(reason=f"checkTime: {error}") from None
    at = when.astimezone(times.zone(found["TimeZoneIanaName"]))
    is_open = opening.is_open(at, _week(call, found), _holidays(call, found))
    return Reply({"IsOpen": is_open})
