"""Coupons: made, changed, and deleted so that the vendor could undo it."""

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import checks, dates
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import lookups
from emulator.vendors.spp.workspaces import load, new

#: What a coupon is if nobody says more.
UNSAID: Record = {
    "description": None,
    "discounts": [],
    "date_expires": None,
    "new_customers": False,
    "single_use": False,
    "single_quantity": False,
    "duration": False,
    "has_min_cart_amount": False,
    "min_cart_amount": None,
    "usage_limit": None,
    "used_count": 0,
    "affiliate_id": None,
    "deleted_at": None,
}


@operation("listCoupons")
def list_coupons(call: Call) -> Reply:
    return listed(call, "coupons", lookups.coupon)


@operation("createCoupon")
def create_coupon(call: Call) -> Reply:
    coupon = new(call, "coupons", **(UNSAID | _written(call)))
    saved = Saved()
    saved.put("coupons", coupon)
    return done(call, saved, lookups.coupon, coupon, status=201)


@operation("getCoupon")
def get_coupon(call: Call) -> Reply:
    return Reply(lookups.coupon(call, load(call, "coupons", call.path["coupon"])))


@operation("updateCoupon")
def update_coupon(call: Call) -> Reply:
    """What is not sent stays; the answer is 201, as the reference has it."""
    coupon = edited(call, load(call, "coupons", call.path["coupon"]), _written(call))
    saved = Saved()
    saved.put("coupons", coupon)
    return done(call, saved, lookups.coupon, coupon, status=201)


@operation("deleteCoupon")
def delete_coupon(call: Call) -> Reply:
    coupon = load(call, "coupons", call.path["coupon"])
    saved = Saved()
    saved.put("coupons", edited(call, coupon, {"deleted_at": dates.now(call)}))
    return done(call, saved)


def _written(call: Call) -> Record:
    """The fields of the body as they are kept.  Raises Invalid."""
    fields: Record = dict(call.body)
    if "discounts" in fields:
        fields["discounts"] = [_discount(call, d, n) for n, d in enumerate(fields["discounts"])]
    if fields.get("min_cart_amount") is not None:
        fields["min_cart_amount"] = checks.amount(fields["min_cart_amount"], "min_cart_amount")
    if (expires := call.instant("date_expires")) is not None:
        fields["date_expires"] = dates.kept(expires)
    return fields


def _discount(call: Call, discount: Record, place: int) -> Record:
    field = f"discounts.{place}"
    ids = [int(each) for each in discount.get("services") or ()]
    services = [checks.service(call, each, f"{field}.services")["id"] for each in ids]
    return {"amount": checks.amount(discount["amount"], f"{field}.amount"), "services": services}
