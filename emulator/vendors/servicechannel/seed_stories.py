"""What happened on a seeded work order: its path, told as notes, work activities and check-ins.

The statuses follow from the same rules as after a check-in or check-out over the API, and the notes
are worded as those that it leaves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from emulator.kernel.clock import write_instant
from emulator.kernel.operation import Record
from emulator.vendors.servicechannel import rules, seed_records
from emulator.vendors.servicechannel.rules import ON_SITE, Status
from emulator.vendors.servicechannel.seed_crews import Booked, Crews
from emulator.vendors.servicechannel.seed_dice import Dice
from emulator.vendors.servicechannel.seed_known import MAIL, NOTES, Pair
from emulator.vendors.servicechannel.seed_paths import Path, Step
from emulator.vendors.servicechannel.seed_records import (
    API,
    GPS,
    PHONE,
    SYSTEM,
    Author,
    Channel,
    Numbers,
)
from emulator.vendors.servicechannel.seed_words import REMARKS, Trouble

#: The most notes of a work order, and those that each kind of step leaves by itself.
MOST_NOTES = 8
OWN_NOTES = MappingProxyType({"move": 1, "visit": 2, "arrive": 1})
#: Dollars of NTE above which two technicians come.
JOB_FOR_TWO = 1000
#: What is special about a remark, by the status that it explains.
NEEDS_ACTION = ("WAITING FOR APPROVAL", "UNSATISFACTORY")
INTERNAL = MappingProxyType({"NO CHARGE": 2, "VOID": 3})
FOLLOW_UP = MappingProxyType({"PARTS ON ORDER": timedelta(days=5)})
#: Hours of its day: nobody comes on the day of the call before this one.
ANY_TIME, AFTER_THE_CALL = 0.0, 9.0


@dataclass(slots=True)
class Site:
    """A location.  city: whose technicians come there; offset: hours of its clock from UTC."""

    location: Record
    city: object
    offset: float


@dataclass(slots=True)
class World:
    """What all stories share.  midnight: of the day for which the world is written, in UTC."""

    dice: Dice
    numbers: Numbers
    crews: Crews
    midnight: datetime


@dataclass(slots=True)
class Story:
    """A work order on its way: what happened up to `now`, which was so many days ago.

    spare: how many more notes it may have.
    """

    world: World
    pair: Pair
    site: Site
    order_id: int
    trouble: Trouble
    nte: int
    day: int
    called: datetime
    now: datetime
    spare: int
    status: Status = Status("OPEN")  # noqa: RUF009 - a tuple
    completed: datetime | None = None
    resolution: str = ""
    technician: Record = field(default_factory=dict)
    activities: list[Record] = field(default_factory=list)
    checkins: list[Record] = field(default_factory=list)
    notes: list[Record] = field(default_factory=list)


def tell(world: World, place: tuple[Pair, Site], problem: tuple[Trouble, int], path: Path) -> Story:
    """A new work order, and its path from the call on.  problem: with its NTE."""
    dice, (pair, site), (trouble, nte) = world.dice, place, problem
    gaps = [dice.between(*step.days) for step in path.steps]
    is_hurried = trouble.urgency == 0 and dice.chance(0.5)
    visits = [at for at, step in enumerate(path.steps) if step.kind == "visit"]
    if is_hurried and visits[:1] == [1]:  # after it was accepted
        gaps[1] = 0
    day = dice.between(*path.ends) + sum(gaps)
    hour = dice.between(6, 7) if is_hurried else dice.between(7, 15)
    called = _clock(world, site, day, hour) + timedelta(seconds=dice.between(0, 3599))
    spare = MOST_NOTES - sum(OWN_NOTES[step.kind] for step in path.steps)
    number = world.numbers.next("workorders", dice.between(1, 19))
    story = Story(world, pair, site, number, trouble, nte, day, called, called, spare)
    if path.steps or dice.chance(0.75):
        _enter(story)
    if dice.chance(0.2):
        _remark(story, "store", "store")
    for step, gap in zip(path.steps, gaps, strict=True):
        story.day -= gap
        STEPS[step.kind](story, step, gap)
    return story


def _clock(world: World, site: Site, day: int, hour: float) -> datetime:
    """An hour of the clock at a location, so many days ago."""
    return world.midnight + timedelta(days=-day, hours=hour - site.offset)


def _enter(story: Story) -> None:
    name, provider = story.site.location["Name"], story.pair.provider["Name"]
    _note(story, SYSTEM, f"Work order entered for {name} and assigned to {provider}.")
    story.spare -= 1


def _move(story: Story, step: Step, gap: int) -> None:
    dice, to = story.world.dice, step.status
    if to == rules.BILLABLE[1] and story.status in rules.BILLABLE:
        return  # nothing is left to be confirmed
    if gap:
        story.now = _clock(story.world, story.site, story.day, dice.between(8, 13))
    story.now += timedelta(seconds=dice.between(700, 3300))
    _note(story, _author(story, step.who), _change(story, to))
    _remark(story, step.who, to.extended or to.primary)


def _visit(story: Story, step: Step, gap: int) -> None:
    after = ANY_TIME if gap else AFTER_THE_CALL
    provider_id = story.pair.provider["Id"]
    booked = story.world.crews.book(provider_id, story.site.city, story.day, after)
    channel = _come(story, booked)
    story.now += timedelta(seconds=story.world.dice.between(1800, 5700))
    if step.choice == "Completed":
        to, said = story.pair.completed, f" Resolution: {story.trouble.fix}"
        story.completed, story.resolution = story.now, story.trouble.fix
    else:
        known = story.pair.chain.statuses
        to, said = rules.after_check_out(story.status, step.choice, "", known), ""
    code = to.extended or to.primary
    sentence = _change(story, to)
    _check_out(story, channel, to, code)
    _note(story, _author(story, "technician"), f"Check-out (Repair).{said} {sentence}")
    _remark(story, "technician", code)


def _arrive(story: Story, _: Step, __: int) -> None:
    _come(story, story.world.crews.station(story.pair.provider["Id"], story.site.city))
    _remark(story, "technician", ON_SITE.extended)


STEPS: Mapping[str, Callable[[Story, Step, int], None]] = MappingProxyType(
    {"move": _move, "visit": _visit, "arrive": _arrive}
)


def _come(story: Story, booked: Booked) -> Channel:
    """Check in for a repair, sometimes after a travel; how that is done."""
    dice = story.world.dice
    story.technician = booked.user
    start = _clock(story.world, story.site, story.day, booked.hour)
    story.now = start + timedelta(seconds=dice.between(0, 1200))
    channel = dice.pick(story.pair.channels)
    if story.spare >= OWN_NOTES["visit"] and dice.chance(0.08):
        story.spare -= OWN_NOTES["visit"]
        _travel(story, channel)
    sentence = _change(story, ON_SITE)
    _check_in(story, rules.REPAIR, channel, sentence)
    return channel


def _travel(story: Story, channel: Channel) -> None:
    """A pair that moves nothing; the position counts for repairs only."""
    dice = story.world.dice
    channel = Channel("Common", channel.source) if channel == GPS else channel
    _check_in(story, rules.TRAVEL, channel, "")
    story.now += timedelta(seconds=dice.between(600, 1500))
    _check_out(story, channel, None, None)
    name = story.activities[-1]["WorkType"]
    _note(story, _author(story, "technician"), f"Check-out ({name}).")
    story.now += timedelta(seconds=dice.between(30, 240))


def _check_in(story: Story, work_type: int, channel: Channel, sentence: str) -> None:
    numbers, dice = story.world.numbers, story.world.dice
    own = numbers.next("workactivities", dice.between(1, 9))
    kind = work_type, story.pair.chain.work_types[work_type]
    made = seed_records.activity((own, story.order_id, story.technician["Id"]), story.now, kind)
    made["TechsCount"] = 2 if story.nte > JOB_FOR_TWO else 1
    made["CallerId"] = _caller_id(story, channel)
    story.activities.append(made)
    _row(story, channel, ON_SITE if sentence else None)
    said = f"Check-in ({kind[1]}, technicians: {made['TechsCount']}). {sentence}"
    _note(story, _author(story, "technician"), said.strip())


def _check_out(story: Story, channel: Channel, to: Status | None, code: str | None) -> None:
    made = story.activities[-1]
    made["TimeOut"], made["ResolutionCode"] = write_instant(story.now), code
    made["IsTimeEdited"] = channel == API and story.world.dice.chance(0.1)
    _row(story, channel, to)


def _row(story: Story, channel: Channel, to: Status | None) -> None:
    own = story.world.numbers.next("checkins")
    story.checkins.append(seed_records.check_in(own, story.activities[-1], channel, to))


def _caller_id(story: Story, channel: Channel) -> str | None:
    """A position near the door, the store's phone, or nothing."""
    location, dice = story.site.location, story.world.dice
    if channel == PHONE:
        return str(location["Phone"])
    if channel != GPS:
        return None
    near = [location[n] + dice.between(-400, 400) / 1_000_000 for n in ("Latitude", "Longitude")]
    return f"{near[0]:.6f},{near[1]:.6f}"


def _change(story: Story, to: Status) -> str:
    """Set the status; the sentence of the note."""
    before, story.status = story.status, to
    if to.primary not in ("COMPLETED", "INVOICED"):
        story.completed = None
    return f"Work order status changed from <b>{before}</b> to <b>{to}</b>."


def _note(story: Story, author: Author, text: str) -> Record:
    own = story.world.numbers.next("notes", story.world.dice.between(7, 390))
    ids = own, story.order_id, len(story.notes) + 1
    made = seed_records.note(ids, story.now, text, author)
    story.notes.append(made)
    return made


def _remark(story: Story, who: str, about: str) -> None:
    """What somebody writes about a step, if there is room for it and the provider may."""
    is_allowed = who not in ("technician", "dispatcher") or NOTES in story.pair.granted
    dice = story.world.dice
    if not is_allowed or about not in REMARKS or story.spare < 1 or dice.chance(0.6):
        return
    story.spare -= 1
    story.now += timedelta(seconds=40)
    trouble = story.trouble
    text = dice.pick(REMARKS[about]).format(
        contact=story.site.location["Contact"],
        asset=trouble.asset.lower(),
        finding=trouble.finding,
        fix=trouble.fix,
    )
    made = _note(story, _author(story, who), text)
    made["NoteType"] = "UsersNote"
    made["Visibility"] = INTERNAL.get(about, 0)
    made["ActionRequired"] = about in NEEDS_ACTION
    if about in NEEDS_ACTION and (who == "store" or MAIL in story.pair.granted):
        made["MailedTo"] = story.pair.chain.manager["Email"]
    if about in FOLLOW_UP:
        made["FollowUpDate"] = write_instant(story.now + FOLLOW_UP[about])


def _author(story: Story, who: str) -> Author:
    if who == "system":
        return SYSTEM
    if who in ("store", "manager"):
        manager, contact = story.pair.chain.manager, story.site.location["Contact"]
        name = contact if who == "store" else manager["FullName"]
        return Author(name, story.pair.chain.record["Name"])
    user = story.technician if who == "technician" else story.pair.dispatcher
    return Author(user["FullName"], story.pair.provider["Name"])
