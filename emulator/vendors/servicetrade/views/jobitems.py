"""What was used on a job."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes


def job_item(call: Call, record: Record) -> Record:
    """A job item.  Its price is never answered: nobody has recorded one (assumed).

    Source: https://github.com/carynrinaldo/HoodsBase; public code of a live client, repository not
    named.
    """
    fields = ("name", "description", "quantity", "cost", "usedOn", "orderIndex")
    job = call.records.get("jobs", record["jobId"])
    vendor = job["vendorId"] if job else None
    source = record["source"]
    return {
        "id": record["id"],
        "uri": shapes.uri(call, "jobitem", record["id"]),
        **{name: record[name] for name in fields},
        "price": None,
        "job": shapes.job(call, job) if job else None,
        "libItem": shapes.of(call, "libitems", record["libItemId"], shapes.lib_item),
        "serviceLine": shapes.of(
            call, "servicelines", record["serviceLineId"], shapes.service_line
        ),
        "source": dict(source) if source else None,
        "user": shapes.of(call, "users", record["userId"], shapes.user),
        "vendor": shapes.of(call, "companies", vendor, shapes.company),
        "created": record["created"],
        "updated": record["updated"],
    }
