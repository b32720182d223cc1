"""What clients of ServiceChannel send: JSON, and files in multipart bodies."""

from emulator.kernel.bodies import MULTIPART, media, read_any_json, read_multipart
from emulator.kernel.operation import Given
from emulator.kernel.request import Request

#: What the last segment of a path has that takes files, one of these.
FILES = ("attachment", "checklistresponse")


def read(request: Request) -> Given:
    """JSON of any kind; parts where files are added.  Raises WrongMedia, Malformed."""
    last = request.path.rpartition("/")[2].lower()
    if media(request) == MULTIPART and any(word in last for word in FILES):
        return read_multipart(request)
    return read_any_json(request)


def leads(request: Request) -> str | None:
    """What decides the sandbox of an open request: the client that logs in, or a link's key."""
    return request.client_id() or request.parameters().get("key")
