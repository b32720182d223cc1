"""A person in front of a browser, who is sent to the authorize page."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.asgi import Http
from tests.world import CLIENT, PASSWORDS, VENDOR, Emulator

CALLBACK = "http://localhost:3000/callback"
PAGE = f"{VENDOR}/oauth/authorize"
REQUEST = {
    "response_type": "code",
    "client_id": CLIENT[0],
    "redirect_uri": CALLBACK,
    "state": "xyz",
}


@dataclass
class Browser:
    """Keeps its cookies and follows no redirect.  A parameter that is None is left out."""

    http: Http

    def open(self, **changes: str | None) -> httpx2.Response:
        """Follow the application's link to the authorize page."""
        return self.http.get(PAGE, params=query(changes), follow_redirects=False)

    def submit(self, form: dict[str, str], **changes: str | None) -> httpx2.Response:
        """Press a button of the form, which posts to its own address."""
        return self.http.post(PAGE, params=query(changes), data=form, follow_redirects=False)

    def sign_in(self, username: str = "nwhvac.admin", **changes: str | None) -> httpx2.Response:
        form = {"username": username, "password": PASSWORDS[username]}
        return self.submit(form, **changes)


def query(changes: dict[str, str | None]) -> dict[str, str]:
    wanted = REQUEST | changes
    return {name: value for name, value in wanted.items() if value is not None}


def landed(answer: httpx2.Response, callback: str = CALLBACK) -> dict[str, str]:
    """The parameters with which the browser comes back to the application."""
    assert answer.status_code == 302, answer.text
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == callback
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def redeem(
    emulator: Emulator,
    code: str | None,
    client: tuple[str, str] = CLIENT,
    **changes: str | None,
) -> httpx2.Response:
    """Ask for the token of a code."""
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
    } | changes
    wanted = {name: value for name, value in form.items() if value is not None}
    return emulator.ask_token(wanted, client)
