"""Services."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp.dates import written

#: Letters are written, words are read.
PERIODS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
#: What a subscription does at its end, by the number that is written (assumed but for Cancel).
ACTIONS = {0: "Cancel", 1: "Continue", 2: "Pause"}
PLAIN = (
    "id", "name", "description", "image", "price", "currency", "f_price", "f_period_l", "r_price",
    "r_period_l", "multi_order", "request_orders", "option_categories", "option_variants",
    "deadline", "public", "sort_order", "braintree_plan_id", "group_quantities", "addon_to",
    "folder_id", "metadata", "hoth_product_key", "hoth_package_name", "provider_id",
    "provider_service_id", "media",
)  # fmt: skip


def service(call: Call, record: Record) -> Record:
    del call
    stamps = ("created_at", "updated_at", "deleted_at")
    return {
        **{name: record[name] for name in PLAIN},
        "recurring": record["recurring"] != 0,
        "pretty_price": f"${record['price'] or '0.00'}",
        "f_period_t": PERIODS.get(record["f_period_t"] or ""),
        "r_period_t": PERIODS.get(record["r_period_t"] or ""),
        "recurring_action": ACTIONS.get(record["recurring_action"], ACTIONS[0]),
        **{stamp: written(record[stamp]) for stamp in stamps},
    }
