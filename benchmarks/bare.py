"""What everything is compared with: Starlette alone, on the same uvicorn, without an access log."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def make(order: dict[str, object]) -> Starlette:
    """A POST that echoes its JSON body, and a GET that answers a work order."""

    async def echo(request: Request) -> JSONResponse:
        return JSONResponse(await request.json())

    async def read(request: Request) -> JSONResponse:
        del request
        return JSONResponse(order)

    return Starlette(routes=[Route("/echo", echo, methods=["POST"]), Route("/order", read)])


if __name__ == "__main__":
    import json

    uvicorn.run(
        make(json.load(sys.stdin)), port=int(sys.argv[1]), access_log=False, log_level="error"
    )
