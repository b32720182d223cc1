"""ServiceChannel v3."""

import re
from collections.abc import Mapping, Sequence

from emulator.kernel.errors import WrongVersion
from emulator.kernel.operation import Record, Records, collect
from emulator.kernel.vendor import Limit, Vendor
from emulator.vendors.servicechannel import access, errors, explaining, oauth, pages, reading
from emulator.vendors.servicechannel.operations import (
    afterhours,
    approvals,
    assettasks,
    assignments,
    attachments,
    checkins,
    contracts,
    dispatch,
    feedback,
    glcodes,
    invoices,
    invoicing,
    issuelists,
    lists,
    locationnotes,
    locations,
    notes,
    odataproposals,
    orderfields,
    orderlabels,
    orderlinks,
    ordersearch,
    ordersnew,
    orderstatus,
    payments,
    proposalforms,
    proposallevels,
    proposalmoves,
    proposals,
    providers,
    resolutioncodes,
    rfps,
    staff,
    subscribers,
    technicians,
    trades,
    users,
    workactivities,
    workorders,
)
from emulator.vendors.servicechannel.operations import assets as assets_operations
from emulator.vendors.servicechannel.operations import checklists as checklists_operations
from emulator.vendors.servicechannel.operations import odata as odata_sets
from emulator.vendors.servicechannel.operations import webhooks as managing_webhooks
from emulator.vendors.servicechannel.seeding import seed
from emulator.vendors.servicechannel.webhooks import EXAMPLE, WEBHOOKS

STRICT = 20
VERSION = re.compile(r"v[0-9]+")


def route(path: str) -> str:
    """Without a version the minimum supported one answers; double slashes collapse.

    Source: https://developer.servicechannel.com/basics/general/requests/; a live client sends
    `/odata//workorders(1)` (https://github.com/GannySpenzer/ServiceChannelNotesUpdateUtility).
    """
    while "//" in path:
        path = path.replace("//", "/")
    first = path[1:].partition("/")[0].lower()
    if first in ("v3", "oauth", "account"):
        return path
    if VERSION.fullmatch(first):
        raise WrongVersion(reason=f"{first} is not served; v3 is")
    return f"/v3{path}"


def limits(profile: Record) -> Sequence[Limit]:
    """The application's and the company's limit; with `strict_20` 20 pass where 40 are stated."""
    strict = profile["switches"]["strict_20"]
    return [
        Limit(
            name=limit["name"],
            owner=limit["per"],
            stated=limit["requests"],
            accepted=min(STRICT, limit["requests"]) if strict else limit["requests"],
            seconds=limit["seconds"],
        )
        for limit in profile["throttle"]["limits"]
    ]


def environment(records: Records, base_url: str) -> Mapping[str, str]:
    """A provider admin who may check in on the example, a subscriber admin, and a client."""
    order = records.get("workorders", EXAMPLE) or {}
    provider, subscriber = order.get("ProviderId"), order.get("SubscriberId")
    client = _first(records, "clients", CompanyId=provider, IsActive=True)
    admin = _first(records, "users", ProviderId=provider, Role="Provider Automation Admin")
    owner = _first(records, "users", SubscriberId=subscriber, Role="Super Admin")
    return {
        "SC_TOKEN_URL": f"{base_url}/oauth/token",
        "SC_API_BASE_URL": base_url,
        "SC_CLIENT_ID": client.get("ClientId", ""),
        "SC_CLIENT_SECRET": client.get("ClientSecret", ""),
        "SC_USERNAME": admin.get("UserName", ""),
        "SC_PASSWORD": admin.get("Password", ""),
        "SC_SUBSCRIBER_USERNAME": owner.get("UserName", ""),
        "SC_SUBSCRIBER_PASSWORD": owner.get("Password", ""),
    }


def _first(records: Records, table: str, **fields: object) -> Record:
    found = records.find(table, **fields)
    return found[0] if found else {}


VENDOR = Vendor(
    name="servicechannel",
    title="ServiceChannel v3",
    hosts=(
        "sb2api.servicechannel.com",
        "sb2login.servicechannel.com",
        "api.servicechannel.com",
        "login.servicechannel.com",
    ),
    operations=collect(
        afterhours,
        approvals,
        assets_operations,
        assettasks,
        assignments,
        attachments,
        checkins,
        checklists_operations,
        contracts,
        dispatch,
        feedback,
        glcodes,
        invoices,
        invoicing,
        issuelists,
        lists,
        locationnotes,
        locations,
        notes,
        odata_sets,
        odataproposals,
        orderfields,
        orderlabels,
        orderlinks,
        ordersearch,
        ordersnew,
        orderstatus,
        payments,
        proposalforms,
        proposallevels,
        proposalmoves,
        proposals,
        providers,
        resolutioncodes,
        rfps,
        staff,
        subscribers,
        technicians,
        trades,
        users,
        managing_webhooks,
        workactivities,
        workorders,
    ),
    route=route,
    read=reading.read,
    leads=reading.leads,
    permit=access.permit,
    owners=access.owners,
    limits=limits,
    refuse=errors.refuse,
    crash=errors.CRASH,
    fail=errors.fail,
    environment=environment,
    credentials=("SC_CLIENT_ID", "SC_USERNAME", "SC_SUBSCRIBER_USERNAME"),
    oauth=oauth.OAUTH,
    webhooks=WEBHOOKS,
    seed=seed,
    default_profile="sandbox2",
    permissions_table="permissions",
    grants=access.grants,
    explain=explaining.explain,
    who=explaining.who,
    pages=pages.page,
    wipes=lambda profile: bool(profile["switches"]["weekly_wipe"]),
)
