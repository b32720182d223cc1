"""Why a kind of refusal was met, as far as that is the same for every vendor.

A table from the kind to the function that knows: what was met, what would have been allowed, and
what to do next.  What a vendor knows of its own rules it has said already, in the journal.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import NamedTuple

from emulator.control import fields
from emulator.kernel.clock import parse_instant
from emulator.kernel.contract import Entry as Operation
from emulator.kernel.errors import Refusal
from emulator.kernel.journal import Entry
from emulator.kernel.reasons import NOTHING, Refused
from emulator.kernel.request import BODY_LIMIT
from emulator.kernel.sandbox import Sandbox
from emulator.kernel.world import World

#: How many near operations are named, how near they are, and the most of a path that is compared.
NEAR, CUTOFF, LONGEST = 3, 0.6, 300
#: What stands for a record in a path: a parameter's name, or whatever begins with a digit.
NUMBER = re.compile(r"\{[^}]*\}|(?<=/)\d[^/]*")


@dataclass(frozen=True, slots=True)
class Case:
    """A request that was refused.  operation: the contract's entry, if there is one."""

    sandbox: Sandbox
    world: World
    entry: Entry
    operation: Operation | None
    refused: Refused

    @property
    def operations(self) -> Sequence[Operation]:
        return self.world.installed.contract.entries


class Ground(NamedTuple):
    """What was met, what would have been allowed, and what to do next."""

    met: Mapping[str, object] = NOTHING
    allowed: Sequence[str] = ()
    next: Sequence[str] = ()


def ground(case: Case) -> Ground:
    known = KINDS.get(case.refused.kind)
    return known(case) if known else Ground()


def _no_operation(case: Case) -> Ground:
    """The operations whose method and path are most like those that were asked for."""
    asked = _asked(case)
    by_shape = {_shape(f"{o.method} {o.path}"): o for o in case.operations}
    near = get_close_matches(_shape(asked)[:LONGEST], by_shape, n=NEAR, cutoff=CUTOFF)
    lines = [f"{by_shape[s].method} {by_shape[s].path} ({by_shape[s].id})" for s in near]
    overlay = f"fse serve --overlay {case.world.vendor.name}=FILE"
    return Ground({"asked": asked}, lines, [f"if the vendor's own document has it: {overlay}"])


def _wrong_method(case: Case) -> Ground:
    asked, allow = _asked(case), case.refused.facts.get("allow")
    if not allow:  # a rule of the operation's own, which the reason tells
        return Ground({"asked": asked})
    path = asked.partition(" ")[2]
    return Ground({"asked": asked}, [f"{method} {path}" for method in str(allow).split(", ")])


def _asked(case: Case) -> str:
    """Method and path as the vendor's own document has them."""
    path = case.entry.path.removeprefix(f"/{case.world.vendor.name}")
    with suppress(Refusal):  # it is shown as it came
        path = case.world.vendor.route(path)
    return f"{case.entry.method} {path}"


def _shape(line: str) -> str:
    return NUMBER.sub("{}", line).lower()


def _malformed(case: Case) -> Ground:
    """Each field that is wrong: what was sent, and what is expected."""
    wrong = case.refused.facts.get("fields")
    if case.operation is None or not isinstance(wrong, Mapping):
        return Ground()
    sent = fields.sent(case.entry, case.operation)
    met: dict[str, object] = {}
    for name, what in wrong.items():
        met[name or "body"] = {"wrong": what, **fields.value(sent, name)}
    contract = case.world.installed.contract
    expected = ((n, fields.expected(contract, case.operation, n)) for n in wrong)
    return Ground(met, [f"{name or 'body'}: {text}" for name, text in expected if text])


def _unauthenticated(case: Case) -> Ground:
    """What is wrong with the credential, or with the client that logs in."""
    if case.refused.rule in ("unknown client", "wrong secret"):
        return Ground({}, ["a client of this sandbox with its secret"], [_variables(case)])
    state = case.refused.facts.get("credential")
    if state is None:  # a good one, whose user lacks the right: the vendor has told
        return Ground({"credential": "good"})
    met: dict[str, object] = {"credential": state}
    allowed = [_good(case.world.vendor.takes)]
    if state == "expired":
        return _expired(case, met)
    logins = ", ".join(_logins(case))
    return Ground(met, allowed, [*([f"log in: {logins}"] if logins else []), _variables(case)])


def _good(takes: str) -> str:
    """A credential that would be taken.  takes: what it is, and after a comma how it goes."""
    what, comma, how = takes.partition(",")
    article = "an" if what[:1] in "AEIOU" else "a"
    return f"{article} {what} that is still good{comma}{how}"


def _expired(case: Case, met: dict[str, object]) -> Ground:
    since = parse_instant(str(case.refused.facts["since"]))
    ago = case.entry.at - since
    met |= {"since": since.isoformat(), "now": case.entry.at.isoformat(), "ago": spoken(ago)}
    lasts = case.world.profile["tokens"].get("access_seconds")
    if lasts:
        met["lasts"] = spoken(timedelta(seconds=lasts))
    again = ", ".join(_logins(case))
    return Ground(
        met, [f"the same request before {since.isoformat()}"], [f"refresh or log in: {again}"]
    )


def _logins(case: Case) -> list[str]:
    """Where a credential is had: what is open and posted to."""
    return [
        f"{o.method} /{case.world.vendor.name}{o.path}"
        for o in case.operations
        if o.is_open and o.method == "POST" and o.handler in (None, "token")
    ]


def _variables(case: Case) -> str:
    return f"fse env --sandbox {case.sandbox.name} prints credentials that are good here"


def _throttled(case: Case) -> Ground:
    """Which limit, whose, how it was used, and when it opens again."""
    facts, at = case.refused.facts, case.entry.at
    wait = facts.get("wait")
    if not isinstance(wait, int | float):
        return Ground()
    opens = at + timedelta(seconds=wait)
    met: dict[str, object] = {"limit": facts.get("limit"), "opens": opens.isoformat()}
    if "owner" in facts:
        met |= {name: facts[name] for name in ("owner", "used", "accepted", "seconds")}
        met["used by"] = _used_by(case, opens)
    advance = f"fse clock advance {max(1, -int(-wait // 1))}s --sandbox {case.sandbox.name}"
    return Ground(met, [f"the same request from {opens.isoformat()} on"], [advance])


def _used_by(case: Case, opens: datetime) -> Mapping[str, int]:
    """How often each operation was called in the window, by whomever the limit counts together."""
    world, facts = case.world, case.refused.facts
    limit = next((one for one in world.limits if one.name == facts["limit"]), None)
    if limit is None:
        return {}
    since = opens - timedelta(seconds=limit.seconds)
    counted: Counter[str] = Counter()
    for entry in case.sandbox.journal:
        if entry.id >= case.entry.id or entry.at < since or entry.vendor != world.vendor.name:
            continue
        is_blocked = entry.refused is not None and entry.refused.kind == case.refused.kind
        if not is_blocked and _owner(world, entry, limit.owner) == facts["owner"]:
            counted[entry.operation or entry.path] += 1
    return dict(counted.most_common())


def _owner(world: World, entry: Entry, key: str) -> str | None:
    """Whose limit a request counts against."""
    table = world.vendor.oauth.user_table
    user = None if entry.caller is None else world.store.get(table, entry.caller)
    return None if user is None else world.vendor.owners(user, entry.client_id or "").get(key)


def _too_large(case: Case) -> Ground:
    limit = case.operation.body_limit if case.operation else BODY_LIMIT
    return Ground({}, [f"a body of up to {limit} bytes"])


def _wrong_media(case: Case) -> Ground:
    takes = ", ".join(case.operation.media) if case.operation else ""
    return Ground({"content-type": case.refused.facts.get("media")}, [f"a body of {takes}"])


def _oauth(case: Case) -> Ground:
    """RFC 6749's own refusals."""
    grants = ", ".join(case.world.vendor.oauth.grants)
    allowed = [f"a grant_type of {grants}"] if case.refused.rule.startswith("unsupported") else []
    log_in = f"log in again: {', '.join(_logins(case))}"
    is_renewal = "refresh token" in case.refused.facts
    next_ = [log_in] if is_renewal else []
    return Ground({"error": case.refused.rule}, allowed, [*next_, _variables(case)])


def spoken(span: timedelta) -> str:
    """A span of time as a person says it, to two units."""
    left, said = span.total_seconds(), list[str]()
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        whole, left = divmod(left, size)
        said += [f"{whole:.0f} {unit}"] if whole else []
    said += [f"{left:.3g} s"] if left or not said else []
    return " ".join(said[:2])


KINDS: Mapping[str, Callable[[Case], Ground]] = {
    "NoOperation": _no_operation,
    "WrongVersion": _no_operation,
    "WrongMethod": _wrong_method,
    "TooLarge": _too_large,
    "WrongMedia": _wrong_media,
    "Malformed": _malformed,
    "Unauthenticated": _unauthenticated,
    "Throttled": _throttled,
    "OAuth2Error": _oauth,
}
