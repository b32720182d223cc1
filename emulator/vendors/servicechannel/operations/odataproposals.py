"""Proposals and RFPs by OData."""

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, odata, proposal_rules
from emulator.vendors.servicechannel import proposal_records as proposals
from emulator.vendors.servicechannel.entities.proposals import CATEGORIES, PROPOSALS, RFPS
from emulator.vendors.servicechannel.odata.model import Source

#: Days back that are answered without a condition on a date, and at the most.
WINDOW = (90, 365)
NO_ENTITY = ("$select", "$expand")


@operation("odataProposals")
def odata_proposals(call: Call) -> Reply:
    """The proposals of the last 90 days, or those that a filter on dates wants; no void ones."""

    def keep(row: Record) -> bool:
        return proposals.is_seen(call, row) and row["Status"]["Primary"] != proposal_rules.VOID

    source = Source("proposals", access.scope(call), keep, window=("CreatedDate", *WINDOW))
    return odata.collection(call, PROPOSALS, source)


@operation("odataRfps")
def odata_rfps(call: Call) -> Reply:
    source = Source("rfps", access.scope(call), lambda row: proposals.is_seen(call, row))
    return odata.collection(call, RFPS, source)


@operation("odataRfp")
def odata_rfp(call: Call) -> Reply:
    rfp = proposals.load_rfp(call, call.path["rfpId"], absent="nowhere")
    return odata.single(call, RFPS, rfp)


@operation("odataRfpProposals")
def odata_rfp_proposals(call: Call) -> Reply:
    """The caller's proposals that answer an RFP."""
    rfp = proposals.load_rfp(call, call.path["rfpId"], absent="nowhere")
    where = access.scope(call) | {"RfpId": rfp["Id"]}
    source = Source("proposals", where, lambda row: proposals.is_seen(call, row))
    return odata.collection(call, PROPOSALS, source)


@operation("odataProposalCategories")
def odata_proposal_categories(call: Call) -> Reply:
    """What a proposal costs, part by part, with the lines."""
    found = proposals.load(call, call.path["proposalId"], absent="proposal data")
    if any(call.query.get(option) is not None for option in NO_ENTITY):
        raise Invalid("no entity type", "a category is no entity: no $select, no $expand")
    return odata.values(call, CATEGORIES, found["Categories"])
