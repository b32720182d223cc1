"""What a body's values refer to: statuses, amounts, people.  Each raises Invalid, naming the field.

Form and JSON are told apart by nobody: the contract has turned texts into numbers already, but
inside of lists of objects both come as they were sent.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import errors, money, statuses
from emulator.vendors.spp.workspaces import get, workspace_id

#: The highest amount that is taken, in units of a currency.
MOST = Decimal(1_000_000_000)


def status(call: Call, kind: str, code: int, field: str = "status") -> int:
    """A status that is written: one that the workspace has."""
    there = statuses.labels(call, kind, workspace_id(call))
    if code not in there:
        expected = ", ".join(f"{number} {name}" for number, name in there.items())
        raise errors.invalid(
            f"{field}: {code}, expected one of {expected}", **{field: errors.CHOICE}
        )
    return code


def amount(value: object, field: str) -> str:
    """An amount, number or text, as it is kept."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > MOST:
        raise errors.invalid(f"{field}: {str(value)[:50]!r} is no amount", **{field: errors.UNFIT})
    return money.kept(found)


def client(call: Call, user_id: object, field: str = "user_id") -> Record:
    """A client of the workspace."""
    found = get(call, "users", user_id)
    if found is None or found["is_team"]:
        raise errors.invalid(f"{field}: {user_id} is no client", **{field: errors.CHOICE})
    return found


def team(call: Call, ids: Sequence[int], field: str = "employees") -> list[int]:
    """Members of the team, each once."""
    for place, each in enumerate(ids):
        found = get(call, "users", each)
        if found is None or not found["is_team"]:
            name = f"{field}.{place}"
            raise errors.invalid(
                f"{name}: {each} is no member of the team", **{name: errors.CHOICE}
            )
    return list(dict.fromkeys(ids))


def service(call: Call, service_id: object, field: str = "service_id") -> Record:
    """A service that was not deleted."""
    found = get(call, "services", service_id)
    if found is None:
        raise errors.invalid(f"{field}: there is no service {service_id}", **{field: errors.CHOICE})
    return found
