from dataclasses import replace
from typing import Any

import pytest

from emulator.kernel.findings import WARNING
from emulator.kernel.paging import Listed, Page
from emulator.kernel.report_pages import pages
from tests.kernel.acme import make_vendor
from tests.kernel.reporting import Story
from tests.world import Json


def of_two_pages(listed: Listed) -> Page | None:
    """Every list has two pages."""
    if listed.operation == "getNote":
        return None
    number = listed.number("page", 1)
    return Page(number == 1, listed.number("size", 10), has_more=number < 2)


VENDOR = replace(make_vendor(), pages=of_two_pages)


@pytest.fixture
def story() -> Story:
    return Story()


def read(story: Story, query: bytes = b"", **fields: Any) -> None:  # noqa: ANN401
    story.call(query=query, **fields)


def test_a_first_page_that_is_never_followed_is_a_warning(story: Story) -> None:
    read(story)
    read(story, b"page=1")
    assert story.shown(pages, acme=VENDOR) == [[1, 2]]
    assert [f.severity for f in story.found(pages, acme=VENDOR)] == [WARNING]


def test_who_has_read_on_once_knows_how(story: Story) -> None:
    read(story)
    read(story, b"page=2")
    read(story)
    assert story.checked(pages, acme=VENDOR) == (3, [])


def test_each_operation_and_each_caller_is_judged_apart(story: Story) -> None:
    read(story)
    read(story, b"page=2")
    read(story, operation="getOthers")
    read(story, client_id="another")
    assert story.shown(pages, acme=VENDOR) == [[3], [4]]


def test_a_page_of_one_row_is_a_look(story: Story) -> None:
    read(story, b"size=1")
    assert story.checked(pages, acme=VENDOR) == (0, [])


@pytest.mark.parametrize(
    "fields",
    [{"operation": "getNote"}, {"status": 400}, {"method": "POST"}, {"vendor": "other"}],
    ids=["no list", "refused", "no read", "a vendor that is gone"],
)
def test_what_is_no_page_is_not_looked_at(story: Story, fields: Json) -> None:
    read(story, **fields)
    assert story.checked(pages, acme=VENDOR) == (0, [])


def test_a_vendor_without_pages_has_none(story: Story) -> None:
    read(story)
    assert story.checked(pages, acme=make_vendor()) == (0, [])
