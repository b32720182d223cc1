"""Somebody who follows a stream of an emulator, in the loop that goes on between its calls."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import httpx2

from tests.asgi import scope_of
from tests.world import Emulator, Json


class Follower:
    """Reads a stream from its beginning.  may_read: whether it takes what it is sent."""

    def __init__(self, emulator: Emulator, path: str) -> None:
        assert emulator.http.loop is not None
        self._loop, self._app = emulator.http.loop, emulator.door
        self._scope = scope_of(httpx2.Request("GET", f"http://localhost/_emulator{path}"))
        self.got, self.status, self.headers = b"", 0, {}  # type: bytes, int, dict[bytes, bytes]
        self._loop.call(self._begin)

    def events(self, number: int) -> list[tuple[str, Json]]:
        """Name and content of the first events, once there are so many."""
        self._loop.call(self._until, number)
        return self._events()

    def ids(self) -> list[int]:
        """The numbers of all lines so far."""
        blocks = [block for block in self.got.split(b"\n\n") if block.startswith(b"id: ")]
        return [int(block.split(b"\n")[0][4:]) for block in blocks]

    def leave(self) -> None:
        """Go away; return once the emulator has ended the stream."""
        self._loop.call(self._leave)

    def rest(self) -> list[tuple[str, Json]]:
        """All events, once the stream has ended by itself."""
        self._loop.call(self._ended)
        return self._events()

    async def _begin(self) -> None:
        self._gone, self._news, self.may_read = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.may_read.set()
        self._task = asyncio.create_task(self._app(self._scope, self._receive, self._send))
        await self._news.wait()

    async def _receive(self) -> MutableMapping[str, Any]:
        if "read" not in self._scope:
            self._scope["read"] = True
            return {"type": "http.request", "body": b""}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        await self.may_read.wait()
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
            return
        self.got += message["body"]
        self._news.set()

    async def _until(self, number: int) -> None:
        while len(self._events()) < number:
            self._news.clear()
            await self._news.wait()

    async def _leave(self) -> None:
        self._gone.set()
        await self._task

    async def _ended(self) -> None:
        await self._task

    def _events(self) -> list[tuple[str, Json]]:
        found = []
        for block in self.got.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if line)
            if "data" in fields:
                found.append((fields["event"], httpx2.Response(200, text=fields["data"]).json()))
        return found
