"""Which URLs a webhook may have: no server, no record."""

import pytest

from emulator.kernel.errors import Invalid
from emulator.vendors.servicechannel.subscriptions import check_url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://example.com/",
        "http://example.com/hooks",
        "HTTPS://Example.COM/Hooks",
        "https://example.com:8443/hooks",
        "https://example.com/hooks?accessKey=a%2Bb&signingKey=c==&u=http://x/y",
        "https://example.com/hooks?mail=a@b.example",
        "https://example.com/hooks#part",
        "http://localhost:3000/webhook",
        "http://127.0.0.1:65535/",
        "http://[::1]:8080/hooks",
        "http://under_score.example/",
        "https://bücher.example/straße",
        "https://example.com./",
        "http://example.com/" + "x" * 2_029,
    ],
)
def test_a_url_is_kept_as_it_was_written(url: str) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/",
        "hooks",
        "example.com/hooks",
        "//example.com/hooks",
        "https:/example.com",
        "https://",
        "https:///hooks",
        "https://?x=1",
        "ftp://example.com/hooks",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "https://@example.com/",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:-1/",
        "https://example.com:http/",
        "https://exa mple.com/",
        " https://example.com/",
        "https://example.com/a b",
        "https://example.com/\n",
        "https://exam\tple.com/",
        "https://example.com/\x00",
        "https://example.com/\u2028",
        "https://example.com\\@evil.example/",
        "https://a..b/",
        "https://-example.com/",
        "https://%65xample.com/",
        "https://[::1/",
        "https://[example]/",
        "https://[::1]extra/",
        f"https://{'a' * 64}.example/",
        "http://example.com/" + "x" * 2_030,
    ],
)
def test_a_url_that_nothing_can_be_sent_to_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_url(url)
    assert refused.value.reason.startswith("Url: ")
    assert "secret" not in refused.value.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yourCompany.com/webhook", "http://yourCompany.com/webhook"),
        ("localhost:8080/x?u=http://y", "http://localhost:8080/x?u=http://y"),
        ("https://example.com/x", "https://example.com/x"),
    ],
)
def test_a_url_without_a_scheme_gets_one_where_there_is_one_to_get(
    text: str, expected: str
) -> None:
    assert check_url(text, "http") == expected


@pytest.mark.parametrize("text", ["", "?", "mailto:a@b.example", "//example.com", "ftp://x/"])
def test_a_scheme_does_not_make_a_url_of_everything(text: str) -> None:
    with pytest.raises(Invalid):
        check_url(text, "http")
