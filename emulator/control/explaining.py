"""Explain: what a request met, what would have been allowed, and how that is known.

The journal has what was asked and answered, and what the vendor said of a refusal at the time;
`grounds.py` has what is the same for all vendors; the contract has the evidence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from emulator.control import requests
from emulator.control.grounds import Case, Ground, ground
from emulator.control.problems import Asked
from emulator.kernel.aliases import DEFAULT
from emulator.kernel.contract import Contract
from emulator.kernel.contract import Entry as Operation
from emulator.kernel.journal import Entry, by_table, received, written_out
from emulator.kernel.operation import Record
from emulator.kernel.sandbox import Sandbox
from emulator.kernel.world import World

#: What each fault did to a request.
FAULTS: Mapping[str, str] = {
    "status": "answered in the vendor's place: nothing happened",
    "latency": "the answer waited; what was asked for had happened",
    "drop": "the connection closed before anything was done: asking again is safe",
    "lose_answer": "the connection closed after the request was done, and before it was answered",
    "truncate": "the connection closed after half of the answer; the request was done",
    "throttle": "refused as if a limit were used up: nothing happened",
    "expire_token": "the caller's access token ended before the vendor looked at it",
}
LOST = ("lose_answer", "truncate")
#: Where a control call goes, in a line that names one.
CONTROL = re.compile(r"(?<= )/_emulator/[\w/]+")
#: `400/804`, as the contract writes a status and a code; and how many behaviours are shown.
CODE = re.compile(r"\b(\d{3})/(\d+)\b")
SHOWN = 2
WORD = re.compile(r"[a-z]{4,}")


def one(asked: Asked) -> object:
    """One request explained: the rule, the data that met it, what would have been allowed."""
    entry, sandbox = requests.found(asked), asked.sandbox
    world = sandbox.worlds[entry.vendor]
    contract = world.installed.contract
    operation = next((o for o in contract.entries if o.id == entry.operation), None)
    refused = entry.refused
    found = ground(Case(sandbox, world, entry, operation, refused)) if refused else Ground()
    explained = refused.explained if refused else Ground()
    allowed = [*found.allowed, *explained.allowed]
    query = f"?{written_out(entry.query)}" if entry.query else ""
    return {
        "id": entry.id,
        "request": f"{entry.method} {entry.path}{query}",
        "at": entry.at.isoformat(),
        "sandbox": sandbox.name,
        "operation": entry.operation,
        "caller": _caller(world, entry),
        "status": entry.status,
        "outcome": _outcome(entry),
        "reason": entry.reason,
        "rule": refused.rule if refused else "",
        "kind": refused.kind if refused else "",
        "met": {**(_facts(refused.facts) if refused else {}), **found.met, **explained.met},
        "allowed": [_here(line, sandbox) for line in allowed],
        "evidence": _evidence(contract, operation, entry),
        "faults": list(_faults(sandbox, entry)),
        "did": list(_did(entry)),
        "committed": by_table(entry.committed),
        "events": entry.events,
        "deliveries": entry.deliveries,
        "received": received(entry),
        "next": [*found.next, *_next(entry, sandbox)],
    }


def _caller(world: World, entry: Entry) -> Record | None:
    """Who asked, as far as the credential told."""
    if entry.caller is None:
        return None
    user = world.store.get(world.vendor.oauth.user_table, entry.caller)
    known = world.vendor.who(user) if user else {}
    return {"id": entry.caller, **known, "client_id": entry.client_id}


def _outcome(entry: Entry) -> str:
    if entry.traceback:
        return "a bug of the emulator"
    if any(effect != "latency" for _, effect in entry.faults):
        return "a fault"
    return "refused" if entry.reason else "answered"


def _facts(facts: Mapping[str, object]) -> Record:
    """What the refusal itself said it met."""
    plain = (str, int, float, bool)
    return {n: v for n, v in facts.items() if type(v) in plain and n not in ("base", "url")}


def _here(line: str, sandbox: Sandbox) -> str:
    """A line whose control call goes to this sandbox."""
    return line if sandbox.name == DEFAULT else CONTROL.sub(rf"\g<0>?sandbox={sandbox.name}", line)


def _faults(sandbox: Sandbox, entry: Entry) -> Iterator[Record]:
    for number, effect in entry.faults:
        fault = sandbox.faults.find(number)
        shown = fault.shown() if fault else {"match": None}
        yield {"id": number, "effect": effect, "match": shown["match"], "did": FAULTS[effect]}


def _did(entry: Entry) -> Iterator[str]:
    """What happened, a line each."""
    committed = by_table(entry.committed)
    for table, ids in committed.items():
        what = "kept a record of the attempt:" if entry.refused else "changed"
        yield f"{what} {table} {', '.join(map(str, ids))}"
    if not committed:
        yield "changed nothing"
    if entry.issued:
        yield f"granted a login by {entry.issued.grant} to user {entry.issued.user_id}"
    if entry.events:
        yield f"told {', '.join(entry.events)}"
    if entry.deliveries:
        yield f"queued deliveries {', '.join(map(str, entry.deliveries))}"
    if _is_lost(entry):
        yield "it happened, but the client was not told; asking again blindly would do it twice"


def _is_lost(entry: Entry) -> bool:
    """Whether something was done that the client was not told of."""
    is_cut = any(effect in LOST for _, effect in entry.faults)
    return is_cut and bool(entry.committed) and not entry.refused


def _next(entry: Entry, sandbox: Sandbox) -> Iterator[str]:
    """What to look at or to do, whatever the vendor."""
    if entry.traceback:
        yield _here(f"report it with GET /_emulator/requests/{entry.id}", sandbox)
    if _is_lost(entry):
        yield "read what was changed before asking again"
    for number, _ in entry.faults:
        fault = sandbox.faults.find(number)
        if fault is not None and not fault.is_over:
            yield _here(f"DELETE /_emulator/faults/{number}", sandbox)
    for number in entry.deliveries[:SHOWN]:
        yield _here(f"GET /_emulator/webhooks/deliveries/{number}", sandbox)


def _evidence(contract: Contract, operation: Operation | None, entry: Entry) -> Record:
    """How it is known that the operation exists, and that it answers so."""
    if operation is None:
        return {}
    found: Record = {"operation": {"evidence": operation.evidence, "source": operation.source}}
    node = contract.operation(operation)
    answer = contract.resolve(node["responses"].get(str(entry.status), {}))
    if "x-evidence" in answer:
        found["answer"] = {"evidence": answer["x-evidence"], "source": answer["x-source"]}
    if behaviours := _behaviours(node.get("x-behaviours", ()), entry):
        found["behaviours"] = behaviours
    return found


def _behaviours(known: Sequence[Record], entry: Entry) -> list[Record]:
    """What the contract says of this very status and code, nearest to the reason first."""
    answer, reason = entry.answer.decode("utf-8", "replace"), _words(entry.reason)
    told = [
        one
        for one in known
        if any(
            status == str(entry.status) and re.search(rf"\b{code}\b", answer)
            for status, code in CODE.findall(one["says"])
        )
    ]
    near = {i: len(_words(one["says"]) & reason) for i, one in enumerate(told)}
    best = sorted((i for i in near if near[i] or len(told) == 1), key=lambda i: -near[i])
    return [told[i] for i in best[:SHOWN]]


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.lower()))
