"""What clients of Service Provider Pro really send: keys in two forms, bodies in three.

Sources: https://github.com/pheeque/spp-api (Basic, forms), public code of live clients,
repositories not named (Bearer, JSON, lists as `tags[]` and `tags[0]`).
"""

from collections.abc import Collection
from urllib.parse import parse_qsl

from emulator.kernel import brackets
from emulator.kernel.bodies import JSON, MULTIPART, media, parse_object, read_multipart
from emulator.kernel.errors import Malformed, WrongMedia
from emulator.kernel.operation import Given
from emulator.kernel.request import Request

FORM = "application/x-www-form-urlencoded"
#: Hosts whose first label is a workspace.
HOSTS = ("*.spp.localhost", "*.spp.io", "*.spp.co", "*.wayfront.com")


def credential(request: Request) -> str | None:
    """The API key: a bearer token, or the name of HTTP Basic, whose password nobody reads."""
    if request.count(b"authorization") != 1:
        return None
    return request.bearer or request.basic()[0] or None


def subdomain(host: str) -> str:
    """The workspace that a host names; "" for a host that names none."""
    label, _, rest = host.partition(":")[0].lower().partition(".")
    return label if f"*.{rest}" in HOSTS else ""


def asked(base_url: str) -> str:
    """The workspace that the host of a URL names; "" for a host that names none."""
    return subdomain(base_url.partition("://")[2].partition("/")[0])


def read(request: Request, takes: Collection[str] = ()) -> Given:
    """JSON, a form or the parts of a multipart body, as the content type says; nothing is {}.

    A value without a name is none, as in PHP.  Raises Malformed for a body that is something else
    than it says, WrongMedia for another type.
    """
    del takes
    given = _given(request)
    given.fields.pop("", None)
    return given


def _given(request: Request) -> Given:
    said = media(request)
    if said == MULTIPART:
        return _parts(read_multipart(request, brackets.nested))
    if said == FORM:
        return Given(_form(request.body))
    if said not in JSON and not said.endswith("+json"):
        raise WrongMedia(reason=f"the body is {said}, expected {JSON[0]} or {FORM}", media=said)
    return Given(parse_object(request.body))


def _parts(sent: Given) -> Given:
    """The parts of a body: its fields, and its files as a list under their name, `name.0`, ….

    A file without a name is none, as in PHP: an input that nobody filled in.
    """
    fields = {name: text for name, text in sent.fields.items() if name not in sent.files}
    files = {}
    for name, upload in sent.files.items():
        if upload.name:
            head = name.partition("[")[0]
            others = fields.get(head) or []
            names = [*(others if isinstance(others, list) else [others]), upload.name]
            fields[head], files[f"{head}.{len(names) - 1}"] = names, upload
    return Given(fields, files)


def _form(body: bytes) -> dict[str, object]:
    """A form's fields; what looks like JSON is none (assumed)."""
    text = body.decode("utf-8", "replace")
    if text.lstrip()[:1] in ("{", "["):
        raise Malformed(reason=f"the content type is {FORM}, but the body is JSON")
    return brackets.nested(parse_qsl(text, keep_blank_values=True))
