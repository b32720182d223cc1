"""The door: which hosts are served, and who may use the control plane.

A page in a browser must not reach the emulator through a name that it controls, nor steer it from
a foreign origin.
"""

import hmac
import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from emulator.control.problems import problem
from emulator.settings import Settings

LOCAL = ("localhost",)
CONTROL = ("/_emulator", "/healthz")


class Door:
    """ASGI: refuses foreign hosts (421), origins (403) and callers without the token (401)."""

    def __init__(self, app: ASGIApp, settings: Settings, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = {*LOCAL, *hosts, *settings.allow_host, settings.host}
        self._token = settings.control_token
        self._seen: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = next((v for n, v in scope["headers"] if n == b"host"), b"")
            if host not in self._seen:
                if not self.serves(host.decode("latin-1")):
                    detail = f"Host is {host.decode('latin-1')!r}; start with --allow-host to serve it"
                    await problem(421, "this host is not served", detail)(scope, receive, send)
                    return
                self._seen.add(host)
            if scope["path"].startswith(CONTROL):
                refused = self._control(scope)
                if refused is not None:
                    await problem(*refused)(scope, receive, send)
                    return
        await self._app(scope, receive, send)

    def serves(self, host: str) -> bool:
        """Whether a Host header names this emulator: loopback, `*.localhost`, a vendor, allowed."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._hosts or name.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False

    def _control(self, scope: Scope) -> tuple[int, str, str] | None:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and not self.serves(urlsplit(origin).netloc):
            return 403, "foreign origin", f"Origin is {origin!r}"
        if not self._token or scope["path"] == "/healthz":
            return None
        given = headers.get(b"authorization", b"").decode("latin-1").removeprefix("Bearer ")
        if hmac.compare_digest(given.encode(), self._token.encode()):
            return None
        return 401, "token needed", "send the bearer token that was printed at start"
