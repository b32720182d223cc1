"""What runs, and what to paste next."""

from emulator import __version__
from emulator.control.problems import Asked
from emulator.kernel.storms import preset_of


def health(asked: Asked) -> object:
    """Ready, since it answers."""
    return {
        "ready": True,
        "version": __version__,
        "vendors": list(asked.sandbox.worlds),
        "uptime": round(asked.sandboxes.uptime(), 3),
    }


def read(asked: Asked) -> object:
    """Base URLs, profile, clock, operations by evidence, and the variables of `fse env`."""
    sandbox = asked.sandbox
    return {
        "version": __version__,
        "sandbox": sandbox.name,
        "seed": sandbox.seed,
        "storm": preset_of(sandbox.courier.storm),
        "faults": sum(not fault.is_over for fault in sandbox.faults),
        "clock": {"now": sandbox.clock.now().isoformat(), "frozen": sandbox.clock.is_frozen},
        "vendors": {
            name: {
                "title": world.vendor.title,
                "base_url": f"{asked.base_url}/{name}",
                "contract": f"{asked.base_url}/_emulator/contracts/{name}.json",
                "profile": world.profile_name,
                "operations": world.installed.contract.by_evidence(),
                "environment": sandbox.environment(name, asked.base_url),
            }
            for name, world in sandbox.worlds.items()
        },
    }
