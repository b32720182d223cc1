"""`python -m emulator` for those who started it: it ends when they do, however they end.

They hold the other end of its standard input, which the system closes with them.
"""

import os
import runpy
import signal
import sys
import threading


def follow(descriptor: int) -> None:
    """End this process as SIGTERM does once nobody holds the other end of a pipe any more."""
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=follow, args=(sys.stdin.fileno(),), daemon=True).start()
    runpy.run_module("emulator", run_name="__main__", alter_sys=True)
