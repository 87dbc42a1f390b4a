"""The bus of a node that is alone: whoever listens is called at once."""

from collections.abc import Callable

from radist.model import Event

Listener = Callable[[Event], None]


class Memory:
    """Calls every listener with every event, in the order of publication."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear all events from now on; call what comes back to stop."""
        self._listeners = (*self._listeners, listener)

        def stop() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not listener)

        return stop

    def publish(self, event: Event) -> None:
        """Tell all listeners."""
        for listener in self._listeners:
            listener(event)
