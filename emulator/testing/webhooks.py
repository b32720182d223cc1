"""Webhooks: what was sent, sending on demand, storms, and inboxes that receive."""

from collections.abc import Sequence

from emulator.testing.answers import (
    Attempt,
    Delivery,
    Endpoint,
    Message,
    WholeDelivery,
    made,
    message,
    whole_delivery,
)
from emulator.testing.verdicts import Verdict, verdict
from emulator.testing.wire import Record, Wire, given, segment

#: Seconds that an attempt may take by itself.
ATTEMPT = 60


class Inbox:
    """A receiver of a sandbox by its name: it keeps what it is sent.

    url: for the vendor's own API and for anybody on the emulator's machine.  path: the same as the
    emulator itself calls it.
    """

    def __init__(self, wire: Wire, name: str) -> None:
        self._wire, self._path = wire, f"/inbox/{segment(name)}"
        self.name = name
        self.path = f"/_emulator{self._path}?sandbox={segment(wire.sandbox)}"
        self.url = wire.url + self.path

    def messages(self, count: int = 1, wait: float = 0) -> list[Message]:
        """All that came, oldest first, once there are so many or after so many seconds at most.

        wait: of real time, up to 60.  There may be fewer than `count` then.
        """
        path = f"{self._path}/messages"
        asked = self._wire.get(path, count=count, wait=f"{wait:g}s", waits=wait)
        return [message(shown) for shown in asked["messages"]]

    def answer(
        self,
        status: int | None = None,
        body: str = "",
        *,
        delay: float = 0,
        hang: bool = False,
        redirect: str | None = None,
        times: int | None = None,
    ) -> None:
        """What is answered from now on, or to so many messages; then, and at first, it is 200.

        status: 200, with a redirect 302, if not given.  delay: seconds of real time, up to 60.
        hang: nothing is answered.  redirect: a URL.
        """
        how = given(status=status, redirect=redirect, times=times)
        how |= {"body": body, "delay": f"{delay:g}s", "hang": hang}
        self._wire.call("PUT", f"{self._path}/answer", how)

    def clear(self) -> None:
        """Forget the messages."""
        self._wire.call("DELETE", f"{self._path}/messages")


class Webhooks:
    """The webhooks of a sandbox.

    vendor: needed where there are several and nothing else tells which is meant.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def events(self) -> Record:
        """By vendor: the types of events, each with the table of what it is about."""
        return self._call("GET", "/events")

    def deliveries(
        self,
        *,
        event: str | None = None,
        endpoint: int | None = None,
        state: str | None = None,
        about: str | None = None,
        limit: int | None = None,
    ) -> list[Delivery]:
        """Newest first, 200 unless there is a limit; those that have all of these values.

        about: `workorders/107002896`.  state: waiting, delivered, failed, dropped or lost.
        """
        answer = self._wire.get(
            "/webhooks/deliveries",
            event=event,
            endpoint=endpoint,
            state=state,
            about=about,
            limit=limit,
        )
        return [made(Delivery, shown) for shown in answer["deliveries"]]

    def delivery(self, number: int) -> WholeDelivery:
        """One delivery with its body and its attempts."""
        return whole_delivery(self._call("GET", f"/deliveries/{segment(number)}"))

    def replay(self, number: int) -> Attempt:
        """The same bytes to the same URL once more, now."""
        path = f"/webhooks/deliveries/{segment(number)}/replay"
        return made(Attempt, self._wire.call("POST", path, waits=ATTEMPT))

    def fire(
        self,
        event: str,
        record: int | str | None = None,
        fields: Record | None = None,
        vendor: str | None = None,
    ) -> list[int]:
        """Tell of an event as if it had happened; the numbers of the deliveries.

        record: an id, or `table/id`.  fields: of the message, over its own.
        """
        body = given(event=event, record=record, object=fields, vendor=vendor)
        return list(self._call("POST", "/fire", body)["deliveries"])

    def endpoints(self) -> list[Endpoint]:
        return [made(Endpoint, shown) for shown in self._call("GET", "/endpoints")["endpoints"]]

    def subscribe(
        self,
        to: str | Inbox,
        events: Sequence[str] = (),
        owner: int | None = None,
        vendor: str | None = None,
    ) -> Endpoint:
        """An endpoint, made without the vendor's own API.

        to: a URL or an inbox.  events: all, if none are named.  owner: whose events; the vendor
        chooses, if nobody is named.
        """
        url = to.path if isinstance(to, Inbox) else to
        body = given(url=url, events=list(events), owner=owner, vendor=vendor)
        return made(Endpoint, self._call("POST", "/endpoints", body))

    def remove(self, endpoint: int, vendor: str | None = None) -> None:
        """The end of an endpoint, and of what still waits for it."""
        self._wire.call("DELETE", f"/webhooks/endpoints/{segment(endpoint)}", vendor=vendor)

    def test(self, endpoint: int, vendor: str | None = None) -> list[int]:
        """The message of the vendor's own test button; the numbers of the deliveries."""
        path = f"/webhooks/endpoints/{segment(endpoint)}/test"
        return list(self._wire.call("POST", path, vendor=vendor)["deliveries"])

    def storm(self, preset: str | None = None, **fields: object) -> Record:
        """The storm that messages meet, after it was changed if anything is given.

        preset: none, duplicates, shuffled, lossy, late or hostile.  fields: on top of it, such as
        `drop=0.2` or `duplicates={"probability": 1, "copies": 3}`.
        """
        if preset is None and not fields:
            return self._call("GET", "/storm")
        return self._call("PUT", "/storm", given(preset=preset) | fields)

    def verdict(
        self, endpoint: int | None = None, vendor: str | None = None, limit: int | None = None
    ) -> Verdict:
        """What receivers did with their messages, by what they called back with.

        endpoint, vendor: only with those.  limit: of the events that are listed.
        """
        path = "/webhooks/storm/verdict"
        return verdict(self._wire.get(path, endpoint=endpoint, vendor=vendor, limit=limit))

    def _call(self, method: str, path: str, body: object = None) -> Record:
        __tracebackhide__ = True
        return self._wire.call(method, f"/webhooks{path}", body)
