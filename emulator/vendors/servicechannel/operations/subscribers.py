"""The companies that order work."""

from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import reach, views

#: What a subscriber says of itself where it is known.
KNOWN = (
    "Email", "Address1", "Address2", "Country", "State", "City", "Zip", "Phone", "Fax",
    "ContactName",
)  # fmt: skip
RESCHEDULE_REASONS = (
    "Access not possible",
    "Asked for by the location",
    "Parts not there yet",
    "Technician not available",
    "Weather",
)


@operation("getSubscriber")
def get_subscriber(call: Call) -> Reply:
    """What a subscriber says of itself."""
    found = call.load("subscribers", reach.subscriber(call, call.path["subscriberId"]))
    own = {name: found[name] for name in ("Id", "Name", "ShortName", "IsOutsourcedWorkOn")}
    known = {name: found[name] for name in KNOWN if name in found}
    return Reply(own | known | views.formats(found))


@operation("updateSubscriber")
def update_subscriber(call: Call) -> Reply:
    """Change it; what is not sent stays."""
    found = call.load("subscribers", reach.subscriber(call, call.path["subscriberId"]))
    name = call.body["Name"].strip()
    if not name:
        raise Invalid(reason="the name is empty")
    is_renamed = name != found["Name"]
    told = {field: call.body[field] for field in (*KNOWN, *views.FORMATS) if field in call.body}
    changed = found | told | {"Name": name}
    events = [Event("SubscriberNameUpdated", "subscribers", changed)] if is_renamed else []
    return Reply({"id": found["Id"]}, changes={"subscribers": [changed]}, events=events)


@operation("getSubscriberRules")
def get_subscriber_rules(call: Call) -> Reply:
    """A subscriber's settings as a list."""
    return _rules(call, reach.subscriber(call, call.query.get("subscriberId")))


@operation("getRulesOfSubscriber")
def get_rules_of_subscriber(call: Call) -> Reply:
    """The same for a subscriber of the path."""
    return _rules(call, reach.subscriber(call, call.path["subscriberId"]))


def _rules(call: Call, subscriber_id: int) -> Reply:
    settings = call.load("subscribers", subscriber_id)["Settings"]
    listed = [_rule(number, *pair) for number, pair in enumerate(sorted(settings.items()), 1)]
    return Reply(listed)


def _rule(number: int, name: str, value: object) -> Record:
    shown: Record = {"Id": number, "Name": name}
    return shown if value is None else shown | {"Value": value}


@operation("getRescheduleReasons")
def get_reschedule_reasons(call: Call) -> Reply:
    """Why a scheduled date may move: texts by number."""
    subscriber_id = call.path["subscriberId"]
    if call.records.get("subscribers", subscriber_id) is None:
        raise Invalid("unknown subscriber", f"there is no subscriber {subscriber_id}")
    if not reach.works_with(call, subscriber_id):
        raise Forbidden("reschedule reasons", f"subscriber {subscriber_id} is not the caller's")
    return Reply({str(number): text for number, text in enumerate(RESCHEDULE_REASONS, 1)})


@operation("getSubsidiaries")
def get_subsidiaries(call: Call) -> Reply:
    """The subscribers below the caller's."""
    found = call.records.find("subscribers", ParentId=call.caller["SubscriberId"])
    return Reply([{"Id": row["Id"], "Name": row["Name"]} for row in found])


@operation("getSubscriberTrades")
def get_subscriber_trades(call: Call) -> Reply:
    """The caller's trades, names by id."""
    found = call.records.find("trades", SubscriberId=call.caller["SubscriberId"])
    return Reply({"Trades": {str(trade["Id"]): trade["Name"] for trade in found}})


@operation("getDashboards")
def get_dashboards(call: Call) -> Reply:
    """The dashboards of the caller's subscriber, or of one below it."""
    own: int = call.caller["SubscriberId"]
    return _dashboards(call, call.query.get("subscriberId", own))


@operation("getDashboardsOfSubscriber")
def get_dashboards_of_subscriber(call: Call) -> Reply:
    """The same for a subscriber of the path."""
    return _dashboards(call, call.path["subscriberId"])


def _dashboards(call: Call, subscriber_id: int) -> Reply:
    found, own = call.records.get("subscribers", subscriber_id), call.caller["SubscriberId"]
    if found is None:
        raise NotFound("unknown subscriber", f"there is no subscriber {subscriber_id}")
    if own not in (subscriber_id, found.get("ParentId")):
        raise Forbidden("dashboards of others", f"{subscriber_id} is not below {own}")
    rows = call.records.find("dashboards", SubscriberId=subscriber_id)
    return Reply([{"Id": row["Id"], "Name": row["Name"]} for row in rows])
