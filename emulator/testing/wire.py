"""Control calls over HTTP, and what their failures mean."""

import json
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

#: A JSON object, as it came or as it goes.
Record = dict[str, Any]
#: Seconds of real time to wait for an answer, beyond what a call waits for by itself.
PATIENCE = 30


class EmulatorError(Exception):
    """A control call that came to nothing."""


class NotRunning(EmulatorError):
    """Nothing answers at the URL, or nothing that is an emulator."""


class ControlError(EmulatorError):
    """The emulator refused a control call; the detail says what it met and what it expected."""

    def __init__(self, status: int, title: str, detail: str = "") -> None:
        self.status, self.title, self.detail = status, title, detail
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")


class Wire:
    """The control calls of one sandbox; "" names none.

    A connection lasts for one call, so that nothing is left open and a server may start anew.
    """

    def __init__(self, url: str, sandbox: str, http: httpx2.Client) -> None:
        self.url, self.sandbox, self._http = url, sandbox, http

    def of(self, sandbox: str) -> "Wire":
        """The same server's calls of another sandbox."""
        return Wire(self.url, sandbox, self._http)

    def get(self, path: str, *, waits: float = 0, **query: object) -> Record:
        __tracebackhide__ = True
        return self.call("GET", path, waits=waits, **query)

    def call(
        self, method: str, path: str, body: object = None, *, waits: float = 0, **query: object
    ) -> Record:
        """What a control call answers, {} if that is nothing; a None in the query is left out.

        path: after `/_emulator`.  waits: seconds that the call takes by itself.
        Raises NotRunning or ControlError.
        """
        __tracebackhide__ = True  # a failed test is about the call, not about this
        asked = {"sandbox": self.sandbox or None, **query}
        params = {name: _text(value) for name, value in asked.items() if value is not None}
        try:
            answer = self._http.request(
                method,
                f"/_emulator{path}",
                params=params,
                json=body,
                timeout=PATIENCE + waits,
            )
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            raise NotRunning(f"no answer from {self.url}: {error}") from None
        return self._read(answer.status_code, answer.content)

    def _read(self, status: int, content: bytes) -> Record:
        __tracebackhide__ = True
        try:
            answer = json.loads(content) if content else {}
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or (status >= 400 and "title" not in answer):  # noqa: PLR2004
            raise NotRunning(f"{self.url} is no fieldservice-emulator: it answers {status}")
        if status >= 400:  # noqa: PLR2004 - HTTP
            raise ControlError(status, answer["title"], answer.get("detail", ""))
        return answer


def connect(url: str, sandbox: str, token: str) -> Wire:
    """The control calls of a sandbox of a server; nothing is sent yet.

    token: the one that a server beyond loopback asks for, or "".
    """
    url = url.rstrip("/")
    http = httpx2.Client(
        base_url=url,
        headers={"Authorization": f"Bearer {token}"} if token else {},
        limits=httpx2.Limits(max_keepalive_connections=0),
        trust_env=not _is_loopback(url),
        verify=url.startswith("https:"),  # certificates take a tenth of a second to load
    )
    return Wire(url, sandbox, http)


def segment(name: object) -> str:
    """A name or a number as one segment of a path."""
    return quote(str(name), safe="")


def given(**values: object) -> Record:
    """A body of what is not None."""
    return {name: value for name, value in values.items() if value is not None}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_loopback(url: str) -> bool:
    """Whether a URL leads to this very machine, where no proxy is asked."""
    try:
        name = urlsplit(url).hostname or ""
        is_local = name == "localhost" or name.endswith(".localhost")
        return is_local or ip_address(name).is_loopback
    except ValueError:
        return False
