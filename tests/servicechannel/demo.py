"""ServiceChannel's demo world by what its records are good for, and short ways to ask about it."""

import json
import math
from pathlib import Path

import httpx2

from tests.world import Api, Emulator, Json

#: Work orders of Larkfield and Norwell (IVR Check IN/OUT on, GPS on) that are open.
ORDER, WITHOUT_COORDINATES, HALF_A_MILE, TEN_MILES = 107002896, 107030342, 107066307, 107070395
#: The same pair, in other states.
COMPLETED, CONFIRMED, PENDING, INVOICED, VOID = (
    106746300,
    106687713,
    106941940,
    106205501,
    106409987,
)
MAINTENANCE, MAINTENANCE_TO_COME, MAINTENANCE_OVER = 106971884, 106873224, 106613187
#: 1544987 is on site, since activity 148797614.
ON_SITE, ON_SITE_SINCE = 107066800, 148797614
#: Larkfield and Sparrow: IVR off, GPS on.
GPS_ORDER, GPS_WITHOUT_COORDINATES, GPS_HALF_A_MILE = 107063823, 107042120, 107051195
#: Larkfield and Tidewell: neither.  Juniper (outside the GPS programme) and its providers.
FORBIDDEN_ORDER = 107076046
XML_ORDER, OUTSIDE_PROGRAMME, INACTIVE_ORDER = 107065549, 107062913, 107052115
#: No company has it.
UNKNOWN = 107999999

LARKFIELD, JUNIPER = 2014917301, 2014921466
NORWELL_ADMIN, BRANDT, CHAU, MEIER = 1544980, 1544987, 1544988, 1545043
BRANDTS_PIN = 482913
#: Where ORDER and GPS_ORDER are.
UNION_SQUARE = (40.736618, -73.991806)
IVR = "IVR Check IN/OUT"

ONE_MILE_NORTH = math.degrees(1 / 3958.8)
DEMO = Path(__file__).parents[2] / "fixtures" / "demo" / "servicechannel.json"


def record(table: str, record_id: int) -> Json:
    """A record of the demo world; at noon its dates are those of the file."""
    found: Json = json.loads(DEMO.read_text("utf-8"))[table][str(record_id)]
    return found


def contract(emulator: Emulator, provider: int, rank: int, **changes: object) -> None:
    """Another contract, for HVAC at Union Square unless said otherwise."""
    first = record("contracts", 5210101)
    made = {"ProviderId": provider, "Rank": rank} | changes
    number = len(stored(emulator, "contracts"))
    emulator.merge("contracts", first | made | {"Id": 5300000 + number})


def near(place: tuple[float, float] = UNION_SQUARE, miles: float = 0.0) -> Json:
    """Coordinates so many miles north of a place."""
    return {"Latitude": place[0] + miles * ONE_MILE_NORTH, "Longitude": place[1]}


def visit(api: Api, way: str, order: int, /, **fields: object) -> httpx2.Response:
    """Check in or out; way: "In" or "Out"."""
    return api.post(f"/workorders/{order}/universalCheck{way}", fields)


def check_in(api: Api, order: int = ORDER, /, **fields: object) -> httpx2.Response:
    return visit(api, "In", order, **fields)


def check_out(api: Api, order: int = ORDER, /, **fields: object) -> httpx2.Response:
    return visit(api, "Out", order, **fields)


def mechanic(response: httpx2.Response) -> int:
    """The id of a check-in or check-out that must have passed."""
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    assert list(answer) == ["MechanicId"]
    found: int = answer["MechanicId"]
    return found


def refusal(response: httpx2.Response) -> tuple[int, int, str]:
    """Status, code and text of a refusal in the vendor's envelope."""
    answer = response.json()
    assert list(answer) == ["ErrorCodes", "ErrorCode", "ErrorMessage"]
    assert answer["ErrorCodes"] == [answer["ErrorCode"]]
    return response.status_code, answer["ErrorCode"], answer["ErrorMessage"]


def order_of(api: Api, order: int = ORDER) -> Json:
    """What `GET /workorders/{id}` shows."""
    response = api.get(f"/workorders/{order}")
    assert response.status_code == 200, response.text
    shown: Json = response.json()
    return shown


def status(api: Api, order: int = ORDER) -> tuple[str, str]:
    shown = order_of(api, order)["Status"]
    return shown["Primary"], shown["Extended"]


def activities(api: Api, order: int = ORDER) -> list[Json]:
    """The pairs of a work order."""
    found: list[Json] = api.get(f"/odata/workorders({order})/workactivities").json()["value"]
    return found


def activity(api: Api, activity_id: int, order: int = ORDER) -> Json:
    return next(a for a in activities(api, order) if a["Id"] == activity_id)


def visits(api: Api, order: int = ORDER) -> list[Json]:
    """The check-ins and check-outs of a work order."""
    path = f"/odata/workorders({order})/Service.CheckInActivity()"
    found: list[Json] = api.get(path).json()["value"]
    return found


def attempts(api: Api, order: int = ORDER) -> list[Json]:
    """The same with those that were refused."""
    path = f"/odata/workorders({order})/Service.CheckInActivity(loadBlocked=true)"
    found: list[Json] = api.get(path).json()["value"]
    return found


def notes(api: Api, order: int = ORDER) -> list[Json]:
    """All notes that the caller sees, newest first."""
    found: list[Json] = api.get(f"/workorders/{order}/notes?paging=1:9999").json()["Notes"]
    return found


def trace(api: Api, order: int = ORDER) -> list[object]:
    """Everything that a check-in could change; the links of files change with the time."""
    told = notes(api, order)
    for file in (file for note in told for file in note["Attachments"]):
        file.pop("Uri", None)
    return [order_of(api, order), activities(api, order), visits(api, order), told]


def stored(emulator: Emulator, table: str) -> list[Json]:
    """The records of a table as they are kept, oldest first."""
    world = emulator.control("GET", "/snapshot")["servicechannel.json"]
    return list(world[table].values())


def journal(emulator: Emulator, response: httpx2.Response) -> Json:
    """The journal's entry of a request."""
    return emulator.control("GET", f"/requests/{response.headers['emulator-request-id']}")


def events(emulator: Emulator, response: httpx2.Response) -> list[str]:
    """The types of the events that a request caused."""
    found: list[str] = journal(emulator, response)["events"]
    return found


def settings(emulator: Emulator, subscriber: int, **changes: object) -> None:
    """Change settings of a subscriber."""
    kept = record("subscribers", subscriber)
    kept["Settings"] |= changes
    emulator.merge("subscribers", kept)
