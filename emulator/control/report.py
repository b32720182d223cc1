"""The report card of the client that a sandbox has met."""

from starlette.responses import Response

from emulator.control.problems import Asked, Problem
from emulator.kernel import report, report_words
from emulator.kernel.findings import Seen
from emulator.kernel.operation import Record
from emulator.kernel.sandbox import Sandbox

JSON, TEXT = "json", "text"


def read(asked: Asked) -> object:
    """Grade, callers, findings and rules; for people with `?format=text` or `Accept: text/plain`.

    It is about all that came since the sandbox was made or reset.
    """
    wanted = asked.query.get("format", _accepted(asked))
    if wanted not in (JSON, TEXT):
        raise Problem(400, "format", f"{wanted!r}, expected {JSON} or {TEXT}")
    card = _card(asked.sandbox)
    if wanted == JSON:
        return card
    text = "".join(f"{line}\n" for line in report_words.lines(card))
    return Response(text, media_type="text/plain")


def _card(sandbox: Sandbox) -> Record:
    journal, log = sandbox.journal, sandbox.courier.log
    vendors = {name: world.vendor for name, world in sandbox.worlds.items()}
    made = report.report(Seen(journal.run(), list(log)[::-1], vendors))
    dropped = {"requests": journal.dropped, "deliveries": log.dropped}
    return {"sandbox": sandbox.name, **made, "dropped": dropped}


def _accepted(asked: Asked) -> str:
    """What the header asks for: the first of the two that it names."""
    accept = next((value for name, value in asked.headers if name == "accept"), "")
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    known = {"text/plain": TEXT, "application/json": JSON}
    return next((known[kind] for kind in kinds if kind in known), JSON)
