"""Talking to a running server: which one, as whom, and what its refusals mean."""

import functools
import ipaddress
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from urllib.parse import urlsplit

import click

from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record

if TYPE_CHECKING:
    import httpx2

URL = "http://127.0.0.1:8080"
P = ParamSpec("P")


class NoAnswer(Mistake):
    """Nothing answers at the URL."""


class Refused(Mistake):
    """The server answered with a problem."""

    def __init__(self, status: int, *problems: str) -> None:
        self.status = status
        super().__init__(*problems)


@dataclass(frozen=True, slots=True)
class Server:
    """The server that a command speaks to.

    as_json: print what it answers as it is.  patience: seconds to wait for an answer.
    """

    url: str
    sandbox: str
    token: str
    as_json: bool
    patience: float = 30

    def get(self, path: str, **query: object) -> Record:
        return self.call("GET", path, **query)

    def health(self) -> Record:
        """What `/healthz` answers, whatever sandboxes there are."""
        return replace(self, sandbox="").get("/healthz")

    def call(self, method: str, path: str, body: object = None, **query: object) -> Record:
        """A control call's answer; what is None in the query is left out.

        Raises NoAnswer, or Refused with the server's own words.
        """
        import httpx2

        given = self._given(query)
        try:
            with self.client() as client:
                answer = client.request(
                    method, path, params=given, json=body, headers=self._headers
                )
                return self._read(answer.status_code, answer.content)
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            raise self._silence(error) from None

    def stream(self, path: str, **query: object) -> Iterator[bytes]:
        """Server-sent events, piece by piece as they come; they may pause for `patience`.

        Raises as `call`, and NoAnswer when it breaks off.
        """
        import httpx2

        given, is_begun = self._given(query), False
        try:
            with (
                self.client() as client,
                client.stream("GET", path, params=given, headers=self._headers) as answer,
            ):
                if not answer.headers.get("content-type", "").startswith("text/event-stream"):
                    self._read(answer.status_code, answer.read())
                    raise self._stranger(answer.status_code)
                is_begun = True
                yield from answer.iter_bytes()
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            if is_begun:
                raise NoAnswer(f"{self.url} has gone: {error}") from None
            raise self._silence(error) from None

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _given(self, query: Mapping[str, object]) -> dict[str, str]:
        asked = {"sandbox": self.sandbox or None, **query}
        return {name: str(value) for name, value in asked.items() if value is not None}

    def _stranger(self, status: int) -> Refused:
        return Refused(status, f"{self.url} is no fieldservice-emulator: it answers {status}")

    def _silence(self, error: Exception) -> NoAnswer:
        return NoAnswer(
            f"no answer from {self.url}: {error}",
            "start a server with `fse serve`, or name another with --url or EMULATOR_URL",
        )

    def client(self) -> "httpx2.Client":
        """An HTTP client with the server's URL as its base; proxies are not for loopback."""
        import httpx2

        return httpx2.Client(
            base_url=self.url,
            timeout=self.patience,
            trust_env=not is_loopback(self.url),
            verify=self.url.startswith("https:"),  # certificates take a tenth of a second to load
        )

    def _read(self, status: int, content: bytes) -> Record:
        try:
            answer = json.loads(content) if content else {}
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise self._stranger(status)
        if status < 400:  # noqa: PLR2004 - HTTP
            return answer
        said = f"{answer.get('title', status)}: {answer.get('detail', '')}".removesuffix(": ")
        if status == 401:  # noqa: PLR2004 - HTTP
            said += "; give it with --token or EMULATOR_TOKEN"
        raise Refused(status, *said.splitlines())


def is_loopback(url: str) -> bool:
    """Whether a URL or a host leads to this very machine and cannot lead elsewhere."""
    name = urlsplit(url).hostname or "" if "//" in url else url
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _url(_: click.Context, __: click.Parameter, text: str) -> str:
    """A URL without the slash at its end; `localhost:8080` will do."""
    url = text if "//" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname and parts.port != 0)
    except ValueError:
        is_usable = False
    if not is_usable:
        raise click.BadParameter(f"{text}, expected a URL such as {URL}")
    return url.rstrip("/")


def asks_server(command: Callable[Concatenate[Server, P], None]) -> Callable[P, None]:
    """Give a command the options of all that speak to a server, and the Server they make."""
    options = (
        click.option("--url", default=URL, envvar="EMULATOR_URL", callback=_url, show_default=True,
                     show_envvar=True, help="Where the server is."),
        click.option("--sandbox", default="", envvar="EMULATOR_SANDBOX", metavar="NAME",
                     show_envvar=True, help="Which sandbox; `default` if not set."),
        click.option("--token", default="", envvar="EMULATOR_TOKEN", show_envvar=True,
                     help="The control token that a server beyond loopback printed at its start."),
        click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON."),
    )  # fmt: skip

    @functools.wraps(command)
    def with_server(*args: P.args, **kwargs: P.kwargs) -> None:
        names = ("url", "sandbox", "token", "as_json")
        server = Server(**{name: kwargs.pop(name) for name in names})  # type: ignore[arg-type]
        command(server, *args, **kwargs)

    for option in reversed(options):
        with_server = option(with_server)
    return with_server
