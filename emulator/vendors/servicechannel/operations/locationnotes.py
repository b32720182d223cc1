"""What a subscriber notes about its locations, under headers of its own."""

from collections.abc import Mapping, Sequence

from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import location_views, lookups, reach

#: Who sets a location's notes one by one.
EDITORS = ("Super Admin", "Admin")
LONGEST_HEADER, LONGEST_VALUE = 100, 7000


@operation("getLocationNotes")
def get_location_notes(call: Call) -> Reply:
    """The notes of a location."""
    found = reach.location(call, call.path["locationId"])
    private = bool(call.query["privateNotes"] and call.caller["SubscriberId"])
    return Reply(location_views.notes(call, found, private=private))


@operation("postLocationNote")
def post_location_note(call: Call) -> Reply:
    """Set one note, or take it away."""
    found = reach.location(call, call.path["locationId"])
    if call.caller["Role"] not in EDITORS:
        raise Forbidden("note right", f"role {call.caller['Role']}")
    return _set(call, found, [call.body])


@operation("updateLocationNotes")
def update_location_notes(call: Call) -> Reply:
    """Set some notes, all or none."""
    store, owner = call.path["storeId"], call.caller["SubscriberId"]
    named = lookups.store(call, owner, store)
    found = reach.location(call, named["Id"] if named else 0)
    return _set(call, found, call.body.get("Notes", []))


def _set(call: Call, location: Record, given: Sequence[Mapping[str, object]]) -> Reply:
    """given: headers and values; the last value of a header counts."""
    if not given:
        raise Invalid("location note", "no note is sent")
    values = dict(_checked(call, note) for note in given)
    rows = {r["HeaderId"]: r for r in call.records.find("locationnotes", LocationId=location["Id"])}
    changed, gone = [], []
    for header_id, value in values.items():
        row = rows.get(header_id)
        if value and (row is None or row["Value"] != value):
            changed.append((row or _new(call, location, header_id)) | {"Value": value})
        elif row and not value:
            gone.append(row["Id"])
    if not changed and not gone:
        return Reply()
    said = [{"Name": n["Header"], "Value": n.get("Value") or ""} for n in given]
    event = Event("LocationNotesChanged", "locations", location, {"ChangedValues": said})
    return Reply(
        changes={"locationnotes": changed}, removes={"locationnotes": gone}, events=[event]
    )


def _new(call: Call, location: Record, header_id: int) -> Record:
    note_id = call.records.next_id("locationnotes")
    return {"Id": note_id, "LocationId": location["Id"], "HeaderId": header_id, "Value": ""}


def _checked(call: Call, note: Mapping[str, object]) -> tuple[int, str]:
    """The header's id and the value.  Raises a refusal for a note that may not be set."""
    name, value = str(note.get("Header") or "").strip(), str(note.get("Value") or "").strip()
    if not name or len(name) > LONGEST_HEADER or len(value) > LONGEST_VALUE:
        raise Invalid("location note", "a note has a header, and both have a greatest length")
    header = lookups.row(call, "locationnoteheaders", call.caller["SubscriberId"], None, name)
    if header is None:
        raise NotFound("note header", f"the subscriber has no header {name}")
    if header["IsProtected"] and call.caller["Role"] != "Super Admin":
        raise Forbidden("protected header", f"{name} is for a Super Admin")
    return int(header["Id"]), value


@operation("getLocationNoteHeaders")
def get_location_note_headers(call: Call) -> Reply:
    """The headers that the subscriber has set up."""
    found = call.records.find("locationnoteheaders", SubscriberId=call.caller["SubscriberId"])
    return Reply([{"Id": row["Id"], "Name": row["Name"]} for row in found])


@operation("getLocationNoteWithValues")
def get_location_note_with_values(call: Call) -> Reply:
    """All notes under one header."""
    rows = call.records.find("locationnotes", HeaderId=call.query["headerId"])
    return Reply(
        [
            location_views.note(call, row, private=True)
            for row in rows
            if reach.place(call, row["LocationId"])
        ]
    )
