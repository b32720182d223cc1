"""Receivers that cannot be reached, do not read, or speak TLS; and what is left behind: nothing."""

import asyncio
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from emulator.kernel.sender import LOOPBACK, Sender, Spot, guarded, open_socket
from emulator.kernel.sending import Outcome
from tests.kernel.receiving import SOON, Receiver, outgoing, receiving, says, says_and_closes

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#: More than the sockets on the way hold.
HUGE = bytes(12_000_000)

Run = Callable[[Coroutine[object, object, Outcome]], Outcome]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs a story on each event loop that serves people."""
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner.run


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_where_nobody_listens_refuses(run: Run, host: str) -> None:
    port = free_port()
    outcome = run(Sender([])(outgoing(f"http://{host}:{port}/")))
    assert (outcome.status, outcome.error) == (None, f"{host}:{port} refuses the connection")


def test_one_that_takes_no_connection_is_given_up(run: Run) -> None:
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(3):  # fill its queue
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        port = listening.getsockname()[1]
        outcome = run(Sender([])(outgoing(f"http://127.0.0.1:{port}/", within=SOON)))
    assert outcome.error == f"127.0.0.1:{port} took no connection within 0.2 s"


def test_one_that_never_reads_is_given_up_in_time_and_hung_up_on(run: Run) -> None:
    made: list[socket.socket] = []

    def dial(spot: Spot) -> socket.socket:
        made.append(open_socket(spot))
        return made[-1]

    async def story() -> Outcome:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            outcome = await Sender([], dial=dial)(outgoing(url, HUGE, within=SOON))
            for _ in range(10):  # turns of the loop, in which the socket finds out
                await asyncio.sleep(0)
            assert [each.fileno() for each in made] == [-1]
            return outcome

    outcome = run(story())
    assert outcome.error.endswith("did not answer within 0.2 s")
    assert outcome.seconds < 2


def test_one_that_answers_before_it_has_read_does_no_harm(run: Run) -> None:
    async def refuses(_: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        to.write(b"HTTP/1.1 413 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await to.drain()
        to.close()

    async def story() -> Outcome:
        async with await asyncio.start_server(refuses, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await Sender([])(outgoing(f"http://127.0.0.1:{port}/", HUGE))

    outcome = run(story())
    assert outcome.status == 413 or outcome.error.endswith("breaks the connection")


def test_a_sender_that_is_cancelled_hangs_up(run: Run) -> None:
    async def story() -> Outcome:
        async with receiving(says(b"HTTP/1.1 200 OK\r\n")) as receiver:
            sending = asyncio.ensure_future(Sender([])(outgoing(receiver.url)))
            await receiver.asked.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            await receiver.left.wait()
            return Outcome(None, 0)

    run(story())


def test_many_are_sent_at_once_and_a_hanging_one_delays_no_other(run: Run) -> None:
    async def story() -> Outcome:
        send = Sender([])
        async with receiving(says()) as hanging, receiving(says(OK)) as receiver:
            stuck = asyncio.ensure_future(send(outgoing(hanging.url)))
            outcomes = await asyncio.gather(*(send(outgoing(receiver.url)) for _ in range(32)))
            assert [outcome.status for outcome in outcomes] == [200] * 32
            assert not stuck.done()
            stuck.cancel()
            return outcomes[0]

    run(story())


def test_the_next_address_of_a_name_is_tried_when_one_takes_no_connection(run: Run) -> None:
    async def resolve(_: str) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async def story() -> Outcome:
        async with receiving(says(OK)) as receiver:
            url = receiver.url.replace("127.0.0.1", "hooks.test")
            return await Sender([], resolve=resolve)(outgoing(url))

    assert run(story()).status == 200


def test_the_next_address_is_told_nothing_when_one_took_the_connection(run: Run) -> None:
    async def resolve(_: str) -> list[str]:
        return ["127.0.0.1", "::ffff:127.0.0.1"]

    async def story() -> Outcome:
        async with receiving(says_and_closes()) as receiver:
            url = receiver.url.replace("127.0.0.1", "hooks.test")
            outcome = await Sender([], resolve=resolve)(outgoing(url))
            assert len(receiver.got) == 1
            return outcome

    assert run(story()).error.endswith("closes the connection without an answer")


@pytest.mark.parametrize("host", LOOPBACK)
def test_localhost_is_either_loopback_address(run: Run, host: str) -> None:
    async def story() -> Outcome:
        async with receiving(says(OK), host) as receiver:
            port = receiver.url.rpartition(":")[2]
            outcomes = [
                await Sender([], resolve=nobody)(outgoing(f"http://{name}:{port}/"))
                for name in ("localhost", "LOCALHOST.", "hooks.localhost")
            ]
            assert [outcome.status for outcome in outcomes] == [200] * 3
            return outcomes[0]

    if host == "::1" and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    run(story())


async def nobody(host: str) -> list[str]:
    raise AssertionError(host)


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.1", "fe80::1", "0.0.0.0"])  # noqa: S104
def test_no_socket_is_made_to_an_address_that_nobody_judged_before(address: str) -> None:
    def dial(spot: Spot) -> socket.socket:
        raise AssertionError(spot)

    spot = (socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80))
    with pytest.raises(PermissionError, match="webhooks"):
        guarded(dial, host_is_allowed=False)(spot)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of `localhost` and 127.0.0.1 that no authority has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    names = [x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "receiver.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return path


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_that_nobody_vouches_for_is_sent_nothing(run: Run, certificate: Path) -> None:
    async def story() -> Outcome:
        async with receiving(says(OK), tls=tls(certificate)) as receiver:
            outcome = await Sender([])(outgoing(receiver.url))
            assert receiver.got == []
            return outcome

    outcome = run(story())
    assert outcome.error.endswith("has a certificate that is not trusted: self-signed certificate")


def test_a_receiver_without_tls_is_not_asked_over_https(run: Run) -> None:
    async def story() -> Outcome:
        async with await asyncio.start_server(greets, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await Sender([])(outgoing(f"https://127.0.0.1:{port}/"))

    assert "does not speak TLS" in run(story()).error


def test_a_receiver_that_never_greets_over_https_is_given_up_and_hung_up_on(run: Run) -> None:
    async def story() -> Outcome:
        left = asyncio.Event()

        async def listens(reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
            await reader.read()
            to.close()
            left.set()

        async with await asyncio.start_server(listens, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            outcome = await Sender([])(outgoing(f"https://127.0.0.1:{port}/", within=SOON))
            await left.wait()
            return outcome

    assert run(story()).error.endswith("took no TLS connection within 0.2 s")


async def greets(_: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    to.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    to.close()


SEND = """
import asyncio, sys
from emulator.kernel.sender import Sender
from emulator.kernel.sending import Outgoing
for url in sys.argv[1:]:
    outcome = asyncio.run(Sender([])(Outgoing(url, {}, b"{}", 5)))
    print(outcome.status, outcome.error)
"""


def test_a_certificate_is_held_against_the_host_of_the_url(certificate: Path) -> None:
    async def story() -> tuple[str, Receiver]:
        async with receiving(says_and_closes(OK), tls=tls(certificate)) as receiver:
            port = receiver.url.rpartition(":")[2]
            hosts = ("localhost", "127.0.0.1", "2130706433", "localhost.", "other.localhost")
            sending = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                SEND,
                *(f"https://{host}:{port}/" for host in hosts),
                env=os.environ | {"SSL_CERT_FILE": str(certificate)},
                stdout=subprocess.PIPE,
            )
            said, _ = await sending.communicate()
            return said.decode(), receiver

    said, receiver = asyncio.run(story())
    assert [line.partition(" ")[0] for line in said.splitlines()] == ["200"] * 4 + ["None"]
    assert "not valid for 'other.localhost'" in said
    assert len(receiver.got) == 4
