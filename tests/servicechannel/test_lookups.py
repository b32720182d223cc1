"""Looking records up: how long it takes does not depend on how many there are."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERBS = ("find", "count", "newest", "span")
#: Tables that are as long as a company is large, not as its history.
SHORT = {"clients", "dispatchstops", "providers", "subscribers"}


def indexes() -> dict[str, list[list[str]]]:
    """The groups of fields that each table is found by."""
    found: dict[str, list[list[str]]] = {}
    for path in (ROOT / "contracts" / "servicechannel").glob("*.json"):
        for table, row in json.loads(path.read_text("utf-8")).get("x-tables", {}).items():
            groups = row.get("indexed", [])
            found[table] = [[group] if isinstance(group, str) else group for group in groups]
    return found


def asked() -> Iterator[tuple[str, str, list[str]]]:
    """Where, in which table and by which fields; what is not spelled out is passed over."""
    for path in sorted((ROOT / "emulator/vendors/servicechannel").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            table = node.args[0] if node.args else None
            fields = [keyword.arg for keyword in node.keywords]
            if node.func.attr in VERBS and isinstance(table, ast.Constant) and all(fields):
                yield f"{path.name}:{node.lineno}", str(table.value), [str(f) for f in fields]


def test_a_look_up_has_an_index() -> None:
    known = indexes()
    slow = [
        f"{where}: {table} by {', '.join(fields)}"
        for where, table, fields in asked()
        if fields and table not in SHORT and fields not in known[table]
        if not any([field] in known[table] for field in fields)
    ]
    assert slow == []


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("workorders", ["ProviderId", "Number"]),
        ("workorders", ["SubscriberId", "PurchaseNumber"]),
        ("contracts", ["SubscriberId", "LocationId"]),
        ("invoices", ["ProviderId", "Number"]),
        ("proposals", ["ProviderId", "Number"]),
    ],
)
def test_what_has_to_be_unique_or_chosen_is_found_at_once(table: str, fields: list[str]) -> None:
    assert fields in indexes()[table]
