"""Postal addresses as bodies give them: an object, or flat fields."""

from collections.abc import Mapping

from emulator.kernel.operation import Record
from emulator.vendors.servicetrade import errors, rules

#: The flat field of each part.
PARTS: Mapping[str, str] = {
    "addressStreet": "street",
    "addressCity": "city",
    "addressState": "state",
    "addressPostalCode": "postalCode",
}


def given(body: Record) -> Record:
    """The parts that a body gives, by flat field; those of `address` win.

    Source: https://github.com/logicalproof/servicetrade.
    """
    address = body.get("address", {})
    flat = {field: body[field] for field in PARTS if field in body}
    return flat | {field: address[part] for field, part in PARTS.items() if part in address}


def check_whole(record: Record) -> None:
    """Raises Invalid for an address that lacks a part; which parts it needs is assumed."""
    missing = [field for field in PARTS if not record[field]]
    if missing:
        raise errors.invalid(
            f"address: {', '.join(missing)} missing",
            **{field: rules.worded(field, "required") for field in missing},
        )
