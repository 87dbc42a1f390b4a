"""A fault of chance, with its end: `chaos=10m` has one happen about every ten minutes."""

from collections.abc import Sequence
from random import Random

from radist.simulator.faults import Fault

_RATES = ("drop", "drop_nth", "duplicate", "reorder", "corrupt", "truncate", "wrong_acks")
_LASTING = ("ban", "throttle", "block", "hang", "stale")
_ONCE = ("cut_all", "blackhole", "reset_all")
_SHORTEST, _LONGEST = 2.0, 60.0
"""Seconds that a fault lasts at least and at most."""


def choose(random: Random, streams: Sequence[str]) -> list[Fault]:
    """What happens next, where somebody listens to these streams."""
    streamed = ("mute", "dead") if streams else ()
    name = random.choice((*_RATES, *_LASTING, *_ONCE, *streamed, "shutdown", "rest_errors"))
    lasts = random.uniform(_SHORTEST, _LONGEST)
    if name in _RATES or name == "rest_errors":
        rate = random.randrange(1, 8)
        return [Fault(name, one_in=rate), Fault(name, at=lasts)]
    if name in streamed:
        stream = random.choice(sorted(streams))
        return [Fault(name, stream=stream), Fault("unmute", stream=stream, at=lasts)]
    if name in _ONCE:
        return [Fault(name)]
    return [Fault(name, seconds=lasts if name in _LASTING else lasts / 6)]
