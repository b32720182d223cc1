"""The merged contracts, as a client's tools read them."""

import orjson

from emulator.control.problems import Asked
from emulator.kernel.operation import Record

URLS = ("tokenUrl", "authorizationUrl", "refreshUrl")


def document(asked: Asked) -> object:
    """A vendor's OpenAPI document, its servers and login URLs those of this very request."""
    world = asked.world(asked.path["vendor"])
    served: Record = orjson.loads(orjson.dumps(world.installed.contract.document))
    base = f"{asked.base_url}/{world.vendor.name}"
    served["servers"] = [{"url": base, "description": world.vendor.title}]
    for scheme in served["components"]["securitySchemes"].values():
        for flow in scheme.get("flows", {}).values():
            flow |= {key: base + flow[key] for key in URLS if key in flow}
    return served
