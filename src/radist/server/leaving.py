"""How a node sends its clients away when it goes down: one after another, and each with a moment to
come back at, so that they do not do so all at once.
"""

import random

DRAIN = 5.0
"""Seconds over which they are sent away, at most."""
_EACH = 0.005
"""Seconds for each of them."""
_SOON, _LATE = 1.0, 10.0
"""Seconds within which they are to come back: few of them, many of them."""


def pause(clients: int) -> float:
    """Seconds from one to the next."""
    return min(_EACH, DRAIN / max(clients, 1))


def return_after(clients: int) -> float:
    """Seconds after which one of so many is to come back."""
    ceiling = min(_LATE, _SOON + _EACH * clients)
    return random.uniform(ceiling / 10, ceiling)
