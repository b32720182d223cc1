"""The account and its users."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes


def logged_in(call: Call, user: Record) -> Record:
    """The user of a session.  Source: https://github.com/carynrinaldo/HoodsBase."""
    return {
        "id": user["id"],
        "uri": shapes.uri(call, "user", user["id"]),
        "email": user["email"],
        "firstName": user["firstName"],
        "lastName": user["lastName"],
        "name": shapes.full_name(user),
        "username": user["username"],
        "phone": user["phone"],
        "isTech": user["isTech"],
        "isHelper": user["isHelper"],
        "timezone": user["timezone"],
        "company": shapes.of(call, "companies", user["companyId"], shapes.company),
    }


def identity(call: Call, user: Record, client: Record | None) -> Record:
    """Who an OAuth2 token acts as.  Source: the connector and the reference of third parties."""
    account = call.records.get("accounts", user["accountId"])
    return {
        "name": client["name"] if client else shapes.full_name(user),
        "type": "client" if client else "user",
        "clientId": client["clientId"] if client else None,
        "userId": user["id"],
        "status": user["status"],
        "timezone": user["timezone"],
        "environment": "emulator",
        "isDemo": True,
        "uri": shapes.uri(call, "user", user["id"]),
        "account": shapes.named(call, "account", account) if account else None,
        "company": shapes.of(call, "companies", user["companyId"], shapes.company),
    }


def user(call: Call, record: Record) -> Record:
    """Never the password.  Source: https://github.com/carynrinaldo/HoodsBase."""
    fields = (
        "isSales", "firstName", "lastName", "username", "phone", "timezone", "details",
        "activities", "roles", "mfaRequired", "created", "updated",
    )  # fmt: skip
    account = call.records.get("accounts", record["accountId"])
    lines = shapes.all_of(call, "servicelines", record["serviceLineIds"], shapes.service_line)
    return (
        shapes.user(call, record)
        | {name: record[name] for name in fields}
        | {
            "company": shapes.of(call, "companies", record["companyId"], shapes.company),
            "location": shapes.of(call, "locations", record["locationId"], shapes.location),
            "account": shapes.named(call, "account", account) if account else None,
            "manager": shapes.of(call, "users", record["managerId"], shapes.user),
            "serviceLines": lines,
            "externalIds": shapes.external_ids(call, "user", record["id"]),
        }
    )


def account(call: Call, record: Record) -> Record:
    """What is known of an account (assumed: nobody has recorded one)."""
    return shapes.named(call, "account", record) | {
        "company": shapes.of(call, "companies", record["companyId"], shapes.company),
        "timezone": record["timezone"],
        "created": record["created"],
        "updated": record["updated"],
    }
