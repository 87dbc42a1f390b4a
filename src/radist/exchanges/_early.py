"""What came before its turn, while another socket may still bring what is before it."""

from typing import Generic, TypeVar

Item = TypeVar("Item")
MANY = 64
LONG = 250_000
"""So many messages may wait, and so many microseconds each."""


class Early(Generic[Item]):
    """Messages that are ahead, by the number of the last thing in them."""

    __slots__ = ("_items", "_since")

    def __init__(self) -> None:
        self._items: dict[int, Item] = {}
        self._since = 0

    def __len__(self) -> int:
        return len(self._items)

    def hold(self, number: int, item: Item, now: int) -> bool:
        """Keep one; false where there are too many, or the first has waited for too long."""
        if not self._items:
            self._since = now
        self._items.setdefault(number, item)
        return not self.overdue(now)

    def overdue(self, now: int) -> bool:
        """Whether it is no use to wait any longer."""
        return len(self._items) > MANY or (bool(self._items) and now - self._since > LONG)

    def release(self) -> list[Item]:
        """All of them, in order, none of which is kept."""
        items = [item for _, item in sorted(self._items.items())]
        self._items.clear()
        return items
