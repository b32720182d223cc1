"""Small clients of two vendors, each bad in one way, and one of each that is good."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from tests.servicetrade import trade
from tests.world import Api, Emulator, Json

ORDER = "/workorders/107002896"
NOTES = f"{ORDER}/notes"
USER = "nwhvac.admin"
#: The job that the demo world's comments are about, and the number of jobs among entities.
JOB = {"entityType": 3, "entityId": 1536000000000033}


def loses(emulator: Emulator, operation: str) -> None:
    """The answer to the first of these calls does not arrive."""
    match = {"operation": operation, "nth": 1}
    emulator.control("POST", "/faults", {"match": match, "effect": {"lose_answer": True}})


def sends(write: Callable[[], object], look: Callable[[], object] | None = None) -> None:
    """Write, and again if the answer is lost.  look: what is done before that."""
    try:
        write()
    except httpx2.RemoteProtocolError:
        if look is None or not look():
            write()


def logs_in_for_every_call(emulator: Emulator) -> None:
    for _ in range(4):
        emulator.login().get(ORDER)
        emulator.advance("PT6S")


def has_a_session_for_every_call(emulator: Emulator) -> None:
    for _ in range(4):
        trade.log_in(emulator).get("/job")


def ignores_retry_after(emulator: Emulator) -> None:
    api = emulator.login()
    for _ in range(45):
        api.get(ORDER)


def ignores_retry_after_of_the_budget(emulator: Emulator) -> None:
    emulator.control("PUT", "/throttle", {"budget_ms": 100, "cost_ms": 20})
    api = trade.log_in(emulator)
    for _ in range(9):
        api.get("/job")


def retries_a_lost_post(emulator: Emulator) -> None:
    loses(emulator, "postNote")
    api = emulator.login()
    sends(lambda: api.post(NOTES, {"Note": "on my way"}))


def retries_a_lost_comment(emulator: Emulator) -> None:
    loses(emulator, "createComment")
    api = trade.log_in(emulator)
    sends(lambda: api.post("/comment", {**JOB, "content": "on my way"}))


def stops_at_page_one(emulator: Emulator) -> None:
    emulator.login().get("/workorders?page=1&pageSize=2")


def stops_at_page_one_of_jobs(emulator: Emulator) -> None:
    trade.log_in(emulator).get("/job", limit=2)


def refreshes_in_a_storm(emulator: Emulator) -> None:
    """Five workers, each with the same token."""
    given = emulator.token(USER).json()
    emulator.advance("PT11M")
    for number in range(5):
        Api(emulator.http, given["access_token"]).get(f"{NOTES}?paging=1:{50 + number}")
    for number in range(5):
        answer = emulator.refresh(given["refresh_token"])
        given |= answer.json() if answer.is_success else {}
        Api(emulator.http, given["access_token"]).get(f"{NOTES}?paging=1:{50 + number}")


def refreshes_a_spent_token(emulator: Emulator) -> None:
    """Three workers with one refresh token, which is good for one use."""
    ask = {"grant_type": "client_credentials"}
    given = asked(emulator, ask)
    emulator.advance("P2D")
    for number in range(3):
        bearer(emulator, given["access_token"], f"/job?limit={5000 + number}")
    again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    fresh, *_ = (asked(emulator, again) for _ in range(3))
    bearer(emulator, fresh["access_token"], "/job")


def goes_on_with_a_dead_token(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.advance("PT11M")
    for _ in range(3):
        api.get(ORDER)


def goes_on_with_a_dead_session(emulator: Emulator) -> None:
    api = trade.log_in(emulator)
    api.delete("/auth")
    for _ in range(3):
        api.get("/job")


def mistypes_a_route(emulator: Emulator) -> None:
    emulator.login().get("/workorder/107002896")


def repeats_what_is_refused(emulator: Emulator) -> None:
    api = emulator.login()
    for _ in range(3):
        api.post(NOTES, {"Text": "on my way"})


def logs_in_too_often(emulator: Emulator) -> None:
    emulator.login()
    for _ in range(3):
        emulator.token(USER)


def logs_out_after_each_job(emulator: Emulator) -> None:
    for _ in range(4):
        api = trade.log_in(emulator)
        api.get("/job")
        api.delete("/auth")


def revokes_after_each_job(emulator: Emulator) -> None:
    for _ in range(4):
        given = asked(emulator, {"grant_type": "client_credentials"})
        bearer(emulator, given["access_token"], "/job")
        url = f"{trade.PREFIX}/api/oauth2/revoke"
        emulator.http.post(url, auth=trade.CLIENT, data={"token": given["refresh_token"]})


def asked(emulator: Emulator, form: Mapping[str, str]) -> Json:
    """What ServiceTrade's token endpoint answers."""
    url = f"{trade.PREFIX}/api/oauth2/token"
    name, secret = trade.CLIENT
    body = {**form, "client_id": name, "client_secret": secret}
    answer: Json = emulator.http.post(url, data=body).json()
    return answer


def bearer(emulator: Emulator, token: str, path: str) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return emulator.http.get(f"{trade.PREFIX}/api{path}", headers=headers)


def is_told_of_a_note(emulator: Emulator) -> None:
    """A receiver that is told of a note, and of it again as often as it does not answer."""
    hook = {"url": "http://127.0.0.1:9/hook", "events": ["WorkOrderNoteAdded"]}
    emulator.control("POST", "/webhooks/endpoints", hook)
    emulator.login().post(NOTES, {"Note": "on my way"})
    emulator.advance("PT20M")


class Careful:
    """Logs in once, refreshes in the last minute, waits as it is told, and reads all pages."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._given: Json = {}
        self._ends = datetime(1970, 1, 2, tzinfo=UTC)

    def now(self) -> datetime:
        return datetime.fromisoformat(self._emulator.control("GET", "/clock")["now"])

    def _token(self) -> str:
        if self.now() > self._ends - timedelta(seconds=50):
            renews = self._given.get("refresh_token")
            emulator = self._emulator
            answer = emulator.refresh(renews) if renews else emulator.token(USER)
            self._given = answer.json()
            self._ends = self.now() + timedelta(seconds=self._given["expires_in"])
        return str(self._given["access_token"])

    def ask(self, method: str, path: str, body: Json | None = None) -> httpx2.Response:
        """One call; again once the limit is open."""
        answer = Api(self._emulator.http, self._token()).request(method, path, json=body)
        if answer.status_code == httpx2.codes.TOO_MANY_REQUESTS:
            opens = parsedate_to_datetime(answer.headers["retry-after"])
            seconds = (opens - self.now()).total_seconds()
            self._emulator.advance(f"PT{seconds}S")
            return self.ask(method, path, body)
        return answer

    def orders(self) -> list[Json]:
        """All of them, page by page."""
        found: list[Json] = []
        number = 1
        while page := self.ask("GET", f"/workorders?page={number}&pageSize=2").json():
            found += page
            number += 1
        return found

    def note(self, text: str) -> None:
        """A note, once."""
        sends(
            lambda: self.ask("POST", NOTES, {"Note": text}),
            lambda: text in self.ask("GET", NOTES).text,
        )

    def work(self) -> None:
        """A day of it, with a lost answer."""
        loses(self._emulator, "postNote")
        self.note("on my way")
        assert len(self.orders()) > 2
        for _ in range(50):
            assert self.ask("GET", ORDER).is_success
            self._emulator.advance("PT1S")
        for _ in range(4):
            self._emulator.advance("PT9M30S")
            assert self.ask("GET", ORDER).is_success


def works_with_care(emulator: Emulator) -> None:
    Careful(emulator).work()


def trades_with_care(emulator: Emulator) -> None:
    """One session, all pages, and a look before a comment is sent again."""
    api, number = trade.log_in(emulator), 1
    while number <= api.read("/job", page=number, limit=5)["totalPages"]:
        number += 1
    loses(emulator, "createComment")
    sends(
        lambda: api.post("/comment", {**JOB, "content": "on my way"}),
        lambda: "on my way" in api.get("/comment", **JOB).text,
    )
