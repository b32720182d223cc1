"""What companies know of their people: employees, feed roles, technicians."""

from itertools import count

from emulator.kernel.errors import Forbidden, Invalid
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import accounts

#: What a feed role may or may not, in the vendor's order and spelling.
NAMES = """
    ServiceRequestDashboard ServiceClick SupplyClick EquipmentModule
    PreventiveMaintenancetModule FixxbookLink PlaceServiceRequest InvoiceFullControl
    InvoiceReadAll InvoiceCreate InvoiceProcess InvoiceReadApprPaid ProposalFullControl
    ProposalRead ProposalCreate ProposalProcess ReportsReadEdit ReportsRead LocationsRead
    EquipmentRead ServiceProviderFullControl ServiceProviderRead ServiceProviderReadEdit
    ServiceProviderRequestFor TrackWoPoReadEdit TrackWoPoRead PowerUser AdminUser SuperUser
    SiteAuditSetup SiteAuditReporter ProviewAdmin FinancialManager FinancialManagerAdmin
    DashboardExpert PowerUserLite InventoryManager DecisionEngineUser ProjectManager
    RefrigerantTrackingAdmin SiteAccessAdmin DashboardAdminUser PrivateNetworkAccess
    SiteAuditAuditor PowerInvoiceUser InvoiceAdmin EulaSignoff WikiEditor SiteAccessMobile
    ProgramManager LocationAdmin PlannedMaintenanceAdmin ApprovalCodeEditor
    ProviderAssignmentsEditor ProviderAdmin SpacesAdmin SpacesExternal SpacesPlotter SpacesMaker
    AssetInventory PreventLogin SiteAuditEditor AddLabels EmailNotificationInvoice
    EmailNotificationProposal EmailNotificationWOAssignment EmailNotificationWONotes
    EmailNotificationProposalMLP EmailNotificationFollowingWo CompliancePMManager
    NetsuiteBillingAdmin EmbedAnalyticsUser ImpersonateUsers FTMAccountAccess
    BudgetInsightsReporter AIActionHubAdmin AIActionHubUser
"""
RIGHTS = NAMES.split()
#: Characters of a password that nobody is told.
PASSWORD_BYTES = 24


@operation("getEmployeeUsers")
def get_employee_users(call: Call) -> Reply:
    """The provider's users with an employee id; several may have the same."""
    own, employee_id = call.caller["ProviderId"], call.path["employeeId"]
    found = call.records.find("users", ProviderId=own, EmployeeId=employee_id)
    return Reply([accounts.shown(call, user) for user in found])


@operation("getFeedRoles")
def get_feed_roles(call: Call) -> Reply:
    """The subscriber's feed roles, each with all its rights."""
    found = call.records.find("feedroles", SubscriberId=call.caller["SubscriberId"])
    return Reply([_feed_role(call, role) for role in found])


def _feed_role(call: Call, role: Record) -> Record:
    trades = [call.load("trades", i) for i in role["TradeIds"]]
    return {
        "Id": role["Id"],
        "SubscriberID": role["SubscriberId"],
        "RoleTitle": role["RoleTitle"],
        "DashboardTitle": role["DashboardTitle"],
        **{right: right in role["Rights"] for right in RIGHTS},
        "Trades": [{"Key": trade["Id"], "Value": trade["Name"]} for trade in trades],
    }


@operation("createTradesman")
def create_tradesman(call: Call) -> Reply:
    """A new technician of the provider, with a PIN of its own."""
    if call.caller["Role"] == "Technician":
        raise Forbidden("tradesmen for admins", "a technician makes no others")
    name, mail = call.body.get("FullName", "").strip(), call.body.get("Email", "").strip()
    if not name or "@" not in mail:
        raise Invalid("bad tradesman", "FullName and a mail address are needed")
    accounts.check_name(call, {"Id": 0}, mail)
    technician = accounts.blank(call) | {
        "UserName": mail,
        "Password": call.random.randbytes(PASSWORD_BYTES).hex(),
        "FullName": name,
        "Email": mail,
        "Pin": _pin(call),
        "MobileNumber": call.body.get("MobileNumber", ""),
    }
    technician["Id"] = call.records.next_id("users")
    return Reply({"id": technician["Id"]}, status=201, changes={"users": [technician]})


def _pin(call: Call) -> str:
    """Six digits that nobody else of the provider has."""
    own = call.caller["ProviderId"]
    drawn = (f"{call.random.randrange(100_000, 1_000_000)}" for _ in count())
    return next(pin for pin in drawn if not call.records.count("users", ProviderId=own, Pin=pin))
