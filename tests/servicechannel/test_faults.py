"""Every effect of a fault on every operation: what is on the wire, and what has happened."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import pytest

from emulator.kernel.fault_fields import EFFECTS
from tests.servicechannel.breaking import Bench, Outcome, asks, sample
from tests.servicechannel.calling import contract
from tests.world import Json, start

ALL = list(EFFECTS)
VALUES: Mapping[str, object] = {"status": 503, "latency": "2s", "throttle": "90s"}
OPEN = {entry.id for entry in contract().entries if entry.is_open}
#: The journal's status of a request that was not answered.
NONE = 0
PARTS = 4


def effect(name: str) -> Json:
    return {name: VALUES.get(name, True)}


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench(start()) as bench:
        yield bench


def as_usual(usual: Outcome, got: Outcome) -> bool:
    return got.wire == usual.wire and not got.is_closed


def is_closed_after(usual: Outcome, got: Outcome, size: int) -> bool:
    """Whether the head and so many bytes of the usual answer came, and nothing more."""
    status, _, body = usual.wire
    return got.is_closed and got.wire == (status, [], body[:size])


def is_silent(got: Outcome) -> bool:
    return got.is_closed and got.wire == (NONE, [], b"")


def is_failed(_usual: Outcome, got: Outcome) -> bool:
    status, _, body = got.wire
    return (status, body) == (503, b'{"Message":"An error has occurred."}')


def is_late(usual: Outcome, got: Outcome) -> bool:
    return as_usual(usual, got) and got.waited == [2.0]


def is_halved(usual: Outcome, got: Outcome) -> bool:
    body = usual.wire[2]
    return is_closed_after(usual, got, len(body) // 2) if body else is_silent(got)


def is_throttled(_usual: Outcome, got: Outcome) -> bool:
    """At noon, the limit opens again after a minute and a half."""
    status, headers, body = got.wire
    after = dict(headers).get("retry-after")
    opens = "Mon, 15 Jun 2026 12:01:30 GMT"
    return (status, after) == (429, opens) and b"has been throttled" in body


def is_expired(usual: Outcome, got: Outcome) -> bool:
    """No token is asked for by an operation that is open."""
    if got.entry.operation in OPEN:
        return as_usual(usual, got)
    status, _, body = got.wire
    return status == 401 and b'"ErrorCode":504' in body


WIRE: Mapping[str, Callable[[Outcome, Outcome], bool]] = {
    "status": is_failed,
    "latency": is_late,
    "drop": lambda _, got: is_silent(got),
    "lose_answer": lambda _, got: is_silent(got),
    "truncate": is_halved,
    "throttle": is_throttled,
    "expire_token": is_expired,
}
#: Effects after which all has happened that usually does.
AFTER = ("latency", "lose_answer", "truncate")


def wrong(name: str, usual: Outcome, got: Outcome) -> Iterator[str]:
    """What is not as an effect has it."""
    is_met = name != "expire_token" or got.entry.operation not in OPEN
    if got.before != usual.before:
        yield "the worlds were not equal"
    if [struck for _, struck in got.entry.faults] != [name] * is_met:
        yield f"the journal has {got.entry.faults}"
    if not WIRE[name](usual, got):
        yield f"on the wire: {str(got.wire)[:200]}, usually {str(usual.wire)[:200]}"
    if name in AFTER or not is_met:
        if (got.done, got.after) != (usual.done, usual.after):
            yield f"{got.done} happened, usually {usual.done}"
        return
    if got.done != ("", [], []) or got.after.tables != got.before.tables:
        yield f"{got.done} happened"
    if name != "expire_token" and got.after != got.before:
        yield "something has changed"


def problems(bench: Bench, names: Iterable[str], operation: str) -> list[str]:
    """What is wrong with some effects on an operation, by comparison with no effect."""
    usual = bench.run(operation)
    return [
        f"{name} {operation}: {problem}"
        for name in names
        for problem in wrong(name, usual, bench.run(operation, effect(name)))
    ]


@pytest.mark.parametrize("place", range(PARTS))
def test_every_effect_does_to_every_operation_what_it_says(bench: Bench, place: int) -> None:
    """In parts, which several workers share."""
    operations = sample(place, PARTS)
    assert [p for operation in operations for p in problems(bench, ALL, operation)] == []


def test_every_operation_of_the_contract_is_in_the_table() -> None:
    assert set(asks()) == {entry.id for entry in contract().entries}
    assert sorted(o for place in range(PARTS) for o in sample(place, PARTS)) == sorted(asks())


def test_most_operations_of_the_table_succeed_and_many_change_something(bench: Bench) -> None:
    """So that the table shows what becomes of changes."""
    outcomes = [bench.run(operation) for operation in sample(0, 4)]
    succeeded = [outcome for outcome in outcomes if outcome.wire[0] < 400]
    assert len(succeeded) > len(outcomes) * 0.9
    assert len([outcome for outcome in outcomes if outcome.entry.committed]) > len(outcomes) * 0.3
