"""Explanations as tests ask for them."""

import httpx2

from tests.world import Emulator, Json


def explained(emulator: Emulator, response: httpx2.Response) -> Json:
    """Why a request was answered so."""
    return told(emulator, int(response.headers["emulator-request-id"]))


def told(emulator: Emulator, number: int) -> Json:
    return emulator.control("GET", f"/requests/{number}/explain")


def newest(emulator: Emulator) -> Json:
    """The newest request explained, which may not have been answered."""
    return told(emulator, emulator.control("GET", "/requests?limit=1")["requests"][0]["id"])
