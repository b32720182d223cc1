"""Files of work orders and of their notes."""

from collections.abc import Callable

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import links, sight, times, views
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    DATE,
    STRING,
    Entity,
    Field,
    ints,
    longs,
    strings,
)


def there(*names: str) -> dict[str, Field]:
    """Instants of what hangs on a work order, with the offset of its location; null if unset."""
    return {name: Field(DATE, _local(name), name) for name in names}


def _local(name: str) -> Callable[[Call, Record], str | None]:
    def read(call: Call, record: Record) -> str | None:
        if record[name] is None:
            return None
        order = call.load("workorders", record["WorkOrderId"])
        place = views.place_of(call, call.load("locations", order["LocationId"]))
        return times.local(record[name], place)

    return read


def attached(call: Call, note: Record) -> list[Record]:
    """The files of a note that the caller sees."""
    found = [call.records.get("attachments", key) for key in note["AttachmentsIds"]]
    return sight.seen(call, [record for record in found if record])


def _is_copy(_: Call, record: Record) -> bool:
    return bool(record.get("IsInvoiceDigitalCopy"))


ATTACHMENTS = Entity(
    "attachments",
    "Attachment",
    ints("Id")
    | strings("Description", "Name")
    | there("TimeStamp")
    | {"Uri": Field(STRING, links.uri)}
    | longs("NoteId")
    | ints("Visibility")
    | {"IsInvoiceDigitalCopy": Field(BOOLEAN, _is_copy)}
    | strings("UploadBy"),
)
