"""Records for the tests of the store."""

from emulator.kernel.operation import Record

INDEXED = {"orders": [["Status"], ["Status", "Place"]]}


def order(number: int, status: str | None = "OPEN", place: int = 1) -> Record:
    inside = {"Type": "ALARM", "Steps": [1, 2]}
    return {"Id": number, "Status": status, "Place": place, "Inside": inside}
