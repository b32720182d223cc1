"""The control plane: `/_emulator`, one table of routes."""

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from emulator.control import (
    clock,
    contracts,
    explaining,
    faults,
    inbox,
    index,
    logs,
    openapi,
    report,
    requests,
    sandboxes,
    snapshots,
    state,
    storms,
    tokens,
    webhooks,
)
from emulator.control.problems import Asked, ControlCall, endpoint, unrouted
from emulator.kernel.sandbox import Sandboxes


def described(asked: Asked) -> object:
    """The document of this API: every control call, what it takes and what it answers."""
    return openapi.document(ROUTES, asked.base_url)


ROUTES: Mapping[str, Mapping[str, ControlCall]] = {
    "/": {"GET": index.read},
    "/healthz": {"GET": index.health},
    "/_emulator": {"GET": index.read},
    "/_emulator/": {"GET": index.read},
    "/_emulator/openapi.json": {"GET": described},
    "/_emulator/clock": {"GET": clock.read, "POST": clock.move},
    "/_emulator/faults": {"GET": faults.listing, "POST": faults.add, "DELETE": faults.clear},
    "/_emulator/faults/{id}": {"GET": faults.one, "DELETE": faults.remove},
    "/_emulator/requests": {"GET": requests.listing, "DELETE": requests.clear},
    "/_emulator/requests/{id}": {"GET": requests.one},
    "/_emulator/requests/{id}/explain": {"GET": explaining.one},
    "/_emulator/logs": {"GET": logs.read},
    "/_emulator/report": {"GET": report.read},
    "/_emulator/contracts/{vendor}.json": {"GET": contracts.document},
    "/_emulator/sandboxes": {"GET": sandboxes.listing, "POST": sandboxes.create},
    "/_emulator/sandboxes/{name}": {"GET": sandboxes.one, "DELETE": sandboxes.drop},
    "/_emulator/snapshot": {"GET": snapshots.save, "PUT": snapshots.restore},
    "/_emulator/reset": {"POST": state.reset},
    "/_emulator/fixtures": {"POST": state.merge},
    "/_emulator/permissions": {"GET": state.permissions, "PUT": state.permit},
    "/_emulator/profile": {"GET": state.profile, "PUT": state.use_profile},
    "/_emulator/throttle": {"GET": state.throttle, "PUT": state.set_throttle},
    "/_emulator/tokens": {"GET": tokens.listing},
    "/_emulator/tokens/expire": {"POST": tokens.expire},
    "/_emulator/tokens/revoke": {"POST": tokens.revoke},
    "/_emulator/webhooks/deliveries": {"GET": webhooks.listing},
    "/_emulator/webhooks/deliveries/{id}": {"GET": webhooks.one},
    "/_emulator/webhooks/deliveries/{id}/replay": {"POST": webhooks.replay},
    "/_emulator/webhooks/events": {"GET": webhooks.events},
    "/_emulator/webhooks/fire": {"POST": webhooks.fire},
    "/_emulator/webhooks/endpoints": {"GET": webhooks.endpoints, "POST": webhooks.subscribe},
    "/_emulator/webhooks/endpoints/{id}": {"DELETE": webhooks.remove},
    "/_emulator/webhooks/endpoints/{id}/test": {"POST": webhooks.test},
    "/_emulator/inbox": {"GET": inbox.listing},
    "/_emulator/inbox/{name}": inbox.ANY,
    "/_emulator/inbox/{name}/messages": {"GET": inbox.messages, "DELETE": inbox.empty},
    "/_emulator/inbox/{name}/answer": {"GET": inbox.answer, "PUT": inbox.tell},
    "/_emulator/webhooks/storm": {"GET": storms.read, "PUT": storms.change},
    "/_emulator/webhooks/storm/verdict": {"GET": storms.verdict},
}


#: The table, compiled once for all applications.
COMPILED = [Route(path, endpoint(calls), methods=list(calls)) for path, calls in ROUTES.items()]


def application(known: Sandboxes) -> Starlette:
    """The table as an ASGI application."""
    made = Starlette(routes=COMPILED, exception_handlers={HTTPException: unrouted})
    made.state.sandboxes = known
    return made
