"""Proposals by criteria, all of which have to be met; what is not asked for is not looked at."""

from collections.abc import Callable, Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import proposal_rules

PAGE = 50
#: Statuses by the names that the criteria have for them, with whether a date is set.
STATUSES: Mapping[str, tuple[str, bool | None]] = {
    "Open": (proposal_rules.OPEN, None),
    "OnHold": (proposal_rules.ON_HOLD, None),
    "Reviewed": (proposal_rules.REVIEWED, None),
    "ApprovedScheduled": (proposal_rules.APPROVED, True),
    "ApprovedNotScheduled": (proposal_rules.APPROVED, False),
    "Rejected": (proposal_rules.REJECTED, None),
}
Meets = Callable[[Call, Record, object], bool]


def _in_statuses(_: Call, row: Record, asked: object) -> bool:
    names = asked if isinstance(asked, list) else []
    if not names or "All" in names:
        return True
    status, is_scheduled = row["Status"]["Primary"], row["ScheduledDate"] is not None
    wanted = [STATUSES[name] for name in names if name in STATUSES]
    return any(status == name and dated in (None, is_scheduled) for name, dated in wanted)


def _has(is_wanted: object, value: object) -> bool:
    """Yes and No ask whether there is one; NA does not."""
    if is_wanted in ("Yes", "No"):
        return (is_wanted == "Yes") == (value is not None)
    return True


def _listed(value: object, asked: object) -> bool:
    return not isinstance(asked, list) or not asked or value in asked


#: By criterion: whether a proposal meets it.
CRITERIA: Mapping[str, Meets] = {
    "WorkOrderId": lambda _, row, asked: not asked or str(row["WorkOrderId"]) == asked,
    "WorkOrderIds": lambda _, row, asked: _listed(row["WorkOrderId"], asked),
    "ProposalId": lambda _, row, asked: not asked or str(row["Id"]) == asked,
    "ProposalsIds": lambda _, row, asked: _listed(row["Id"], asked),
    "ProposalNumber": lambda _, row, asked: row["Number"].lower().startswith(str(asked).lower()),
    "ProposalStatuses": _in_statuses,
    "ProviderId": lambda _, row, asked: asked in (0, row["ProviderId"]),
    "LocationId": lambda _, row, asked: asked in (0, row["LocationId"]),
    "WithWorkOrder": lambda _, row, asked: _has(asked, row["WorkOrderId"]),
    "IsAssignedToMe": lambda call, row, asked: (
        not asked or row["AssignedToId"] == call.caller["Id"]
    ),
    "HasAssignee": lambda _, row, asked: asked == (row["AssignedToId"] is not None),
    "AmountFrom": lambda _, row, asked: isinstance(asked, int | float) and row["Amount"] >= asked,
    "AmountTo": lambda _, row, asked: isinstance(asked, int | float) and row["Amount"] <= asked,
}


def found(call: Call, rows: Sequence[Record]) -> Sequence[Record]:
    """A page of the rows that meet the criteria of the body, in the order that it asks for."""
    asked = {name: value for name, value in call.body.items() if name in CRITERIA}
    kept = [row for row in rows if all(CRITERIA[n](call, row, v) for n, v in asked.items())]
    field = call.body.get("SortField", "LocDate")
    order = call.body.get("SortOrder", "ASC" if "SortField" in call.body else "DESC")
    kept.sort(key=lambda row: (_key(call, row, field), row["Id"]), reverse=order == "DESC")
    start = call.body.get("Offset", 0)
    return kept[start : start + call.body.get("Count", PAGE)]


def _key(call: Call, row: Record, field: str) -> str:
    """What a proposal sorts by; its date where nothing else is known."""
    tables = {
        "StoreId": ("locations", "LocationId", "StoreId"),
        "ProviderName": ("providers", "ProviderId", "Name"),
        "SubscriberName": ("subscribers", "SubscriberId", "Name"),
    }
    if field in tables:
        table, key, name = tables[field]
        return str(call.load(table, row[key])[name])
    plain = {"ProposalNumber": row["Number"], "Trade": row["Trade"],
             "Status": row["Status"]["Primary"]}  # fmt: skip
    return str(plain.get(field, row["CreatedDate"]))
