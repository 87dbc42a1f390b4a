"""How far an order book is to be believed, and what books of an exchange are like."""

from typing import Literal

from msgspec import Struct

Verdict = Literal["proven", "unproven", "doubtful"]


class BookTraits(Struct, frozen=True, gc=False):
    """What an exchange's books are like. Not `whole`: what lies deeper than a snapshot is not known
    until it changes. Not `apart`: two changes of the best prices may have one number.
    """

    whole: bool = True
    apart: bool = True


class Confidence(Struct, frozen=True, gc=False):
    """What speaks for an order book.

    It is `proven` while what else the exchange says agrees with it, `unproven` where there was
    nothing to hold it against of late, `doubtful` while it is not to be used, with the `reason`.
    """

    verdict: Verdict
    reason: str
    compared: int
    """How often its best prices were as a quote of the same update had them."""
    audited: int
    """How often it was as REST had it."""
    time_agreed: int | None
    """When either was so last, since the snapshot."""
    time_snapshot: int | None
    """When the snapshot came: no level that was not told since is older."""
    bids: int
    """How many of the best levels are known without a hole."""
    asks: int
