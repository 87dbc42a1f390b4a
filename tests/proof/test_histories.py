"""Whatever happens to a hub and its clients, what is lost is said, and nothing else is lost."""

import random

from proof.conftest import Say
from proof.histories import play

SOME, ALL = 400, 100_000


def test_no_history_breaks_the_protocol(whole: bool, say: Say) -> None:
    first, count = random.randrange(2**32), ALL if whole else SOME
    heard = 0
    for seed in range(first, first + count):
        try:
            heard += play(seed)
        except BaseException as error:
            error.add_note(f"history {seed}")
            raise
    assert heard > count
    say(f"{count:,} histories from {first} on, {heard:,} events heard, none of them wrong")
