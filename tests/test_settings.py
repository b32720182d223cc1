from collections.abc import Mapping
from dataclasses import fields

import pytest

from emulator.settings import PREFIX, SETTINGS, Settings, WrongSetting

#: Fields that are no setting of a person: made at the start.
MADE = {"control_token"}
#: A value for each setting that is not its default, and what it becomes.
VALUES: Mapping[str, tuple[str, object]] = {
    "host": ("0.0.0.0", "0.0.0.0"),  # noqa: S104 - a value
    "port": ("9000", 9000),
    "ready_file": ("r.json", "r.json"),
    "allow_host": ("a.test b.test", ("a.test", "b.test")),
    "fixtures": ("servicechannel=x.json ./more", ("servicechannel=x.json", "./more")),
    "profile": ("relaxed", ("relaxed",)),
    "seed": ("-7", -7),
    "clock": ("2026-06-15T12:00:00Z", "2026-06-15T12:00:00Z"),
    "allow_target": ("app hooks.test", ("app", "hooks.test")),
    "public_url": ("http://emulator:8080", "http://emulator:8080"),
    "storm": ("lossy", "lossy"),
    "data": ("./state", "./state"),
    "overlay": ("servicechannel=x.json acme=./y", ("servicechannel=x.json", "acme=./y")),
}


def field_name(setting: str) -> str:
    return setting.replace("-", "_")


def test_every_setting_has_its_field_and_every_field_its_setting() -> None:
    assert {field_name(s.name) for s in SETTINGS} == {f.name for f in fields(Settings)} - MADE


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_the_default_that_is_told_is_the_fields(setting: object) -> None:
    name, told = getattr(setting, "name", ""), getattr(setting, "default", "")
    default = getattr(Settings(), field_name(name))
    assert told == ("" if default == () else str(default))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_a_setting_has_a_help_of_one_sentence(setting: object) -> None:
    assert getattr(setting, "help", "").endswith(".")


def test_nothing_given_is_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()


def test_every_setting_has_a_value_in_these_tests() -> None:
    assert set(VALUES) == {field_name(s.name) for s in SETTINGS}


@pytest.mark.parametrize("name", VALUES)
def test_a_variable_sets_its_field_alone(name: str) -> None:
    text, value = VALUES[name]
    settings = Settings.from_environment({PREFIX + name.upper(): text})
    assert settings == Settings(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", VALUES)
def test_a_flag_wins_over_its_variable(name: str) -> None:
    text, value = VALUES[name]
    environ = {PREFIX + name.upper(): "1" if name in ("port", "seed") else "2020-01-01"}
    settings = Settings.from_environment(environ, {name: value})
    assert getattr(settings, name) == value
    assert text


@pytest.mark.parametrize("value", [None, "", ()], ids=["none", "empty", "no-values"])
def test_a_flag_that_was_not_given_leaves_the_variable(value: object) -> None:
    environ = {"EMULATOR_PROFILE": "relaxed", "EMULATOR_HOST": "::1"}
    settings = Settings.from_environment(environ, {"profile": value, "host": value})
    assert (settings.profile, settings.host) == (("relaxed",), "::1")


def test_a_flag_of_zero_counts() -> None:
    settings = Settings.from_environment({"EMULATOR_PORT": "9000"}, {"port": 0})
    assert settings.port == 0


@pytest.mark.parametrize("text", ["", "  "], ids=["empty", "blank"])
def test_an_empty_variable_is_the_default(text: str) -> None:
    assert Settings.from_environment({"EMULATOR_PORT": text}) == Settings()


def test_the_variables_of_the_commands_and_of_others_are_left_alone() -> None:
    environ = {"EMULATOR_URL": "x", "EMULATOR_SANDBOX": "x", "EMULATOR_TOKEN": "x", "PATH": "x"}
    assert Settings.from_environment(environ) == Settings()


def test_every_unknown_variable_is_told_with_those_that_are_known() -> None:
    with pytest.raises(WrongSetting) as refused:
        Settings.from_environment({"EMULATOR_PROT": "1", "EMULATOR_CONTROL_TOKEN": "x"})
    known = ", ".join(sorted(setting.variable for setting in SETTINGS))
    assert refused.value.problems == (
        f"EMULATOR_PROT: unknown setting; known: {known}",
        f"EMULATOR_CONTROL_TOKEN: unknown setting; known: {known}",
    )


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("PORT", "http", "port: http, expected a whole number"),
        ("PORT", "80.5", "port: 80.5, expected a whole number"),
        ("PORT", "65536", "port: 65536, expected 0 to 65535"),
        ("PORT", "-1", "port: -1, expected 0 to 65535"),
        ("SEED", "lucky", "seed: lucky, expected a whole number"),
        ("CLOCK", "noon", "clock: noon, expected an instant such as 2026-06-15T12:00:00Z"),
        ("CLOCK", "1960-01-01T00:00:00Z", "clock: 1960-01-01T00:00:00Z, expected an instant"),
        ("CLOCK", "9500-01-01T00:00:00Z", "clock: 9500-01-01T00:00:00Z, expected an instant"),
        ("STORM", "breeze", "storm: breeze, expected one of none, duplicates, shuffled"),
        ("PUBLIC_URL", "emulator:8080", "public-url: emulator:8080, expected such as http://"),
        ("ALLOW_TARGET", "app http://app", "allow-target: 'http://app' is no host; expected a"),
    ],
    ids=[
        "word",
        "fraction",
        "above",
        "below",
        "seed",
        "no-instant",
        "before-1970",
        "after-9000",
        "no-storm",
        "no-url",
        "no-host",
    ],
)
def test_a_value_that_a_setting_cannot_have_is_told_with_what_it_can(
    name: str, text: str, problem: str
) -> None:
    with pytest.raises(WrongSetting) as refused:
        Settings.from_environment({PREFIX + name: text})
    assert str(refused.value).startswith(problem)


def test_the_control_token_is_not_in_what_is_printed() -> None:
    assert "s3cret" not in repr(Settings(control_token="s3cret"))
