"""What each refusal is in ServiceChannel's words: a table a topic, joined.

A rule has one row for all operations (`WORDING`) and may have other words on some of them
(`BY_OPERATION`).  Two topics may not word one rule.
"""

from collections.abc import Mapping, Sequence
from types import ModuleType

from emulator.vendors.servicechannel.wording import (
    afterhours,
    assets,
    attachments,
    checklists,
    common,
    contracts,
    dispatch,
    feedback,
    invoices,
    issuelists,
    lists,
    locationnotes,
    locations,
    notes,
    orderfields,
    orderlabels,
    orderlinks,
    ordersearch,
    ordersnew,
    orderstatus,
    proposals,
    providers,
    resolutioncodes,
    subscribers,
    technicians,
    trades,
    users,
    workactivities,
)
from emulator.vendors.servicechannel.wording.row import Row

TOPICS: Sequence[ModuleType] = (
    afterhours,
    assets,
    attachments,
    checklists,
    common,
    contracts,
    dispatch,
    feedback,
    invoices,
    issuelists,
    lists,
    locationnotes,
    locations,
    notes,
    orderfields,
    orderlabels,
    orderlinks,
    ordersearch,
    ordersnew,
    orderstatus,
    proposals,
    providers,
    resolutioncodes,
    subscribers,
    technicians,
    trades,
    users,
    workactivities,
)

WORDING: Mapping[str, Row] = {rule: row for topic in TOPICS for rule, row in topic.WORDING.items()}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    operation: rows for topic in TOPICS for operation, rows in topic.BY_OPERATION.items()
}
