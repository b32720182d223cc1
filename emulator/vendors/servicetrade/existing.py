"""What a body refers to: it has to exist, and to be of the right place, job or company."""

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import errors, rules


def existing(call: Call, field: str, table: str, record_id: int, **must: object) -> Record:
    """A record that a field names.

    must: the values that it has to have.  Raises Invalid, naming the field.
    """
    record = call.records.get(table, record_id)
    if record is None:
        raise wrong(field, f"{table} has no record {record_id}")
    for name, value in must.items():
        if record[name] != value:
            raise wrong(
                field, f"{table} {record_id} has the {name} {record[name]}, expected {value}"
            )
    return record


def needed(call: Call, field: str, table: str, **must: object) -> Record:
    """The record that a required field of the body names.  Raises Invalid."""
    return existing(call, field, table, call.body[field], **must)


def referred(call: Call, field: str, table: str, **must: object) -> Record | None:
    """The record that a field of the body names, if it is there and not null.  Raises Invalid."""
    record_id = call.body.get(field)
    return None if record_id is None else existing(call, field, table, record_id, **must)


def wrong(field: str, reason: str) -> Invalid:
    """A field that refers to what it must not."""
    return errors.invalid(f"{field}: {reason}", **{field: rules.worded(field, "reference")})
