"""GL codes: what a subscriber books work under, by trade, category and location."""

from emulator.kernel.errors import Conflict, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import lookups

#: What a code is found by.
KEYS = ("Trade", "Category", "LocationId")


@operation("getApprovalCodes")
def get_approval_codes(call: Call) -> Reply:
    """The codes of a location, of a category, or of both."""
    location_id, category = call.query.get("locationId"), call.query.get("category", "")
    if location_id is None and not category.strip():
        raise Invalid("gl code asked for nothing", "neither locationId nor category is given")
    subscriber = call.caller["SubscriberId"]
    found = call.records.find("glcodes", SubscriberId=subscriber)
    codes = [
        _approval_code(call, code, place)
        for place, code in enumerate(found, 1)
        if location_id in (None, code["LocationId"])
        and category.casefold() in ("", (code["Category"] or "").casefold())
    ]
    return Reply({"ApprovalCodes": codes, "ErrorCode": 0})


def _approval_code(call: Call, code: Record, place: int) -> Record:
    shown: Record = {
        "Id": code["Id"],
        "Name": " / ".join(str(code[k]) for k in ("Trade", "Category") if code[k]),
        "Code": code["GlCode"],
        "OrderNumber": place,
        "SubscriberId": code["SubscriberId"],
        "IsEnabled": True,
    }
    if code["Category"]:
        category = lookups.row(call, "categories", code["SubscriberId"], None, code["Category"])
        shown |= {"Category": code["Category"]}
        shown |= {"CategoryId": category["Id"]} if category else {}
    if code["LocationId"]:
        location = call.load("locations", code["LocationId"])
        shown |= {
            "LocationId": location["Id"],
            "LocationName": location["Name"],
            "LocationStoreId": location["StoreId"],
        }
    return shown


@operation("getExistingGlCodes")
def get_existing_gl_codes(call: Call) -> Reply:
    """Every code that the subscriber has, once."""
    found = call.records.find("glcodes", SubscriberId=call.caller["SubscriberId"])
    return Reply(list(dict.fromkeys(code["GlCode"] for code in found)))


@operation("createGlCode")
def create_gl_code(call: Call) -> Reply:
    """A code for a trade, a category and a location, each of which may be left open."""
    named = _named(call)
    if call.records.find("glcodes", **named):
        raise Conflict("gl code exists", f"there is a code for {named}")
    code = {"Id": call.records.next_id("glcodes"), **named, "GlCode": _code(call)}
    return _reply(code, "SubscriberGlCodeCreated", 201)


@operation("updateGlCode")
def update_gl_code(call: Call) -> Reply:
    """Another code for the same trade, category and location."""
    named = _named(call)
    if not any(named[key] for key in KEYS):
        raise Invalid("gl code of nothing", "neither trade, category nor location is given")
    found = call.records.find("glcodes", **named)
    if not found:
        raise NotFound("gl code unknown", f"no code for {named}")
    return _reply(found[0] | {"GlCode": _code(call)}, "SubscriberGlCodeUpdated", 200)


@operation("deleteGlCode")
def delete_gl_code(call: Call) -> Reply:
    """Remove the code that is all of this."""
    named = _named(call) | {"GlCode": _code(call)}
    found = call.records.find("glcodes", **named)
    if not found:
        raise NotFound("gl code unknown", f"no such code: {named}")
    event = Event("SubscriberGlCodeDeleted", "glcodes", found[0])
    return Reply({"Id": found[0]["Id"]}, removes={"glcodes": [found[0]["Id"]]}, events=[event])


def _reply(code: Record, told: str, status: int) -> Reply:
    event = Event(told, "glcodes", code)
    return Reply({"Id": code["Id"]}, status, changes={"glcodes": [code]}, events=[event])


def _code(call: Call) -> str:
    """Raises Invalid for a code of blanks."""
    code: str = call.query["glCode"]
    if not code.strip():
        raise Invalid(reason="the code is blank")
    return code


def _named(call: Call) -> Record:
    """The subscriber, and the names as it spells them.

    Raises Invalid for a provider, and for what the subscriber does not have.
    """
    subscriber: int | None = call.caller["SubscriberId"]
    if subscriber is None:
        raise Invalid("gl subscriber", "only a subscriber has codes")
    store = call.query.get("location", "")
    place = lookups.store(call, subscriber, store) if store else None
    if store and not place:
        raise NotFound("gl location", f"the subscriber has no store {store!r}")
    return {
        "SubscriberId": subscriber,
        "Trade": _listed(call, "trades", "trade", "gl trade"),
        "Category": _listed(call, "categories", "category", "gl category"),
        "LocationId": place["Id"] if place else None,
    }


def _listed(call: Call, table: str, asked: str, foreign: str) -> str | None:
    """The name of the subscriber's own row; None where nothing is asked."""
    name = call.query.get(asked, "")
    if not name:
        return None
    found = lookups.row(call, table, call.caller["SubscriberId"], None, name)
    if found is None:
        raise Invalid(foreign, f"the subscriber has no {asked} {name!r}")
    return str(found["Name"])
