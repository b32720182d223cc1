"""The account that everything belongs to."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicetrade.lists import listed
from emulator.vendors.servicetrade.saves import envelope
from emulator.vendors.servicetrade.views import people


@operation("listAccounts")
def list_accounts(call: Call) -> Reply:
    return listed(call, "account", people.account)


@operation("getAccount")
def get_account(call: Call) -> Reply:
    account = call.load("accounts", call.path["id"])
    return Reply(envelope(call, people.account(call, account)))
