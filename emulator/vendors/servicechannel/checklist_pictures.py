"""The files of answers: their names and where they are said to be; no bytes are kept."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record
from emulator.kernel.uploads import file_name
from emulator.vendors.servicechannel import nested

FILE: Mapping[str, nested.Convert] = {
    "ChecklistResponsePictureId": nested.whole,
    "DocumentName": nested.text,
    "DocumentPath": nested.text,
}


class File(NamedTuple):
    """A file that comes with an answer, and which one it replaces."""

    name: str
    path: str
    replaces: int | None = None


class Kept(NamedTuple):
    """The files of an answer after a change: those to write, all that there are, those to go."""

    written: Sequence[Record]
    every: Sequence[Record]
    gone: Sequence[int]


def stored(call: Call) -> str:
    """Where a new file is said to be."""
    return f"workorders/{UUID(bytes=call.random.randbytes(16), version=4)}"


def sent(call: Call, said: Record, replaces: int | None = None) -> list[File]:
    """The file of a form, and those that were uploaded before.  replaces: what the form names."""
    files = []
    if (upload := call.files.get("file")) is not None:
        files.append(File(file_name(upload.name), stored(call), replaces))
    return files + listed(said.get("Attachments"))


def listed(given: object) -> list[File]:
    """Files that were uploaded before.  Raises Invalid for one without a path."""
    files = []
    for item in nested.objects(given, FILE):
        if not item.get("DocumentPath"):
            raise Invalid("checklist parameters", "missing: DocumentPath")
        name = item.get("DocumentName", "")
        files.append(File(name, item["DocumentPath"], item.get("ChecklistResponsePictureId")))
    return files


def kept(call: Call, response_id: int, files: Sequence[File], *, stays: int | None = None) -> Kept:
    """Add files to those of an answer.

    stays: None where all of them stay, else the one that does, 0 for none.  Raises Invalid for a
    file that is to be replaced, or stays, and is not the answer's.
    """
    before = {
        row["Id"]: row
        for row in call.records.find("checklistpictures", CheckListResponseId=response_id)
    }
    named = [f.replaces for f in files if f.replaces is not None] + [stays or 0]
    if foreign := [i for i in named if i and i not in before]:
        raise Invalid("foreign picture", picture=foreign[0])
    written = [_written(call, response_id, file) for file in files]
    left = {i: row for i, row in before.items() if stays is None or i == stays or i in named}
    every = left | {row["Id"]: row for row in written}
    return Kept(written, [every[i] for i in sorted(every)], sorted(before.keys() - every.keys()))


def _written(call: Call, response_id: int, file: File) -> Record:
    return {
        "Id": file.replaces or call.records.next_id("checklistpictures"),
        "CheckListResponseId": response_id,
        "DocumentName": file.name,
        "DocumentPath": file.path,
        "UpdatedBy": call.caller["Id"],
    }
