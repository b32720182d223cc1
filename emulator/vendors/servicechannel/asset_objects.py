"""What a webhook says of an asset.

Shape: https://github.com/Field-Advantage/FieldAdv.ServiceChannel.Webhooks, where the status is a
number.
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import views

SHOWN = (
    "Id", "LocationId", "Tag", "AssetTypeId", "TradeId", "BrandId", "Active",
    "AssetTag", "AssetStatus",
)  # fmt: skip


def asset(_call: Call, found: Record) -> Record:
    return views.without_nulls({name: found[name] for name in SHOWN})
