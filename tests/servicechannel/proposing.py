"""Short ways to ask about proposals of the demo world."""

import httpx2

from tests.servicechannel import demo
from tests.world import Api, Emulator, Json

#: Larkfield's and Norwell's: approved for APPROVED_ORDER, open for WAITING, open for no order.
APPROVED, OPEN, UNLINKED = 10010801, 10010803, 10010804
APPROVED_ORDER, WAITING = 106867151, 106917377
#: Larkfield's and Sparrow's, both for LIGHTING_RFP; Juniper's; Larkfield's and Tidewell's.
ON_HOLD, REJECTED, LIGHTING_RFP = 10010805, 10010806, 30071201
JUNIPERS, REVIEWED, VOID = 10010802, 10010807, 10010808
#: Open RFPs to Sparrow and to Norwell, each for a work order that waits for a quote.
GLASS_RFP, HVAC_RFP, QUOTED = 30071202, 30071203, 106964250
UNKNOWN = 10019999
NORWELL, SPARROW, TIDEWELL = 2000093418, 2000104772, 2000118925
DANA, MARCUS, PRIYA, TERESA = 1544902, 1544903, 1544911, 1544925
NOT_FOUND = (400, 502, "Proposal not found")
NO_RIGHTS = (401, 504, "API call rejected by security permissions")
EMPTY = (400, 503, "Request is empty or null")
MLP_USER = (400, 503, "The user is MLP user")
FINALIZED = (400, 503, "Selected proposal has been finalized")


def put(api: Api, path: str, body: object = None, **kwargs: object) -> httpx2.Response:
    return api.request("PUT", path, json=body, **kwargs)


def move(api: Api, name: str, proposal: int, /, **body: object) -> httpx2.Response:
    """name: approve, reject, onhold or open."""
    return put(api, f"/proposals/{proposal}/{name}", body)


def listed(api: Api, **query: object) -> list[Json]:
    """What `GET /proposals` answers."""
    answer = api.get("/proposals", params=query)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()
    return found


def shown(api: Api, proposal: int) -> Json:
    return next(row for row in listed(api) if row["Id"] == proposal)


def status(api: Api, proposal: int) -> str:
    found: str = shown(api, proposal)["Status"]["Primary"]
    return found


def trace(api: Api) -> list[object]:
    """Everything of Larkfield's that a move of a proposal could change."""
    orders = (WAITING, APPROVED_ORDER, QUOTED, demo.ORDER)
    return [listed(api), *(f(api, o) for o in orders for f in (demo.order_of, demo.notes))]


def told(emulator: Emulator, response: httpx2.Response) -> list[str]:
    """The events of a change that must have passed."""
    assert response.is_success, response.text
    return demo.events(emulator, response)
