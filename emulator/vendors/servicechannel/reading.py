"""What clients of ServiceChannel send: JSON, and files in multipart bodies."""

from collections.abc import Collection

from emulator.kernel.bodies import MULTIPART, media, read_any_json, read_multipart
from emulator.kernel.operation import Given
from emulator.kernel.request import Request


def read(request: Request, takes: Collection[str]) -> Given:
    """JSON of any kind; parts where an operation takes them.  Raises WrongMedia, Malformed."""
    if media(request) == MULTIPART and MULTIPART in takes:
        return read_multipart(request)
    return read_any_json(request)


def leads(request: Request) -> str | None:
    """What decides the sandbox of an open request: the client that logs in, or a link's key."""
    return request.client_id() or request.parameters().get("key")
