"""What tests of jobs, appointments and the clock have in common."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, data, fixture, listen, record, told
from tests.world import Emulator, Json

TOMAS = record("users", username="tomas.brandt")["id"]
LINH = record("users", username="linh.chau")["id"]
GIL = record("users", username="gil.sorensen")["id"]
RETIRED = record("users", status="inactive")["id"]
VENDOR = record("companies", vendor=True)["id"]
#: The job of the demo visit: scheduled, with one appointment and one service.
DEMO = record("jobs", number=118256)
#: A job that nobody has planned: one appointment without a window, one service.
NEW = record("jobs", status="new")
#: The jobs where Tomas and Linh are clocked in.
AT_TOMAS = record("jobs", number=118270)
AT_LINH = record("jobs", number=118274)


def rows(table: str, **fields: object) -> list[Json]:
    """The records of the demo world with these values."""
    return [r for r in fixture()[table].values() if all(r[n] == v for n, v in fields.items())]


def visit_of(job: Json, **fields: object) -> Json:
    """An appointment of a job of the demo world."""
    return record("appointments", jobId=job["id"], **fields)


@dataclass
class Office:
    """The account's admin, who is told of everything."""

    trade: Trade
    emulator: Emulator
    receiver: Receiver

    def told(self) -> list[str]:
        return told(self.emulator, self.receiver)

    def changes(self) -> list[Json]:
        """The changeset of each notification; empty where it has none."""
        self.emulator.settle()
        items = [item for body in self.receiver.bodies for item in json.loads(body)["data"]]
        self.receiver.got.clear()
        return [
            {c["field"]: (c["oldValue"], c["newValue"]) for c in item.get("changeset", [])}
            for item in items
        ]

    def world(self) -> Json:
        """Every record of the account."""
        snapshot = self.emulator.control("GET", "/snapshot")["servicetrade.json"]
        return {table: rows for table, rows in snapshot.items() if table != "_meta"}

    @contextmanager
    def refuses(self) -> Iterator[None]:
        """Nothing changes and nobody is told."""
        before = self.world()
        yield
        assert self.world() == before
        assert self.told() == []

    def leave(self, job: Json, user_id: int) -> None:
        """Clock a user out of a job."""
        data(self.trade.post(f"/job/{job['id']}/clockout", {"userId": user_id}))


def listening(trade: Trade, emulator: Emulator, receiver: Receiver) -> Office:
    listen(trade, includeChangesets=True)
    return Office(trade, emulator, receiver)


def reason(response: httpx2.Response) -> str:
    return str(response.headers["emulator-reason"])


def words(response: httpx2.Response) -> tuple[int, list[str]]:
    """The status and the words of a refusal."""
    return response.status_code, response.json()["messages"]["error"]
