"""Whether a client reads lists to their end."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from emulator.kernel.findings import WARNING, Checked, Finding, Seen, counted, ids
from emulator.kernel.journal import Entry
from emulator.kernel.paging import Listed, Page

#: A page of one row is no page of a list: somebody looks for one record.
ONE = 1


def pages(seen: Seen) -> Checked:
    """A list that goes on is read on; a client that has never done so does not know how.

    Whether a single search has found what it wanted nobody can know, so all lists of an operation
    are judged together.
    """
    count, findings = 0, []
    for who, entries in seen.callers.items():
        by_operation: dict[str, list[tuple[Entry, Page]]] = {}
        for entry, page in _read(seen, entries):
            count += 1
            by_operation.setdefault(entry.operation or "", []).append((entry, page))
        for operation, read in by_operation.items():
            left = [entry for entry, page in read if page.has_more]
            if left and all(page.is_first for _, page in read):
                text = (
                    f"of {operation} only the first page was ever read, and"
                    f" {counted(len(left), 'list')} went on after it"
                )
                findings.append(Finding(WARNING, text, ids(left), who=who))
    return Checked(count, findings)


def _read(seen: Seen, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Page]]:
    """The pages that a caller read."""
    for entry in entries:
        vendor = seen.vendors.get(entry.vendor)
        if entry.method != "GET" or entry.status != HTTPStatus.OK or vendor is None:
            continue
        asked = entry.operation or "", entry.path, entry.query, entry.answer, entry.rows
        page = vendor.pages(Listed(*asked))
        if page is not None and page.size > ONE:
            yield entry, page
