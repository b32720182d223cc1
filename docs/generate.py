"""The generated parts of README.md, between `<!-- generated:NAME -->` markers.

    python docs/generate.py           # rewrite them
    python docs/generate.py --check   # exit 1 if they are out of date

Everything comes from the contracts, the profiles and the rows of settings.py; nothing is written
twice.  `tests/test_docs.py` runs the check.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from emulator.app import VENDORS
from emulator.kernel import contract
from emulator.kernel.contract import Contract
from emulator.kernel.topics import operations
from emulator.resources import tree
from emulator.settings import SETTINGS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
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


def served() -> str:
    """The operations of each vendor, with how each is known."""
    text = ""
    for title, known in contracts():
        rows = [
            (f"`{verb.upper()} {path}`", node["x-evidence"], source(node["x-source"]))
            for path, verb, node in operations(known.document)
        ]
        text += f"**{title}**\n\n" + table(("Operation", "Evidence", ""), *rows)
    return text


def behaviours() -> str:
    """What each operation does, sentence by sentence, with how each is known."""
    text = ""
    for _, known in contracts():
        for path, verb, node in operations(known.document):
            said = node.get("x-behaviours", [])
            rows = [(b["says"] + switch(b), b["evidence"], source(b["source"])) for b in said]
            if rows:
                text += f"\n**`{verb.upper()} {path}`**\n\n" + table(("", "Evidence", ""), *rows)
    return text.lstrip("\n")


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
        text += f"**{title}**\n\n" + table(("", *names, "", "Evidence"), *rows)
    return text


def short(value: object) -> str:
    """A setting's value in a cell; a list of limits as `name requests/seconds`."""
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return ", ".join(f"{v['name']} {v['requests']}/{v['seconds']} s" for v in value) or "none"
    return json.dumps(value)


def assumed() -> str:
    """Everything that is our own proposal."""
    lines = []
    for _, known in contracts():
        for where, node in marked(known.document, ()):
            if node["x-evidence"] == "assumed":
                lines.append(f"- `{where}`: {source(node.get('x-source', ''))}")
    return "\n".join(sorted(set(lines))) + "\n"


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


PARTS = {f.__name__: f for f in (settings, served, behaviours, switches, assumed)}


def rendered(text: str) -> str:
    """The README with its generated parts made anew."""
    return PART.sub(lambda m: f"{m[1]}{PARTS[m[2]]()}{m[3]}", text)


def main(argv: list[str]) -> int:
    """Rewrite or check; the exit code."""
    old = README.read_text("utf-8")
    new = rendered(old)
    if "--check" in argv:
        return int(old != new)
    README.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
