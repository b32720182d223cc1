"""From files to installed vendors: contracts, fixtures and profiles, all checked."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from emulator.kernel import contract, documents, fixtures
from emulator.kernel.contract import Contract
from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record
from emulator.kernel.vendor import Vendor
from emulator.kernel.world import Installed
from emulator.resources import tree
from emulator.settings import Settings, WrongSetting


def install(vendors: Sequence[Vendor], settings: Settings) -> dict[str, Installed]:
    """Everything that a server needs to know of its vendors.  Raises Mistake with all problems."""
    beside = overlays(vendors, settings.overlay)
    contracts = {v.name: load(v, beside[v.name]) for v in vendors}
    profiles = {v.name: read_profiles(v.name, contracts[v.name]) for v in vendors}
    chosen = chosen_profiles(vendors, profiles, settings.profile)
    files = fixture_files(vendors, settings.fixtures)
    return {
        vendor.name: Installed(
            vendor=vendor,
            contract=contracts[vendor.name],
            fixture=fixtures.read(files[vendor.name], contracts[vendor.name]),
            profiles=profiles[vendor.name],
            profile=chosen[vendor.name],
        )
        for vendor in vendors
    }


def load(vendor: Vendor, beside: Sequence[Path] = ()) -> Contract:
    """A vendor's contract, with what its own documents have beside it.  Raises Mistake."""
    return contract.load(
        tree("contracts") / vendor.name,
        lambda document: documents.join(document, beside, vendor.grants),
    )


def read_profiles(vendor: str, known: Contract) -> dict[str, Record]:
    """A vendor's profiles by name, each checked against the contract's schema `Profile`."""
    folder = tree("fixtures") / "profiles" / vendor
    found: dict[str, Record] = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".json"):
            name = file.name.removesuffix(".json")
            found[name] = json.loads(file.read_text("utf-8"))
    wrong = list(known.problems("Profile", {f"profiles/{vendor}/{n}": p for n, p in found.items()}))
    if wrong:
        raise Mistake(*wrong)
    return found


def chosen_profiles(
    vendors: Sequence[Vendor], profiles: Mapping[str, Mapping[str, Record]], wanted: Sequence[str]
) -> dict[str, str]:
    """The profile of each vendor.  `NAME` goes to all that have it; unknown to all is an error."""
    chosen = {vendor.name: vendor.default_profile for vendor in vendors}
    for text in wanted:
        only, _, name = text.rpartition("=")
        takers = [v for v in chosen if (only in ("", v)) and name in profiles[v]]
        if not takers:
            known = sorted({name for by_name in profiles.values() for name in by_name})
            raise WrongSetting(f"profile: {text}, expected one of {', '.join(known)}")
        chosen |= dict.fromkeys(takers, name)
    return chosen


def overlays(vendors: Sequence[Vendor], wanted: Sequence[str]) -> dict[str, list[Path]]:
    """The documents of each vendor, from `VENDOR=FILE_OR_DIR`."""
    found: dict[str, list[Path]] = {vendor.name: [] for vendor in vendors}
    for text in wanted:
        vendor, _, place = text.partition("=")
        if vendor not in found or not place:
            known = ", ".join(sorted(found))
            raise WrongSetting(f"overlay: {text}, expected VENDOR=FILE_OR_DIR, VENDOR of {known}")
        found[vendor].append(Path(place))
    return found


def fixture_files(vendors: Sequence[Vendor], wanted: Sequence[str]) -> dict[str, Traversable]:
    """The fixture of each vendor: the demo world, unless a folder or `VENDOR=FILE` says another."""
    demo = tree("fixtures") / "demo"
    files: dict[str, Traversable] = {v.name: demo / f"{v.name}.json" for v in vendors}
    for text in wanted:
        vendor, is_pair, file = text.partition("=")
        if is_pair and vendor not in files:
            raise WrongSetting(f"fixtures: {vendor}, expected one of {', '.join(sorted(files))}")
        if is_pair:
            files[vendor] = Path(file)
            continue
        folder = Path(text)
        if not folder.is_dir():
            raise WrongSetting(f"fixtures: {text} is no folder; expected a folder or VENDOR=FILE")
        files |= {v: folder / f"{v}.json" for v in files if (folder / f"{v}.json").is_file()}
    return files
