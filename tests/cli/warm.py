"""What every server imports and does first; for the process that servers are forked from."""

import gc

import uvicorn.lifespan.off
import uvicorn.loops.auto
import uvloop

from emulator.app import create_app
from emulator.cli import banner, serve
from emulator.kernel import sender
from emulator.server import make_server

READ = (uvicorn.lifespan.off, uvicorn.loops.auto, uvloop, sender, serve)

make_server(app := create_app(), ready=lambda: None)
banner.ask(app, "http://127.0.0.1:8080", "")
gc.collect()
gc.freeze()
