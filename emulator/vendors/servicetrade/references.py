"""The records that a body names by id: they have to exist, and to be of the right place or job."""

from collections.abc import Callable, Mapping

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import errors, rules

Fits = Callable[[Record], bool]


def required(name: str, why: str) -> Invalid:
    """The refusal of a body without a field that only sometimes has to be there."""
    return errors.invalid(f"{name}: {why}", **{name: rules.worded(name, "required")})


def existing(call: Call, name: str, table: str, record_id: int, **values: object) -> Record:
    """A record that a field names.

    values: those that it has to have.  Raises Invalid, naming the field.
    """
    record = call.records.get(table, record_id)
    if record is None or any(record[field] != value for field, value in values.items()):
        has = " and ".join(f"{field} {value}" for field, value in values.items())
        raise errors.unfit(name, record_id, f"a record of {table}{has and f' with {has}'}")
    return record


def needed(call: Call, name: str, table: str, **values: object) -> Record:
    """The record that a required field of the body names.  Raises Invalid."""
    return existing(call, name, table, call.body[name], **values)


def referred(call: Call, name: str, table: str, **values: object) -> Record | None:
    """The record that a field of the body names, if it is there and not null.  Raises Invalid."""
    record_id = call.body.get(name)
    return None if record_id is None else existing(call, name, table, record_id, **values)


def found(
    call: Call,
    body: Mapping[str, object],
    name: str,
    table: str,
    *,
    fits: Fits | None = None,
    must: str = "one that exists",
) -> Record | None:
    """The same of any body, where more than values decides.

    must: what the record has to be, in words.  Raises Invalid if there is none, or it does not fit.
    """
    record_id = body.get(name)
    if not isinstance(record_id, int):
        return None
    record = call.records.get(table, record_id)
    if record is None or not (fits is None or fits(record)):
        raise errors.unfit(name, record_id, must)
    return record
