"""What the generator knows of the world that it adds to: read from the fixture's tables, once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from emulator.kernel.operation import Record
from emulator.kernel.shifting import Tables
from emulator.vendors.servicechannel import rules
from emulator.vendors.servicechannel.rules import Status
from emulator.vendors.servicechannel.seed_paths import PATHS, Path
from emulator.vendors.servicechannel.seed_records import API, GPS, PHONE, Channel

#: Rows of the Permissions table that decide about notes.
NOTES, MAIL = "Note Creation", "Allow to use MAIL_TO"


@dataclass(frozen=True, slots=True)
class Chain:
    """A subscriber.

    manager: who speaks for it.  priorities: from the most urgent one.  categories: the usual one
    and what is rare; planned: the one that has a window, if it has such.  stores: what its
    StoreIds begin with.  setup: of its issue tickets, 0 for none.  paths, bounds: how its work
    orders can come along, and the running total of their shares.
    """

    record: Record
    manager: Record
    statuses: Sequence[Status]
    work_types: Mapping[int, str]
    priorities: Sequence[Record]
    categories: Sequence[Record]
    planned: Record | None
    labels: Sequence[Record]
    domain: str
    stores: str
    setup: int
    paths: Sequence[Path]
    bounds: Sequence[int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A subscriber and a provider that works for it, with what it may do.

    dispatcher: who speaks for the provider.  completed: what its completed jobs become.
    """

    chain: Chain
    provider: Record
    dispatcher: Record
    granted: Collection[str]
    completed: Status
    channels: Sequence[Channel]
    trades: Sequence[Record]


def pairs(tables: Tables) -> list[Pair]:
    """All that work together, in the order of their permissions."""
    chains = {row["Id"]: _chain(tables, row) for row in tables["subscribers"].values()}
    return [
        _pair(tables, row, chains[row["SubscriberId"]]) for row in tables["permissions"].values()
    ]


def _chain(tables: Tables, subscriber: Record) -> Chain:
    def own(table: str) -> list[Record]:
        rows = tables[table].values()
        return [row for row in rows if row["SubscriberId"] == subscriber["Id"]]

    statuses = [Status(row["Primary"], row["Extended"]) for row in own("statuses")]
    categories = own("categories")
    planned = [row for row in categories if row["Name"].upper() in rules.MAINTENANCE]
    orders, locations = own("workorders"), own("locations")
    labels = {label["Id"]: label for order in orders for label in order["Labels"]}
    paths = [path for path in PATHS if path.statuses <= set(statuses)]
    return Chain(
        record=subscriber,
        manager=_voice(own("users"), ("Admin", "Super Admin")),
        statuses=statuses,
        work_types={row["WorkTypeId"]: row["Name"] for row in own("worktypes")},
        priorities=sorted(own("priorities"), key=lambda row: int(row["Hours"])),
        categories=[row for row in categories if row not in planned],
        planned=planned[0] if planned else None,
        labels=list(labels.values()),
        domain=str(locations[0]["Email"]).rpartition("@")[2],
        stores=str(locations[0]["StoreId"]).rstrip("0123456789"),
        setup=max(order["IssueTicketInfo"]["SetupId"] for order in orders),
        paths=paths,
        bounds=list(accumulate(path.share for path in paths)),
    )


def _pair(tables: Tables, row: Record, chain: Chain) -> Pair:
    provider = tables["providers"][str(row["ProviderId"])]
    users = [u for u in tables["users"].values() if u["ProviderId"] == provider["Id"]]
    granted = [n for n, on in row["Incoming"].items() if on and row["Incoming"]["Active"]]
    settings = chain.record["Settings"]
    channels = [GPS] * (row["GpsCheckInOut"] and settings["GpsProgramme"])
    channels += [API] * (rules.IVR in granted)
    return Pair(
        chain=chain,
        provider=provider,
        dispatcher=_voice(users, ("Corporate", "Provider Automation Admin")),
        granted=granted,
        completed=rules.completed(granted, settings["CompletedExtended"], pending_without=True),
        channels=channels or [PHONE],
        trades=_trades(tables, row),
    )


def _voice(users: Sequence[Record], roles: Sequence[str]) -> Record:
    """Who speaks for a company: the first of these roles that it has."""
    return next(user for role in roles for user in users if user["Role"] == role)


def _trades(tables: Tables, pair: Record) -> list[Record]:
    """The trades that the pair's work orders have, or all of the subscriber's."""
    companies = pair["SubscriberId"], pair["ProviderId"]
    orders = tables["workorders"].values()
    used = {o["TradeId"] for o in orders if (o["SubscriberId"], o["ProviderId"]) == companies}
    own = [t for t in tables["trades"].values() if t["SubscriberId"] == companies[0]]
    return [trade for trade in own if trade["Id"] in used] or own
