"""A load generator of its own: keep-alive connections that send prepared requests in turn.

Run as `python load.py PORT SECONDS CONNECTIONS` with the requests, one JSON list, on standard
input; prints how many were answered and how many of them with neither 200 nor 201.
"""

import asyncio
import json
import sys
import time


async def converse(port: int, requests: list[bytes], until: float, counts: list[int]) -> None:
    """Send the requests over and over on one connection, each after the answer to the last."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    at = 0
    while time.monotonic() < until or at % len(requests):  # a pair that began is finished
        writer.write(requests[at % len(requests)])
        at += 1
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        await reader.readexactly(length)
        counts[0] += 1
        counts[1] += not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201"))
    writer.close()


async def main() -> None:
    """Converse on all connections until the time is over."""
    port, seconds, connections = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    scripts = [[r.encode() for r in script] for script in json.load(sys.stdin)]
    counts = [0, 0]
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(converse(port, scripts[i % len(scripts)], until, counts) for i in range(connections))
    )
    print(json.dumps(counts))


if __name__ == "__main__":
    asyncio.run(main())
