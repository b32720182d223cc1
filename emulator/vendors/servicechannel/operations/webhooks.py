"""Webhooks, their subscriptions, the signing key and the test of a URL."""

from collections.abc import Sequence

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Ask, Call, Record, Reply, operation
from emulator.vendors.servicechannel import envelope, hooks, keys
from emulator.vendors.servicechannel.access import company
from emulator.vendors.servicechannel.subscriptions import check_url, drafts

CREATED, NO_CONTENT = 201, 204
#: What a URL to be tested gets where it has none: the guide's own sample has none.
SCHEME_OF_A_TEST = "http"


@operation("getWebhooks")
def get_webhooks(call: Call) -> Reply:
    """The company's webhooks."""
    return Reply([hooks.shown(call, hook) for hook in hooks.all_of(call, http=False)])


@operation("getWebhook")
def get_webhook(call: Call) -> Reply:
    return Reply(hooks.shown(call, hooks.own(call)))


@operation("postWebhook")
def post_webhook(call: Call) -> Reply:
    """A new webhook with its subscriptions; the first of a company brings its signing key."""
    wanted = drafts(call.body.get("Subscriptions", []), named=False)
    hook, subscriptions = hooks.numbered(call, hooks.new(call, http=False), wanted)
    ids = [subscription["Id"] for subscription in subscriptions]
    return Reply(
        {"Id": hook["Id"], "SubscriptionsResponses": ids},
        status=CREATED,
        changes={
            hooks.HOOKS: [hook],
            hooks.SUBSCRIPTIONS: subscriptions,
            **hooks.new_key(call),
        },
    )


@operation("putWebhook")
def put_webhook(call: Call) -> Reply:
    """What is sent replaces what was; the rest stays as it is."""
    hook = hooks.own(call)
    changed = hooks.updated(call, hook)
    subscriptions, gone = _listed(call, hook)
    return Reply(
        status=NO_CONTENT,
        changes={hooks.HOOKS: [changed], hooks.SUBSCRIPTIONS: subscriptions},
        removes={hooks.SUBSCRIPTIONS: gone},
    )


def _listed(call: Call, hook: Record) -> tuple[Sequence[Record], Sequence[int]]:
    """The subscriptions that a PUT changes, and the ids of those that go."""
    sent, forgets = call.body.get("Subscriptions"), hooks.is_reset(call, hook)
    if sent is not None:
        after, gone = hooks.merged(call, hook, drafts(sent, named=True))
    else:
        after, gone = hooks.of(call, hook) if forgets else [], []
    return hooks.without_failures(after) if forgets else after, gone


@operation("deleteWebhook")
def delete_webhook(call: Call) -> Reply:
    """The end of a webhook and its subscriptions, for good."""
    hook = hooks.own(call)
    ids = [subscription["Id"] for subscription in hooks.of(call, hook)]
    return Reply(status=NO_CONTENT, removes={hooks.SUBSCRIPTIONS: ids, hooks.HOOKS: [hook["Id"]]})


@operation("getHttpSubscriptions")
def get_http_subscriptions(call: Call) -> Reply:
    """The subscriptions that have a URL of their own."""
    found = hooks.all_of(call, http=True)
    return Reply([hooks.shown_http(call, s, hook) for hook in found for s in hooks.of(call, hook)])


@operation("getHttpSubscription")
def get_http_subscription(call: Call) -> Reply:
    return Reply(hooks.shown_http(call, *hooks.own_http(call)))


@operation("postHttpSubscription")
def post_http_subscription(call: Call) -> Reply:
    """A new subscription with a URL of its own."""
    wanted = hooks.http_draft(call)
    hook, subscriptions = hooks.numbered(call, hooks.new(call, http=True), [wanted])
    return Reply(
        {"Id": subscriptions[0]["Id"]},
        status=CREATED,
        changes={
            hooks.HOOKS: [hook],
            hooks.SUBSCRIPTIONS: subscriptions,
            **hooks.new_key(call),
        },
    )


@operation("putHttpSubscription")
def put_http_subscription(call: Call) -> Reply:
    """What is sent replaces what was; Enabled and Rules stay where they are absent."""
    subscription, hook = hooks.own_http(call)
    changed = hooks.updated(call, hook)
    after = [hooks.described(subscription, hooks.http_draft(call, subscription))]
    if hooks.is_reset(call, hook):
        after = hooks.without_failures(after)
    return Reply(status=NO_CONTENT, changes={hooks.HOOKS: [changed], hooks.SUBSCRIPTIONS: after})


@operation("deleteHttpSubscription")
def delete_http_subscription(call: Call) -> Reply:
    subscription, hook = hooks.own_http(call)
    return Reply(
        status=NO_CONTENT,
        removes={hooks.SUBSCRIPTIONS: [subscription["Id"]], hooks.HOOKS: [hook["Id"]]},
    )


@operation("getSigningKey")
def get_signing_key(call: Call) -> Reply:
    """The key that messages to this company are signed with; made when it is first needed."""
    key, record = keys.signing_key(call, company(call.caller))
    return Reply({"Key": key}, changes={keys.TABLE: [record]} if record else {})


@operation("putSigningKey")
def put_signing_key(call: Call) -> Reply:
    """Another key; the one before signs nothing from now on."""
    record = keys.record(company(call.caller), keys.new_key(call.random))
    return Reply({"Key": record["Key"]}, changes={keys.TABLE: [record]})


@operation("postTestNotification")
def post_test_notification(call: Call) -> Reply:
    """Send a test event to a URL now; answers once its receiver has accepted it."""
    try:
        url = check_url(call.body["Url"], SCHEME_OF_A_TEST)
    except Invalid as wrong:
        raise Invalid("webhook test", wrong.reason) from None
    key, record = keys.signing_key(call, company(call.caller))
    made = {keys.TABLE: [record]} if record else {}
    body = envelope.test_event(call)
    headers = envelope.sealed(key, body, call.switches["signing_key"])
    refusal = Invalid("webhook test", f"{url} did not accept the test event")
    refusal.kept = made
    ask = Ask(envelope.TEST_EVENT, url, headers, body, refusal)
    return Reply(status=CREATED, changes=made, ask=ask)
