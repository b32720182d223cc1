"""The people of the account."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicetrade.lists import STAMPS, Filters, listed, one_of
from emulator.vendors.servicetrade.saves import done, envelope
from emulator.vendors.servicetrade.views import people

#: What a PUT changes (assumed: no write of a user is recorded).
WRITABLE = ("firstName", "lastName", "phone")
FILTERS = Filters(
    equal={"company": "companyId", "isTech": "isTech"},
    tests={"status": one_of("status"), **STAMPS},
)


@operation("listUsers")
def list_users(call: Call) -> Reply:
    return listed(call, "user", people.user, FILTERS)


@operation("getUser")
def get_user(call: Call) -> Reply:
    user = call.load("users", call.path["id"])
    return Reply(envelope(call, people.user(call, user)))


@operation("updateUser")
def update_user(call: Call) -> Reply:
    user = call.load("users", call.path["id"])
    user |= {name: call.body[name] for name in WRITABLE if name in call.body}
    return done(call, "edit user", {"user": user}, people.user)
