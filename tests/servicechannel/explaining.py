"""Refusals of the demo world to be explained."""

from tests.explained import explained
from tests.world import Emulator, Json

LARKFIELD = {"id": 2014917301, "name": "Larkfield Outfitters"}
NORWELL = {"id": 2000093418, "name": "Norwell HVAC"}
#: Work orders of Larkfield's with Norwell by their state, and one of Tidewell's and of Sparrow's.
OPEN, CONFIRMED, VOID, INVOICED = 107002896, 106687713, 106409987, 106205501
TIDEWELL, SPARROW, MAINTENANCE = 107076046, 107063823, 106613187
IN, OUT, STATUS = "universalCheckIn", "universalCheckOut", "status"
COMPLETED = {"Status": {"Primary": "COMPLETED", "Extended": ""}}


def refused(emulator: Emulator, user: str, order: int, action: str, body: object = None) -> Json:
    """The explanation of a request about a work order that is refused."""
    method = "PUT" if action in (STATUS, "accept", "nte") else "POST"
    path = f"/workorders/{order}/{action}"
    answer = emulator.login(user).request(method, path, json={} if body is None else body)
    assert answer.status_code >= 400, answer.text
    assert answer.headers["emulator-reason"]
    return explained(emulator, answer)
