"""Random numbers whose whole state is how many were drawn.

A snapshot holds that number, and what follows it is what would have followed.
"""

from hashlib import blake2b
from random import Random

#: Bytes of one block.
BLOCK = 64


class Draws(Random):
    """A Random over numbered blocks of a hash.  position: how many blocks were used."""

    def __init__(self, seed: str, position: int = 0) -> None:
        super().__init__()
        self._key = blake2b(seed.encode(), digest_size=BLOCK).digest()
        self.position = position

    def seed(self, *_: object, **__: object) -> None:
        """Nothing to do: the key is the seed."""

    def getrandbits(self, k: int, /) -> int:
        """K random bits, of as many blocks as that takes."""
        blocks = []
        for _ in range(-(-k // (BLOCK * 8))):
            number = self.position.to_bytes(8, "big")
            blocks.append(blake2b(number, key=self._key, digest_size=BLOCK).digest())
            self.position += 1
        return int.from_bytes(b"".join(blocks), "big") >> (len(blocks) * BLOCK * 8 - k) if k else 0

    def random(self) -> float:
        """From 0 up to 1, in steps of 2 ** -53."""
        return self.getrandbits(53) * 2.0**-53
