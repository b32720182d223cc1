"""The Boost.space / Make app: its connection, and the very calls that its modules make."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.receiver import Receiver
from tests.spp.desk import OWNER, listen, messages, read
from tests.world import Emulator, Json

#: The page that a module asks for unless its dialog says more.
LIMIT = 10
#: Module → the events that are ticked for it on the workspace's page.
WATCHES: Mapping[str, tuple[str, ...]] = {
    "orders": ("order.created", "order.status.changed", "order.tagged"),
    "forms": ("form.contact.submitted", "form.intake.submitted", "orderform.submitted"),
    "accounts": ("account.created", "account.deleted"),
    "invoices": ("invoice.created", "invoice.paid", "invoice.refunded"),
    "messages": ("message.posted",),
    "subscriptions": ("subscription.paid", "subscription.failed", "subscription.canceled"),
    "tickets": ("ticket.created",),
}


@dataclass
class App:
    """A connection: API key and subdomain.  base: what relative URLs begin with.

    is_basic: whether the key goes as the name of HTTP Basic, or as a bearer token.
    """

    emulator: Emulator
    key: str = OWNER
    subdomain: str = "norwellhvac"
    base: str = "/api/v1"
    is_basic: bool = True

    def call(self, method: str, url: str, **kwargs: Any) -> httpx2.Response:  # noqa: ANN401
        """Make an API Call: a path that begins with `/api` stands for itself, others go below."""
        if self.is_basic:
            kwargs["auth"] = (self.key, "")
        else:
            kwargs["headers"] = kwargs.get("headers", {}) | {"Authorization": f"Bearer {self.key}"}
        return self.emulator.http.request(method, self.joined(url), **kwargs)

    def joined(self, url: str) -> str:
        if url.startswith("http"):
            return url
        path = "/" + url.lstrip("/")
        path = path if path.startswith("/api/") else self.base + path
        return f"http://{self.subdomain}.spp.localhost{path}"

    def create_order_message(self, order: str, message: str, **more: object) -> httpx2.Response:
        """Create an Order Message: a form on the older API, JSON on the newer."""
        fields = {"message": message, **more}
        body = {"data": fields} if self.base.endswith("v1") else {"json": fields}
        return self.call("POST", f"/order_messages/{order}", **body)

    def list_order_messages(self, order: str, limit: int = LIMIT) -> list[Json]:
        """List Order Messages: a bundle each, from as many pages as it takes."""
        found: list[Json] = []
        url = f"/order_messages/{order}?limit={limit}"
        while url and len(found) < limit:
            page = read(self.call("GET", url))
            found, url = found + page["data"], page["links"]["next"]
        return found[:limit]

    def delete_order_message(self, order: str, message: int) -> httpx2.Response:
        """Delete an Order Message: both ids on the older API, one on the newer."""
        below = f"{order}/" if self.base.endswith("v1") else ""
        return self.call("DELETE", f"/order_messages/{below}{message}")

    def choose_order(self) -> Mapping[object, str]:
        """The dropdown of orders: what is picked, and what is read."""
        rows = read(self.call("GET", "/orders"))["data"]
        return {row["number"]: f"{row['service']}, {row['client']['name']}" for row in rows}

    def choose_message(self, order: str) -> Mapping[object, str]:
        """The dropdown of an order's messages."""
        rows = read(self.call("GET", f"/order_messages/{order}"))["data"]
        return {row["id"]: row["message"] for row in rows}


@dataclass
class Watch:
    """An instant trigger: its URL is pasted, its module's events are ticked."""

    emulator: Emulator
    receiver: Receiver
    module: str

    def __post_init__(self) -> None:
        self.endpoint = listen(self.emulator, *WATCHES[self.module])

    def bundles(self) -> list[tuple[str, Json]]:
        """Event and data of each message that came, with the right token."""
        got = messages(self.emulator, self.receiver)
        assert all(message["token"] == self.endpoint["secret"] for message in got)
        return [(message["event"], message["data"]) for message in got]
