"""Short ways to manage ServiceChannel's webhooks."""

import httpx2

from tests.world import Api, Json

HOOKS = "/NotificationWebHooks"
HTTP = "/NotificationSubscriptions/Http"
KEY = "/NotificationSubscriptions/SigningKey"
TEST = "/test/webhooks/notifications"
URL = "https://example.com/hooks"
#: The least that a subscription is, and the least that an HTTP subscription is.
ORDERS: Json = {"Name": "Orders", "EventTypes": ["WorkOrderCreated"]}
VISITS: Json = {"Name": "Visits", "EventTypes": ["WorkOrderCheckIn"], "Url": URL}
NO_RULES: Json = {"Trades": [], "Categories": [], "Statuses": []}
INCORRECT = (400, 503, "Required data missing or incorrect")
NO_HOOK = (400, 502, "Webhook not found")
NO_SUBSCRIPTION = (400, 502, "Subscription not found")
NO_RIGHT = (401, 504, "API call rejected by security permissions")
#: What a webhook may not be, by what is wrong with it: the fields that differ from a good one.
BAD_BODIES: dict[str, Json] = {
    "no name": {"Name": None},
    "an empty name": {"Name": ""},
    "a blank name": {"Name": " "},
    "a number as name": {"Name": 7},
    "no url": {"Url": None},
    "an empty url": {"Url": ""},
    "a url without a scheme": {"Url": "yourCompany.com/hooks"},
    "a url of another scheme": {"Url": "ftp://example.com/hooks"},
    "a url with a password": {"Url": "https://user:secret@example.com/"},
    "a url that is too long": {"Url": URL + "x" * 2_048},
    "a number as description": {"Description": 7},
    "a word as flag": {"Enabled": "yes"},
    "a number as flag": {"Enabled": 1},
    "one subscription without a list": {"Subscriptions": ORDERS},
    "a subscription that is none": {"Subscriptions": [7]},
    "a null among subscriptions": {"Subscriptions": [ORDERS, None]},
    "a subscription without a name": {"Subscriptions": [{"EventTypes": ["WorkOrderCreated"]}]},
    "a subscription with a blank name": {"Subscriptions": [ORDERS | {"Name": " "}]},
    "a subscription without events": {"Subscriptions": [{"Name": "Orders"}]},
    "no event types": {"Subscriptions": [ORDERS | {"EventTypes": []}]},
    "one event type without a list": {"Subscriptions": [ORDERS | {"EventTypes": "InvoicePaid"}]},
    "an unknown event type": {"Subscriptions": [ORDERS | {"EventTypes": ["WorkOrderDeleted"]}]},
    "two object types": {
        "Subscriptions": [ORDERS | {"EventTypes": ["WorkOrderCreated", "InvoiceCreated"]}]
    },
    "rules that are none": {"Subscriptions": [ORDERS | {"Rules": ["HVAC"]}]},
    "a rule that is no list": {"Subscriptions": [ORDERS | {"Rules": {"Trades": "HVAC"}}]},
    "a rule with a number": {"Subscriptions": [ORDERS | {"Rules": {"Statuses": [1]}}]},
    "21 subscriptions": {"Subscriptions": [ORDERS] * 21},
}


def post(api: Api, **fields: object) -> httpx2.Response:
    """Ask for a webhook; its name and URL unless they are given."""
    return api.post(HOOKS, {"Name": "Board", "Url": URL} | fields)


def made(api: Api, *subscriptions: Json, **fields: object) -> int:
    """The id of a new webhook."""
    answer = post(api, Subscriptions=list(subscriptions), **fields)
    assert answer.status_code == 201, answer.text
    found: int = answer.json()["Id"]
    return found


def put(api: Api, hook: int, **fields: object) -> httpx2.Response:
    """Change a webhook; its name and URL are sent as they were unless they are given."""
    return api.request("PUT", f"{HOOKS}/{hook}", json={"Name": "Board", "Url": URL} | fields)


def changed(api: Api, hook: int, **fields: object) -> Json:
    """A webhook after a change that must pass."""
    answer = put(api, hook, **fields)
    assert (answer.status_code, answer.content) == (204, b""), answer.text
    return shown(api, hook)


def shown(api: Api, hook: int) -> Json:
    answer = api.get(f"{HOOKS}/{hook}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def listed(api: Api, path: str = HOOKS) -> list[Json]:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()
    return found


def delete(api: Api, path: str) -> httpx2.Response:
    return api.request("DELETE", path)


def reason(answer: httpx2.Response) -> str:
    """Our own words on a refusal."""
    text: str = answer.headers["emulator-reason"]
    return text


def record(hook: int, **fields: object) -> Json:
    """The record of a webhook of Norwell's, to be merged in with a breaker as it is needed."""
    return {
        "Id": hook,
        "SubscriberId": None,
        "ProviderId": 2000093418,
        "Name": "Board",
        "Description": "",
        "Url": URL,
        "Enabled": True,
        "IsHttp": False,
        "Trips": 0,
        "PausedUntil": None,
        "CreatedDate": "2026-06-01T08:00:00Z",
    } | fields


def part(subscription: int, hook: int, **fields: object) -> Json:
    """The record of a subscription, to be merged in."""
    return {
        "Id": subscription,
        "WebhookId": hook,
        "Name": "Orders",
        "EventTypes": ["WorkOrderCreated"],
        "Rules": NO_RULES,
        "Failures": 0,
    } | fields
