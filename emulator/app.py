"""Where everything meets: the vendors, the control plane and the door in front of them."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from emulator import control
from emulator.door import Door
from emulator.durable import open_all
from emulator.kernel.clock import parse_instant
from emulator.kernel.pipeline import Pipeline
from emulator.kernel.sandbox import Pause, Sandboxes, Start
from emulator.kernel.sending import Send, Sending
from emulator.kernel.storms import PRESETS
from emulator.kernel.vendor import Vendor
from emulator.kernel.world import Installed
from emulator.loading import install
from emulator.settings import Settings
from emulator.vendors import servicechannel, servicetrade, spp

#: A new vendor is one folder in each tree and one name here.
VENDORS: Sequence[Vendor] = (servicechannel.VENDOR, servicetrade.VENDOR, spp.VENDOR)


def create_app(settings: Settings | None = None) -> Door:
    """The whole emulator as an ASGI application.  Raises Mistake with every problem there is."""
    settings = settings or Settings()
    return assemble(install(VENDORS, settings), settings)


def assemble(
    installed: Mapping[str, Installed],
    settings: Settings,
    send: Send | None = None,
    pause: Pause = asyncio.sleep,
) -> Door:
    """The application around vendors that are loaded; they may serve several applications.

    send: what sends webhooks in the place of real POSTs.  pause: what late answers wait with.
    """
    start = Start(
        send=send or Sending(settings.allow_target),
        clock=parse_instant(settings.clock) if settings.clock else None,
        seed=settings.seed,
        storm=PRESETS[settings.storm],
        public_url=settings.public_url.rstrip("/"),
        pause=pause,
    )
    sandboxes = Sandboxes(installed, start)
    for said in open_all(sandboxes, Path(settings.data)) if settings.data else ():
        logging.getLogger("emulator").warning(said)
    apis = {name: Pipeline(vendor, sandboxes) for name, vendor in installed.items()}
    by_host = {host: apis[vendor.name] for vendor in VENDORS for host in hosts(vendor)}
    return Door(control.application(sandboxes), apis, by_host, settings, sandboxes)


def hosts(vendor: Vendor) -> list[str]:
    """The hosts that reach a vendor without its prefix."""
    return [*vendor.hosts, f"{vendor.name}.localhost"]
