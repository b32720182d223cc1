"""Providers."""

from emulator.vendors.servicechannel.odata.model import (
    Entity,
    booleans,
    dates,
    ints,
    strings,
)

PROVIDERS = Entity(
    "providers",
    "Provider",
    ints("Id")
    | strings("Name", "FullName", "Phone", "Address1", "Address2", "City", "State", "Zip")
    | strings("Country", "MainContact", "SuperUser", "WebSite", "Email", "TaxId", "Trade")
    | strings("ProcessingEmail", "FaxNumber", "SuiteFloor")
    | dates("DateCreated")
    | booleans("IsInternal", "IsOnOffShoreFeatureEnabled", "DoNotDispatch"),
)
