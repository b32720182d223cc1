"""The README is in step with the code, and what it says can be pasted."""

import json
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.app import VENDORS
from emulator.cli import main as program
from emulator.kernel import contract
from emulator.kernel.topics import EVIDENCE, operations
from emulator.resources import tree
from tests.cli.forking import forked
from tests.cli.serving import needs_curl

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
GENERATE = runpy.run_path(str(ROOT / "docs/generate.py"))


def blocks(language: str) -> list[str]:
    """The code blocks of the README in one language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("file", GENERATE["files"](), ids=lambda file: file.name)
def test_generated_documentation_is_up_to_date(file: Path) -> None:
    """If this fails: `make docs`."""
    assert GENERATE["files"]()[file] == file.read_text("utf-8")


def test_what_is_counted_of_a_vendors_document_fits_the_contract() -> None:
    for vendor in VENDORS:
        found = GENERATE["tagged"](contract.load(tree("contracts") / vendor.name))
        for tag, counts in GENERATE["counted"](vendor.name).items():
            assert counts["emulated"] <= min(counts["operations"], len(found.get(tag, ())))


def test_every_behaviour_says_how_it_is_known() -> None:
    for vendor in VENDORS:
        known = contract.load(tree("contracts") / vendor.name)
        for _, _, node in operations(known.document):
            for behaviour in node.get("x-behaviours", []):
                assert behaviour.keys() - {"switch"} == {"says", "evidence", "source"}
                assert behaviour["evidence"] in EVIDENCE


def test_every_switch_that_a_behaviour_names_is_in_the_profile() -> None:
    for vendor in VENDORS:
        known = contract.load(tree("contracts") / vendor.name)
        groups = known.document["components"]["schemas"]["Profile"]["properties"]
        names = {f"{group}.{name}" for group in groups for name in groups[group]["properties"]}
        said = [
            b for _, _, node in operations(known.document) for b in node.get("x-behaviours", [])
        ]
        assert {b["switch"] for b in said if "switch" in b} <= names


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"\bfse ([a-z]+)", README))
    assert named <= set(program.list_commands(None))  # type: ignore[arg-type]


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(blocks("sh")))) <= targets


def test_the_makefile_has_under_thirty_lines() -> None:
    assert len((ROOT / "Makefile").read_text("utf-8").splitlines()) < 30


def test_ci_runs_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci/run").read_text("utf-8")
    assert any("make test" in block for block in blocks("sh"))


@needs_curl
def test_the_curl_session_of_the_readme_checks_in_when_it_is_pasted(tmp_path: Path) -> None:
    said = pasted("universalCheckIn", tmp_path / "ready.json")
    assert '{"MechanicId":148797639}' in said
    assert '"Extended":"ON SITE"' in said


@needs_curl
def test_the_session_of_the_readme_pays_for_a_work_order_that_it_creates(tmp_path: Path) -> None:
    said = pasted("invoices/$INVOICE/Payment", tmp_path / "ready.json")
    assert "ErrorCode" not in said
    (order,) = json.loads(said.strip().splitlines()[-1])["value"]
    assert (order["Status"]["Primary"], order["Invoice"]) == ("INVOICED", {"Status": "PAID"})


@needs_curl
def test_the_servicetrade_session_of_the_readme_reads_a_job_and_edits_an_item(
    tmp_path: Path,
) -> None:
    job, item = (
        pasted("api/jobitem", tmp_path / "ready.json").strip().replace("}{", "}\n{").split("\n")
    )
    assert json.loads(job)["data"]["customerPo"] == "107002896"
    assert json.loads(item)["data"]["quantity"] == 3


@needs_curl
def test_the_inbox_session_of_the_readme_receives_a_signed_check_in(tmp_path: Path) -> None:
    said = pasted("inbox/mine/messages", tmp_path / "ready.json")
    messages = json.loads(said[said.index('{"messages"') :])["messages"]
    assert [json.loads(m["body"])["EventType"] for m in messages] == ["WorkOrderCheckIn"]
    assert ["sign-type", "HMACSHA256"] in messages[0]["headers"]


def pasted(what: str, ready: Path) -> str:
    """What the README's block with these words says in a shell, beside a server."""
    session = next(block for block in blocks("sh") if what in block)
    with forked(ready) as server:
        script = session.replace("http://127.0.0.1:8080", server.url)
        script = script.replace(".venv/bin/fse env", f"{program_path()} env --url {server.url}")
        done = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def program_path() -> str:
    """`fse` as the tests have it installed."""
    return shlex.join([sys.executable, "-m", "emulator"])


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda p: p.stem
)
def test_a_decision_fits_a_page(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(text.splitlines()) < 40
    assert all(part in text for part in ("## Context", "## Decision", "## Consequences"))


def test_no_document_names_this_machine() -> None:
    """No path of a developer's machine, in any document, contract, fixture or source."""
    kinds = {".py", ".md", ".json", ".toml", ""}
    for path in ROOT.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        if path.is_file() and path.suffix in kinds and not hidden:
            assert not re.search(r"/(home|root|Users)/[a-z]", path.read_text("utf-8")), path
