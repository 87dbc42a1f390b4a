"""Real-time market data from exchanges to programs, browsers and storage."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from radist.live import Radist, connect

__version__ = "0.1.0"
__all__ = ["Radist", "__version__", "connect"]


def __getattr__(name: str) -> Any:
    """What a program imports from here is loaded when it is first used: commands start sooner."""
    if name in ("Radist", "connect"):
        return getattr(import_module("radist.live"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
