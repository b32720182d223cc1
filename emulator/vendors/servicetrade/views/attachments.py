"""Attachments; source of the fields: https://github.com/servicetrade/servicetrade-nodejs-sdk."""

from urllib.parse import quote

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes

#: What an attachment is for, by `purposeId`.  Sources: https://github.com/logicalproof/servicetrade
#: and public code of a live client, repository not named, which has the last one's exact words.
PURPOSES = {
    1: "Job paperwork",
    7: "Generic attachment",
    8: "Avatar",
    10: "Blank Paperwork",
}


def attachment(call: Call, record: Record) -> Record:
    """An attachment; what is at `contentUrl` asks for no credential but the key in it."""
    uri = shapes.uri(call, "attachment", record["id"])
    key = quote(call.accounts.alias(record["key"]), safe="")
    return {
        "id": record["id"],
        "uri": uri,
        "fileName": record["fileName"],
        "description": record["description"],
        "purpose": PURPOSES.get(record["purposeId"], ""),
        "contentUrl": f"{uri}/content?key={key}",
        "creator": shapes.of(call, "users", record["creatorId"], shapes.user),
        "size": record["size"],
        "visibility": record["visibility"],
        "created": record["created"],
        "updated": record["updated"],
    }
