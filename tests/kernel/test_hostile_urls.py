"""What each hostile URL comes to: no socket, and a sentence that says why."""

import asyncio
import errno
import socket
from collections.abc import Sequence

import pytest

from emulator.kernel.sender import Sender, Spot
from emulator.kernel.sending import Outcome
from tests.kernel.hostile import ADDRESSES, ALLOWED, HOSTILE
from tests.kernel.receiving import SOON, outgoing


class Network:
    """Name servers and sockets that only remember what was asked of them."""

    def __init__(self, addresses: dict[str, list[str]] | None = None) -> None:
        self.addresses = ADDRESSES if addresses is None else addresses
        self.asked: list[str] = []
        self.connected: list[str] = []

    async def resolve(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        if host.removesuffix(".") not in self.addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self.addresses[host.removesuffix(".")]

    def dial(self, spot: Spot) -> socket.socket:
        self.connected.append(str(spot[4][0]))
        raise OSError(errno.ECONNREFUSED, "refused")

    def post(self, url: str, *allowed: str) -> Outcome:
        """A POST that can only fail."""
        send = Sender(allowed, resolve=self.resolve, dial=self.dial)
        outcome = asyncio.run(send(outgoing(url)))
        assert outcome.status is None
        assert outcome.error
        assert (outcome.answer, outcome.headers) == (b"", ())
        return outcome


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: ascii(url)[1:61])
def test_a_hostile_url_connects_to_nothing_and_says_why(url: str) -> None:
    network = Network()
    outcome = network.post(url, *ALLOWED)
    assert network.connected == []
    assert outcome.error.isprintable()
    assert len(outcome.error) < 300


def test_the_table_is_long_and_names_each_url_once() -> None:
    assert len(HOSTILE) == len(set(HOSTILE)) > 200


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://127.0.0.1./",
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://127\u30020\u30020\u30021/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://hooks.localhost/",
        "http://\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54/",
        "http://127.0.0.1:/:80",
        "http://127.0.0.1/@169.254.169.254",
        "http://127.0.0.1?@169.254.169.254",
        "http://127.0.0.1#@169.254.169.254",
    ],
)
def test_every_form_of_loopback_is_dialled_and_no_name_server_is_asked(url: str) -> None:
    network = Network()
    outcome = network.post(url)
    assert network.connected[0] in {"127.0.0.1", "::ffff:7f00:1"}
    assert outcome.error.endswith("refuses the connection")
    assert network.asked == []


@pytest.mark.parametrize(
    ("url", "allowed", "address"),
    [
        ("http://private.example/", "private.example", "10.0.0.1"),
        ("http://PRIVATE.example./", "private.example", "10.0.0.1"),
        ("https://private.example/", "Private.Example.:8443", "10.0.0.1"),
        ("http://b\u00fccher.example/", "xn--bcher-kva.example", "10.0.0.1"),
        ("http://xn--bcher-kva.example/", "b\u00fccher.example", "10.0.0.1"),
        ("http://public.example/", "public.example", "93.184.216.34"),
        ("http://10.0.0.1/", "10.0.0.1", "10.0.0.1"),
        ("http://0xa.1/", "10.0.0.1", "10.0.0.1"),
        ("http://10.0.0.1/", "0xa.1", "10.0.0.1"),
        ("http://[fd00:0::1]:80/", "[fd00::1]", "fd00::1"),
    ],
)
def test_a_host_that_is_allowed_is_dialled_in_every_spelling(
    url: str, allowed: str, address: str
) -> None:
    network = Network()
    network.post(url, allowed)
    assert network.connected == [address]


def test_only_the_addresses_that_may_be_dialled_are() -> None:
    network = Network({"mixed.example": ["169.254.169.254", "10.0.0.1", "::ffff:0.0.0.0"]})
    network.post("http://mixed.example/", "mixed.example")
    assert network.connected == ["10.0.0.1"]


def test_a_name_that_nobody_allowed_may_lead_to_loopback_only() -> None:
    network = Network({"hooks.test": ["127.0.0.1", "10.0.0.1"]})
    network.post("http://hooks.test/")
    assert network.connected == ["127.0.0.1"]


def test_a_name_is_resolved_once_so_that_it_cannot_change_before_the_dial() -> None:
    network = Network({"rebinding.example": ["127.0.0.1"]})

    async def resolve(host: str) -> Sequence[str]:
        found = await network.resolve(host)
        network.addresses[host] = ["169.254.169.254"]
        return found

    send = Sender([], resolve=resolve, dial=network.dial)
    asyncio.run(send(outgoing("http://rebinding.example/")))
    assert (network.asked, network.connected) == (["rebinding.example"], ["127.0.0.1"])


def test_of_a_name_with_many_addresses_eight_are_tried() -> None:
    many = [f"10.0.0.{n}" for n in range(200)]
    network = Network({"many.example": many})
    network.post("http://many.example/", "many.example")
    assert set(network.connected) == set(many[:8])


def test_a_scope_is_not_dialled() -> None:
    network = Network({"scoped.example": ["fd00::1%eth0"]})
    network.post("http://scoped.example/", "scoped.example")
    assert network.connected == ["fd00::1"]


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "no host is called a.example"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), "no name server can be asked for a.example"),
        (OSError("no network"), "OSError: no network"),
        (TimeoutError(), "no name server said where a.example is within 5 s"),
        (RuntimeError("a bug"), "RuntimeError: a bug"),
    ],
)
def test_a_name_server_that_fails_is_told_in_words(problem: Exception, error: str) -> None:
    async def resolve(_: str) -> Sequence[str]:
        raise problem

    outcome = asyncio.run(Sender([], resolve=resolve)(outgoing("http://a.example/")))
    assert outcome.status is None
    assert outcome.error.startswith(error)


def test_a_name_server_that_hangs_is_given_up() -> None:
    async def resolve(_: str) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    send = Sender([], resolve=resolve)
    outcome = asyncio.run(send(outgoing("http://a.example/", within=SOON)))
    assert outcome.error == "no name server said where a.example is within 0.2 s"
