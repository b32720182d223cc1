"""The door: which hosts are served, and who may use the control plane.

A page in a browser must not reach the emulator through a name that it controls, nor steer it from
a foreign origin.
"""

import hmac
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from emulator.control.problems import problem
from emulator.kernel.sandbox import Sandboxes
from emulator.settings import Settings

LOCAL = ("localhost",)
CONTROL = ("/_emulator", "/healthz")
#: What is below takes messages from anybody, as any receiver; what it took is below its names.
INBOX = "/_emulator/inbox/"
#: How many Host headers are remembered.
SEEN = 1_000


class Door:
    """ASGI: hands each request to the vendor that its path or its host names, or to the control.

    Refuses foreign hosts (421), and on the control plane foreign origins (403) and callers without
    the token (401).  apis: the vendors by prefix.  hosts: the vendors by host name, `*.` for one
    more label.  sandboxes: to be woken once the loop runs, and closed at the end.
    """

    def __init__(
        self,
        control: ASGIApp,
        apis: Mapping[str, ASGIApp],
        hosts: Mapping[str, ASGIApp],
        settings: Settings,
        sandboxes: Sandboxes,
    ) -> None:
        self.sandboxes = sandboxes
        self._control = control
        self._apis = apis
        self._hosts = hosts
        self._names = {*LOCAL, *map(_hostname, settings.allow_host), settings.host.lower()}
        self._token = settings.control_token
        #: Host headers that were found to be served, with the vendor that they name, if any.
        self._seen: dict[bytes, ASGIApp | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = b""
        for name, value in scope["headers"]:
            if name == b"host":
                host = value
                break
        if host not in self._seen and not self._admits(host):
            detail = f"Host is {host.decode('latin-1')!r}; start with --allow-host to serve it"
            await problem(421, "this host is not served", detail)(scope, receive, send)
            return
        prefix = scope["path"][1:].partition("/")[0]
        api = self._apis.get(prefix)
        if api is not None:
            scope["root_path"] = f"/{prefix}"
        elif not scope["path"].startswith(CONTROL):
            api = self._seen.get(host)
        await (api or self._guarded)(scope, receive, send)

    def _admits(self, host: bytes) -> bool:
        """Whether a Host header names this emulator or a vendor; remembers those that do."""
        name = _hostname(host.decode("latin-1"))
        vendor = self._named(name)
        served = vendor is not None or self._is_own(name)
        if served:
            if len(self._seen) >= SEEN:
                self._seen.clear()
            self._seen[host] = vendor
        return served

    def _named(self, name: str) -> ASGIApp | None:
        """The vendor that a host name leads to, itself or as one of many."""
        label, _, rest = name.partition(".")
        return self._hosts.get(name) or (self._hosts.get(f"*.{rest}") if label else None)

    def _trusts(self, origin: str) -> bool:
        """Whether a page may steer the emulator: not on the host of one of a vendor's customers."""
        name = _hostname(origin.partition("://")[2])
        return name in self._hosts or self._is_own(name)

    def _is_own(self, name: str) -> bool:
        """Whether a name is the emulator's: loopback, `*.localhost`, allowed."""
        if name in self._names or name.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refusal(scope)
        app = problem(*refused) if refused else self._control
        await app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str, str] | None:
        if _is_inbox(scope["path"]):
            return None
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and not self._trusts(origin):
            return 403, "foreign origin", f"Origin is {origin!r}"
        if not self._token or scope["path"] == "/healthz":
            return None
        given = headers.get(b"authorization", b"").decode("latin-1").removeprefix("Bearer ")
        if hmac.compare_digest(given.encode(), self._token.encode()):
            return None
        return 401, "token needed", "send the bearer token that was printed at start"


def _is_inbox(path: str) -> bool:
    """Whether a path is an inbox itself, where a message can be left and nothing can be read."""
    name = path.removeprefix(INBOX)
    return name not in {"", path} and "/" not in name


def _hostname(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
