"""How ServiceChannel tells of events: who is told what, where it goes, and when it stops.

A webhook that fails too often is paused, and the second time stays off.  Source:
https://developer.servicechannel.com/guides/wh/receive-events-and-respond/
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from emulator.kernel import breaker
from emulator.kernel.clock import parse_instant, write_instant
from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Event, Record, Records
from emulator.kernel.sending import Address, Message
from emulator.kernel.vendor import Changes, Endpoint, Webhooks
from emulator.vendors.servicechannel import envelope, events, hooks, keys, objects, subscriptions
from emulator.vendors.servicechannel.matching import listening, matching, subject

#: The documentation's own work order; the demo credentials may check in on it.
EXAMPLE = 107002896
#: The subscription of a test: there is none.
TEST = 0
NAME = "fse"
ACCEPTED = range(200, 300)


def listens(records: Records) -> bool:
    """Whether any webhook is on, held by the breaker or not."""
    return records.count(hooks.HOOKS, Enabled=True) > 0


def messages(call: Call, happened: Sequence[Event]) -> Sequence[Message]:
    """One message for each subscription that wants an event, in the order of the events."""
    listeners = listening(call)
    if not listeners:
        return ()
    told: list[Message] = []
    for event in happened:
        about, body = subject(call, event), b""
        for listener in listeners:
            for subscription in matching(call, event, about, listener):
                body = body or envelope.enveloped(call, event.type, objects.made(call, event))
                hook_id, part = listener.hook["Id"], subscription["Id"]
                told.append(Message(hook_id, part, event.type, about.about, body))
    return told


def address(call: Call, message: Message) -> Address | None:
    """The webhook's URL of now, signed with the key of now: an old one is invalid at once.

    None once the webhook or the subscription is gone, off or held by the breaker; a test goes out
    to one that is off too.
    """
    hook = call.records.get(hooks.HOOKS, message.endpoint)
    if hook is None:
        return None
    if message.subscription != TEST:
        wanted = call.records.get(hooks.SUBSCRIPTIONS, message.subscription)
        if wanted is None or not hooks.is_on(hook, call.now):
            return None
    _, company = hooks.owner(hook)
    key = keys.key_of(call.records, company) or ""
    headers = envelope.sealed(key, message.body, call.switches["signing_key"])
    return Address(hook["Url"], headers)


def accepts(status: int) -> bool:
    """Any 2xx; a redirection is a failure, which is assumed."""
    return status in ACCEPTED


def attempted(
    call: Call,
    message: Message,
    ok: bool,  # noqa: FBT001 - as the kernel calls it
    settings: Record,
) -> Mapping[str, Sequence[Record]]:
    """Count failures in a row on the subscription, and trip the webhook's breaker.

    That re-sends count and that a success ends the row is assumed (switches).
    """
    hook = call.records.get(hooks.HOOKS, message.endpoint)
    counted = call.records.get(hooks.SUBSCRIPTIONS, message.subscription)
    if hook is None or counted is None or not _counts(call, settings, ok=ok):
        return {}
    before = hooks.state(hook)._replace(failures=counted["Failures"])
    after = breaker.after(before, ok=ok, now=call.now, settings=settings)
    if after == before:
        return {}
    if after.trips == before.trips:
        return {hooks.SUBSCRIPTIONS: [counted | {"Failures": after.failures}]}
    until = write_instant(after.paused_until) if after.paused_until else None
    return {
        hooks.HOOKS: [hook | {"Trips": after.trips, "PausedUntil": until}],
        hooks.SUBSCRIPTIONS: [s | {"Failures": 0} for s in hooks.of(call, hook)],
    }


def _counts(call: Call, settings: Record, *, ok: bool) -> bool:
    if ok:
        return bool(call.switches["success_resets"])
    return bool(call.switches["resends_count"] or not settings["is_resend"])


def pauses(records: Records) -> Sequence[tuple[datetime, str]]:
    """The webhooks that the breaker has paused, by id and name, each with the end of its pause."""
    return [
        (parse_instant(hook["PausedUntil"]), f"{hook['Id']} {hook['Name']}")
        for hook in records.find(hooks.HOOKS, Enabled=True)
        if hook["PausedUntil"]
    ]


def endpoints(call: Call) -> Sequence[Endpoint]:
    """All webhooks of all companies."""
    return [_endpoint(call, hook) for hook in call.records.find(hooks.HOOKS)]


def _endpoint(call: Call, hook: Record) -> Endpoint:
    _, company = hooks.owner(hook)
    wanted = [
        event for subscription in hooks.of(call, hook) for event in subscription["EventTypes"]
    ]
    return Endpoint(
        id=hook["Id"],
        name=hook["Name"],
        url=hook["Url"],
        owner=company,
        events=list(dict.fromkeys(wanted)),
        is_active=hooks.is_on(hook, call.now),
        state=_state(hook, call.now),
        secret=keys.key_of(call.records, company) or "",
    )


def _state(hook: Record, now: datetime) -> str:
    held = hooks.state(hook)
    if not hook["Enabled"]:
        return "inactive"
    if not breaker.is_open(held, now):
        return "active"
    paused = held.trips < breaker.FOR_GOOD
    return f"paused until {hook['PausedUntil']}" if paused else "off after too many failures"


def subscribe(
    call: Call, url: str, wanted: Sequence[str], owner: int | None
) -> tuple[int, Changes]:
    """A webhook that is on, with a subscription for each object type of the events.

    Raises Invalid for an unknown event or owner, and for a URL that is none.
    """
    company_id = _demo_owner(call) if owner is None else owner
    field = _kind(call, company_id)
    chosen = {subscriptions.check_events([name])[0] for name in wanted} or set(events.OBJECT_OF)
    hook: Record = {
        "Id": call.records.next_id(hooks.HOOKS),
        "SubscriberId": None,
        "ProviderId": None,
        "Name": NAME,
        "Description": "",
        "Url": subscriptions.check_url(url),
        "Enabled": True,
        "IsHttp": False,
        **hooks.CLOSED,
        "CreatedDate": call.stamp,
    }
    hook[field] = company_id
    by_object = {
        kind: [event for event in listed if event in chosen]
        for kind, listed in events.OBJECTS.items()
    }
    parts = [
        hooks.subscription(
            call, hook, subscriptions.Draft(None, kind, listed, subscriptions.NO_RULES)
        )
        for kind, listed in by_object.items()
        if listed
    ]
    _, key = keys.signing_key(call, company_id)
    puts = {hooks.HOOKS: [hook], hooks.SUBSCRIPTIONS: parts, keys.TABLE: [key] if key else []}
    return hook["Id"], Changes(puts, {})


def _demo_owner(call: Call) -> int:
    """The provider whose admin the demo credentials are."""
    order = call.records.get("workorders", EXAMPLE)
    if order is not None:
        return int(order["ProviderId"])
    providers = call.records.find("providers")
    if not providers:
        raise Invalid(reason="owner: there is no provider; name a subscriber")
    return int(providers[0]["Id"])


def _kind(call: Call, company_id: int) -> str:
    """The field that a company's records name it by."""
    if call.records.get("providers", company_id):
        return "ProviderId"
    if call.records.get("subscribers", company_id):
        return "SubscriberId"
    raise Invalid(reason=f"owner: {company_id} is neither a subscriber nor a provider")


def remove(records: Records, hook_id: int) -> Changes:
    """The end of a webhook and its subscriptions; nothing if there is none."""
    if records.get(hooks.HOOKS, hook_id) is None:
        return Changes({}, {})
    parts = records.find(hooks.SUBSCRIPTIONS, WebhookId=hook_id)
    return Changes({}, {hooks.SUBSCRIPTIONS: [p["Id"] for p in parts], hooks.HOOKS: [hook_id]})


def test(call: Call, hook_id: int) -> Message:
    """The message of the button "Ping URL".  Raises NotFound for an unknown webhook."""
    call.load(hooks.HOOKS, hook_id)
    return Message(hook_id, TEST, envelope.TEST_EVENT, "", envelope.test_event(call))


WEBHOOKS = Webhooks(
    listens=listens,
    messages=messages,
    address=address,
    accepts=accepts,
    attempted=attempted,
    pauses=pauses,
    catalogue=events.TABLES,
    endpoints=endpoints,
    subscribe=subscribe,
    remove=remove,
    test=test,
    signature=envelope.SIGNATURE,
)
