"""What `seed` adds to the demo world: 600 work orders and all that belongs to them."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice, pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from emulator.vendors.servicechannel import rules
from emulator.vendors.servicechannel.rules import ON_SITE, Position, Status, Window
from emulator.vendors.servicechannel.seed_places import CITIES, OFFSETS, City
from emulator.vendors.servicechannel.seeding import seed
from tests.servicechannel.demo import DEMO
from tests.world import Json

NUMBER = 600
MOVED = re.compile(r"changed from <b>(.+)</b> to <b>(.+)</b>\.")


def fixture() -> Json:
    """The demo world, read anew."""
    tables: Json = json.loads(DEMO.read_text("utf-8"))
    return tables


@cache
def world() -> Json:
    """The demo world, read once: not to be changed."""
    return fixture()


def made(tables: Json, number: int, start: int = 0) -> Iterator[Mapping[str, Sequence[Json]]]:
    return seed(tables, number, Random(start))  # noqa: S311 - repeatable on purpose


@cache
def added() -> Mapping[str, list[Json]]:
    """The new records by table."""
    tables: dict[str, list[Json]] = defaultdict(list)
    for batch in made(world(), NUMBER):
        for table, records in batch.items():
            tables[table] += records
    return tables


def of_order(table: str) -> Mapping[int, list[Json]]:
    """The new records of each new work order."""
    found: dict[int, list[Json]] = {order["Id"]: [] for order in added()["workorders"]}
    for record in added()[table]:
        found[record["WorkOrderId"]].append(record)
    return found


@cache
def by_id(table: str) -> Mapping[int, Json]:
    """The records of a table, the demo world's too."""
    old = {record["Id"]: record for record in world()[table].values()}
    return old | {record["Id"]: record for record in added().get(table, [])}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def status(text: str) -> Status:
    return Status(*text.split("/"))


def is_rising(values: Iterable[object]) -> bool:
    return all(one <= other for one, other in pairwise(values))  # type: ignore[operator]


def test_the_same_random_numbers_make_the_same_records() -> None:
    once = list(made(world(), 50))
    assert once == list(made(world(), 50))
    assert once != list(made(world(), 50, start=1))


def test_more_work_orders_begin_with_the_same_ones() -> None:
    assert list(islice(made(world(), NUMBER), 50)) == list(made(world(), 50))


def test_the_fixtures_own_records_stay_as_they_are() -> None:
    tables = fixture()
    list(made(tables, 50))
    assert tables == fixture()


@pytest.mark.parametrize(
    "table", ["locations", "users", "workorders", "workactivities", "checkins", "notes"]
)
def test_ids_rise_and_begin_after_the_demo_worlds(table: str) -> None:
    ids = [max(map(int, world()[table])), *(record["Id"] for record in added()[table])]
    assert all(one < other for one, other in pairwise(ids))


def test_there_is_a_location_for_every_twenty_work_orders() -> None:
    counts = Counter(order["LocationId"] for order in added()["workorders"])
    assert set(counts) == {location["Id"] for location in added()["locations"]}
    assert max(counts.values()) == 20
    assert len(counts) <= NUMBER // 20 + 2


def test_every_work_order_has_a_contract_of_its_provider_trade_and_location() -> None:
    fields = ("SubscriberId", "ProviderId", "TradeId", "LocationId")
    held = {tuple(c[f] for f in fields) for c in added()["contracts"]}
    assert {tuple(order[f] for f in fields) for order in added()["workorders"]} <= held


def test_every_pair_that_works_together_has_a_share() -> None:
    pairs = {(p["SubscriberId"], p["ProviderId"]) for p in world()["permissions"].values()}
    counts = Counter((o["SubscriberId"], o["ProviderId"]) for o in added()["workorders"])
    assert set(counts) == pairs
    assert min(counts.values()) > NUMBER / len(pairs) / 2


def test_trade_category_priority_and_location_are_the_subscribers_own() -> None:
    for order in added()["workorders"]:
        for field, table in (
            ("Trade", "trades"), ("Category", "categories"), ("Priority", "priorities")
        ):  # fmt: skip
            row = by_id(table)[order[f"{field}Id"]]
            assert (row["SubscriberId"], row["Name"]) == (order["SubscriberId"], order[field])
        assert by_id("locations")[order["LocationId"]]["SubscriberId"] == order["SubscriberId"]


def test_most_work_orders_are_at_work_or_done_and_none_of_the_usual_statuses_is_missing() -> None:
    shares = Counter(order["Status"]["Primary"] for order in added()["workorders"])
    assert 0.08 < shares["OPEN"] / NUMBER < 0.2
    assert all(0.2 < shares[p] / NUMBER < 0.5 for p in ("IN PROGRESS", "COMPLETED"))
    assert 0.1 < shares["INVOICED"] / NUMBER < 0.3
    configured = {(s["Primary"], s["Extended"]) for s in world()["statuses"].values()}
    used = {(o["Status"]["Primary"], o["Status"]["Extended"]) for o in added()["workorders"]}
    assert used == configured


def test_an_activity_is_open_where_and_only_where_the_status_is_on_site() -> None:
    activities = of_order("workactivities")
    for order in added()["workorders"]:
        still_there = [a for a in activities[order["Id"]] if a["TimeOut"] is None]
        assert len(still_there) == (order["Status"]["Extended"] == ON_SITE.extended)


def test_no_technician_is_at_two_places_at_once() -> None:
    visits = defaultdict(list)
    for activity in added()["workactivities"]:
        until = activity["TimeOut"] or "9999"
        visits[activity["UserId"]].append((activity["TimeIn"], until))
    for times in visits.values():
        assert is_rising(instant for visit in sorted(times) for instant in visit)


def test_a_work_order_is_visited_by_technicians_of_its_provider() -> None:
    activities = of_order("workactivities")
    for order in added()["workorders"]:
        for activity in activities[order["Id"]]:
            user = by_id("users")[activity["UserId"]]
            assert (user["Role"], user["ProviderId"]) == ("Technician", order["ProviderId"])


def test_users_have_names_and_within_a_provider_a_pin_of_their_own() -> None:
    users = list(by_id("users").values())
    for name in ("UserName", "FullName", "Email"):
        assert len({user[name] for user in users}) == len(users)
    pins = [(user["ProviderId"], user["Pin"]) for user in users if user["Pin"]]
    assert len(set(pins)) == len(pins)


def test_each_end_of_an_activity_has_its_row_of_check_ins() -> None:
    rows = of_order("checkins")
    for order_id, activities in of_order("workactivities").items():
        ends = [
            (activity["Id"], action, activity[end])
            for activity in activities
            for action, end in (("Check In", "TimeIn"), ("Check Out", "TimeOut"))
            if activity[end]
        ]
        found = [(row["ActivityId"], row["Action"], row["Date"]) for row in rows[order_id]]
        assert found == ends


def test_every_check_in_is_one_that_the_api_would_have_taken() -> None:
    histories = {order_id: history(notes) for order_id, notes in of_order("notes").items()}
    for activity in added()["workactivities"]:
        order = by_id("workorders")[activity["WorkOrderId"]]
        is_planned = order["Category"] in rules.MAINTENANCE
        window = Window(at(order["CallDate"]), at(order["ExpirationDate"]), is_planned)
        when = at(activity["TimeIn"])
        rules.check_time(when, when, window, "in")
        before = [to for date, _, to in histories[order["Id"]] if date < when]
        rules.check_usable(before[-1] if before else Status("OPEN"), is_invoiced=False, way="in")


def history(notes: Iterable[Json]) -> list[tuple[datetime, Status, Status]]:
    """When the status changed, from what to what, as the notes say."""
    found = [(note, MOVED.search(note["NoteData"])) for note in notes]
    return [(at(n["DateCreated"]), status(m[1]), status(m[2])) for n, m in found if m]


def test_the_notes_tell_without_a_gap_how_a_work_order_came_to_its_status() -> None:
    notes = of_order("notes")
    for order in added()["workorders"]:
        moves = history(notes[order["Id"]])
        chain = [Status("OPEN"), *(to for _, _, to in moves)]
        assert [before for _, before, _ in moves] == chain[:-1]
        assert chain[-1] == Status(**{k.lower(): v for k, v in order["Status"].items()})


def test_check_ins_by_gps_are_near_the_store_and_only_where_gps_counts() -> None:
    subscribers, pairs = world()["subscribers"], world()["permissions"].values()
    allowed = {
        (p["SubscriberId"], p["ProviderId"])
        for p in pairs
        if p["GpsCheckInOut"] and subscribers[str(p["SubscriberId"])]["Settings"]["GpsProgramme"]
    }
    found = [row for row in added()["checkins"] if row["CheckInOutType"] == "Gps"]
    for row in found:
        order = by_id("workorders")[row["WorkOrderId"]]
        store = by_id("locations")[order["LocationId"]]
        there = Position(*map(float, row["CallerId"].split(",")))
        assert rules.distance(there, Position(store["Latitude"], store["Longitude"])) < 0.1
        assert (order["SubscriberId"], order["ProviderId"]) in allowed
    assert found


def test_dates_are_in_order_and_over_thirty_hours_before_the_worlds_now() -> None:
    now = at(world()["_meta"]["1"]["now"])
    notes, rows = of_order("notes"), of_order("checkins")
    for order in added()["workorders"]:
        own = notes[order["Id"]], rows[order["Id"]]
        written, visited = [n["DateCreated"] for n in own[0]], [r["Date"] for r in own[1]]
        assert is_rising([order["CallDate"], *written, order["UpdatedDate"]])
        assert is_rising([order["CallDate"], *visited, order["UpdatedDate"]])
        assert order["CallDate"] == order["CreatedDate"] < order["ScheduledDate"]
        assert at(order["UpdatedDate"]) <= now - timedelta(hours=30)
        assert at(order["CallDate"]) > now - timedelta(days=90)
        is_done = order["Status"]["Primary"] in ("COMPLETED", "INVOICED")
        assert order["CompletedDate"] == (visited[-1] if is_done else None)


def test_work_orders_have_up_to_eight_notes_counted_from_one() -> None:
    notes = of_order("notes").values()
    assert {len(own) for own in notes} == set(range(9))
    for own in notes:
        assert [note["Number"] for note in own] == list(range(1, len(own) + 1))


def test_a_provider_writes_no_note_that_its_permissions_forbid() -> None:
    for note in added()["notes"]:
        order = by_id("workorders")[note["WorkOrderId"]]
        provider = by_id("providers")[order["ProviderId"]]
        if note["NoteType"] == "UsersNote" and note["CompanyName"] == provider["Name"]:
            row = next(
                p["Incoming"]
                for p in world()["permissions"].values()
                if p["SubscriberId"] == order["SubscriberId"] and p["ProviderId"] == provider["Id"]
            )
            assert row["Active"]
            assert row["Note Creation"]
            assert note["Visibility"] in (0, 1)


@pytest.mark.parametrize("city", CITIES, ids=lambda city: f"{city.name}-{city.state}")
def test_a_city_lies_in_its_zone(city: City) -> None:
    now = at(world()["_meta"]["1"]["now"])
    ahead = now.astimezone(ZoneInfo(city.zone)).utcoffset()
    assert ahead == timedelta(hours=OFFSETS[city.zone])
    by_the_sun = city.longitude / 15  # daylight saving time and wide zones shift it
    assert abs(OFFSETS[city.zone] - by_the_sun) < 2.6
    assert 21 < city.latitude < 62
