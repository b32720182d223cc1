"""Any number of work orders more, for a world that has too few.

The companies, users and lists are the fixture's; new are locations, technicians, and work orders
with their notes, work activities and check-ins.  Nothing depends on how many are asked for, so that
more of them begin with the same ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from emulator.kernel.clock import parse_instant, write_instant
from emulator.kernel.operation import Record
from emulator.kernel.shifting import META, Tables
from emulator.vendors.servicechannel import (
    seed_contracts,
    seed_known,
    seed_places,
    seed_records,
    seed_stories,
)
from emulator.vendors.servicechannel.seed_crews import Crews
from emulator.vendors.servicechannel.seed_dice import Dice
from emulator.vendors.servicechannel.seed_known import Chain
from emulator.vendors.servicechannel.seed_paths import APPROVE
from emulator.vendors.servicechannel.seed_places import CITIES, OFFSETS
from emulator.vendors.servicechannel.seed_records import PHONE, Numbers
from emulator.vendors.servicechannel.seed_stories import Site, Story, World
from emulator.vendors.servicechannel.seed_words import CONTEXTS, GENERAL, WORK, Trouble

#: Work orders of one location, one after the other.
PER_LOCATION = 20
#: The StoreId before that of a subscriber's first new location, and the steps between their ids.
STORES, LOCATION_STEP = 1000, 7
#: How many days a work order may be worked on.
WINDOW, PLANNED_WINDOW = timedelta(days=45), timedelta(days=30)
#: The place of issue tickets in the ids of work orders, and of areas in theirs.
TICKETS, AREAS = 75_000_000, 210
ALL_AREAS = sorted({area for work in (GENERAL, *WORK.values()) for area in work.areas})
#: What NTEs are a multiple of, in dollars.
ROUND = 25


@dataclass(slots=True)
class _Opened:
    """A subscriber's newest location: how many more work orders it gets, and the last that is done.

    done: its record, for recalls.
    """

    site: Site
    left: int
    stores: int
    done: Record | None = None


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is the matter, in which area, and as which trade, category and priority."""

    trouble: Trouble
    area: str
    nte: int
    trade: Record
    category: Record
    priority: Record
    is_planned: bool


def seed(tables: Tables, count: int, random: Random) -> Iterator[Mapping[str, Sequence[Record]]]:
    """For each new work order what is to be added, by table, ids rising.  tables: of a fixture."""
    dice = Dice(random)
    last = {name: max(map(int, rows), default=0) for name, rows in tables.items()}
    numbers = Numbers({"contracts": 0} | last)
    crews = Crews(tables["users"].values(), numbers, dice)
    now = parse_instant(tables[META]["1"]["now"])
    world = World(dice, numbers, crews, now.replace(hour=0, minute=0, second=0, microsecond=0))
    pairs = seed_known.pairs(tables)
    opened: dict[int, _Opened] = {}
    for _ in range(count):
        pair = dice.pick(pairs)
        made = _place(world, pair.chain, opened)
        place = opened[pair.chain.record["Id"]]
        problem = _problem(dice, pair.chain, pair.trades)
        path = dice.weighted(pair.chain.paths, pair.chain.bounds)
        story = seed_stories.tell(world, (pair, place.site), (problem.trouble, problem.nte), path)
        order = _order(story, problem, place.done)
        place.done = order if order["CompletedDate"] else place.done
        technicians, crews.hired = crews.hired, []
        yield {
            "locations": made,
            "contracts": seed_contracts.contracts(numbers, made, pairs, now),
            "users": technicians,
            "workorders": [order],
            "workactivities": story.activities,
            "checkins": story.checkins,
            "notes": story.notes,
        }


def _place(world: World, chain: Chain, opened: dict[int, _Opened]) -> list[Record]:
    """Make room at the subscriber's newest location; the record of another one if it is needed."""
    own = chain.record["Id"]
    newest = opened.get(own)
    if newest is not None and newest.left:
        newest.left -= 1
        return []
    stores = (newest.stores if newest else STORES) + 1
    city = world.dice.pick(CITIES)
    ids = world.numbers.next("locations", LOCATION_STEP), own, f"{chain.stores}{stores}"
    location = seed_places.location(world.dice, city, ids, chain.domain)
    site = Site(location, city, OFFSETS[city.zone])
    opened[own] = _Opened(site, PER_LOCATION - 1, stores)
    return [location]


def _problem(dice: Dice, chain: Chain, trades: Sequence[Record]) -> _Problem:
    trade = dice.pick(trades)
    work = WORK.get(trade["Name"].upper(), GENERAL)
    planned = chain.planned if dice.chance(0.1) else None
    trouble = dice.pick(work.planned if planned else work.troubles)
    nte = trouble.nte * dice.between(80, 140) // (100 * ROUND) * ROUND
    usual = chain.categories[0]
    rare = dice.pick(chain.categories) if dice.chance(0.05) else usual
    return _Problem(
        trouble=trouble,
        area=dice.pick(work.areas),
        nte=nte,
        trade=trade,
        category=planned or rare,
        priority=chain.priorities[min(trouble.urgency, len(chain.priorities) - 1)],
        is_planned=planned is not None,
    )


def _order(story: Story, problem: _Problem, done: Record | None) -> Record:
    """The work order as its story leaves it.  done: an earlier one of the same location."""
    location, chain = story.site.location, story.pair.chain
    caller = chain.manager["FullName"] if problem.is_planned else location["Contact"]
    return {
        "Id": story.order_id,
        "Number": str(story.order_id),
        "PurchaseNumber": f"{location['StoreId']}-{story.order_id % 1_000_000:06d}",
        "SubscriberId": chain.record["Id"],
        "ProviderId": story.pair.provider["Id"],
        "LocationId": location["Id"],
        "Status": seed_records.parts(story.status),
        **_classification(story, problem),
        "Caller": caller,
        "CallerId": chain.manager["Id"],
        "CreatedBy": caller,
        "Source": "Scheduled" if problem.is_planned else "Dashboard",
        **_dates(story, problem),
        **_money(story, problem),
        "ProjectId": None,
        "IsEnabledForMobile": PHONE not in story.pair.channels,
        "RecallWorkOrder": _recall(story, problem, done),
        "Labels": _labels(story),
    }


def _classification(story: Story, problem: _Problem) -> Record:
    trouble, context = story.trouble, story.world.dice.pick(CONTEXTS)
    complaint = trouble.complaint + ("" if problem.is_planned else context)
    words = problem.area, problem.trade["Name"], trouble.asset, trouble.code, complaint
    same = {"Category": problem.category, "Trade": problem.trade, "Priority": problem.priority}
    return {
        **{name: row["Name"] for name, row in same.items()},
        **{f"{name}Id": row["Id"] for name, row in same.items()},
        "Description": " / ".join(words),
        "ProblemCode": trouble.code,
        "IssueTicketInfo": _issue(story, problem),
    }


def _issue(story: Story, problem: _Problem) -> Record:
    if problem.is_planned or not story.pair.chain.setup:
        return {"Id": 0, "SetupId": 0}
    return {
        "Id": story.order_id - TICKETS,
        "AreaId": AREAS + ALL_AREAS.index(problem.area),
        "AreaName": problem.area,
        "ProblemGroup": problem.trade["Name"],
        "Equipment": story.trouble.asset,
        "ProblemCode": story.trouble.code,
        "TicketType": "Repair",
        "SetupId": story.pair.chain.setup,
    }


def _dates(story: Story, problem: _Problem) -> Record:
    scheduled = write_instant(story.called + timedelta(hours=problem.priority["Hours"]))
    called = write_instant(story.called)
    window = PLANNED_WINDOW if problem.is_planned else WINDOW
    is_accepted = story.status.primary not in ("OPEN", "VOID")
    return {
        "CallDate": called,
        "ScheduledDate": scheduled,
        "ExpirationDate": write_instant(story.called + window),
        "CompletedDate": write_instant(story.completed) if story.completed else None,
        "UpdatedDate": write_instant(story.now),
        "CreatedDate": called,
        "OriginalEta": scheduled if is_accepted else None,
    }


def _money(story: Story, problem: _Problem) -> Record:
    """What may be spent, and whether it is billed; an approved proposal doubles the NTE."""
    location = story.site.location
    is_raised = story.status == APPROVE.status
    return {
        "Nte": float(problem.nte * (2 if is_raised else 1)),
        "CurrencyAlphabeticalCode": "CAD" if location["IsInternational"] else "USD",
        "Resolution": story.resolution,
        "ApprovalCode": "" if problem.is_planned else f"GL-6120-{location['StoreId']}",
        "IsInvoiced": story.status.primary == "INVOICED",
        "AutoComplete": False,
        "AutoInvoice": problem.is_planned,
    }


def _recall(story: Story, problem: _Problem, done: Record | None) -> int | None:
    """The same trade was there before, and not for long."""
    if done is None or done["TradeId"] != problem.trade["Id"] or problem.is_planned:
        return None
    is_later = write_instant(story.called) > done["CompletedDate"]
    return int(done["Id"]) if is_later and story.world.dice.chance(0.15) else None


def _labels(story: Story) -> list[Record]:
    labels, dice = story.pair.chain.labels, story.world.dice
    return [dice.pick(labels)] if labels and dice.chance(0.03) else []
