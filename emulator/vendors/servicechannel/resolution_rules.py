"""What ServiceChannel decides about resolution codes and root causes.

A resolution code says what was done, a root cause why it had to be.  Where a subscriber uses
asset categories, each category of a work order has one to three codes and one cause; elsewhere
the work order itself has up to three codes and one cause.
Source: https://developer.servicechannel.com/swagger/ (ResolutionCodes).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from emulator.kernel.errors import Forbidden, Invalid

MOST_CODES, MOST_CATEGORIES, LONGEST_TEXT = 3, 5, 100


class Chosen(NamedTuple):
    """A code or cause as it is sent: which, with what comment, for which asset category."""

    key: int
    text: str = ""
    category: int | None = None


class Use(NamedTuple):
    """How a subscriber uses the codes."""

    allows_text: bool
    has_categories: bool


class Words(NamedTuple):
    """What a refusal of a comment is called: without access to it, and too long."""

    no_text: str
    long_text: str


CODE_TEXT = Words("resolution text", "long resolution text")
CAUSE_TEXT = Words("root cause text", "long root cause text")


def check_codes(
    chosen: Sequence[Chosen], free: Mapping[int, bool], use: Use, categories: Collection[int]
) -> None:
    """Raises what is wrong with the codes of a work order.

    free: whether each known code takes a comment.  categories: those of the work order.
    """
    if not chosen:
        raise Invalid("no resolution code", "none is named")
    for code in chosen:
        if code.key not in free:
            raise Invalid(reason=f"resolution code {code.key} is not on the list of this trade")
        check_text(code.text, CODE_TEXT, allowed=use.allows_text and free[code.key])
    check_counts(chosen, use, categories)
    check_unique(chosen, free)


def check_counts(chosen: Sequence[Chosen], use: Use, categories: Collection[int]) -> None:
    """Up to three codes, for each asset category of the work order where those are in use."""
    if not use.has_categories:
        if len(chosen) > MOST_CODES:
            raise Invalid("many resolution codes", f"{len(chosen)} codes")
        return
    counts = Counter(code.category for code in chosen)
    if set(counts) != set(categories) or max(counts.values()) > MOST_CODES:
        raise Invalid("resolution codes by category", f"{dict(counts)} for {sorted(categories)}")


def check_unique(chosen: Sequence[Chosen], free: Mapping[int, bool]) -> None:
    """A code with comments comes once with each text, any other once, in each category."""
    plain = [(c.key, c.category) for c in chosen if not free[c.key]]
    if len(plain) > len(set(plain)):
        raise Invalid("repeated resolution code")
    texts = [(c.key, c.category, c.text.casefold()) for c in chosen if free[c.key]]
    if len(texts) > len(set(texts)):
        raise Invalid("repeated resolution text")


def check_text(text: str, words: Words, *, allowed: bool) -> None:
    """A comment may be written, and is not too long.  No comment is always right."""
    if text and not allowed:
        raise Forbidden(words.no_text, "no comment may be written here")
    if len(text) > LONGEST_TEXT:
        raise Invalid(words.long_text, f"{len(text)} characters, at most {LONGEST_TEXT}")


def check_causes(
    chosen: Sequence[Chosen], free: Mapping[int, bool], use: Use, categories: Collection[int]
) -> None:
    """Raises what is wrong with the root causes of a work order with asset categories."""
    check_access(use)
    if not categories:
        raise Invalid("no asset categories", "the work order has none")
    if not chosen:
        raise Invalid("no root cause", "none is named")
    for cause in chosen:
        check_cause(cause, free, use)
        if cause.category is None:
            raise Invalid("asset category needed", f"cause {cause.key} has no AssetCategoryId")
    given = sorted(c.category for c in chosen if c.category is not None)
    if given != sorted(categories):
        raise Invalid("root causes by category", f"{given} for {sorted(categories)}")


def check_cause(cause: Chosen, free: Mapping[int, bool], use: Use) -> None:
    """One root cause, with its comment."""
    if cause.key not in free:
        raise Invalid("no root cause", f"{cause.key} is not on the list of this trade")
    check_text(cause.text, CAUSE_TEXT, allowed=use.allows_text and free[cause.key])


def check_access(use: Use) -> None:
    """Raises Forbidden where asset categories are not in use."""
    if not use.has_categories:
        raise Forbidden("asset category access", "the subscriber has no asset categories")


def check_single(use: Use) -> None:
    """Raises Forbidden where a work order has a cause for each asset category."""
    if use.has_categories:
        raise Forbidden("multiple root causes", "the subscriber has asset categories")


def check_few(categories: Sequence[int]) -> None:
    if len(set(categories)) > MOST_CATEGORIES:
        raise Invalid("many asset categories", f"{len(set(categories))} asset categories")


def check_categories(categories: Sequence[int], known: Collection[int]) -> None:
    """One to five asset categories of the subscriber."""
    if not categories:
        raise Invalid("no asset category", "none is named")
    check_few(categories)
    if foreign := sorted(set(categories) - set(known)):
        raise Invalid("bad asset category", f"{foreign} are not the subscriber's")
