"""Control calls that are refused."""

import httpx2

from tests.world import Emulator, Json


def refused(
    emulator: Emulator, method: str, path: str, body: object = None, status: int = 400
) -> Json:
    """The problem that a control call is answered with."""
    response = emulator.http.request(method, f"/_emulator{path}", json=body)
    return problem_of(response, status)


def problem_of(response: httpx2.Response, status: int = 400) -> Json:
    """A problem as RFC 9457 has it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    told: Json = response.json()
    assert set(told) == {"type", "status", "title", "detail"}
    assert (told["type"], told["status"]) == ("about:blank", status)
    return told
