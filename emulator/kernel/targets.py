"""Where webhooks may go: rules on URLs and addresses; nothing here dials or asks a name server.

A URL is read here and nowhere else, so no second reader can take it for another one, and what
counts in the end is the address that is dialled, not what a name promised (`why_not`).
"""

import re
import string
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import quote

#: Scheme, authority, and the path with its query; a fragment is never sent.
PARTS = re.compile(r"([a-z][a-z0-9+.-]*)://([^/?#]*)([^#]*)(?:#.*)?", re.IGNORECASE | re.ASCII)
#: An address in brackets, with or without its scope, or a name; and a port.
AUTHORITY = re.compile(
    r"(?:\[([0-9a-f:.]+)(?:%[^\]]+)?\]|([^\[\]:]+))(?::([0-9]*))?", re.IGNORECASE
)
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
#: The most characters of a name, its last dot not counted.
LONGEST = 253
#: One part of an IPv4 address as `inet_aton` reads it: decimal, octal or hexadecimal.
NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
#: Characters of what was given that an error quotes.
SHOWN = 80
PORTS = {"http": 80, "https": 443}
HIGHEST_PORT = 65_535

#: Where clouds keep the credentials of their machines, beyond 169.254.169.254.
METADATA = [
    *map(ip_network, ["100.100.100.200", "168.63.129.16", "192.0.0.192"]),
    *map(ip_network, ["fd00:ec2::/32", "fd20:ce::254", "fd00:42::42"]),
]
UNSPECIFIED = ip_network("0.0.0.0/8")
BROADCAST = IPv4Address("255.255.255.255")
NAT64 = ip_network("64:ff9b::/96")
LOCAL_NAT64 = ip_network("64:ff9b:1::/48")

Ip = IPv4Address | IPv6Address


class Target(NamedTuple):
    """What a URL says.  host: a name in lower case and ASCII, or an address as it was written.

    address: what the host is, if it is an address; "" for a name.
    path: with its query, as written, or "/".
    """

    scheme: str
    host: str
    address: str
    port: int
    path: str

    @property
    def name(self) -> str:
        """One form for all that lead to the same: 127.0.0.1 for `0x7f.1`, no last dot."""
        return self.address or self.host.removesuffix(".")

    @property
    def authority(self) -> str:
        """What the header Host says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def place(self) -> str:
        """Host and port, for a person."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@lru_cache(maxsize=64)
def read(url: str) -> Target:
    """What a URL says.  Raises ValueError, in words for a person, if nothing is sent to such a one.

    Its characters are sent as they are written; only those beyond ASCII are escaped.
    """
    if " " in url or "\\" in url or not url.isprintable():
        raise ValueError("a URL with a space, a backslash or a control character is not sent to")
    parts = PARTS.fullmatch(url)
    if parts is None:
        raise ValueError(f"{_short(url)} is no URL; expected http://host/path")
    scheme, authority, path = parts[1].lower(), parts[2], parts[3]
    if scheme not in PORTS:
        raise ValueError(f"{scheme[:20]} is neither http nor https")
    if "@" in authority:
        raise ValueError("a URL with credentials is not sent to")
    host, port = _host_and_port(authority)
    if not path.startswith("/"):
        path = f"/{path}"
    number = int(port) if port else PORTS[scheme]
    return Target(scheme, host, address_of(host), number, quote(path, safe=string.printable))


def host_of(text: str) -> str:
    """A host, written with or without a port, as `Target.name` has it.

    Raises ValueError, in words for a person, for what is no host.
    """
    host, _ = _host_and_port(text)
    return address_of(host) or host.removesuffix(".")


def _host_and_port(authority: str) -> tuple[str, str]:
    parts = AUTHORITY.fullmatch(authority)
    if parts is None:
        raise ValueError(f"{_short(authority)} is no host")
    six, name, port = parts[1], parts[2], parts[3] or ""
    if port and not 0 < int(port[:6]) <= HIGHEST_PORT:
        raise ValueError(f"{port[:20]} is no port; expected 1 to {HIGHEST_PORT}")
    host = (six or _ascii(name)).lower()
    if ":" not in host if six else not _is_name(host.removesuffix(".")):
        raise ValueError(f"{_short(authority)} is no host")
    return host, port


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST and all(map(LABEL.fullmatch, name.split(".")))


def _ascii(name: str) -> str:
    """A name as name servers know it; full-width digits and dots become plain ones."""
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{_short(name)} is no host") from None


def address_of(host: str) -> str:
    """The address that a host is, if it is one and not a name: then "".

    Raises ValueError for what can only be an address and is none (`1.2.3.400`).
    """
    try:
        if ":" in host:
            return str(IPv6Address(host))
        numbers = host.removesuffix(".").split(".")
        return _dotted(numbers) if NUMBER.fullmatch(numbers[-1]) else ""
    except ValueError:
        raise ValueError(f"{host} is no address") from None


def _dotted(numbers: list[str]) -> str:
    """One to four numbers, of which the last fills what is left, as `inet_aton` reads them."""
    *front, last = map(_number, numbers)
    if any(n > 255 for n in front) or last >= 256 ** (4 - len(front)):  # noqa: PLR2004 - a byte
        raise ValueError(numbers)
    return str(IPv4Address(int.from_bytes(bytes(front), "big") * 256 ** (4 - len(front)) + last))


def _number(text: str) -> int:
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    return int(text, 8 if text.startswith("0") else 10)


def is_local(name: str) -> bool:
    """Whether a name means loopback by itself (RFC 6761), so that no name server is asked."""
    return name == "localhost" or name.endswith(".localhost")


@lru_cache(maxsize=64)
def why_not(address: str, *, host_is_allowed: bool) -> str:
    """Why an address is not dialled, in words for a person; "" if it may be.

    host_is_allowed: whether the user named the host that has led here.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address!r} is no address"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    for each in (found, *_carried(found)):
        if kind := _never(each):
            inside = "" if each is found else f"leads to {each}, which "
            return f"{address} {inside}is {kind}; webhooks never go there"
    if found.is_loopback or host_is_allowed:
        return ""
    return (
        f"{address} is not loopback; webhooks go to loopback and to hosts given with --allow-target"
    )


def _never(address: Ip) -> str:
    """What an address is that nothing is ever sent to; "" for any other."""
    if address.is_loopback:
        return ""
    kinds = {
        "link-local": address.is_link_local,
        "a cloud's metadata": any(address in network for network in METADATA),
        "unspecified": address.is_unspecified or address in UNSPECIFIED,
        "multicast": address.is_multicast,
        "broadcast": address == BROADCAST,
        "reserved": address.is_reserved and address not in NAT64 and address not in LOCAL_NAT64,
    }
    return next((kind for kind, holds in kinds.items() if holds), "")


def _carried(address: Ip) -> Iterator[IPv4Address]:
    """IPv4 addresses that a gateway would find inside: 6to4, Teredo, NAT64.

    The compatible ones (`::10.0.0.1`) are reserved by now.
    """
    if isinstance(address, IPv4Address):
        return
    if address.sixtofour:
        yield address.sixtofour
    yield from address.teredo or ()
    whole = int(address)
    if address in NAT64:
        yield IPv4Address(whole & 0xFFFFFFFF)
    if address in LOCAL_NAT64:  # its prefix may have any length of RFC 6052, 2.2
        byte = [whole >> 8 * (15 - n) & 0xFF for n in range(16)]
        for places in ((6, 7, 9, 10), (7, 9, 10, 11), (9, 10, 11, 12), (12, 13, 14, 15)):
            inside = IPv4Address(bytes(byte[place] for place in places))
            if inside not in UNSPECIFIED:  # so it is not of this length
                yield inside
