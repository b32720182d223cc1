"""Receivers of webhooks as clients write them: one that is right, and six that are not.

They stand where the sender stands and call back over HTTP.  An order's owner raises what it may
cost at most; above a limit the receiver notes on the order what it may cost now.
"""

import hashlib
import hmac
import json
from base64 import b64encode

import httpx2

from emulator.kernel.sending import Outcome, Outgoing
from tests.asgi import Http
from tests.world import VENDOR, Json

#: Seconds that a quick answer takes.
QUICK = 0.01
#: What an order costs from which on somebody has to be told.
LIMIT = 2_000
#: How often it tries one thing.
TRIES = 3


class Correct:
    """Verifies, forgets no message, reads the record before it acts, and tries again what failed.

    user: who it calls back as.  token: that one's credential.  key: what messages are signed with.
    """

    user = "nwhvac.admin"

    def __init__(self, http: Http, token: str, key: str) -> None:
        self._http, self._token, self._key = http, token, key.encode()
        self._done: set[str] = set()
        #: Messages that it has handled, for those which fail at some of them.
        self.count = 0
        #: The messages that somebody had to be told of, and what it was told, each time.
        self.wanted: set[str] = set()
        self.told: list[str] = []

    async def __call__(self, outgoing: Outgoing) -> Outcome:
        if not self.is_genuine(outgoing):
            return Outcome(401, QUICK)
        digest = hashlib.sha256(outgoing.body).hexdigest()
        if self.is_done(digest):
            return Outcome(200, QUICK)
        self.count += 1
        order = json.loads(outgoing.body)["Object"]
        return await self.handle(order, digest)

    async def handle(self, order: Json, digest: str) -> Outcome:
        """Act on a message that is new."""
        if order["Nte"] >= LIMIT:
            self.wanted.add(digest)
            now = await self.current(order)
            await self.note(order["Id"], f"costs {now['Nte']} at most ({digest})")
        self.store(digest)
        return Outcome(200, QUICK)

    def is_genuine(self, outgoing: Outgoing) -> bool:
        signature = hmac.new(self._key, outgoing.body, hashlib.sha256).digest()
        given = outgoing.headers["Sign-Data"]
        return hmac.compare_digest(given, b64encode(signature).decode())

    def is_done(self, digest: str) -> bool:
        return digest in self._done

    def store(self, digest: str) -> None:
        self._done.add(digest)

    async def current(self, order: Json) -> Json:
        """The order as it is now, whatever the message says."""
        found: Json = (await self.ask("GET", f"/workorders/{order['Id']}")).json()
        return found

    async def note(self, order: int, text: str) -> None:
        """Try until it is done; some day it is."""
        for _ in range(TRIES):
            if await self.try_to_note(order, text):
                return
        raise AssertionError(f"{text}: not done after {TRIES} times")

    async def try_to_note(self, order: int, text: str) -> bool:
        answer = await self.ask("POST", f"/workorders/{order}/notes", {"Note": text})
        if answer.is_success:
            self.told.append(text)
        return answer.is_success

    async def ask(self, method: str, path: str, body: object = None) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self._token}"}
        url = f"{VENDOR}/v3{path}"
        request = self._http.build_request(method, url, json=body, headers=headers)
        answer = await self._http.answered(request)
        await answer.aread()
        return answer


class NoDedupe(Correct):
    def is_done(self, digest: str) -> bool:
        del digest
        return False


class Slow(Correct):
    """Does its work before it answers, and every tenth time that takes too long."""

    async def handle(self, order: Json, digest: str) -> Outcome:
        answer = await super().handle(order, digest)
        return answer if self.count % 10 else Outcome(None, 5.01, error="did not answer within 5 s")


class TrustsTheOrder(Correct):
    """Writes into the order what the message says, whatever was said since."""

    user = "larkfield.facilities"

    async def try_to_note(self, order: int, text: str) -> bool:
        answer = await self.ask("PUT", f"/workorders/{order}/description", {"Value": text})
        if answer.is_success:
            self.told.append(text)
        return answer.is_success

    async def current(self, order: Json) -> Json:
        return order


class IgnoresTheSignature(Correct):
    def is_genuine(self, outgoing: Outgoing) -> bool:
        return "Sign-Data" in outgoing.headers


class AnswersBeforeStoring(Correct):
    """Says that all is well; when the work then fails, nobody knows of it any more."""

    async def note(self, order: int, text: str) -> None:
        await self.try_to_note(order, text)


class ActsTwice(Correct):
    """Every tenth time it falls over between its work and its memory."""

    def store(self, digest: str) -> None:
        if self.count % 10:
            super().store(digest)

    async def handle(self, order: Json, digest: str) -> Outcome:
        answer = await super().handle(order, digest)
        return answer if self.is_done(digest) else Outcome(500, QUICK)
