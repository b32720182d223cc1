"""The tables of ServiceTrade's rules agree with each other."""

import pytest

from emulator.vendors.servicetrade import rules
from emulator.vendors.servicetrade.rules import CASCADES, ENTITIES, LISTS, TOLD


def test_editing_a_job_item_notifies_the_item_and_then_its_job_twice() -> None:
    """The vendor's own example: help centre, article 4403396917139."""
    steps = [(step.entity, step.action) for step in CASCADES["edit job item"]]
    assert steps == [("jobitem", "updated"), ("job", "updated"), ("job", "updated")]


@pytest.mark.parametrize("deed", CASCADES)
def test_a_cascade_names_known_entities_and_actions(deed: str) -> None:
    for step in CASCADES[deed]:
        assert step.entity in ENTITIES
        assert step.action in rules.ACTIONS


def test_entities_have_numbers_and_tables_of_their_own() -> None:
    assert len(rules.BY_NUMBER) == len(ENTITIES) == len({e.table for e in ENTITIES.values()})


def test_webhooks_exist_for_thirteen_entities() -> None:
    """Source: public code of a live client, repository not named."""
    assert sorted(TOLD) == [
        "appointment", "attachment", "clockevent", "company", "contact", "deficiency", "invoice",
        "job", "jobitem", "location", "quote", "quoteitem", "user",
    ]  # fmt: skip


@pytest.mark.parametrize("resource", LISTS)
def test_a_page_has_at_most_as_many_rows_as_the_resource_gives(resource: str) -> None:
    assert 0 < LISTS[resource].usual <= LISTS[resource].most


@pytest.mark.parametrize(
    ("field", "wrong", "words"),
    [
        ("locationId", "required", "Location is required"),
        ("serviceRequestIds", "type", "Service request is invalid"),
        ("hookUrl", "required", "Hook url is required"),
        ("Id", "type", "Id is invalid"),
    ],
)
def test_a_field_is_worded_without_its_id(field: str, wrong: str, words: str) -> None:
    assert rules.worded(field, wrong) == words
