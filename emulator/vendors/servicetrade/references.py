"""The records that a body names by id."""

from collections.abc import Callable, Mapping

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import errors, rules

Fits = Callable[[Record], bool]


def required(name: str, why: str) -> Invalid:
    """The refusal of a body without a field that only sometimes has to be there."""
    return errors.invalid(f"{name}: {why}", **{name: rules.worded(name, "required")})


def found(
    call: Call,
    body: Mapping[str, object],
    name: str,
    table: str,
    *,
    fits: Fits | None = None,
    must: str = "one that exists",
) -> Record | None:
    """The record whose id a field has; None if it has none.

    must: what the record has to be, in words.  Raises Invalid if there is none, or it does not fit.
    """
    record_id = body.get(name)
    if not isinstance(record_id, int):
        return None
    record = call.records.get(table, record_id)
    if record is None or not (fits is None or fits(record)):
        raise errors.unfit(name, record_id, must)
    return record
