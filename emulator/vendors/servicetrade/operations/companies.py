"""Customers, vendors and suppliers of parts."""

from collections.abc import Mapping

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import addresses, uses
from emulator.vendors.servicetrade.lists import (
    STAMPS,
    Filters,
    contains,
    listed,
    one_of,
    tagged,
)
from emulator.vendors.servicetrade.saves import done, envelope, new
from emulator.vendors.servicetrade.views import customers

#: A company of which nothing else was said.
BLANK: Mapping[str, object] = {
    "name": "",
    "status": "active",
    "refNumber": None,
    "customer": False,
    "vendor": False,
    "partsVendor": False,
    "primeContractor": False,
    "addressStreet": None,
    "addressCity": None,
    "addressState": None,
    "addressPostalCode": None,
    "phoneNumber": None,
    "serviceLineIds": [],
}
WRITABLE = (
    "name", "status", "refNumber", "customer", "vendor", "partsVendor", "primeContractor",
    "phoneNumber",
)  # fmt: skip
FILTERS = Filters(
    tests={
        "name": contains("name"),
        "status": one_of("status"),
        "tag": tagged("company"),
        **STAMPS,
    }
)


@operation("listCompanies")
def list_companies(call: Call) -> Reply:
    return listed(call, "company", customers.company, FILTERS)


@operation("createCompany")
def create_company(call: Call) -> Reply:
    company = new(call, "companies", **{**BLANK, **_given(call)})
    return done(call, "create company", {"company": company}, customers.company)


def _given(call: Call) -> Record:
    """The fields that the body gives."""
    fields = {name: call.body[name] for name in WRITABLE if name in call.body}
    return fields | addresses.given(call.body)


@operation("getCompany")
def get_company(call: Call) -> Reply:
    company = call.load("companies", call.path["id"])
    return Reply(envelope(call, customers.company(call, company)))


@operation("updateCompany")
def update_company(call: Call) -> Reply:
    company = call.load("companies", call.path["id"]) | _given(call)
    return done(call, "edit company", {"company": company}, customers.company)


@operation("deleteCompany")
def delete_company(call: Call) -> Reply:
    """Nothing may need it; contacts that it had forget it.  Raises Conflict."""
    company = call.load("companies", call.path["id"])
    uses.check_unused(call, "companies", company["id"])
    contacts = uses.without(call, "contacts", "companyIds", company["id"])
    saved = {"company": [company], "contact": contacts}
    return done(call, "delete company", saved)
