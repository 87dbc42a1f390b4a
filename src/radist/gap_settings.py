"""The section of the configuration that is about what is missing from streams."""

from typing import Annotated

from msgspec import Meta, Struct


class Gaps(Struct, frozen=True):
    """What was missed while Radist was down is told where it was for no more than so many hours."""

    restart_hours: Annotated[float, Meta(ge=0, le=8760)] = 24.0
