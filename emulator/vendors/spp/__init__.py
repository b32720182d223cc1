"""Service Provider Pro, which is called Wayfront since 2026."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from emulator.kernel.operation import Record, Records, collect
from emulator.kernel.vendor import Limit, OAuth, Vendor
from emulator.vendors.spp import access, billing, errors, explaining, pages, reading
from emulator.vendors.spp.operations import (
    activities,
    clients,
    coupons,
    formdata,
    invoices,
    loginlinks,
    logs,
    ordermessages,
    orders,
    ordertasks,
    services,
    subscriptions,
    tags,
    team,
    ticketmessages,
    tickets,
)
from emulator.vendors.spp.webhooks import WEBHOOKS

#: What `X-Api-Version` of every answer says, whatever was asked for (assumed).
VERSION = b"20231214"
#: What a request's own number is added to, so that it is a UUID of version 4.
NUMBERS = UUID("7c1d5e20-0000-4000-8000-000000000000").int


def limits(profile: Record) -> Sequence[Limit]:
    """Requests of a workspace; none with `requests` 0."""
    requests, seconds = profile["throttle"]["requests"], profile["throttle"]["seconds"]
    if not requests:
        return []
    return [Limit("requests", "workspace", requests, requests, seconds)]


def headers(number: int) -> list[tuple[bytes, bytes]]:
    """What every answer has."""
    return [
        (b"x-api-identifier", str(UUID(int=NUMBERS + number)).encode()),
        (b"x-api-version", VERSION),
    ]


def environment(records: Records, base_url: str) -> Mapping[str, str]:
    """The key that acts for the owner of the first workspace."""
    workspace = next(iter(records.find("workspaces")), {"id": 0, "owner_id": 0})
    keys = records.find("keys", workspace_id=workspace["id"], is_active=True)
    own = [key for key in keys if key["user_id"] == workspace["owner_id"]] or keys
    return {"SPP_BASE_URL": base_url, "SPP_API_KEY": own[0]["key"] if own else ""}


VENDOR = Vendor(
    name="spp",
    title="Service Provider Pro",
    hosts=reading.HOSTS,
    operations=collect(
        activities,
        clients,
        coupons,
        formdata,
        invoices,
        loginlinks,
        logs,
        ordermessages,
        orders,
        ordertasks,
        services,
        subscriptions,
        tags,
        team,
        ticketmessages,
        tickets,
    ),
    route=str,
    read=reading.read,
    permit=access.permit,
    owners=access.owners,
    limits=limits,
    refuse=errors.refuse,
    crash=errors.CRASH,
    fail=errors.fail,
    environment=environment,
    credentials=("SPP_API_KEY",),
    oauth=OAuth(
        user_table="users",
        is_locked=lambda _: False,
        find_key=access.find_key,
        doubt=access.doubt,
    ),
    webhooks=WEBHOOKS,
    chores=billing.CHORES,
    default_profile="production",
    permissions_table="roles",
    credential=reading.credential,
    nothing_is_object=True,
    takes="API key, as `Authorization: Bearer` or as the name of HTTP Basic",
    headers=headers,
    admit=access.admit,
    pages=pages.page,
    explain=explaining.explain,
    who=explaining.who,
)
