"""The budgets and boundaries of the code base, held by tests."""

import ast
import statistics
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "emulator").rglob("*.py"))
OURS = [*SOURCES, *sorted((ROOT / "fixtures").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
VENDORS = [d.name for d in sorted((ROOT / "contracts").iterdir()) if d.is_dir()]
#: Topics without operation functions: what is common to all, what the kernel serves, and what a
#: vendor without an API for webhooks tells.
WITHOUT_FUNCTIONS = {"common", "oauth", "records", "told"}
#: Modules that are covered by the tests of another one.
COVERED_ELSEWHERE = {
    "kernel/errors.py",  # sentences
    "kernel/operation.py",  # shapes
    "kernel/origin.py",  # a shape
    "kernel/vendor.py",  # shapes
    "kernel/rows.py",  # tests/kernel/test_table.py and test_store.py
    "kernel/sandbox.py",  # tests/kernel/test_pipeline.py
    "kernel/reasons.py",  # shapes
    "kernel/found.py",  # tests/kernel/test_pipeline.py
    "kernel/oauth.py",  # tests/servicechannel/test_oauth.py
    "kernel/grants.py",  # tests/kernel/test_tokens.py
    "kernel/record.py",  # a name
    "kernel/acts.py",  # tests/kernel/test_callbacks.py
    "kernel/findings.py",  # tests/kernel/test_report_logins.py and test_report_calls.py
    "kernel/report_words.py",  # tests/kernel/test_report.py
    "kernel/replay.py",  # tests/kernel/test_keeper.py
    "kernel/shifting.py",  # tests/kernel/test_fixtures.py
    "kernel/sessions.py",  # tests/kernel/test_logins_sessions.py and tests/servicetrade/
    "kernel/world.py",  # tests/kernel/test_sandbox.py
    "kernel/snapshots.py",  # tests/control/test_snapshots.py
    "control/problems.py",  # every test of tests/control
    "control/state.py",  # tests/control/test_state.py, by its own name
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def nodes(path: Path) -> Sequence[ast.AST]:
    """All that a file is made of."""
    return [*ast.walk(ast.parse(path.read_text("utf-8")))]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    text = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - text


def test_a_file_has_at_most_300_lines() -> None:
    files = {name(path): path.read_text("utf-8") for path in [*OURS, *TESTS]}
    lines = {file: len(text.splitlines()) for file, text in files.items()}
    assert {file: count for file, count in lines.items() if count > 300} == {}


def test_half_of_the_files_have_at_most_150_lines() -> None:
    assert statistics.median(len(p.read_text("utf-8").splitlines()) for p in SOURCES) <= 150


def test_a_function_has_at_most_40_lines() -> None:
    long = [f"{name(p)}: {f.name}" for p in OURS for f in functions(p) if length(f) > 40]
    assert long == []


def test_nine_functions_in_ten_have_at_most_25_lines() -> None:
    lengths = [length(f) for path in OURS for f in functions(path)]
    assert sum(n <= 25 for n in lengths) / len(lengths) >= 0.9


def test_a_class_has_at_most_12_public_methods() -> None:
    """Methods that a library asks its subclasses for count as the library's."""
    asked_for = {"TokenServer", "Application"}
    for node in (node for path in SOURCES for node in nodes(path)):
        if isinstance(node, ast.ClassDef) and node.name not in asked_for:
            methods = [n.name for n in node.body if isinstance(n, ast.FunctionDef)]
            assert len([m for m in methods if not m.startswith("_")]) <= 12, node.name


def test_nothing_is_imported_inside_a_function_but_in_the_command_line() -> None:
    inside = [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        if "cli" not in path.parts
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_any_is_in_no_signature() -> None:
    for function in (function for path in SOURCES for function in functions(path)):
        arguments = function.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        hints = [a.annotation for a in every] + [function.returns]
        named = {n.id for h in hints if h for n in ast.walk(h) if isinstance(n, ast.Name)}
        assert "Any" not in named, function.name


@pytest.mark.parametrize("path", sorted((ROOT / "emulator/kernel").glob("*.py")), ids=name)
def test_the_kernel_names_no_vendor(path: Path) -> None:
    text = path.read_text("utf-8").lower()
    assert [v for v in ["servicechannel", "servicetrade", "spp", "mechanic"] if v in text] == []


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("os.environ", {"emulator/settings.py"}),
        ("datetime.now(", {"emulator/kernel/clock.py"}),
        ("time.time(", set()),
        ("time.monotonic(", {"emulator/kernel/clock.py", "emulator/cli/wait.py"}),
    ],
    ids=["environment", "now", "time", "monotonic"],
)
def test_the_host_is_asked_in_one_place(text: str, allowed: set[str]) -> None:
    assert {name(p) for p in SOURCES if text in p.read_text("utf-8")} <= allowed


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_topic_has_one_name_in_contracts_operations_and_tests(vendor: str) -> None:
    contracts = {p.stem for p in (ROOT / "contracts" / vendor).glob("*.json")}
    folder = ROOT / "emulator/vendors" / vendor / "operations"
    operations = {p.stem for p in folder.glob("*.py")} - {"__init__"}
    tests = {p.stem.removeprefix("test_") for p in (ROOT / "tests" / vendor).glob("test_*.py")}
    assert contracts - WITHOUT_FUNCTIONS == operations
    assert operations <= tests


def test_a_module_of_kernel_and_control_has_a_test_of_its_name() -> None:
    for folder in ("kernel", "control"):
        modules = {p.stem for p in (ROOT / "emulator" / folder).glob("*.py")} - {"__init__"}
        tests = {p.stem.removeprefix("test_") for p in (ROOT / "tests" / folder).glob("test_*.py")}
        known = {Path(c).stem for c in COVERED_ELSEWHERE if c.startswith(folder)}
        assert modules - known <= tests


def test_no_module_keeps_state() -> None:
    """A module-level name is a constant: a list, a set or a dictionary there is never written."""
    for path in SOURCES:
        assert not [n for n in nodes(path) if isinstance(n, ast.Global)], name(path)


@pytest.mark.parametrize("layer", ["kernel", "control", "vendors"])
def test_no_chain_of_imports_within_a_layer_is_longer_than_seven_modules(layer: str) -> None:
    inside = {dotted(p): p for p in SOURCES if (ROOT / "emulator" / layer) in p.parents}
    imports = {module: imported(path, inside) for module, path in inside.items()}

    def depth(module: str, below: tuple[str, ...]) -> int:
        assert module not in below, f"a cycle: {' → '.join([*below, module])}"
        return 1 + max((depth(m, (*below, module)) for m in imports[module]), default=0)

    assert max(depth(module, ()) for module in inside) <= 7


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & known.keys()
            found |= inside or ({node.module} & known.keys())
    return found - {dotted(path)}
