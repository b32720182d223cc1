"""When a location is open: its hours by the day of the week, and holidays instead of them.

Pure; times are the location's own.  Codes: https://developer.servicechannel.com/swagger/
(AfterHours).  How a holiday repeats is assumed from the names of its fields.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Record

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
FREQUENCIES = ("Weekly", "Monthly", "Yearly", "Singular")
BY_WEEKDAY, BY_DATE = "DayOfWeek", "DayOfMonth"
NOTATIONS = ("%H:%M", "%I:%M %p")
WRITTEN = "%I:%M %p"
DAY = timedelta(days=1)


def clock(text: str) -> time:
    """A time of day.  Raises Invalid for what is neither 23:59 nor 11:59 PM."""
    for notation in NOTATIONS:
        try:
            return datetime.strptime(text.strip(), notation).time()  # noqa: DTZ007 - a time alone
        except ValueError:
            continue
    raise Invalid("opening time", f"{text!r} is neither 23:59 nor 11:59 PM")


def hours(given: Mapping[str, object]) -> Record:
    """OpenTime, CloseTime and ClosedAllDay as they are kept.  Raises Invalid if they are none."""
    closed = given.get("ClosedAllDay")
    closed = {"true": True, "false": False}.get(str(closed).lower(), closed)
    if closed not in (None, True, False):
        raise Invalid("closed all day", f"{closed!r} is neither true nor false")
    if closed:
        return {"OpenTime": None, "CloseTime": None, "ClosedAllDay": True}
    times = {name: str(given.get(name) or "").strip() for name in ("OpenTime", "CloseTime")}
    if not all(times.values()):
        raise Invalid("time missing", "a day that is not closed opens and closes")
    kept = {name: clock(text).strftime(WRITTEN) for name, text in times.items()}
    return kept | {"ClosedAllDay": False}


def one_of(text: object, known: Sequence[str], *, unnamed: str) -> str:
    """The known spelling of a name.  unnamed: the rule of the Invalid for any other."""
    found = {name.lower(): name for name in known}.get(str(text or "").strip().lower())
    if found is None:
        raise Invalid(unnamed, f"{text!r} is none of {', '.join(known)}")
    return found


def check_once(names: Sequence[str], *, twice: str) -> None:
    """Raises Invalid, by the rule `twice`, where a name is there again."""
    if len(set(names)) < len(names):
        raise Invalid(twice, f"{', '.join(names)}: one of them twice")


def check_overlap(week: Mapping[str, Record]) -> None:
    """Raises Invalid where a day that ends after midnight goes on into the next day's hours."""
    for number, day in enumerate(DAYS):
        own, following = week[day], week[DAYS[(number + 1) % len(DAYS)]]
        if own["ClosedAllDay"] or following["ClosedAllDay"]:
            continue
        ends = clock(own["CloseTime"])
        if ends <= clock(own["OpenTime"]) and ends > clock(following["OpenTime"]):
            raise Invalid("days overlap", f"{day} ends at {own['CloseTime']} of the next day")


def is_open(at: datetime, week: Mapping[str, Record], holidays: Sequence[Record]) -> bool:
    """Whether a location is open at an instant of its own clock; without any hours it is.

    week: by day, empty where nothing is set.
    """
    today, before = (_on(day, week, holidays) for day in (at.date(), at.date() - DAY))
    if today is None:
        return True
    return _covers(today, at.time(), late=False) or (
        before is not None and _covers(before, at.time(), late=True)
    )


def _on(day: date, week: Mapping[str, Record], holidays: Sequence[Record]) -> Record | None:
    """The hours of a day: a holiday's, or else those of the day of the week."""
    kept = [holiday for holiday in holidays if falls_on(holiday, day)]
    return kept[0] if kept else week.get(DAYS[day.weekday()])


def _covers(kept: Record, at: time, *, late: bool) -> bool:
    """late: whether it is the part after midnight that is asked about."""
    if kept["ClosedAllDay"]:
        return False
    opens, closes = clock(kept["OpenTime"]), clock(kept["CloseTime"])
    if opens < closes:
        return not late and opens <= at < closes
    return at < closes if late else at >= opens


def falls_on(holiday: Record, day: date) -> bool:
    """Whether a day is one of a holiday's."""
    start = datetime.fromisoformat(holiday["StartDate"]).date()
    every, kind = holiday["RepeatEvery"], holiday["Frequency"]
    if day <= start or kind == "Singular":
        return day == start
    if kind == "Weekly":
        weeks = (_monday(day) - _monday(start)).days // 7
        return weeks % every == 0 and DAYS[day.weekday()] in holiday["RepeatOnDays"]
    months = (day.year - start.year) * 12 + day.month - start.month
    if kind == "Monthly":
        return months % every == 0 and _same_day(holiday, start, day)
    in_month = MONTHS[day.month - 1] in holiday["RepeatOnMonths"]
    return in_month and (day.year - start.year) % every == 0 and _same_day(holiday, start, day)


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _same_day(holiday: Record, start: date, day: date) -> bool:
    """The same date of the month, or the same weekday in the same week of it."""
    if holiday["RepeatBy"] == BY_DATE:
        return day.day == start.day
    same_week = (day.day - 1) // 7 == (start.day - 1) // 7
    return same_week and day.weekday() == start.weekday()


def by_day(rows: Iterable[Record]) -> dict[str, Record]:
    """A location's hours, from Monday on."""
    found = {row["DayOfWeek"]: row for row in rows}
    return {day: found[day] for day in DAYS if day in found}
