"""Keys, as terminals send them."""

import pytest

from radist.top import keys_of


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("q", ["q"]),
        ("\x1b", ["escape"]),
        ("btc\n", ["b", "t", "c", "\n"]),
        ("\x1b[A", ["up"]),
        ("\x1b[B\x1b[B\x1bOAq", ["down", "down", "up", "q"]),
        ("\x1b[6~\x1b[5~", ["page down", "page up"]),
        ("\x1b[C\x1b[1;5D", ["\x1b[C", "\x1b[1;5D"]),  # of no meaning, and no letters either
    ],
)
def test_keys_that_come_together_are_told_apart(text, keys):
    assert keys_of(text) == keys
