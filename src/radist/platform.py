"""What happens on a platform of tokens: five kinds of events, and the rooms that each goes to.

Money is exact: decimals here, text on the wire. Fields beside those named here travel as they are.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from radist import codec
from radist.errors import ClientError
from radist.firings import AlertTold, DeliveryTold, TriggerWhole
from radist.model import tag
from radist.topics import GLOBAL, ID, token_room, user_room

Id = Annotated[str, Meta(pattern=f"^{ID}$")]
Count = Annotated[int, Meta(ge=0)]
_DIGITS = 60
"""As many before the point, and as many behind it, may an amount have."""


class Content(Struct, frozen=True, kw_only=True):
    """What an event says. `is_state`: a newer one of the same subject stands for it."""

    is_state: ClassVar[bool] = False

    @property
    def subject(self) -> str:
        """The token or user that it is about, if it is about one."""
        return ""

    @property
    def rooms(self) -> tuple[str, ...]:
        """Where it is told."""
        return (GLOBAL,)


class _OfToken(Content, frozen=True, kw_only=True):
    token_mint: Id

    @property
    def subject(self) -> str:
        return self.token_mint

    @property
    def rooms(self) -> tuple[str, ...]:
        return (token_room(self.token_mint), GLOBAL)


class PriceUpdate(_OfToken, frozen=True, kw_only=True):
    """A token has a new price. `price_change_24h` is in percent."""

    is_state = True

    price: Decimal
    price_change_24h: Decimal | None = None
    volume_24h: Decimal | None = None
    market_cap: Decimal | None = None


class NewTrade(_OfToken, frozen=True, kw_only=True):
    """Somebody bought or sold `amount` tokens; `total` is what was paid for all of them."""

    trade_type: Literal["buy", "sell"]
    amount: Decimal
    price: Decimal | None = None
    total: Decimal | None = None
    user_id: str | None = None


class TokenCreated(_OfToken, frozen=True, kw_only=True):
    """There is a new token. Its room may have listeners already; it is told to everybody."""

    name: str | None = None
    symbol: str | None = None
    creator: str | None = None
    supply: Decimal | None = None
    price: Decimal | None = None

    @property
    def rooms(self) -> tuple[str, ...]:
        return (GLOBAL,)


class Holding(Struct, frozen=True, kw_only=True):
    """A part of a portfolio."""

    token_mint: Id
    amount: Decimal
    value: Decimal | None = None


class PortfolioUpdate(Content, frozen=True, kw_only=True):
    """What a user has, as a whole. Nobody else is told."""

    is_state = True

    user_id: Id
    total_value: Decimal | None = None
    cash: Decimal | None = None
    holdings: list[Holding] | None = None

    @property
    def subject(self) -> str:
        return self.user_id

    @property
    def rooms(self) -> tuple[str, ...]:
        return (user_room(self.user_id),)


class MarketStats(Content, frozen=True, kw_only=True):
    """The platform as a whole."""

    is_state = True

    volume_24h: Decimal | None = None
    trades_24h: Count | None = None
    tokens: Count | None = None
    market_cap: Decimal | None = None


class _OfUser(Content, frozen=True, kw_only=True):
    user_id: Id

    @property
    def subject(self) -> str:
        return self.user_id

    @property
    def rooms(self) -> tuple[str, ...]:
        """Nobody else is told."""
        return (user_room(self.user_id),)


class OrderUpdate(_OfUser, frozen=True, kw_only=True):
    """An order is new, or has changed: as `/api/v1/trading/orders` has it."""

    order: dict[str, Any]


class Fill(_OfUser, frozen=True, kw_only=True):
    """A part of an order was filled: as `/api/v1/trading/fills` has it."""

    fill: dict[str, Any]


class Alert(_OfUser, frozen=True, kw_only=True):
    """An alert has fired. Its deliveries are as they began."""

    trigger: TriggerWhole


class AlertDelivery(_OfUser, frozen=True, kw_only=True):
    """Something came of a delivery of a trigger."""

    trigger: str
    delivery: DeliveryTold


class AlertChanged(_OfUser, frozen=True, kw_only=True):
    """An alert is new, or is another now, or `deleted`: then that is its id."""

    alert: AlertTold | UnsetType = UNSET
    deleted: str | UnsetType = UNSET


KINDS: dict[str, type[Content]] = {
    tag(kind.__name__): kind
    for kind in (PriceUpdate, NewTrade, TokenCreated, PortfolioUpdate, MarketStats)
}
"""What whoever may broadcast can tell."""
PERSONAL: dict[str, type[Content]] = {
    tag(kind.__name__): kind for kind in (OrderUpdate, Fill, Alert, AlertDelivery, AlertChanged)
}
"""What the node alone tells, each to one user."""


class PlatformEvent(Struct, frozen=True, gc=False):
    """One of these, checked, and encoded once for all who hear it."""

    kind: str
    subject: str
    is_state: bool
    rooms: tuple[str, ...]
    time_received: int
    data: bytes


def event(kind: str, content: Mapping[str, Any], now: int) -> PlatformEvent:
    """An event of what somebody says about it. Raises ClientError(422) that names the field."""
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise ClientError(422, "invalid", f"type: expected one of {known}, not {kind[:100]!r}")
    if content.get("type", kind) != kind:
        raise ClientError(422, "invalid", f"data.type: expected {kind}, or nothing")
    checked = _checked(KINDS[kind], content)
    fields = _plain(msgspec.to_builtins(checked, builtin_types=(Decimal,)), "data")
    try:
        data = codec.encode({"type": kind, **_beside(content, fields)})
    except (TypeError, ValueError) as error:
        raise ClientError(422, "invalid", f"data: not to be had in JSON: {error}") from error
    return PlatformEvent(kind, checked.subject, checked.is_state, checked.rooms, now, data)


def personal(kind: str, user: str, content: Mapping[str, Any], now: int) -> PlatformEvent:
    """An event for one user, which nobody but the node itself can have said."""
    data = codec.encode({"type": kind, "user_id": user, **content})
    return PlatformEvent(kind, user, False, (user_room(user),), now, data)


_place = re.compile(r" - at `\$\.?(.*)`$").search
_missing = re.compile(r"missing required field `(\w+)`").search


def _checked(kind: type[Content], content: Mapping[str, Any]) -> Content:
    try:
        return msgspec.convert(content, kind)
    except UnicodeEncodeError as error:
        raise ClientError(422, "invalid", f"data: not to be had in UTF-8: {error}") from error
    except msgspec.ValidationError as error:
        text = str(error)
        found, missing = _place(text), _missing(text)
        names = ["data", *([found[1]] if found else []), *([missing[1]] if missing else [])]
        said = "field required" if missing else text.partition(" - at ")[0].replace("`", "")
        message = f"{'.'.join(names)}: {said[:1].lower()}{said[1:]}"
        raise ClientError(422, "invalid", message) from error


def _beside(said: Any, known: Any) -> Any:
    """What is known of what somebody says, and beside it all else that they say."""
    if isinstance(known, dict) and isinstance(said, Mapping):
        return {**said, **{name: _beside(said.get(name), part) for name, part in known.items()}}
    if isinstance(known, list) and isinstance(said, list | tuple):
        return [_beside(*pair) for pair in zip(said, known, strict=True)]
    return known


def _plain(value: Any, where: str) -> Any:
    """Decimals as text without an exponent. Raises ClientError if one is no amount."""
    if isinstance(value, dict):
        return {name: _plain(part, f"{where}.{name}") for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part, f"{where}[{place}]") for place, part in enumerate(value)]
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite() or not _has_sense(value):
        raise ClientError(422, "invalid", f"{where}: expected a number of at most {_DIGITS} digits")
    return f"{value:f}"


def _has_sense(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DIGITS and value.adjusted() < _DIGITS
