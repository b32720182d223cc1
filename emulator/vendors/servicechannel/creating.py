"""What a new work order has to say, in the order in which the vendor says what is missing.

Nothing here reads a record or a clock: what the request names is found by others and comes as
`Found`.  A check is a rule and the condition under which it refuses.
Source: https://developer.servicechannel.com/swagger/ (`POST /workorders`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from emulator.kernel.errors import Invalid
from emulator.kernel.record import Record
from emulator.vendors.servicechannel.field_checks import CENT, amount, instant

#: Currencies by the vendor's id; 1 is documented.
CURRENCIES: Mapping[int, str] = {1: "USD", 2: "CAD"}
NUMERAL = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
#: How long a work order is open, where nobody says: as maintenance, and otherwise.
OPEN_DAYS = 45
MAINTENANCE_DAYS = 30
#: The longest of each text.
DESCRIPTION, CALLER, NUMBER = 8000, 100, 20


class Found(NamedTuple):
    """The records that a request names; None where there is none.

    anywhere: the location of the id, whosever it is.  provider_id: the one that is named, if it
    has a contract, or else the default.  lists: the subscriber's issue lists.  choice: the row of
    the issue list that fits.  asset: the subscriber's of the id.  taken: fields whose
    value another order has.
    """

    subscriber: Record | None = None
    anywhere: Record | None = None
    location: Record | None = None
    trade: Record | None = None
    provider_id: int | None = None
    category: Record | None = None
    priority: Record | None = None
    lists: Sequence[Record] = ()
    issue: Record | None = None
    choice: Mapping[str, object] | None = None
    asset: Record | None = None
    recalled: Record | None = None
    taken: frozenset[str] = frozenset()


class Asked(NamedTuple):
    """A request for a work order.

    body: as it was sent.  contract, problem, extended: its parts `ContractInfo`,
    `IssueRequestInfo` and `ExtendedInfo`, names in lower case.  limit: the user's NTE limit, None
    for a provider's user.  needs_code: a ProblemCode is needed without an issue list, too.
    """

    body: Record
    contract: Record
    problem: Record
    extended: Record
    limit: float | None
    needs_code: bool = False
    found: Found = Found()

    def text(self, name: str) -> str:
        """A text of the body, empty without one."""
        return str(self.body.get(name, "")).strip()


def called(asked: Asked) -> datetime | None:
    return instant(asked.body.get("CallDateDto") or asked.text("CallDate"))


def scheduled(asked: Asked) -> datetime | None:
    """The scheduled date that was asked for."""
    return instant(asked.body.get("ScheduledDateDto") or asked.text("ScheduledDate"))


def expires(asked: Asked, call_date: datetime) -> datetime:
    """When the work order expires: as asked for, or so many days after the call."""
    if given := instant(asked.extended.get("expirationdate")):
        return given
    name = str((asked.found.category or {}).get("Name", ""))
    return call_date + timedelta(days=MAINTENANCE_DAYS if "MAINTENANCE" in name else OPEN_DAYS)


def is_listed(asked: Asked) -> bool:
    """Whether the request is made from an issue list."""
    return bool(asked.problem) or "SetupId" in asked.body


def _bad_location(asked: Asked) -> bool:
    number = whole(asked.contract.get("locationid"))
    return not asked.contract.get("storeid") if number is None else number < 1


def _bad_problem(asked: Asked) -> bool:
    """An issue list's request names an area of the list."""
    if not asked.problem:
        return False
    area = whole(asked.problem.get("areaid")) or 0
    lists = [asked.found.issue] if asked.found.issue else asked.found.lists
    known = {row["AreaId"] for issue in lists for row in issue["Issues"]}
    return area < 1 or bool(known and area not in known)


def _no_code(asked: Asked) -> bool:
    return (asked.needs_code or is_listed(asked)) and not asked.text("ProblemCode")


def _bad_nte(asked: Asked) -> bool:
    if "Nte" not in asked.body:
        return asked.limit is not None
    nte = amount(asked.body["Nte"])
    parts = [asked.extended[n] for n in ("price", "tax", "tax2") if asked.extended.get(n)]
    total = sum(amount(part) or 0.0 for part in parts)
    return nte is None or bool(parts and abs(nte - total) > CENT)


def _over_limit(asked: Asked) -> bool:
    return asked.limit is not None and (amount(asked.body.get("Nte")) or 0.0) > asked.limit


def _bad_schedule(asked: Asked) -> bool:
    when, call_date = scheduled(asked), called(asked)
    if when is None or call_date is None:
        return bool(asked.text("ScheduledDate"))
    return not call_date < when < expires(asked, call_date)


def _late_schedule(asked: Asked) -> bool:
    when, call_date = scheduled(asked), called(asked)
    settings = (asked.found.subscriber or {}).get("Settings", {})
    most = settings.get("ScheduledDateMaxDays")
    if when is None or call_date is None or most is None:
        return False
    return when > call_date + timedelta(days=most)


def _no_asset(asked: Asked) -> bool:
    """No asset where one is needed, and one that is not of the place and the trade."""
    asset, place, trade = asked.found.asset, asked.found.location or {}, asked.found.trade or {}
    if "AssetId" not in asked.body:
        return _needs(asked, "NeedsAsset")
    here = (place.get("Id"), trade.get("Id"))
    return asset is None or (asset["LocationId"], asset["TradeId"]) != here


def _needs(asked: Asked, what: str) -> bool:
    return bool(asked.found.choice and asked.found.choice.get(what))


class Check(NamedTuple):
    """A rule, and when it refuses."""

    rule: str
    refuses: Callable[[Asked], bool]


#: For whom: before it is asked whether the caller may.
COMPANY = (
    Check("no contract info", lambda a: not a.contract),
    Check("subscriber needed", lambda a: a.limit is None and not a.contract.get("subscriberid")),
    Check("unknown subscriber", lambda a: a.found.subscriber is None),
)
#: Where: before it is asked whether the caller has access to the place.
PLACE = (
    Check("invalid location", _bad_location),
    Check("no such store", lambda a: a.found.location is None and not a.contract.get("locationid")),
    Check(
        "no such location",
        lambda a: a.contract.get("locationid") is not None and a.found.anywhere is None,
    ),
    Check("foreign location", lambda a: a.found.location is None),
)
#: What, in the order of the vendor's codes.
WORK = (
    Check("no trade", lambda a: not a.contract.get("tradename") and not a.contract.get("tradeid")),
    Check("unknown trade", lambda a: a.found.trade is None),
    Check(
        "no provider found",
        lambda a: a.found.provider_id is None and not a.contract.get("providerid"),
    ),
    Check("contract not found", lambda a: a.found.provider_id is None),
    Check("no problem options", _bad_problem),
    Check("no problem source", lambda a: "ProblemSource" in a.body and not a.text("ProblemSource")),
    Check("invalid description", lambda a: not 0 < len(a.text("Description")) <= DESCRIPTION),
    Check("no problem code", _no_code),
    Check("invalid nte", _bad_nte),
    Check("nte limit", _over_limit),
    Check("invalid caller", lambda a: len(a.text("CallerName")) > CALLER),
    Check("invalid call date", lambda a: called(a) is None),
    Check("invalid scheduled date", _bad_schedule),
    Check("late scheduled date", _late_schedule),
    Check("no category", lambda a: not a.text("Category") and "CategoryId" not in a.body),
    Check("invalid category", lambda a: a.found.category is None),
    Check("no priority", lambda a: not a.text("Priority") and "PriorityId" not in a.body),
    Check("invalid priority", lambda a: a.found.priority is None),
    Check("invalid currency", lambda a: a.body.get("CurrencyId", 1) not in CURRENCIES),
    Check("invalid setup", lambda a: "SetupId" in a.body and a.found.issue is None),
    Check(
        "attachment needed",
        lambda a: (
            _needs(a, "NeedsAttachment")
            and not a.body.get("Attachments")
            and not a.body.get("IgnoreAttachmentsRequiredFlag")
        ),
    ),
    Check("asset needed", _no_asset),
    Check(
        "invalid purchase number",
        lambda a: len(a.text("PurchaseNumber")) > NUMBER or "PurchaseNumber" in a.found.taken,
    ),
    Check("invalid number", lambda a: len(a.text("Number")) > NUMBER or "Number" in a.found.taken),
    Check("wrong linked order", lambda a: "RecallWorkOrder" in a.body and a.found.recalled is None),
)


def check(asked: Asked, checks: Sequence[Check]) -> None:
    """Raises Invalid by the first rule that refuses."""
    for one in checks:
        if one.refuses(asked):
            raise Invalid(one.rule, f"the request is refused: {one.rule}")


def whole(value: object) -> int | None:
    """A whole number, from one or from its text."""
    text = str(value).strip()
    return int(text) if NUMERAL.fullmatch(text) else None


def described(asked: Asked) -> str:
    """The description: area, problem group, asset and code before the text, of an issue list."""
    text = asked.text("Description")
    if not asked.problem:
        return text
    head = " / ".join(part for part in (*path(asked), asked.text("ProblemCode")) if part)
    return text if not head or text.startswith(head) else f"{head} / {text}"


def path(asked: Asked) -> tuple[str, str, str]:
    """Area, problem group and asset of an issue list's request."""
    area = str(asked.problem.get("extendedareaname") or "")
    if not area:
        number = whole(asked.problem.get("areaid"))
        rows = [row for issue in asked.found.lists for row in issue["Issues"]]
        area = next((row["AreaName"] for row in rows if row["AreaId"] == number), "")
    kind, asset = (str(asked.problem.get(n) or "") for n in ("problemtype", "assettype"))
    return area, kind, asset
