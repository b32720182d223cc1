"""Webhooks as records: whose they are, whether they are on, and how they are shown.

A subscription of /NotificationSubscriptions/Http is a webhook of its own with one subscription;
the two kinds do not see each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from emulator.kernel.breaker import State, is_open
from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Invalid, NotFound
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import keys
from emulator.vendors.servicechannel.access import company
from emulator.vendors.servicechannel.subscriptions import (
    MOST_SUBSCRIPTIONS,
    MOST_WEBHOOKS,
    RULES,
    Draft,
    check_events,
    check_name,
    check_number,
    check_url,
)
from emulator.vendors.servicechannel.subscriptions import rules as read_rules

HOOKS, SUBSCRIPTIONS = "webhooks", "subscriptions"
#: A breaker that has not switched anything off.
CLOSED: Record = {"Trips": 0, "PausedUntil": None}


def owner(user: Record) -> tuple[str, int]:
    """The field and the id of the company whose webhooks a user manages."""
    return ("SubscriberId" if user["SubscriberId"] else "ProviderId"), company(user)


def all_of(call: Call, *, http: bool) -> list[Record]:
    """The caller's webhooks of one kind, oldest first."""
    field, company_id = owner(call.caller)
    return call.records.find(HOOKS, **{field: company_id}, IsHttp=http)


def of(call: Call, hook: Record) -> list[Record]:
    """A webhook's subscriptions, oldest first."""
    return call.records.find(SUBSCRIPTIONS, WebhookId=hook["Id"])


def own(call: Call) -> Record:
    """The webhook of the path.  Raises NotFound for an unknown one and another company's."""
    hook = call.records.get(HOOKS, call.path["id"])
    if hook is None or hook["IsHttp"] or not _is_own(call, hook):
        raise NotFound("webhooks", f"the company has no webhook {call.path['id']}")
    return hook


def own_http(call: Call) -> tuple[Record, Record]:
    """The subscription of the path and the webhook that is only for it.  Raises NotFound."""
    found = call.records.get(SUBSCRIPTIONS, call.path["id"])
    hook = call.records.get(HOOKS, found["WebhookId"]) if found else None
    if found is None or hook is None or not hook["IsHttp"] or not _is_own(call, hook):
        raise NotFound("subscriptions", f"the company has no HTTP subscription {call.path['id']}")
    return found, hook


def _is_own(call: Call, hook: Record) -> bool:
    field, company_id = owner(call.caller)
    return bool(hook[field] == company_id)


def state(hook: Record) -> State:
    """How the breaker of a webhook stands; failures are counted on its subscriptions."""
    paused = hook["PausedUntil"]
    return State(0, hook["Trips"], parse_instant(paused) if paused else None)


def is_on(hook: Record, now: datetime) -> bool:
    """Whether it is told anything: it is enabled, and the breaker does not hold it."""
    return hook["Enabled"] and not is_open(state(hook), now)


def shown(call: Call, hook: Record) -> Record:
    """A webhook in an answer."""
    return {
        "Subscriptions": [_shown(subscription) for subscription in of(call, hook)],
        "Id": hook["Id"],
        "ResetOptions": False,
        "Enabled": is_on(hook, call.now),
        "Name": hook["Name"],
        "Description": hook["Description"],
        "Url": hook["Url"],
    }


def shown_http(call: Call, subscription: Record, hook: Record) -> Record:
    """An HTTP subscription in an answer."""
    where = {"Url": hook["Url"], "Enabled": is_on(hook, call.now)}
    return {"Id": subscription["Id"]} | where | _shown(subscription)


def _shown(subscription: Record) -> Record:
    return {name: subscription[name] for name in ("Id", "Name", "EventTypes", "Rules")}


def new(call: Call, *, http: bool) -> Record:
    """A webhook as the body describes it.  Raises Invalid, before it takes an id."""
    body, (field, company_id) = call.body, owner(call.caller)
    what = "HTTP subscriptions" if http else "webhooks"
    check_number(len(all_of(call, http=http)) + 1, MOST_WEBHOOKS, what)
    hook = {
        "Id": 0,
        "SubscriberId": None,
        "ProviderId": None,
        "Name": check_name(body["Name"]),
        "Description": body.get("Description", ""),
        "Url": check_url(body["Url"]),
        "Enabled": body.get("Enabled", call.switches["webhook_enabled_default"]),
        "IsHttp": http,
        "Trips": 0,
        "PausedUntil": None,
        "CreatedDate": call.stamp,
    }
    return hook | {field: company_id}


def numbered(call: Call, hook: Record, drafts: Iterable[Draft]) -> tuple[Record, list[Record]]:
    """A new webhook and its subscriptions with the ids that they get."""
    made = hook | {"Id": call.records.next_id(HOOKS)}
    return made, [subscription(call, made, draft) for draft in drafts]


def subscription(call: Call, hook: Record, draft: Draft) -> Record:
    """A new subscription of a webhook."""
    new_id = call.records.next_id(SUBSCRIPTIONS)
    return described({"Id": new_id, "WebhookId": hook["Id"], "Failures": 0}, draft)


def described(subscription: Record, draft: Draft) -> Record:
    """A subscription with what a request says of it, whole."""
    rules = {name: list(draft.rules[name]) for name in RULES}
    return subscription | {"Name": draft.name, "EventTypes": draft.events, "Rules": rules}


def http_draft(call: Call, before: Record | None = None) -> Draft:
    """The subscription of a body of /NotificationSubscriptions/Http.

    before: as it is; rules that are not sent stay.  Raises Invalid.
    """
    body = call.body
    kept = before["Rules"] if before and "Rules" not in body else read_rules(body.get("Rules"))
    return Draft(None, check_name(body["Name"]), check_events(body["EventTypes"]), kept)


def new_key(call: Call) -> Mapping[str, Sequence[Record]]:
    """The signing key that a company's first webhook brings, as a change."""
    _, record = keys.signing_key(call, company(call.caller))
    return {keys.TABLE: [record]} if record else {}


def updated(call: Call, hook: Record) -> Record:
    """A webhook after a PUT: Name and Url are always sent, of the rest what is absent stays.

    Switching on one that the breaker holds closes the breaker.  Raises Invalid.
    """
    body = call.body
    changed = hook | {"Url": check_url(body["Url"]), "Name": check_name(body["Name"])}
    changed |= {name: body[name] for name in ("Description", "Enabled") if name in body}
    return changed | CLOSED if is_reset(call, hook) else changed


def is_reset(call: Call, hook: Record) -> bool:
    """Whether a PUT makes the breaker forget: as asked for (a switch), or by switching on."""
    if call.body.get("ResetOptions") and call.switches["reset_options"] == "reset":
        return True
    return bool(call.body.get("Enabled")) and is_open(state(hook), call.now)


def merged(call: Call, hook: Record, drafts: Sequence[Draft]) -> tuple[list[Record], Sequence[int]]:
    """A webhook's subscriptions after a PUT that lists them, and the ids of those that go.

    One with an Id is changed, one without is new; what becomes of those left out is a switch.
    Raises Invalid, before anything takes an id, for an Id that the webhook has not or that is
    there twice, and for more than are allowed.
    """
    here = {subscription["Id"]: subscription for subscription in of(call, hook)}
    named = [draft.id for draft in drafts if draft.id is not None]
    for number in named:
        if number not in here:
            raise Invalid(reason=f"Subscriptions: the webhook has no subscription {number}")
    if len(set(named)) < len(named):
        raise Invalid(reason="Subscriptions: an Id is there twice")
    left_out = [number for number in here if number not in named]
    keep = call.switches["subscriptions_left_out"] == "keep"
    kept = [here[number] for number in left_out] if keep else []
    check_number(len(kept) + len(drafts), MOST_SUBSCRIPTIONS, "subscriptions")
    listed = [
        described(here[draft.id], draft) if draft.id else subscription(call, hook, draft)
        for draft in drafts
    ]
    return kept + listed, [] if keep else left_out


def without_failures(subscriptions: Iterable[Record]) -> list[Record]:
    return [subscription | {"Failures": 0} for subscription in subscriptions]
