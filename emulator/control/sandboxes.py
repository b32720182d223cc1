"""Sandboxes: made in milliseconds, one a test, each with credentials that lead to it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from emulator.control.clock import text
from emulator.control.problems import Asked, Problem
from emulator.kernel import fixtures, snapshots
from emulator.kernel.aliases import DEFAULT, NAME
from emulator.kernel.clock import check_instant, parse_instant
from emulator.kernel.operation import Record
from emulator.kernel.sandbox import Sandbox, Start
from emulator.kernel.storms import PRESETS, preset_of
from emulator.kernel.world import Installed

FIELDS = ("name", "from", "snapshot", "fixtures", "profile", "seed", "clock", "frozen", "storm")


def listing(asked: Asked) -> object:
    """Every sandbox, `default` first."""
    return {"sandboxes": [_shown(asked, sandbox) for sandbox in asked.sandboxes]}


def one(asked: Asked) -> object:
    """One sandbox, with the credentials that lead to it."""
    return _shown(asked, _named(asked, asked.path["name"]))


def create(asked: Asked) -> object:
    """Another sandbox, with the credentials that lead to it.

    All is optional: name; one of `from` (a sandbox that is copied as it is now), `snapshot` and
    `fixtures` (as in a folder of them); profile, seed, clock, frozen, storm.
    """
    given = asked.take(*FIELDS)
    name = _new_name(asked, given)
    other = _named(asked, given["from"]) if given.get("from") is not None else None
    if len([key for key in ("from", "snapshot", "fixtures") if given.get(key) is not None]) > 1:
        raise Problem(400, "made from what?", "expected one of from, snapshot and fixtures")
    start = _start(asked, given, other)
    profiles = list(_profiles(asked, given.get("profile")))
    vendors = _vendors(asked, given.get("fixtures"))
    restored = _checked(asked, given.get("snapshot"))
    sandbox = asked.sandboxes.create(name, vendors, start)
    if other is not None:
        sandbox.fork(other)
    if restored is not None:
        snapshots.restore(sandbox, restored)
        sandbox.keep("a snapshot")
    _settle(sandbox, given, profiles)
    asked.sandboxes.opened(sandbox)
    sandbox.courier.wake()
    return _shown(asked, sandbox)


async def drop(asked: Asked) -> None:
    """The end of a sandbox: its credentials lead to `default` from now on, which refuses them."""
    sandbox = _named(asked, asked.path["name"])
    if sandbox.name == DEFAULT:
        raise Problem(409, "default stays", "there is always a sandbox of that name; reset it")
    await asked.sandboxes.drop(sandbox.name)


def _settle(sandbox: Sandbox, given: Record, profiles: list[tuple[str, str]]) -> None:
    """What is asked for on top of what the sandbox was made from."""
    clock = sandbox.clock
    now = parse_instant(given["clock"]) if given.get("clock") is not None else clock.now()
    is_frozen = given.get("frozen")
    clock.go(now, is_frozen=clock.is_frozen if is_frozen is None else is_frozen)
    if given.get("storm") is not None:
        sandbox.courier.storm = PRESETS[given["storm"]]
    for vendor, profile in profiles:
        world = sandbox.worlds[vendor]
        world.use(world.installed.profiles[profile], profile)


def _new_name(asked: Asked, given: Record) -> str:
    """The name that is asked for, or the next free number."""
    name = given.get("name")
    if name is None:
        names = (f"s{number}" for number in count(1))
        return next(name for name in names if asked.sandboxes.named(name) is None)
    if not isinstance(name, str) or not NAME.fullmatch(name):
        known = "1 to 40 letters, digits, hyphens and underscores"
        raise Problem(400, "no such name", f"{name!r}, expected {known}")
    if asked.sandboxes.named(name) is not None:
        raise Problem(409, "taken", f"there is a sandbox {name}; drop it, or take another name")
    return name


def _named(asked: Asked, name: object) -> Sandbox:
    sandbox = asked.sandboxes.named(name) if isinstance(name, str) else None
    if sandbox is None:
        known = ", ".join(s.name for s in asked.sandboxes)
        raise Problem(404, f"no sandbox {name}", f"expected one of {known}")
    return sandbox


def _start(asked: Asked, given: Record, other: Sandbox | None) -> Start:
    """Seed and clock: what is asked for, else as in the sandbox that is copied, or `default`."""
    seed = given.get("seed", (other or asked.sandbox).seed)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise Problem(400, "seed", f"{seed!r}, expected a whole number")
    if not isinstance(given.get("frozen"), bool | None):
        raise Problem(400, "frozen", f"{given['frozen']!r}, expected true or false")
    storm = given.get("storm")
    if storm is not None and (not isinstance(storm, str) or storm not in PRESETS):
        raise Problem(404, f"no storm {storm}", f"expected one of {', '.join(PRESETS)}")
    try:
        clock = other.clock.now() if other is not None else None
        if given.get("clock") is not None:
            clock = parse_instant(text(given, "clock", "2026-06-15T12:00:00Z"))
        check_instant(clock or asked.sandbox.clock.now())
    except ValueError as error:
        raise Problem(400, "no such time", str(error)) from None
    return replace(asked.sandboxes.start, seed=seed, clock=clock)


def _profiles(asked: Asked, given: object) -> Iterator[tuple[str, str]]:
    """Which vendor gets which profile: of `NAME` or `VENDOR=NAME`, or of a list of such."""
    wanted = given if isinstance(given, list) else [given] if given is not None else []
    for each in wanted:
        only, _, name = str(each).rpartition("=")
        vendors = asked.sandboxes.vendors
        takers = [v for v in vendors if only in ("", v) and name in vendors[v].profiles]
        if not takers:
            known = sorted({n for installed in vendors.values() for n in installed.profiles})
            raise Problem(404, f"no profile {each}", f"expected one of {', '.join(known)}")
        yield from ((vendor, name) for vendor in takers)


def _vendors(asked: Asked, given: object) -> Mapping[str, Installed]:
    """The vendors, those that fixtures are given for with these.  Raises Problem with all of it."""
    vendors = dict(asked.sandboxes.vendors)
    if given is None:
        return vendors
    if not isinstance(given, dict):
        raise Problem(400, "fixtures", f"{type(given).__name__}, expected an object by file name")
    wrong: list[str] = []
    for file, tables in given.items():
        vendor = file.removesuffix(".json")
        if vendor not in vendors:
            wrong.append(f"{file}: expected one of {', '.join(f'{v}.json' for v in vendors)}")
            continue
        found = fixtures.problems(tables, vendors[vendor].contract)
        wrong += [f"{file}: {problem}" for problem in found]
        vendors[vendor] = replace(vendors[vendor], fixture=tables)
    if wrong:
        raise Problem(400, "the fixtures are not accepted", "\n".join(wrong))
    return vendors


def _checked(asked: Asked, given: object) -> Record | None:
    if given is None:
        return None
    wrong = list(snapshots.problems(given, asked.sandboxes.vendors))
    if wrong:
        raise Problem(400, "the snapshot is not accepted", "\n".join(wrong))
    assert isinstance(given, dict)  # noqa: S101 - it has no problems
    return given


def _shown(asked: Asked, sandbox: Sandbox) -> Record:
    clock = sandbox.clock
    return {
        "name": sandbox.name,
        "seed": sandbox.seed,
        "clock": {"now": clock.now().isoformat(), "frozen": clock.is_frozen},
        "storm": preset_of(sandbox.courier.storm),
        "from": sandbox.made_from,
        "profiles": {name: world.profile_name for name, world in sandbox.worlds.items()},
        "vendors": {
            name: {
                "base_url": f"{asked.base_url}/{name}",
                "environment": sandbox.environment(name, asked.base_url),
            }
            for name in sandbox.worlds
        },
    }
