"""From records to what is said of technicians."""

from collections.abc import Mapping

from emulator.kernel.operation import Record

#: EPA section 608, by the vendor's id of the level.
LEVELS: Mapping[int, str] = {1: "Type I", 2: "Type II", 3: "Type III", 4: "Universal"}


def technician(user: Record) -> Record:
    """One technician; the vendor splits the name."""
    first, _, last = user["FullName"].partition(" ")
    return {
        "FirstName": first,
        "LoginName": user["UserName"],
        "LastName": last,
        "UserId": user["Id"],
        "Email": user["Email"],
        "TechnicianAccessLevel": [user["Role"]],
    }


def certification(row: Record, user: Record) -> Record:
    """One certificate and whose it is."""
    same = ("Id", "CertificationNumber", "CertificationDateTime",
            "CertificationExpirationDateTime", "CertificationLevelId", "Description")  # fmt: skip
    whose = {"TechnicianFullName": user["FullName"], "AuthUserId": user["Id"]}
    level = {"CertificationLevel": LEVELS[row["CertificationLevelId"]]}
    return {name: row[name] for name in same} | level | whose
