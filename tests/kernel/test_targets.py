"""Which addresses are dialled, and how a URL is read."""

import re

import pytest

from emulator.kernel.targets import Target, host_of, is_local, read, why_not

LOOPBACK = [
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.255",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::1%lo",
]
ALLOWED = [
    "10.0.0.1",
    "172.17.0.1",
    "192.168.1.5",
    "100.64.0.1",
    "93.184.216.34",
    "8.8.8.8",
    "192.0.0.191",
    "100.100.100.199",
    "168.63.129.15",
    "169.253.255.255",
    "169.255.0.0",
    "223.255.255.255",
    "198.51.100.1",
    "2606:4700::1111",
    "fd00::1",
    "fd12:3456::1%eth0",
    "fec0::1",
    "::ffff:10.0.0.1",
    "2002:0a00:0001::1",  # 6to4 of 10.0.0.1
    "2002:7f00:0001::1",  # 6to4 of 127.0.0.1
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::10.0.0.1",
    "64:ff9b:1:a00:0:100::",  # 10.0.0.1 after a prefix of 48 bits
    "64:ff9b:1:0:a:0:100:0",  # after one of 64
    "2001:0:5db8:d822:0:0:f5ff:fffe",  # Teredo: server 93.184.216.34, client 10.0.0.1
]
NEVER = {
    "169.254.0.0": "link-local",
    "169.254.169.254": "link-local",
    "169.254.170.2": "link-local",
    "169.254.255.255": "link-local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "fe80::a9fe:a9fe": "link-local",
    "febf::1": "link-local",
    "100.100.100.200": "a cloud's metadata",
    "168.63.129.16": "a cloud's metadata",
    "192.0.0.192": "a cloud's metadata",
    "fd00:ec2::254": "a cloud's metadata",
    "fd00:ec2::23": "a cloud's metadata",
    "fd20:ce::254": "a cloud's metadata",
    "fd00:42::42": "a cloud's metadata",
    "0.0.0.0": "unspecified",  # noqa: S104 - a value
    "0.0.0.1": "unspecified",
    "0.255.255.255": "unspecified",
    "::": "unspecified",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "ff02::1": "multicast",
    "ff0e::1": "multicast",
    "255.255.255.255": "broadcast",
    "240.0.0.1": "reserved",
    "255.255.255.254": "reserved",
    "100::1": "reserved",
    "4000::1": "reserved",
    "fe00::1": "reserved",
    "::10.0.0.1": "reserved",
    "::127.0.0.1": "reserved",
    "::169.254.169.254": "reserved",
    "::ffff:0:169.254.169.254": "reserved",
    "::ffff:169.254.169.254": "link-local",
    "::ffff:a9fe:a9fe": "link-local",
    "::ffff:100.100.100.200": "a cloud's metadata",
    "::ffff:0.0.0.0": "unspecified",
    "::ffff:224.0.0.1": "multicast",
    "::ffff:255.255.255.255": "broadcast",
    "2002:a9fe:a9fe::": "leads to 169.254.169.254, which is link-local",
    "2002:6464:64c8::1": "leads to 100.100.100.200, which is a cloud's metadata",
    "2002:e000:1::": "leads to 224.0.0.1, which is multicast",
    "2002::": "leads to 0.0.0.0, which is unspecified",
    "64:ff9b::169.254.169.254": "leads to 169.254.169.254, which is link-local",
    "64:ff9b::a83f:8110": "leads to 168.63.129.16, which is a cloud's metadata",
    "64:ff9b::": "leads to 0.0.0.0, which is unspecified",
    "64:ff9b:1::a9fe:a9fe": "leads to 169.254.169.254, which is link-local",
    "64:ff9b:1:a9fe:a9:fe00::": "leads to 169.254.169.254, which is link-local",
    "64:ff9b:1:a9:fe:a9fe::": "leads to 169.254.169.254, which is link-local",
    "64:ff9b:1::a9:fea9:fe00:0": "leads to 169.254.169.254, which is link-local",
    "2001:0:a9fe:a9fe::": "leads to 169.254.169.254, which is link-local",
    "2001:0:5db8:d822:0:0:5601:5601": "leads to 169.254.169.254, which is link-local",
}
NONE = [
    "",
    "localhost",
    "127.1",
    "1.2.3.4.5",
    "0x7f.0.0.1",
    "2130706433",
    "[::1]",
    "::1::",
    "%eth0",
]


@pytest.mark.parametrize("is_allowed", [False, True])
@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_may_be_dialled_whoever_named_it(address: str, *, is_allowed: bool) -> None:
    assert why_not(address, host_is_allowed=is_allowed) == ""


@pytest.mark.parametrize("address", ALLOWED)
def test_any_other_address_may_be_dialled_where_the_user_allowed_the_host(address: str) -> None:
    assert why_not(address, host_is_allowed=True) == ""
    assert why_not(address, host_is_allowed=False) == (
        f"{address} is not loopback; webhooks go to loopback and to hosts given with --allow-target"
    )


@pytest.mark.parametrize("is_allowed", [False, True])
@pytest.mark.parametrize(("address", "kind"), NEVER.items(), ids=NEVER)
def test_some_addresses_are_never_dialled(address: str, kind: str, *, is_allowed: bool) -> None:
    verb = "" if kind.startswith("leads to") else "is "
    reason = f"{address} {verb}{kind}; webhooks never go there"
    assert why_not(address, host_is_allowed=is_allowed) == reason


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_plain_address_is_not_dialled(text: str) -> None:
    assert why_not(text, host_is_allowed=True).endswith("is no address")


def wide(text: str) -> str:
    """The same in full-width characters."""
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


LOOPBACK_FORMS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0177.0.0.1",
    "0x7f.1",
    "0X7F000001",
    "017700000001",
    "127.0.0.0x1",
    "127.0.0.1.",
    "0x7f.0x0.0x0.0x1",
    wide("127.0.0.1"),
    wide("127") + ".0.0.1",
    "①②⑦.0.0.1",
    "127。0。0。1",
    wide("0x7f.1"),
]


@pytest.mark.parametrize("host", LOOPBACK_FORMS)
def test_every_form_of_an_address_is_that_address(host: str) -> None:
    target = read(f"http://{host}:8080/")
    assert (target.address, target.name, target.port) == ("127.0.0.1", "127.0.0.1", 8080)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("[::1]", "::1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
        ("[::FFFF:127.0.0.1]", "::ffff:7f00:1"),
        ("[fe80::1%25eth0]", "fe80::1"),
        ("[fe80::1%eth0]", "fe80::1"),
    ],
)
def test_an_address_in_brackets_loses_its_scope(host: str, address: str) -> None:
    assert read(f"http://{host}/").address == address


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("http://a.example", ("http", "a.example", "", 80, "/"), "a.example"),
        ("https://a.example/b", ("https", "a.example", "", 443, "/b"), "a.example"),
        ("HTTPS://A.Example:/B?C#D", ("https", "a.example", "", 443, "/B?C"), "a.example"),
        ("http://a.example:443/", ("http", "a.example", "", 443, "/"), "a.example:443"),
        ("http://a.example.:80/", ("http", "a.example.", "", 80, "/"), "a.example."),
        ("http://bücher.example/", ("http", "xn--bcher-kva.example", "", 80, "/"), None),
        ("http://my_host:1/", ("http", "my_host", "", 1, "/"), "my_host:1"),
        ("http://[::1]:8080/", ("http", "::1", "::1", 8080, "/"), "[::1]:8080"),
        ("http://0x7f.1/", ("http", "0x7f.1", "127.0.0.1", 80, "/"), "0x7f.1"),
    ],
)
def test_a_url_is_read_into_its_parts(
    url: str, target: tuple[str, str, str, int, str], authority: str | None
) -> None:
    assert read(url) == Target(*target)
    assert read(url).authority == authority or authority is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://a.example/", "ftp is neither http nor https"),
        ("http://u:p@a.example/", "a URL with credentials is not sent to"),
        ("a.example/hook", "'a.example/hook' is no URL; expected http://host/path"),
        ("http://a.example:0/", "0 is no port; expected 1 to 65535"),
        ("http://a.example:65536/", "65536 is no port; expected 1 to 65535"),
        ("http://a..example/", "'a..example' is no host"),
        ("http://1.2.3.400/", "1.2.3.400 is no address"),
        ("http:///hook", "'' is no host"),
    ],
)
def test_a_url_that_nothing_is_sent_to_says_why(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        read(url)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Hooks.Example", "hooks.example"),
        ("hooks.example:8443", "hooks.example"),
        ("hooks.example.", "hooks.example"),
        ("10.0.0.5", "10.0.0.5"),
        ("0xa.5", "10.0.0.5"),
        ("[FD00:0::1]:80", "fd00::1"),
    ],
)
def test_an_allowed_host_is_compared_in_one_form(given: str, name: str) -> None:
    assert host_of(given) == name


@pytest.mark.parametrize("given", ["", "http://a.example", "a b", "a/b", "*.example", "1.2.3.400"])
def test_what_is_no_host_cannot_be_allowed(given: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        host_of(given)


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("localhost", True),
        ("hooks.localhost", True),
        ("localhost.example", False),
        ("evillocalhost", False),
    ],
)
def test_localhost_and_what_is_below_it_are_local(name: str, *, claim: bool) -> None:
    assert is_local(name) is claim
