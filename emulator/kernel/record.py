"""The one shape that everything is made of."""

from typing import Any

#: A record, a request body or an answer, in the vendor's own field names.
Record = dict[str, Any]
