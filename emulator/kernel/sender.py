"""POSTs to receivers that are not trusted: nothing they do stops, fills or misleads the emulator.

What the URL says is read once (`targets.read`).  aiohttp is handed one with an address in place of
the host, one that was judged, so it neither reads the host again nor asks a name server; and each
socket is judged once more where it is made.  No two POSTs share anything, and nothing outlives one.
"""

import asyncio
import errno
import io
import os
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp import hdrs
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from emulator.kernel.sending import Outcome, Outgoing
from emulator.kernel.targets import Target, host_of, is_local, read, why_not

#: Of an answer, in bytes.
ANSWER_LIMIT = 65_536
LEAST_STATUS = 100
#: How much of an answer is read ahead, in bytes.
AHEAD = 8_192
#: Of the addresses that a name has.
ADDRESS_LIMIT = 8
#: From here on aiohttp wants a file: what is longer is written piece by piece.
LONG = 1_048_576
LOOPBACK = ("127.0.0.1", "::1")
CONNECTION = {"http": "connection", "https": "TLS connection"}
#: Headers that aiohttp would add by itself.
UNASKED = {hdrs.USER_AGENT, hdrs.ACCEPT, hdrs.ACCEPT_ENCODING, hdrs.CONTENT_TYPE}
#: What a header may be called (RFC 9110, 5.6.2).
FIELD = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
#: Headers that say how the message is framed, which the sender decides alone.
FRAMING = {"content-length", "transfer-encoding", "expect", "upgrade"}

#: The addresses of a host.  Raises OSError.
Resolve = Callable[[str], Awaitable[Sequence[str]]]
#: (family, type, protocol, "", address and port): of a socket to be made.
Spot = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]
#: Makes the socket that is then connected.
Dial = Callable[[Spot], socket.socket]

#: Status, body and headers.
Answer = tuple[int, bytes, Sequence[tuple[str, str]]]


async def look_up(host: str) -> Sequence[str]:
    """What the machine's name servers and its hosts file say."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def open_socket(spot: Spot) -> socket.socket:
    return socket.socket(spot[0], spot[1], spot[2])


def guarded(dial: Dial, *, host_is_allowed: bool) -> Dial:
    """Makes sockets only to addresses that may be dialled.  Raises PermissionError for others."""

    def judge(spot: Spot) -> socket.socket:
        if reason := why_not(str(spot[4][0]), host_is_allowed=host_is_allowed):
            raise PermissionError(reason)
        return dial(spot)

    return judge


@dataclass
class Exchange:
    """One POST under way.  reached: how far it came, as the sentence that a timeout ends."""

    target: Target
    reached: str = ""
    transport: asyncio.Transport | None = None


class NoAnswer(Exception):
    """There is none, and the words say why."""


class Sender:
    """Sends one message at a time or many; keeps nothing between them.

    allowed: hosts beyond loopback that may be dialled.  Raises ValueError for what is no host.
    resolve: asked for the addresses of names.  dial: makes sockets to judged addresses.
    """

    def __init__(
        self, allowed: Sequence[str], *, resolve: Resolve = look_up, dial: Dial = open_socket
    ) -> None:
        self._allowed = frozenset(map(host_of, allowed))
        self._resolve, self._dial = resolve, dial

    async def __call__(self, outgoing: Outgoing) -> Outcome:
        """POST once.  An answer that is not whole within the timeout is none."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            exchange = Exchange(read(outgoing.url))
        except ValueError as problem:
            return Outcome(None, 0.0, error=str(problem))
        try:
            async with asyncio.timeout(outgoing.timeout):
                status, answer, headers = await self._post(exchange, outgoing)
        except TimeoutError:
            error = f"{exchange.reached} within {outgoing.timeout:g} s"
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is told
            error = words(problem, exchange)
        else:
            return Outcome(status, loop.time() - begun, answer, headers)
        return Outcome(None, loop.time() - begun, error=error)

    async def _post(self, exchange: Exchange, outgoing: Outgoing) -> Answer:
        target = exchange.target
        is_allowed = target.name in self._allowed
        addresses = await self._addresses(exchange, host_is_allowed=is_allowed)
        exchange.reached = f"{target.place} took no {CONNECTION[target.scheme]}"
        problems = []
        session = aiohttp.ClientSession(
            connector=Connector(exchange, guarded(self._dial, host_is_allowed=is_allowed)),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
        )
        try:
            for address in addresses:
                try:
                    return await _answer(session, exchange, outgoing, address)
                except aiohttp.ClientConnectorError as problem:
                    problems.append(problem)
            raise problems[0]
        finally:
            session.detach()  # no connection is kept, so there is nothing to close
            if exchange.transport is not None:  # what was not written yet is not kept, either
                exchange.transport.abort()

    async def _addresses(self, exchange: Exchange, *, host_is_allowed: bool) -> Sequence[str]:
        """Those of the target's addresses that may be dialled, at least one; or raises NoAnswer."""
        target = exchange.target
        if target.address:
            found: Sequence[str] = [target.address]
        elif is_local(target.name):
            found = LOOPBACK
        else:
            exchange.reached = f"no name server said where {target.host} is"
            found = [each.partition("%")[0] for each in await self._resolve(target.host)]
        judged = {each: why_not(each, host_is_allowed=host_is_allowed) for each in found}
        good = [address for address, reason in judged.items() if not reason]
        if not judged:
            raise NoAnswer(f"{target.host} has no address")
        if not good:
            reason = next(iter(judged.values()))
            raise NoAnswer(reason if target.address else f"{target.host}: {reason}")
        return good[:ADDRESS_LIMIT]


async def _answer(
    session: aiohttp.ClientSession, exchange: Exchange, outgoing: Outgoing, address: str
) -> Answer:
    """What the receiver says, its body cut at the limit; the connection is then of no more use."""
    target, body = exchange.target, outgoing.body
    host = f"[{address}]" if ":" in address else address
    url = URL.build(
        scheme=target.scheme, host=host, port=target.port, path=target.path, encoded=True
    )
    posting = session.post(
        url,
        data=io.BytesIO(body) if len(body) > LONG else body,
        headers=_sent(target, outgoing.headers),
        skip_auto_headers=UNASKED,
        allow_redirects=False,
        auto_decompress=False,
        read_bufsize=AHEAD,
        server_hostname=target.name,
    )
    async with posting as response:
        if response.status < LEAST_STATUS:
            raise NoAnswer(f"{target.place} answers with the status {response.status}")
        exchange.reached = "the answer did not end"
        answer = bytearray()
        while room := ANSWER_LIMIT - len(answer):
            if not (part := await response.content.read(room)):
                break
            answer += part
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.raw_headers]
        return response.status, bytes(answer), headers


def _sent(target: Target, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """The headers that are given, and Host.  Raises NoAnswer for one that would be another."""
    for name, value in headers.items():
        if not FIELD.fullmatch(name) or not value.replace("\t", "").isprintable():
            raise NoAnswer(f"the header {name!r} has a character that is not sent")
    given = [pair for pair in headers.items() if pair[0].lower() not in FRAMING]
    return [("Host", target.authority), *given]


class Connector(aiohttp.TCPConnector):
    """Tells an exchange when it is connected, and keeps no connection."""

    def __init__(self, exchange: Exchange, dial: Dial) -> None:
        super().__init__(resolver=aiohttp.ThreadedResolver(), socket_factory=dial)
        self.exchange = exchange

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - what it is called there
    ) -> Connection:
        connection = await super().connect(req, traces, timeout)
        if connection.protocol is not None:
            connection.protocol.force_close()  # unlike the connector's option, adds no header
        self.exchange.reached = f"{self.exchange.target.place} did not answer"
        self.exchange.transport = connection.transport
        return connection


def words(problem: Exception, exchange: Exchange) -> str:
    """Why there is no answer, for a person."""
    place = exchange.target.place
    match problem:
        case NoAnswer():
            said = str(problem)
        case socket.gaierror():
            said = _unknown(problem, exchange.target.host)
        case aiohttp.ClientConnectorError() | aiohttp.ClientConnectorCertificateError():
            said = _unreached(problem, exchange)
        case aiohttp.ClientResponseError():
            reason = problem.message.partition("\n")[0].partition(": b'")[0].rstrip(":")[:100]
            said = f"{place} answers what is not HTTP: {reason!r}"
        case aiohttp.ClientPayloadError():
            said = f"{place} breaks off its answer"
        case aiohttp.ServerDisconnectedError():
            said = f"{place} closes the connection without an answer"
        case aiohttp.ClientOSError() | ConnectionError():
            said = f"{place} breaks the connection"
        case _:
            said = f"{type(problem).__name__}: {problem}"
    return said


def _unknown(problem: socket.gaierror, host: str) -> str:
    if problem.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)}:
        return f"no host is called {host}"
    return f"no name server can be asked for {host}: {problem.strerror or problem}"


def _unreached(
    problem: aiohttp.ClientConnectorError | aiohttp.ClientConnectorCertificateError,
    exchange: Exchange,
) -> str:
    """Why there is no connection: TLS, or TCP at one or several addresses."""
    place = exchange.target.place
    if isinstance(problem, aiohttp.ClientConnectorCertificateError):
        why = getattr(problem.certificate_error, "verify_message", "") or "it does not fit"
        return f"{place} has a certificate that is not trusted: {why}"
    cause = problem.os_error
    if isinstance(cause, ssl.SSLError):
        why = (cause.reason or "no handshake").lower().replace("_", " ")
        return f"{place} does not speak TLS: {why}"
    if cause.errno == errno.ECONNREFUSED:
        return f"{place} refuses the connection"
    if cause.errno is None:  # each address has its own reason, or a socket was not made
        return f"{place} cannot be reached: {cause}"
    return f"{place} cannot be reached: {os.strerror(cause.errno).lower()}"
