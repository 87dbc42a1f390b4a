"""When an alert would have fired."""

from collections.abc import Iterable

from msgspec.structs import replace

from radist.alarms import Alert, Definition, Every, Memory, Once
from radist.alerts.running import Running
from radist.model import Event


def would_have_fired(definition: Definition, history: Iterable[Event], since: int) -> list[int]:
    """The times, had there been the alert since then; `history`, oldest first, may begin before.

    One that fires once is taken to be made anew each time; expiry does not count.
    """
    repeat = Every() if isinstance(definition.repeat, Once) else definition.repeat
    always = replace(definition, repeat=repeat, expires=None)
    running = Running(Alert(id="", owner="", definition=always), since, Memory(since), False)
    return [fired.time for fired in running.learn(history)]
