"""From a request for a work order to its record: what the request names, and what it leaves open.

What is refused on the way, and in which order, are the tables of `creating`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from emulator.kernel.clock import write_instant
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import contracting, creating, lookups, nested, reach, sight
from emulator.vendors.servicechannel.creating import Asked, Found, whole
from emulator.vendors.servicechannel.field_checks import amount, instant
from emulator.vendors.servicechannel.rules import Status


def asked(call: Call) -> Asked:
    """The request, its parts with their names in lower case."""
    contract, problem, extended = (
        nested.lowered(call.body.get(part) or {})
        for part in ("ContractInfo", "IssueRequestInfo", "ExtendedInfo")
    )
    limit = call.caller["NteLimit"] if call.caller["SubscriberId"] else None
    needs_code = call.switches["problem_code_required"]
    return Asked(call.body, contract, problem, extended, limit, needs_code)


def subscriber(call: Call, contract: Record) -> Record | None:
    """The subscriber's own; a provider says which of those that it works for."""
    own: int | None = call.caller["SubscriberId"]
    if own:
        return call.load("subscribers", own)
    number = whole(contract.get("subscriberid"))
    if number is None or not reach.works_with(call, number):
        return None
    return call.load("subscribers", number)


def with_asset(call: Call, asked: Asked, subscriber: Record | None) -> Asked:
    """The request with what its asset says: where, which trade and what, as far as it does not."""
    owner = subscriber["Id"] if subscriber else None
    asset = lookups.row(call, "assets", owner, asked.body.get("AssetId"))
    if asset is None:
        return asked
    contract, body = dict(asked.contract), dict(asked.body)
    if not contract.get("storeid"):
        contract.setdefault("locationid", asset["LocationId"])
    if not contract.get("tradename"):
        contract.setdefault("tradeid", asset["TradeId"])
    if not asked.text("Description"):
        kind = call.load("assettypes", asset["AssetTypeId"])["Name"]
        body["Description"] = asset["Description"] or f"{kind} {asset['Tag']}"
    return asked._replace(body=body, contract=contract, found=Found(asset=asset))


def found(call: Call, asked: Asked, subscriber: Record | None) -> Found:
    """All that the request names."""
    if subscriber is None:
        return Found()
    own = {"SubscriberId": subscriber["Id"]}
    anywhere = call.records.get("locations", whole(asked.contract.get("locationid")) or 0)
    location = _location(call, asked, own, anywhere)
    trade = _row(
        call, "trades", own, asked.contract.get("tradeid"), asked.contract.get("tradename")
    )
    lists = call.records.find("issuelists", **own)
    recalled = call.records.get("workorders", asked.body.get("RecallWorkOrder", 0))
    is_own = (
        recalled is not None
        and recalled["SubscriberId"] == subscriber["Id"]
        and sight.sees(call, recalled)
    )
    provider_id = _provider(call, asked, location, trade)
    return Found(
        subscriber=subscriber,
        anywhere=anywhere,
        location=location,
        trade=trade,
        provider_id=provider_id,
        category=_of_body(call, asked, "Category", "categories", own),
        priority=_of_body(call, asked, "Priority", "priorities", own),
        lists=lists,
        issue=next((i for i in lists if i["Id"] == asked.body.get("SetupId")), None),
        choice=_choice(asked, lists),
        asset=asked.found.asset,
        recalled=recalled if is_own else None,
        taken=_taken(call, asked, own, {"ProviderId": provider_id}),
    )


def _location(call: Call, asked: Asked, own: Record, anywhere: Record | None) -> Record | None:
    if anywhere is not None:
        return anywhere if anywhere["SubscriberId"] == own["SubscriberId"] else None
    if asked.contract.get("locationid") is not None:
        return None
    return lookups.store(call, own["SubscriberId"], str(asked.contract.get("storeid")))


def _row(call: Call, table: str, own: Record, number: object, name: object) -> Record | None:
    """A row of one of the subscriber's lists, by its name, or else by its id."""
    row_id = None if name else whole(number)
    return lookups.row(call, table, own["SubscriberId"], row_id, str(name or "").strip())


def _of_body(call: Call, asked: Asked, field: str, table: str, own: Record) -> Record | None:
    return _row(call, table, own, asked.body.get(f"{field}Id"), asked.text(field))


def _provider(
    call: Call, asked: Asked, location: Record | None, trade: Record | None
) -> int | None:
    """The caller's own, the one that is named, or the default; None without a contract."""
    if location is None or trade is None:
        return None
    sent = call.caller["ProviderId"] or asked.contract.get("providerid")
    if sent is None:
        return contracting.default_provider(call, location, trade["Id"])
    provider_id = whole(sent) or 0
    return provider_id if contracting.has(call, provider_id, location, trade["Id"]) else None


def _choice(asked: Asked, lists: Iterable[Record]) -> Mapping[str, object] | None:
    """The row of an issue list that has this problem, asset and code."""
    wanted = (*creating.path(asked)[1:], asked.text("ProblemCode"))
    folded = tuple(part.casefold() for part in wanted)
    fields = ("ProblemType", "EquipmentType", "ProblemCode")
    rows = (row for issue in lists for row in issue["Issues"])
    return next((r for r in rows if tuple(str(r[f]).casefold() for f in fields) == folded), None)


def _taken(call: Call, asked: Asked, own: Record, provider: Record) -> frozenset[str]:
    """The numbers that other work orders have."""
    scopes = {"PurchaseNumber": own, "Number": provider}
    return frozenset(
        name
        for name, scope in scopes.items()
        if asked.text(name)
        and call.records.count("workorders", **scope, **{name: asked.text(name)})
    )


def record(call: Call, asked: Asked, status: Status) -> Record:
    """The work order's record."""
    order_id = call.records.next_id("workorders")
    given, body = asked.found, asked.body
    location, called = given.location or {}, creating.called(asked) or call.now
    return {
        "Id": order_id,
        "Number": asked.text("Number") or str(order_id),
        "PurchaseNumber": asked.text("PurchaseNumber") or str(order_id),
        "SubscriberId": location["SubscriberId"],
        "ProviderId": given.provider_id,
        "LocationId": location["Id"],
        "Status": {"Primary": status.primary, "Extended": status.extended},
        **_named("Category", given.category),
        **_named("Trade", given.trade),
        **_named("Priority", given.priority),
        "Caller": asked.text("CallerName") or call.caller["FullName"],
        "CallerId": call.caller["Id"],
        "CreatedBy": call.caller["FullName"],
        **_dates(call, asked, called, status),
        "Description": creating.described(asked),
        "ProblemCode": asked.text("ProblemCode"),
        "Nte": amount(body.get("Nte")) or 0.0,
        "CurrencyAlphabeticalCode": creating.CURRENCIES[body.get("CurrencyId", 1)],
        "Resolution": "",
        "ApprovalCode": asked.text("ApprovalCode"),
        "Source": "API",
        "ProjectId": body.get("ProjectId"),
        "IsInvoiced": False,
        "IsEnabledForMobile": True,
        "AutoComplete": str(asked.extended.get("autocomplete")).lower() == "true",
        "AutoInvoice": str(asked.extended.get("autoinvoice")).lower() == "true",
        "RecallWorkOrder": body.get("RecallWorkOrder"),
        "Labels": [],
        "IssueTicketInfo": _ticket(asked, order_id),
        **_optional(asked),
    }


def _named(field: str, row: Record | None) -> Record:
    return {field: row["Name"], f"{field}Id": row["Id"]} if row else {}


def _dates(call: Call, asked: Asked, called: datetime, status: Status) -> Record:
    """As asked for; the scheduled date is the priority's hours after the call by default."""
    hours = (asked.found.priority or {}).get("Hours", 0)
    scheduled = creating.scheduled(asked) or called + timedelta(hours=hours)
    done = instant(asked.text("CompletedDate")) or call.now
    return {
        "CallDate": write_instant(called),
        "ScheduledDate": write_instant(scheduled),
        "ExpirationDate": write_instant(creating.expires(asked, called)),
        "CompletedDate": write_instant(done) if status.primary == "COMPLETED" else None,
        "UpdatedDate": call.stamp,
        "CreatedDate": call.stamp,
        "OriginalEta": None,
    }


def _ticket(asked: Asked, order_id: int) -> Record:
    """Where in the issue list the problem is."""
    if not creating.is_listed(asked):
        return {"Id": 0, "SetupId": 0}
    area, kind, asset = creating.path(asked)
    parts = {
        "AreaName": area,
        "ProblemGroup": kind,
        "Equipment": asset,
        "ProblemCode": asked.text("ProblemCode"),
    }
    ticket: Record = {"Id": order_id, "SetupId": asked.body.get("SetupId", 0)}
    if asked.problem:
        ticket["AreaId"] = whole(asked.problem.get("areaid"))
    return ticket | {name: part for name, part in parts.items() if part}


def _optional(asked: Asked) -> Record:
    """What only some work orders have."""
    amounts = {n: amount(asked.extended.get(n.lower())) for n in ("Price", "Tax", "Tax2")}
    names = ("ServiceNowId", "WeatherTypeId")
    texts = {"Tax2Type": asked.extended.get("tax2type")} | {n: asked.body.get(n) for n in names}
    return {name: value for name, value in (amounts | texts).items() if value is not None}
