"""Requests as a server hands them over."""

from collections.abc import Iterable

from emulator.kernel.request import Request, Scope


def scope(
    method: str = "GET",
    path: str = "/",
    headers: Iterable[tuple[bytes, bytes]] = (),
    *,
    query: bytes = b"",
    prefix: str = "",
) -> Scope:
    return {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": prefix + path,
        "raw_path": (prefix + path).encode(),
        "root_path": prefix,
        "query_string": query,
        "headers": list(headers),
    }


def request(
    method: str = "GET",
    path: str = "/",
    headers: Iterable[tuple[bytes, bytes]] = (),
    body: bytes = b"",
) -> Request:
    made = Request(scope(method, path, headers))
    made.body = body
    return made
