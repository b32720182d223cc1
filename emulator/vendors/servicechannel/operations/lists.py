"""The other lists that work orders draw on: categories, priorities, currencies, weather."""

import math
from datetime import timedelta

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import listing, lookups, reach, times
from emulator.vendors.servicechannel.creating import CURRENCIES

WEATHER_EVENTS = ("Blizzard", "Earthquake", "Flood", "Hail", "Heat", "Hurricane", "Tornado", "Wind")
WEATHER = "WeatherOverlayOnMap"


@operation("getCategories")
def get_categories(call: Call) -> Reply:
    """A subscriber's categories, or those of the subscribers below it."""
    own = call.caller["SubscriberId"]
    wanted = call.query.get("subscriberIds") or [own]
    return Reply([shown for i in wanted for shown in _categories(call, _own_or_below(call, i))])


def _own_or_below(call: Call, subscriber_id: int) -> int:
    """Raises Invalid for an unknown subscriber, Forbidden for one that is not below."""
    found = call.records.get("subscribers", subscriber_id)
    if found is None:
        raise Invalid("unknown subscriber", f"there is no subscriber {subscriber_id}")
    own = call.caller["SubscriberId"]
    if own not in (subscriber_id, found.get("ParentId")):
        raise Forbidden("categories for subscribers", f"{subscriber_id} is not below {own}")
    return subscriber_id


def _categories(call: Call, subscriber_id: int) -> list[Record]:
    primaries = call.records.find("primarycategories", SubscriberId=subscriber_id)
    return [
        _category(category, primaries)
        for category in call.records.find("categories", SubscriberId=subscriber_id)
    ]


def _category(category: Record, primaries: list[Record]) -> Record:
    """A category with the primary one it names, or else the one that has its name."""
    number, name = category.get("PrimaryCategoryId"), category["Name"]
    above = next(
        (p for p in primaries if p["Id"] == number or (number is None and p["Name"] == name)), None
    )
    shown = {k: category[k] for k in ("Id", "SubscriberId", "Name")} | {"HasDependency": False}
    if above is None:
        return shown
    return shown | {"PrimaryCategoryID": above["Id"], "PrimaryCategoryName": above["Name"]}


@operation("getExistsCategories")
def get_exists_categories(call: Call) -> Reply:
    """The caller's own, for programs that fill the list."""
    return Reply(_categories(call, call.caller["SubscriberId"]))


@operation("createCategory")
def create_category(call: Call) -> Reply:
    """A new category; work orders can be of it at once."""
    own, name = call.caller["SubscriberId"], call.body["Name"].strip()
    if call.caller["Role"] == "Location User":
        raise Forbidden("categories for subscribers", "a Location User keeps no lists")
    listing.check_name(name)
    primary = lookups.row(call, "primarycategories", own, call.body["PrimaryCategoryId"])
    if primary is None:
        raise NotFound("primary category", "the subscriber has no such primary category")
    if lookups.row(call, "categories", own, None, name):
        raise Conflict("category exists", f"the subscriber has a category {name}")
    category = {
        "Id": call.records.next_id("categories"),
        "SubscriberId": own,
        "Name": name,
        "PrimaryCategoryId": primary["Id"],
    }
    return Reply(
        {"Id": category["Id"], "ErrorCode": 0, "Message": ""},
        status=201,
        changes={"categories": [category]},
        events=[Event("SubscriberCategoryCreated", "categories", category)],
    )


@operation("getPrimaryCategories")
def get_primary_categories(call: Call) -> Reply:
    """What the subscriber's categories are under."""
    found = call.records.find("primarycategories", SubscriberId=call.caller["SubscriberId"])
    return Reply([{"Id": row["Id"], "Name": row["Name"]} for row in found])


@operation("getExistsPrimaryCategories")
def get_exists_primary_categories(call: Call) -> Reply:
    """The same list, for programs that fill it."""
    return get_primary_categories(call)


@operation("getCategoriesWithGlCodes")
def get_categories_with_gl_codes(call: Call) -> Reply:
    """The categories with a GL code for a trade; a location's own code goes first."""
    own = call.caller["SubscriberId"]
    location = lookups.row(call, "locations", own, call.query["locationId"])
    if location is None:
        raise NotFound("location of codes", "the subscriber has no such location")
    trade = lookups.row(call, "trades", own, None, call.query["trade"])
    if trade is None:
        raise NotFound("trade of codes", f"the subscriber has no trade {call.query['trade']}")
    codes: dict[int, Record] = {}
    for code in call.records.find("categoryglcodes", SubscriberId=own, TradeId=trade["Id"]):
        if code["LocationId"] == location["Id"]:
            codes[code["CategoryId"]] = code
        elif code["LocationId"] is None:
            codes.setdefault(code["CategoryId"], code)
    return Reply([_coded(call, code) for code in codes.values()])


def _coded(call: Call, code: Record) -> Record:
    category = call.load("categories", code["CategoryId"])
    names = {"CategoryId": category["Id"], "CategoryName": category["Name"]}
    return names | {"GLCode": code["GlCode"]}


@operation("getPriorities")
def get_priorities(call: Call) -> Reply:
    """A subscriber's priorities, with the dates of a work order that came in now."""
    subscriber_id = reach.subscriber(call, call.query.get("subscriberId"))
    found = call.records.find("priorities", SubscriberId=subscriber_id)
    return Reply([_priority(call, row, times.EASTERN) for row in found])


@operation("getPrioritiesOfLocation")
def get_priorities_of_location(call: Call) -> Reply:
    """The same in the time of one location."""
    location = call.records.get("locations", call.path["locationId"])
    if location is None or not reach.works_with(call, location["SubscriberId"]):
        raise NotFound("location of priorities", f"no location {call.path['locationId']}")
    found = call.records.find("priorities", SubscriberId=location["SubscriberId"])
    zone, whose = location["TimeZoneIanaName"], {"LocationId": location["Id"]}
    return Reply([_priority(call, row, zone) | whose for row in found])


def _priority(call: Call, row: Record, zone: str) -> Record:
    place, rest = times.zone(zone), row.get("Minutes", 0)
    flags = {name: bool(row.get(name)) for name in ("SkipNights", "SkipWeekends")}
    time = timedelta(hours=row["Hours"], minutes=rest)
    nights, weekends = flags.values()
    wall = call.now.astimezone(place).replace(tzinfo=None)
    due = listing.scheduled(wall, time, nights=nights, weekends=weekends).replace(tzinfo=place)
    when = write_instant(due if nights or weekends else call.now + time)
    dates = {"ScheduledDate": when, "ScheduledDate_DTO": times.local(when, place)}
    shown = {k: row[k] for k in ("Id", "Name", "SubscriberId")}
    return shown | {"Eta": listing.eta(row["Hours"], rest)} | flags | dates | {"IsSelectable": True}


@operation("createPriority")
def create_priority(call: Call) -> Reply:
    """A new priority; work orders can be of it at once."""
    body, name = call.body, call.body["Name"].strip()
    listing.check_name(name)
    total = listing.minutes(body.get("Eta", 0), body.get("EtaTimeUnits", "Hours"))
    if lookups.row(call, "priorities", call.caller["SubscriberId"], None, name):
        raise Conflict("priority exists", f"the subscriber has a priority {name}")
    priority: Record = {
        "Id": call.records.next_id("priorities"),
        "SubscriberId": call.caller["SubscriberId"],
        "Name": name,
        "Hours": math.floor(total / 60),
        "Minutes": total % 60,
    }
    flags = ("SkipNights", "SkipWeekends", "SkipWhenClosed")
    priority |= {flag: body[flag] for flag in flags if flag in body}
    return Reply(
        [{"Id": priority["Id"], "ErrorCode": 0, "Message": ""}],
        status=201,
        changes={"priorities": [priority]},
        events=[Event("SubscriberPriorityCreated", "priorities", priority)],
    )


@operation("getCurrencyAlphabeticCode")
def get_currency_alphabetic_code(call: Call) -> Reply:
    """The three letters of a currency."""
    number = call.query["currencyId"]
    if number < 1:
        raise Invalid("bad currency", f"{number} is no id")
    if number not in CURRENCIES:
        raise NotFound("currencies", f"there is no currency {number}")
    return Reply({"AlphabeticalCode": CURRENCIES[number]})


@operation("getWeatherEventTypes")
def get_weather_event_types(call: Call) -> Reply:
    """Kinds of weather; every subscriber has the same."""
    if "subscriberId" in call.query:
        reach.subscriber(call, call.query["subscriberId"])
    named = enumerate(WEATHER_EVENTS, 1)
    return Reply([{"Id": n, "Name": name, "Description": name} for n, name in named])


@operation("getWeatherSubscribers")
def get_weather_subscribers(call: Call) -> Reply:
    """Those of the caller's subscribers that see weather on their map."""
    found = [call.load("subscribers", i) for i in reach.subscribers(call)]
    return Reply([row["Id"] for row in found if WEATHER in row.get("Features", ())])
