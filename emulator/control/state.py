"""What a sandbox holds: records, permissions, profile and limits, changed in flight."""

from collections.abc import Iterator, Mapping

import orjson

from emulator.control import clock
from emulator.control.problems import Asked, Problem
from emulator.kernel import fixtures
from emulator.kernel.operation import Record
from emulator.kernel.world import World


async def reset(asked: Asked) -> object:
    """Back to the fixtures; the clock stays, and the fixtures' dates follow it.

    `{"weekly": true}` first goes on to the end of the week.  Raises Problem for anything else.
    """
    weekly = asked.take("weekly").get("weekly", False) if asked.raw.strip() else False
    if not isinstance(weekly, bool):
        raise Problem(400, "weekly", f"{weekly!r}, expected true or false")
    if weekly:
        return await clock.weekend(asked)
    asked.sandbox.reset()
    return None


def merge(asked: Asked) -> object:
    """Add or replace records, `{vendor: {table: {id: record}}}`: all of them or none.

    Dates move only where a `_meta` says for which instant they were written.
    """
    worlds = {name: asked.world(name) for name in asked.body}
    wrong = [f"{n}: {p}" for n, w in worlds.items() for p in _problems(w, asked.body[n])]
    if wrong:
        raise Problem(400, "the records are not accepted", "\n".join(wrong))
    merged: dict[str, int] = {}
    for name, world in worlds.items():
        moved = world.installed.shifted(asked.body[name], asked.sandbox.clock.now())
        tables = {t: list(records.values()) for t, records in moved.items()}
        world.store.commit(tables)
        merged[name] = sum(map(len, tables.values()))
    return {"merged": merged}


def _problems(world: World, tables: object) -> Iterator[str]:
    return fixtures.problems(tables, world.installed.contract, world.store.tables())


def permissions(asked: Asked) -> object:
    """The Permissions table of each vendor."""
    return {
        name: world.store.find(world.vendor.permissions_table)
        for name, world in asked.sandbox.worlds.items()
    }


def permit(asked: Asked) -> object:
    """Change fields of one row of the table, `{"Id": 301, …}`; groups field by field."""
    given = dict(asked.body)
    world = asked.world(given.pop("vendor", None), lambda w: _row(w, given) is not None)
    table, key = world.vendor.permissions_table, world.installed.contract.id_field
    row = _row(world, given)
    if row is None:
        raise Problem(404, f"no row {given.get(key)}", f"expected the {key} of a row of {table}")
    plain: Record = orjson.loads(orjson.dumps(row))  # what is inside its fields may be read-only
    changed = merged(plain, given)
    wrong = list(_problems(world, {table: {str(changed[key]): changed}}))
    if wrong:
        raise Problem(400, "the row is not accepted", "\n".join(wrong))
    world.store.commit({table: [changed]})
    return changed


def _row(world: World, given: Mapping[str, object]) -> Record | None:
    """The row of the vendor's permissions that a change names by its id."""
    number = given.get(world.installed.contract.id_field)
    table = world.vendor.permissions_table
    return world.store.get(table, number) if isinstance(number, int) else None


def merged(old: Mapping[str, object], new: Mapping[str, object]) -> Record:
    """An object changed field by field, objects inside it likewise."""
    both = dict(old)
    for name, value in new.items():
        before = both.get(name)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            both[name] = merged(before, value)
        else:
            both[name] = value
    return both


def profile(asked: Asked) -> object:
    """The profile of each vendor, with its name and the names it could have."""
    return {
        name: {"name": w.profile_name, "known": list(w.installed.profiles), "profile": w.profile}
        for name, w in asked.sandbox.worlds.items()
    }


def use_profile(asked: Asked) -> object:
    """Take another profile, `{"name": "relaxed"}`, or change parts of it, `{"switches": {…}}`."""
    given = asked.take("vendor", "name", "throttle", "tokens", "webhooks", "switches")
    world = asked.world(given.get("vendor"), lambda w: _fits(w, given))
    known = world.installed.profiles
    name = given.get("name", world.profile_name)
    if not isinstance(name, str) or name not in known:
        raise Problem(404, f"no profile {name}", f"expected one of {', '.join(known)}")
    base = known[name] if "name" in given else world.profile
    return _changed(world, name, merged(base, {k: given[k] for k in base if k in given}))


def _fits(world: World, given: Mapping[str, object]) -> bool:
    """Whether a vendor has the profile and all the settings that a change names."""
    if given.get("name", world.profile_name) not in list(world.installed.profiles):
        return False
    sections = {name: part for name, part in given.items() if isinstance(part, Mapping)}
    return all(part.keys() <= world.profile.get(n, {}).keys() for n, part in sections.items())


def _changed(world: World, name: str, wanted: Record) -> Record:
    wrong = list(world.installed.contract.problems("Profile", {name: wanted}))
    if wrong:
        raise Problem(400, "the profile is not accepted", "\n".join(wrong))
    world.use(wanted, name)
    return {"name": name, "profile": wanted}


def throttle(asked: Asked) -> object:
    """The limits of each vendor, and how far each owner has used them."""
    return {
        name: world.profile["throttle"] | {"windows": list(_windows(world))}
        for name, world in asked.sandbox.worlds.items()
    }


def _windows(world: World) -> Iterator[Record]:
    allowed = {limit.name: limit.accepted for limit in world.limits}
    for (limit, owner), window in world.throttle.windows.items():
        if limit in allowed:
            yield {
                "limit": limit,
                "owner": owner,
                "used": window.used,
                "allowed": allowed[limit],
                "closes": window.closes.isoformat(),
            }


def set_throttle(asked: Asked) -> object:
    """Change parts of the profile's section `throttle`; what a GET shows may be sent back."""
    given = dict(asked.body)
    given.pop("windows", None)
    world = asked.world(given.pop("vendor", None), lambda w: _fits(w, {"throttle": given}))
    wanted = merged(world.profile, {"throttle": given})
    return _changed(world, world.profile_name, wanted)
