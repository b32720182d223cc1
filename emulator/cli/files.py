"""Files of contracts, fixtures and profiles: found, told apart, and checked."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path

from emulator.app import VENDORS
from emulator.cli import exact
from emulator.cli.folder import OWN
from emulator.kernel import contract, fixtures
from emulator.kernel.contract import Contract
from emulator.kernel.errors import Malformed, Mistake
from emulator.kernel.found import bind
from emulator.kernel.operation import Record
from emulator.kernel.replay import FORMAT
from emulator.kernel.world import Installed
from emulator.resources import tree

NAMES = [vendor.name for vendor in VENDORS]
#: Keys by which a file is known for what it is.
KEYS: Mapping[str, set[str]] = {
    "fixture": {"_meta"},
    "contract": {"openapi", "paths", "components", "x-tables"},
    "profile": {"throttle", "tokens", "webhooks", "switches"},
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file and the folder that it lies in.  shown: the folder's path, for people."""

    file: Traversable
    folder: Traversable
    shown: str

    @property
    def path(self) -> str:
        return f"{self.shown}/{self.file.name}"

    @property
    def stem(self) -> str:
        return self.file.name.removesuffix(".json")


def found(paths: Sequence[Path]) -> Iterator[Found]:
    """The JSON files of some paths; of the emulator itself without any."""
    for path in paths:
        if path.is_dir():
            yield from _walk(path, str(path))
        else:
            yield Found(path, path.parent, str(path.parent))
    for name in () if paths else ("contracts", "fixtures"):
        yield from _walk(tree(name), name)


def _walk(folder: Traversable, shown: str) -> Iterator[Found]:
    """Those below a folder; a name with an underscore is no vendor's, but one is a snapshot's."""
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.is_dir():
            yield from _walk(file, f"{shown}/{file.name}")
        elif file.name.endswith(".json") and (file.name == OWN or not file.name.startswith("_")):
            yield Found(file, folder, shown)


def problems(files: Sequence[Found]) -> Iterator[str]:
    """Every problem of some files, as `path: where: what, expected what`."""
    read: dict[str, list[tuple[Found, Record]]] = {kind: [] for kind in KEYS}
    for file in files:
        try:
            content = exact.parsed(file.file.read_bytes())
        except OSError as error:
            yield f"{file.path}: {error.strerror or error}"
            continue
        except Mistake as mistake:
            yield from (f"{file.path}: {problem}" for problem in mistake.problems)
            continue
        kind, known = _kind(file, content)
        if kind == OWN:
            yield from (f"{file.path}: {problem}" for problem in _own_problems(content))
        elif known is None:
            yield f"{file.path}: unknown kind of file; expected {_expected()}"
        else:
            read[kind].append((file, known))
    contracts: dict[str, Contract | None] = {}
    for folder in dict.fromkeys((f.shown, f.folder) for f, _ in read["contract"]):
        yield from _contract_problems(*folder, contracts)
    for file, content in read["fixture"]:
        yield from _fixture_problems(file, content, contracts)
    for file, content in read["profile"]:
        yield from _profile_problems(file, content, contracts)


def _kind(file: Found, content: object) -> tuple[str, Record | None]:
    """What kind of file it is, and its content if it is of one."""
    if file.file.name == OWN:
        return OWN, None
    if not isinstance(content, dict):
        return "", None
    known = (kind for kind, keys in KEYS.items() if keys & content.keys())
    kind = next(known, "fixture" if file.stem in NAMES else "")
    return kind, content if kind else None


def _own_problems(content: object) -> Iterator[str]:
    """What is wrong with what a snapshot has beside the vendors' files, at first sight."""
    if not isinstance(content, dict):
        yield f"{type(content).__name__}, expected an object"
    elif content.get("format") != FORMAT:
        yield f"format: {content.get('format')}, expected {FORMAT}"


def _expected() -> str:
    kinds = (f"a {kind} (with {' or '.join(sorted(keys))})" for kind, keys in KEYS.items())
    return "; ".join(kinds)


def _contract_problems(
    shown: str, folder: Traversable, loaded: dict[str, Contract | None]
) -> Iterator[str]:
    """What is wrong with the contract of a folder; it is kept in `loaded` if it can be used."""
    loaded[folder.name] = None
    try:
        dangling = list(_dangling(folder))
        whole = None if dangling else contract.load(folder)
    except Mistake as mistake:
        yield from (f"{shown}/{problem}" for problem in mistake.problems)
        return
    except Exception as error:  # noqa: BLE001 - whatever a malformed contract breaks
        yield f"{shown}: {type(error).__name__}: {error}, expected OpenAPI 3.1 by topic"
        return
    yield from (f"{shown}/{problem}" for problem in dangling)
    if whole is not None:
        loaded[folder.name] = whole
        yield from (f"{shown}: {problem}" for problem in _inner_problems(folder.name, whole))


def _dangling(folder: Traversable) -> Iterator[str]:
    """References that lead to no part of the topics' components."""
    topics: dict[str, Record] = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".json"):
            try:
                topics[file.name] = json.loads(file.read_text("utf-8"))
            except (ValueError, RecursionError) as error:
                raise Mistake(f"{file.name}: not JSON: {error}") from None
    known = {
        f"#/components/{kind}/{name}"
        for topic in topics.values()
        for kind, parts in topic.get("components", {}).items()
        for name in parts
    }
    for file_name, topic in topics.items():
        for where, reference in _references(topic, ""):
            if "/".join(reference.split("/")[:4]) not in known:
                yield f"{file_name}: {where}: {reference}, expected a part of the components"


def _references(part: object, where: str) -> Iterator[tuple[str, str]]:
    children: Iterator[tuple[object, object]] = iter(())
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield where, part["$ref"]
        children = iter(part.items())
    elif isinstance(part, list):
        children = iter(enumerate(part))
    for key, child in children:
        yield from _references(child, f"{where}.{key}" if where else str(key))


def _inner_problems(name: str, whole: Contract) -> Iterator[str]:
    """Schemas that do not compile, tables that lead nowhere, operations that nobody serves."""
    schemas = whole.document.get("components", {}).get("schemas", {})
    yield from _uncompiled(whole, schemas)
    for table_name, table in whole.tables.items():
        if table.record not in schemas:
            yield f"{table_name}: record: {table.record}, expected the name of a schema"
        for field, target in table.references.items():
            if target not in whole.tables:
                yield f"{table_name}: {field}: {target}, expected the name of a table"
    for vendor in VENDORS:
        if vendor.name == name:
            yield from _unbound(Installed(vendor, whole, {}, {}, ""))


def _uncompiled(whole: Contract, schemas: Iterable[str]) -> Iterator[str]:
    """What fails to compile; a server would tell with the first request that needs it."""
    parts: dict[str, Callable[[], object]] = {
        f"components.schemas.{name}": partial(list, whole.problems(name, {})) for name in schemas
    }
    parts |= {entry.id: partial(_compile, entry) for entry in whole.entries}
    for name, compiles in parts.items():
        try:
            compiles()
        except Exception as error:  # noqa: BLE001 - whatever a malformed schema breaks
            yield f"{name}: {str(error).partition(chr(10))[0]}, expected a schema that compiles"


def _compile(entry: contract.Entry) -> None:
    for check in (entry.path_parameters.bind, entry.query_parameters.bind):
        with suppress(Malformed):
            check([])
    if entry.body is not None:
        with suppress(Malformed):
            entry.body.bind({})


def _unbound(installed: Installed) -> Sequence[str]:
    try:
        bind(installed)
    except Mistake as mistake:
        return mistake.problems
    return ()


def _fixture_problems(
    file: Found, content: Record, contracts: dict[str, Contract | None]
) -> Iterator[str]:
    if file.stem not in NAMES:
        yield f"{file.path}: unknown vendor {file.stem}, expected one of {', '.join(NAMES)}"
        return
    known = yield from _contract_of(file.stem, contracts)
    if known is not None:
        yield from (f"{file.path}: {problem}" for problem in fixtures.problems(content, known))


def _profile_problems(
    file: Found, content: Record, contracts: dict[str, Contract | None]
) -> Iterator[str]:
    vendor = file.folder.name
    if vendor not in NAMES:
        yield f"{file.path}: in the folder {vendor}, expected one of {', '.join(NAMES)}"
        return
    known = yield from _contract_of(vendor, contracts)
    if known is not None:
        yield from known.problems("Profile", {file.path: content})


def _contract_of(
    vendor: str, contracts: dict[str, Contract | None]
) -> Generator[str, None, Contract | None]:
    """The contract of a vendor: of the files that are checked, else the emulator's own."""
    if vendor not in contracts:
        yield from _contract_problems(f"contracts/{vendor}", tree("contracts") / vendor, contracts)
    return contracts[vendor]
