"""What the streams of order books have in common, and the exchanges that have them."""

from abc import abstractmethod
from typing import ClassVar

from radist.confidence import BookTraits
from radist.exchanges.base import Exchange, Fetch, Outputs, Stream
from radist.model import Instrument

PICTURE = "picture"
"""The purpose of a question, behind its `#`: what REST has, to hold the book against it."""


class BookVenue(Exchange):
    """An exchange whose books REST has, too."""

    books: ClassVar[BookTraits] = BookTraits()
    """What they are like."""

    @abstractmethod
    def picture(self, of: Instrument) -> Fetch:
        """What to fetch for a `BookSnapshot` to hold a book against, `source` "rest"; the stream is
        left alone.
        """


class BookStream(Stream):
    """A snapshot, and what changes after it."""

    __slots__ = ()

    @abstractmethod
    def renew(self, now: int, *, broken: bool) -> Outputs:
        """Ask for the whole book, and for nothing else. Where it is `broken`, what was told is not
        to be believed, and that has been said; else it goes on, and more of it is to be known.
        """
