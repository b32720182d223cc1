"""The generated documentation: parts of README.md, and the coverage pages.

    python docs/generate.py           # rewrite it
    python docs/generate.py --check   # exit 1 if it is out of date
    python docs/generate.py --document servicechannel=FILE   # count again what a vendor documents

Parts are between `<!-- generated:NAME -->` markers.  Everything comes from the contracts, the
profiles and the rows of settings.py; nothing is written twice.  `tests/test_docs.py` runs the
check.  Of a vendor's own document only the numbers of operations by tag are kept.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from emulator.app import VENDORS
from emulator.kernel import contract, documents
from emulator.kernel.contract import Contract
from emulator.kernel.topics import EVIDENCE, operations
from emulator.resources import tree
from emulator.settings import SETTINGS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
COVERAGE = ROOT / "docs/coverage"
LEGEND = (
    "`documented`: the vendor says so. `observed`: recorded from the real system. `assumed`: our"
    " proposal."
)
PART = re.compile(r"(<!-- generated:(\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
#: A part of a contract.
Node = dict[str, Any]


def contracts() -> Iterator[tuple[str, Contract]]:
    """Each vendor's title and contract."""
    for vendor in VENDORS:
        yield vendor.title, contract.load(tree("contracts") / vendor.name)


def table(*rows: tuple[str, ...]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def source(text: str) -> str:
    """A link to a page, or our own reason as it is."""
    return f"[source]({text})" if text.startswith("http") else text


def settings() -> str:
    """The flags of `fse serve`."""
    rows = [
        (f"`--{s.name}`", f"`{s.variable}`", f"`{s.default}`" if s.default else "", s.help)
        for s in SETTINGS
    ]
    return table(("Flag", "Variable", "Default", ""), *rows)


def page(name: str) -> str:
    """A vendor's coverage page: how much by tag, every operation, what each does."""
    known = installed(name)
    title = next(v.title for v in VENDORS if v.name == name)
    text = f"# {title}: what is emulated, and how we know\n\n{LEGEND}\n\n{by_tag(name)}"
    for tag, nodes in sorted(tagged(known).items()):
        rows = [(f"`{v.upper()} {p}`", n["x-evidence"], source(n["x-source"])) for p, v, n in nodes]
        text += f"\n## {tag}\n\n" + table(("Operation", "Evidence", ""), *rows)
        for path, verb, node in nodes:
            said = node.get("x-behaviours", [])
            lines = [(b["says"] + switch(b), b["evidence"], source(b["source"])) for b in said]
            if lines:
                text += f"\n**`{verb.upper()} {path}`**\n\n" + table(("", "Evidence", ""), *lines)
    return text


def installed(name: str) -> Contract:
    return contract.load(tree("contracts") / name)


def tagged(known: Contract) -> dict[str, list[tuple[str, str, Node]]]:
    """The operations by their tag: path, verb, operation."""
    found: dict[str, list[tuple[str, str, Node]]] = {}
    for path, verb, node in operations(known.document):
        found.setdefault(next(iter(node.get("tags", [])), "Other"), []).append((path, verb, node))
    return found


def coverage() -> str:
    """The tags of all vendors, each with its numbers."""
    return "".join(f"**{v.title}**\n\n{by_tag(v.name)}\n" for v in VENDORS).rstrip("\n") + "\n"


def by_tag(name: str) -> str:
    """The tags of a vendor: how much of each is emulated, and how much only an overlay serves."""
    counts = counted(name)
    found = tagged(installed(name))
    rows, others = [], [t for t in counts if t not in found]
    for tag in sorted(found):
        evidence = [str(sum(n["x-evidence"] == e for *_, n in found[tag])) for e in EVIDENCE]
        documented = counts.get(tag)
        rest = str(documented["operations"] - documented["emulated"]) if documented else "0"
        rows.append((tag, str(len(found[tag])), rest, *evidence))
    if not counts:
        rows = [(row[0], row[1], *row[3:]) for row in rows]
        return table(("Tag", "Emulated", *EVIDENCE), *rows)
    left = sum(counts[t]["operations"] for t in others)
    rows.append((f"{len(others)} further tags", "0", str(left), *["0"] * len(EVIDENCE)))
    total = [sum(int(row[n]) for row in rows) for n in range(1, len(rows[0]))]
    rows.append(("**all**", *(f"**{n}**" for n in total)))
    return table(("Tag", "Emulated", "By `--overlay`, else absent", *EVIDENCE), *rows)


def counted(name: str) -> dict[str, dict[str, int]]:
    """By tag of the vendor's own document: its operations, and those of them that are emulated."""
    file = COVERAGE / f"{name}.json"
    found: dict[str, dict[str, int]] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


def count(name: str, file: Path) -> None:
    """Write down the numbers of a vendor's own document."""
    document: Node = {"paths": {}, "components": {"schemas": {}}}
    documents.join(document, [file], lambda _: {})
    ours = {documents.shape(v, p) for p, v, _ in operations(installed(name).document)}
    counts: dict[str, dict[str, int]] = {}
    for path, verb, node in operations(document):
        here = counts.setdefault(node["tags"][0], {"operations": 0, "emulated": 0})
        here["operations"] += 1
        here["emulated"] += documents.shape(verb, path) in ours
    lines = [f"{json.dumps(t)}: {json.dumps(counts[t])}" for t in sorted(counts)]
    (COVERAGE / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def switch(behaviour: Node) -> str:
    return f" Switch: `{behaviour['switch']}`." if "switch" in behaviour else ""


def switches() -> str:
    """What a profile sets: every leaf of the schema `Profile`, and the values of each profile."""
    text = ""
    for vendor, (title, known) in zip(VENDORS, contracts(), strict=True):
        files = sorted((ROOT / "fixtures/profiles" / vendor.name).glob("*.json"))
        profiles = {f.stem: json.loads(f.read_text("utf-8")) for f in files}
        names = sorted(profiles, key=lambda name: (name != vendor.default_profile, name))
        groups = known.document["components"]["schemas"]["Profile"]["properties"]
        rows = []
        for group, schema in groups.items():
            for name, leaf in schema["properties"].items():
                values = [f"`{short(profiles[p][group][name])}`" for p in names]
                rows.append((f"`{group}.{name}`", *values, leaf["description"], leaf["x-evidence"]))
        text += f"**{title}**\n\n" + table(("", *names, "", "Evidence"), *rows) + "\n"
    return text.rstrip("\n") + "\n"


def short(value: object) -> str:
    """A setting's value in a cell; a list of limits as `name requests/seconds`."""
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return ", ".join(f"{v['name']} {v['requests']}/{v['seconds']} s" for v in value) or "none"
    return json.dumps(value)


def assumed() -> str:
    """Everything that is our own proposal; what has the same reason in one line."""
    names: dict[str, set[str]] = {}
    for _, known in contracts():
        for where, node in marked(known.document, ()):
            if node["x-evidence"] == "assumed":
                names.setdefault(source(node.get("x-source", "")), set()).add(f"`{where}`")
    lines = [f"- {', '.join(sorted(found))}: {why}" for why, found in names.items()]
    return "\n".join(sorted(lines)) + "\n"


def marked(node: object, path: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    """The parts of a contract that say how they are known, by where they are."""
    if isinstance(node, dict):
        if "x-evidence" in node:
            yield where(path, node), node
        for key, value in node.items():
            yield from marked(value, (*path, key))
    elif isinstance(node, list):
        for item in node:
            yield from marked(item, path)


def where(path: tuple[str, ...], node: Node) -> str:
    """A place in a contract in a reader's words: an operation, or a schema and its field."""
    if "operationId" in node:
        return str(node["operationId"])
    skipped = {
        "components",
        "schemas",
        "properties",
        "paths",
        "items",
        "allOf",
        "content",
        "schema",
    }
    words = [word for word in path if word not in skipped and word != "application/json"]
    name = node.get("name")
    return ".".join([*words, str(name)] if isinstance(name, str) else words)


PARTS = {f.__name__: f for f in (settings, coverage, switches, assumed)}


def rendered(text: str) -> str:
    """The README with its generated parts made anew."""
    return PART.sub(lambda m: f"{m[1]}{PARTS[m[2]]()}{m[3]}", text)


def files() -> dict[Path, str]:
    """Every file that is generated, whole or in parts, as it should be."""
    pages = {COVERAGE / f"{v.name}.md": page(v.name) for v in VENDORS}
    return {README: rendered(README.read_text("utf-8")), **pages}


def main(argv: list[str]) -> int:
    """Rewrite or check; the exit code."""
    if "--document" in argv:
        name, _, file = argv[argv.index("--document") + 1].partition("=")
        count(name, Path(file))
    wanted = files()
    if "--check" in argv:
        return int(any(not f.exists() or f.read_text("utf-8") != t for f, t in wanted.items()))
    for file, text in wanted.items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
