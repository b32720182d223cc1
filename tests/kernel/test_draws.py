import pytest

from emulator.kernel.draws import Draws


def test_one_seed_draws_the_same_and_another_seed_something_else() -> None:
    assert [Draws("a").getrandbits(64) for _ in range(2)] == [0xB0E80CC47282DDB3] * 2
    assert Draws("b").getrandbits(64) != Draws("a").getrandbits(64)


def test_from_a_position_it_goes_on_as_it_would_have() -> None:
    drawn = Draws("a")
    drawn.random()
    there = Draws("a", drawn.position)
    assert [there.random(), there.randbytes(8)] == [drawn.random(), drawn.randbytes(8)]


@pytest.mark.parametrize("bits", [0, 1, 53, 64, 511, 512, 513, 5_000])
def test_as_many_bits_are_drawn_as_were_asked_for(bits: int) -> None:
    drawn = Draws("a")
    most = max(drawn.getrandbits(bits) for _ in range(50))
    assert most.bit_length() == bits


def test_numbers_are_spread_over_their_range() -> None:
    drawn = Draws("a")
    counts = [0] * 10
    for _ in range(10_000):
        counts[int(drawn.random() * 10)] += 1
        assert 1 <= drawn.randint(1, 6) <= 6
    assert min(counts) > 850
    assert sorted(drawn.sample(range(5), 5)) == list(range(5))
