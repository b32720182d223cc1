import pytest

from emulator.kernel.aliases import NAME, alias, named, real


def test_the_default_sandbox_hands_out_the_records_own_credentials() -> None:
    assert alias("app", "default") == "app"


def test_another_sandbox_hands_out_aliases_that_lead_back() -> None:
    handed_out = alias("nwhvac.admin", "t1")
    assert handed_out == "nwhvac.admin@t1"
    assert (named(handed_out), real(handed_out, "t1")) == ("t1", "nwhvac.admin")


def test_a_credential_with_an_at_of_its_own_keeps_it() -> None:
    assert real("ada@example.com@t1", "t1") == real("ada@example.com", "t1") == "ada@example.com"
    assert named("ada@example.com@t1") == "t1"


@pytest.mark.parametrize("credential", ["", "app"])
def test_what_is_no_alias_names_no_sandbox(credential: str) -> None:
    assert named(credential) == ""


@pytest.mark.parametrize("name", ["t1", "A", "a-b_c", "0", "x" * 40])
def test_a_sandbox_may_be_called_so(name: str) -> None:
    assert NAME.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["", "-a", "a/b", "a b", "a@b", "x" * 41, "ä", "a\n", "..", "a.b"], ids=repr
)
def test_a_sandbox_may_not_be_called_so(name: str) -> None:
    assert not NAME.fullmatch(name)
