"""ServiceTrade."""

from collections.abc import Mapping, Sequence

from emulator.kernel.operation import Record, Records, collect
from emulator.kernel.vendor import Limit, Vendor
from emulator.vendors.servicetrade import access, errors, explaining, oauth, pages, reading
from emulator.vendors.servicetrade.operations import (
    accounts,
    appointments,
    assets,
    attachments,
    auth,
    clock,
    comments,
    companies,
    contacts,
    deficiencies,
    externalids,
    heartbeat,
    history,
    invoices,
    jobitems,
    jobs,
    libitems,
    locations,
    quotes,
    regions,
    servicelines,
    servicerequests,
    tags,
    users,
)
from emulator.vendors.servicetrade.operations import webhooks as managing_webhooks
from emulator.vendors.servicetrade.rules import ACCOUNT_ADMIN
from emulator.vendors.servicetrade.webhooks import WEBHOOKS


def limits(profile: Record) -> Sequence[Limit]:
    """A budget of compute time for the account, in milliseconds; none with `budget_ms` 0."""
    budget = profile["throttle"]
    if not budget["budget_ms"]:
        return []
    return [
        Limit(
            name=errors.BUDGET,
            owner="account",
            stated=budget["budget_ms"],
            accepted=budget["budget_ms"],
            seconds=budget["seconds"],
            cost=budget["cost_ms"],
        )
    ]


def environment(records: Records, base_url: str) -> Mapping[str, str]:
    """An account admin, and an external system that acts as that user."""
    admins = [u for u in records.find("users", status="active") if ACCOUNT_ADMIN in u["activities"]]
    admin = admins[0] if admins else {}
    found = records.find("clients", userId=admin.get("id"), isActive=True)
    client = found[0] if found else {}
    return {
        "ST_BASE_URL": base_url,
        "ST_USERNAME": admin.get("username", ""),
        "ST_PASSWORD": admin.get("password", ""),
        "ST_CLIENT_ID": client.get("clientId", ""),
        "ST_CLIENT_SECRET": client.get("clientSecret", ""),
    }


VENDOR = Vendor(
    name="servicetrade",
    title="ServiceTrade",
    hosts=("api.servicetrade.com", "app.servicetrade.com"),
    operations=collect(
        accounts,
        appointments,
        assets,
        attachments,
        auth,
        clock,
        comments,
        companies,
        contacts,
        deficiencies,
        externalids,
        heartbeat,
        history,
        invoices,
        jobitems,
        jobs,
        libitems,
        locations,
        quotes,
        regions,
        servicelines,
        servicerequests,
        tags,
        users,
        managing_webhooks,
    ),
    route=str,
    permit=access.permit,
    owners=access.owners,
    limits=limits,
    refuse=errors.refuse,
    crash=errors.CRASH,
    fail=errors.fail,
    environment=environment,
    credentials=("ST_USERNAME", "ST_CLIENT_ID"),
    oauth=oauth.OAUTH,
    webhooks=WEBHOOKS,
    default_profile="production",
    permissions_table="users",
    credential=reading.credential,
    takes=f"session cookie {reading.COOKIE} or `Authorization: Bearer` credential",
    leads=reading.leads,
    read=reading.read,
    headers=lambda number: [(b"x-request-id", b"%d" % number)],
    explain=explaining.explain,
    who=explaining.who,
    pages=pages.page,
)
