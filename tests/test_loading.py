import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from emulator.app import VENDORS, create_app
from emulator.kernel import contract
from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record
from emulator.loading import chosen_profiles, fixture_files, install, read_profiles
from emulator.resources import tree
from emulator.settings import Settings, WrongSetting
from tests.kernel.acme import make_vendor

DEMO = tree("fixtures") / "demo" / "servicechannel.json"
TWO = (make_vendor(name="one"), make_vendor(name="two", default_profile="strict"))
PROFILES: dict[str, dict[str, Record]] = {
    "one": {"usual": {}, "relaxed": {}},
    "two": {"strict": {}, "relaxed": {}, "old": {}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the demo world of one vendor, to be spoilt."""
    made = tmp_path / "fixtures"
    made.mkdir()
    (made / "servicechannel.json").write_bytes(DEMO.read_bytes())
    return made


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ([], {"one": "usual", "two": "strict"}),
        (["relaxed"], {"one": "relaxed", "two": "relaxed"}),
        (["old"], {"one": "usual", "two": "old"}),
        (["two=relaxed"], {"one": "usual", "two": "relaxed"}),
        (["relaxed", "two=old"], {"one": "relaxed", "two": "old"}),
        (["two=old", "relaxed"], {"one": "relaxed", "two": "relaxed"}),
    ],
    ids=["none", "name", "name-of-one", "vendor-name", "both", "later-wins"],
)
def test_a_profile_goes_to_every_vendor_that_has_it(
    wanted: Sequence[str], chosen: dict[str, str]
) -> None:
    assert chosen_profiles(TWO, PROFILES, wanted) == chosen


@pytest.mark.parametrize("wanted", ["unheard", "one=old", "three=relaxed", "one=", "=", ""])
def test_a_profile_that_no_vendor_has_is_refused_with_the_known_ones(wanted: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        chosen_profiles(TWO, PROFILES, [wanted])
    assert str(refused.value) == f"profile: {wanted}, expected one of old, relaxed, strict, usual"


def test_the_profiles_that_are_shipped_are_read_by_their_names() -> None:
    known = contract.load(tree("contracts") / "servicechannel")
    profiles = read_profiles("servicechannel", known)
    assert list(profiles) == ["2018", "production", "relaxed", "sandbox2"]


def test_without_a_setting_the_demo_world_is_used() -> None:
    files = fixture_files(VENDORS, [])
    assert files["servicechannel"].read_bytes() == DEMO.read_bytes()


def test_a_folder_gives_a_fixture_to_each_vendor_that_has_a_file_in_it(folder: Path) -> None:
    (folder / "one.json").write_text("{}")
    files = fixture_files(TWO, [str(folder)])
    assert files["one"] == folder / "one.json"
    assert files["two"].name == "two.json"
    assert files["two"] != folder / "two.json"


def test_a_vendors_own_file_may_have_any_name(tmp_path: Path) -> None:
    files = fixture_files(TWO, [f"two={tmp_path}/mine.json"])
    assert files["two"] == tmp_path / "mine.json"


def test_a_file_after_a_folder_wins(folder: Path, tmp_path: Path) -> None:
    (folder / "one.json").write_text("{}")
    files = fixture_files(TWO, [str(folder), f"one={tmp_path}/mine.json"])
    assert files["one"] == tmp_path / "mine.json"


def test_a_fixture_of_an_unknown_vendor_is_refused_with_the_known_ones() -> None:
    with pytest.raises(WrongSetting, match=r"^fixtures: acme, expected one of one, two$"):
        fixture_files(TWO, ["acme=x.json"])


def test_fixtures_that_are_no_folder_are_refused(tmp_path: Path) -> None:
    text = str(tmp_path / "nowhere")
    with pytest.raises(WrongSetting) as refused:
        fixture_files(TWO, [text])
    expected = f"fixtures: {text} is no folder; expected a folder or VENDOR=FILE"
    assert str(refused.value) == expected


def test_an_emulator_starts_from_a_folder_of_fixtures(folder: Path) -> None:
    world = json.loads((folder / "servicechannel.json").read_text())
    world["users"] = {key: user | {"Password": "Changed"} for key, user in world["users"].items()}
    (folder / "servicechannel.json").write_text(json.dumps(world))
    installed = install(VENDORS, Settings(fixtures=(str(folder),)))["servicechannel"]
    assert {user["Password"] for user in installed.fixture["users"].values()} == {"Changed"}


def test_an_emulator_does_not_start_from_a_fixture_with_problems(folder: Path) -> None:
    (folder / "servicechannel.json").write_text('{"_meta": {}, "vehicles": {}}')
    with pytest.raises(Mistake) as refused:
        create_app(Settings(fixtures=(str(folder),)))
    first, second = refused.value.problems
    assert first.startswith("servicechannel.json: _meta: expected ")
    assert second.startswith("servicechannel.json: vehicles: unknown table; known: ")


def test_an_emulator_does_not_start_from_a_file_that_is_missing(tmp_path: Path) -> None:
    text = f"servicechannel={tmp_path}/missing.json"
    with pytest.raises(Mistake, match=r"/missing.json: No such file or directory$"):
        create_app(Settings(fixtures=(text,)))


def test_an_emulator_starts_with_the_profile_that_is_asked_for() -> None:
    assert install(VENDORS, Settings())["servicechannel"].profile == "sandbox2"
    settings = Settings(profile=("servicechannel=2018",))
    assert install(VENDORS, settings)["servicechannel"].profile == "2018"
