"""Webhooks: where the account's changes are told."""

from collections.abc import Sequence

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import errors, rules, shapes, webhooks
from emulator.vendors.servicetrade.lists import listed
from emulator.vendors.servicetrade.saves import envelope, seconds
from emulator.vendors.servicetrade.webhooks import HOOKS


def shown(call: Call, hook: Record) -> Record:
    """A webhook in an answer; `confirmed` proves nothing."""
    names = ("hookUrl", "enabled", "includeChangesets", "entityEvents")
    first = {"id": hook["id"], "uri": shapes.uri(call, "webhook", hook["id"])}
    return first | {n: hook[n] for n in names} | {"confirmed": webhooks.is_confirmed(call, hook)}


def _checked(call: Call) -> Sequence[Record] | None:
    """The entities that a body filters by.  Raises Invalid for one that no webhook exists for."""
    events: Sequence[Record] | None = call.body.get("entityEvents")
    for event in events or ():
        name = rules.BY_NUMBER.get(event["entityType"])
        if name not in rules.TOLD:
            raise errors.invalid(
                f"entityEvents: no webhook exists for entityType {event['entityType']}; there are"
                f" {', '.join(f'{n} {e.number}' for n, e in rules.TOLD.items())}",
                entityEvents="Entity type is not supported",
            )
    return events or None


@operation("listWebhooks")
def list_webhooks(call: Call) -> Reply:
    return listed(call, "webhook", shown)


@operation("createWebhook")
def create_webhook(call: Call) -> Reply:
    """It is told of everything, unless it filters; there may be several with one URL."""
    body = call.body
    hook = webhooks.made(
        call,
        body["hookUrl"],
        _checked(call),
        includeChangesets=body["includeChangesets"],
        enabled=body["enabled"],
    )
    return Reply(envelope(call, shown(call, hook)), changes={HOOKS: [hook]})


@operation("getWebhook")
def get_webhook(call: Call) -> Reply:
    return Reply(envelope(call, shown(call, call.load(HOOKS, call.path["id"]))))


@operation("updateWebhook")
def update_webhook(call: Call) -> Reply:
    """Change what it is told; its URL cannot change, and one that is sent is ignored (assumed)."""
    hook = call.load(HOOKS, call.path["id"])
    names = [name for name in ("enabled", "includeChangesets") if name in call.body]
    hook |= {name: call.body[name] for name in names} | {"updated": seconds(call)}
    if "entityEvents" in call.body:
        hook["entityEvents"] = _checked(call)
    return Reply(envelope(call, shown(call, hook)), changes={HOOKS: [hook]})


@operation("deleteWebhook")
def delete_webhook(call: Call) -> Reply:
    hook = call.load(HOOKS, call.path["id"])
    return Reply(status=204, removes={HOOKS: [hook["id"]]})
