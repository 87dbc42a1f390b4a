"""The bus of a node that is alone: whoever listens is called at once."""

import logging
from collections.abc import Callable

from radist.model import Event

log = logging.getLogger(__name__)
Listener = Callable[[Event], None]


class Memory:
    """Calls every listener with every event, in the order of publication."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._broken: set[tuple[Listener, type[Exception]]] = set()
        """Whose errors were told: thousands of the same a second would tell no more."""

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear all events from now on; call what comes back to stop."""
        self._listeners = (*self._listeners, listener)

        def stop() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not listener)

        return stop

    def publish(self, event: Event) -> None:
        """Tell all listeners; one that breaks is no reason why others should not be told."""
        for listener in self._listeners:
            try:
                listener(event)
            except Exception as error:
                self._tell(listener, error)

    def _tell(self, listener: Listener, error: Exception) -> None:
        if (listener, type(error)) not in self._broken:
            self._broken.add((listener, type(error)))
            name = getattr(listener, "__qualname__", str(listener))
            log.error("a listener breaks", exc_info=error, extra={"listener": name})
