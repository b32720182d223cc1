"""Many sandboxes at once, and a simple model of what each of them has been told."""

import re
from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from time import monotonic

import httpx2

from emulator.kernel.sending import Outgoing
from tests.asgi import Http, Loop
from tests.receiver import Receiver
from tests.servicechannel.demo import ORDER
from tests.world import CLIENT, NOON, PASSWORDS, VENDOR, Json, demo, start

USER, PLACE = "nwhvac.admin", 2005148201
LABEL = re.compile(r"\bL\d{4,}\b")
#: The limits of every profile are lifted until a sandbox gets one of its own.
FREE = {"throttle": {"limits": [], "status": 429}}
MINUTE = timedelta(minutes=1)
DEMO_NOTES = 1


@dataclass(frozen=True)
class Records:
    """What a reset brings back.  place: the name of the order's location.  notes: texts by id."""

    place: str = "Union Square"
    status: tuple[str, str] = ("OPEN", "")
    notes: tuple[tuple[int, str], ...] = ()
    system: int = 1
    urls: tuple[str, ...] = ()


@dataclass
class Model:
    """One sandbox as it should be.  label: in every text that is written there, and nowhere else.

    tokens: when each ends.  known: the tokens that lead here.  running: the host's time since when
    the clock has not been frozen.  window: when the limit's closes, and how many calls it counted.
    """

    name: str
    label: str
    clock: datetime
    storm: str = "none"
    profile: str = "relaxed"
    seconds: int = 600
    limit: int | None = None
    window: tuple[datetime, int] | None = None
    running: float | None = None
    now: Records = Records()
    kept: Records = Records()
    tokens: dict[str, datetime] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    journal: list[str] = field(default_factory=list)

    def is_good(self, token: str) -> bool:
        return token in self.tokens and self.clock < self.tokens[token]

    def refusal(self, token: str) -> int:
        """The status that a call is refused with before anybody looks at it; 0 if it is not."""
        if not self.is_good(token):
            return 401
        if self.limit is None:
            return 0
        if self.window is None or self.window[0] <= self.clock:
            self.window = (self.clock + MINUTE, 0)
        if self.window[1] >= self.limit:
            return 429
        self.window = (self.window[0], self.window[1] + 1)
        return 0

    def change(self, **changes: object) -> None:
        self.now = replace(self.now, **changes)  # type: ignore[arg-type]


class Crowd:
    """An emulator with so many sandboxes, and a model of each."""

    def __init__(self, sandboxes: int) -> None:
        self.receiver = Receiver(on=self._arrived)
        self.astray: list[tuple[str, list[str]]] = []
        self.door = start(send=self.receiver).door
        self.http = Http(self.door)
        self.loop = self.http.loop = Loop()
        self.numbers = count(1)
        #: Tokens of sandboxes that were dropped.
        self.lost: list[str] = []
        first = Model("default", "L0000", datetime.fromisoformat(NOON))
        self.models = {"default": first}
        self.labelled(first)
        for number in range(1, sandboxes):
            self.make(f"t{number}")

    def close(self) -> None:
        """Nothing is sent after that, whatever has happened."""
        for sandbox in self.door.sandboxes:
            sandbox.courier.clear()
        with self.loop:
            self.loop.call(self.door.sandboxes.close)

    def _arrived(self, sent: Outgoing) -> None:
        """A delivery must speak of one sandbox only, and go to a URL that this one subscribed."""
        labels = set(LABEL.findall(sent.body.decode()))
        urls = [m.now.urls for m in self.models.values() if {m.label} == labels]
        if len(urls) != 1 or sent.url not in urls[0]:
            self.astray.append((sent.url, sorted(labels)))

    def ask(self, method: str, url: str, **kwargs: object) -> httpx2.Response:
        return self.http.request(method, url, **kwargs)  # type: ignore[arg-type]

    def control(
        self, method: str, path: str, model: Model | None = None, body: object = None
    ) -> Json:
        where = f"{'&' if '?' in path else '?'}sandbox={model.name}" if model else ""
        answer = self.ask(method, f"/_emulator{path}{where}", json=body)
        assert answer.is_success, answer.text
        given: Json = answer.json() if answer.content else {}
        return given

    def _journalled(self, owner: Model, method: str, url: str, **kwargs: object) -> httpx2.Response:
        """A request that must be the next in the journal of that sandbox."""
        if method != "GET":  # an answer may be kept for the next one who asks for the same
            url += f"?from={owner.label}.{next(self.numbers)}"
        owner.journal.append(url.partition("?")[2])
        answer = self.ask(method, f"{VENDOR}{url}", **kwargs)
        assert answer.headers["emulator-request-id"] == str(len(owner.journal))
        return answer

    def call(
        self, token: str, method: str, path: str = "", body: object = None
    ) -> httpx2.Response | None:
        """A call about the order; nothing if it was refused, as it should have been."""
        models = self.models
        owner = next((m for m in models.values() if token in m.known), models["default"])
        self.stop(owner)
        headers = {"Authorization": f"Bearer {token}"}
        url = f"/v3/workorders/{ORDER}{path}"
        expected = owner.refusal(token)
        answer = self._journalled(owner, method, url, headers=headers, json=body)
        assert (answer.status_code in (401, 429) and answer.status_code) == expected, answer.text
        return None if expected else answer

    def login(self, model: Model, username: str = "") -> httpx2.Response:
        """Ask for a token with the client that leads to a sandbox."""
        alias = "" if model.name == "default" else f"@{model.name}"
        form = {"grant_type": "password", "username": username or USER + alias}
        client = b64encode(f"{CLIENT[0]}{alias}:{CLIENT[1]}".encode()).decode()
        headers = {"Authorization": f"Basic {client}"}
        form |= {"password": PASSWORDS[USER]}
        return self._journalled(model, "POST", "/oauth/token", data=form, headers=headers)

    def token(self, model: Model) -> str:
        """A token that is good there."""
        good = [token for token in model.tokens if model.is_good(token)]
        if not good:
            good = [self.login(model).json()["access_token"]]
            assert not any(good[0] in m.known for m in self.models.values() if m is not model)
            model.tokens[good[0]] = model.clock + timedelta(seconds=model.seconds)
            model.known.add(good[0])
        return good[-1]

    def stop(self, model: Model) -> None:
        """Freeze a clock that runs; it has run for as long as the host's, and no advance moved it.

        The second more is for the time that the answers took.
        """
        if model.running is not None:
            answer = self.control("POST", "/clock", model, {"freeze": True})
            ran = datetime.fromisoformat(answer["now"]) - model.clock
            assert timedelta(0) <= ran <= timedelta(seconds=monotonic() - model.running + 1)
            model.clock, model.running = model.clock + ran, None

    def look(self, model: Model) -> None:
        """Compare all that can be seen with the model."""
        index = self.control("GET", "", model)
        assert (index["sandbox"], index["storm"]) == (model.name, model.storm)
        assert index["clock"] == {"now": model.clock.isoformat(), "frozen": True}
        assert index["vendors"]["servicechannel"]["profile"] == model.profile
        assert self.astray == [], self.astray
        token, now = self.token(model), model.now
        if (read := self.call(token, "GET", "/notes?paging=1:9999")) is not None:
            listed, shown = read.json(), {(n["Id"], n["NoteData"]) for n in read.json()["Notes"]}
            assert {pair for pair in shown if pair[1].startswith("note ")} == set(now.notes)
            assert listed["UserNotesCount"] == DEMO_NOTES + len(now.notes)
            assert listed["SystemNotesCount"] == now.system
        if (read := self.call(token, "GET")) is not None:
            order = read.json()
            assert (order["Status"]["Primary"], order["Status"]["Extended"]) == now.status
            assert order["Location"]["Name"] == now.place

    def look_at_all(self) -> None:
        """Compare each sandbox, its journal, endpoints and deliveries too."""
        for m in self.models.values():
            self.stop(m)
            self.limited(m, None)
            self.look(m)
            asked = self.control("GET", "/requests?limit=100000", m)
            queries = [entry["query"] for entry in reversed(asked["requests"])]
            expected = m.journal[asked["dropped"] :]
            assert queries == expected, (m.name, len(queries), set(queries) ^ set(expected))
            hooks = self.control("GET", "/webhooks/endpoints", m)["endpoints"]
            assert {hook["url"] for hook in hooks} == set(m.now.urls)
            log = self.control("GET", "/webhooks/deliveries?limit=100000", m)["deliveries"]
            urls = {delivery["url"] for delivery in log if delivery["attempts"]}
            assert urls <= set(m.now.urls), urls

    def make(self, name: str, source: Model | None = None) -> None:
        """A sandbox of a new label; a copy of another, if one is given."""
        made = Model(name, f"L{next(self.numbers):04}", datetime.fromisoformat(NOON))
        given: Json = {"name": name, "clock": NOON, "frozen": True}
        if source is not None:
            given = {"name": name, "from": source.name}
            made = replace(source, name=name, label=made.label, kept=source.now, window=None)
            made.tokens, made.known, made.journal = {}, set(), []
        self.models[name] = made
        self.control("POST", "/sandboxes", body=given)
        if source is not None:
            self.look(made)
        self.labelled(made)

    def labelled(self, model: Model) -> None:
        place = demo("locations", PLACE) | {"Name": model.label}
        body = {"servicechannel": {"locations": {str(PLACE): place}}}
        self.control("POST", "/fixtures", model, body)
        model.change(place=model.label)

    def limited(self, model: Model, limit: int | None) -> None:
        row = {"name": "Application", "per": "client", "requests": limit, "seconds": 60}
        self.control("PUT", "/throttle", model, {"limits": [row] if limit else []})
        model.limit = limit

    def profiled(self, model: Model) -> None:
        tokens = {"login_seconds": 0, "access_seconds": model.seconds}
        given = FREE | {"name": model.profile, "tokens": tokens}
        self.control("PUT", "/profile", model, given)
        model.limit = None
