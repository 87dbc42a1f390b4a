"""What a number or an address from outside may be, whatever the exchange.

The bounds keep NaN, infinity, microseconds and absurd ids out; they cost nothing measurable.
"""

from typing import Annotated

from msgspec import Meta

Amount = Annotated[float, Meta(ge=0, le=1e18)]
Signed = Annotated[float, Meta(ge=-1e18, le=1e18)]
Millis = Annotated[int, Meta(ge=0, lt=10**14)]
Id = Annotated[int, Meta(ge=0, le=10**18)]

WsUrl = Annotated[str, Meta(pattern=r"^wss?://\S+$")]
RestUrl = Annotated[str, Meta(pattern=r"^https?://\S+$")]
Seconds = Annotated[float, Meta(ge=1, le=86400)]
