"""What orders and tickets are labelled with: tags and metadata.

Sources: https://spp.co/help/knowledgebase/tags (a new name is saved as a tag), the vendor's API
reference of 2024-03-05.  Whether the tags of an update replace the others is assumed: a switch.
"""

from collections.abc import Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp.saves import Saved
from emulator.vendors.spp.workspaces import find, new


def tagged(call: Call, saved: Saved, before: Sequence[str] = ()) -> list[str]:
    """The tags of a record after the body; names that are new to the workspace are saved.

    before: those that the record has.
    """
    asked = [name for each in call.body.get("tags", before) if (name := each.strip())]
    kept = before if call.switches["tags_write"] == "append" else ()
    names = list(dict.fromkeys([*kept, *asked]))
    unknown = [name for name in names if not find(call, "tags", name=name)]
    saved.put("tags", *[new(call, "tags", name=name) for name in unknown])
    return names


def metadata(call: Call) -> Record:
    """The body's metadata by name: an object, or a list of `{title, value}` as services have it.

    What is in a list without a title is under its place (assumed).
    """
    given = call.body.get("metadata") or {}
    if isinstance(given, Mapping):
        return dict(given)
    return dict(_titled(value, place) for place, value in enumerate(given))


def _titled(value: object, place: int) -> tuple[str, object]:
    if isinstance(value, Mapping) and isinstance(value.get("title"), str):
        return value["title"], value.get("value")
    return str(place), value
