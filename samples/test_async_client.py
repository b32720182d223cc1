"""An asynchronous program, tested against the emulator with AnyIO's plugin for pytest.

`statuses` and `log_in` stand for the program under test.  The client of the control plane is
synchronous: what waits for the program itself goes to a thread.
"""

import asyncio
import re
from collections.abc import Mapping

import httpx2
import pytest

from emulator.client import Sandbox

ORDERS = [107002896, 106613187, 106586738]

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def log_in(http: httpx2.AsyncClient, given: Mapping[str, str]) -> None:
    """The program's own: its credentials come from the environment."""
    answer = await http.post(
        given["SC_TOKEN_URL"],
        auth=(given["SC_CLIENT_ID"], given["SC_CLIENT_SECRET"]),
        data={
            "grant_type": "password",
            "username": given["SC_USERNAME"],
            "password": given["SC_PASSWORD"],
        },
    )
    token = answer.raise_for_status().json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"


async def statuses(given: Mapping[str, str], orders: list[int]) -> dict[int, str]:
    """The program's own: the status of some work orders, asked for at the same time."""
    found: dict[int, str] = {}

    async def ask(order: int) -> None:
        answer = await http.get(f"/v3/workorders/{order}")
        found[order] = answer.raise_for_status().json()["Status"]["Primary"]

    async with httpx2.AsyncClient(base_url=given["SC_API_BASE_URL"], trust_env=False) as http:
        await log_in(http, given)
        await asyncio.gather(*map(ask, orders))
    return found


async def test_work_orders_are_asked_for_at_the_same_time(
    emulator_environment: Mapping[str, str], sandbox: Sandbox
) -> None:
    found = await statuses(emulator_environment, ORDERS)
    assert [found[order] for order in ORDERS] == ["OPEN", "OPEN", "COMPLETED"]
    assert len(sandbox.requests.all(operation="getWorkOrder", status=200)) == len(ORDERS)


async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The program's own: a receiver of webhooks that takes anything."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    await reader.readexactly(int(length[1]) if length else 0)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    writer.close()
    await writer.wait_closed()


async def test_a_message_reaches_a_receiver_in_the_same_event_loop(sandbox: Sandbox) -> None:
    """A move of the clock waits for the receivers, so it must not hold up their event loop."""
    async with await asyncio.start_server(receive, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        sandbox.webhooks.subscribe(f"http://127.0.0.1:{port}/hook", ["WorkOrderNoteAdded"])
        [number] = sandbox.webhooks.fire("WorkOrderNoteAdded", "workorders/107002896")
        await asyncio.to_thread(sandbox.clock.advance, "1m")
    assert sandbox.webhooks.delivery(number).state == "delivered"
