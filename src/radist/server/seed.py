"""Events as the `/api/ws/*` family spells them: the exchange's symbols, milliseconds, names of its
own for channels.
"""

from collections.abc import Callable
from typing import Any

from radist import codec, topics, wishes
from radist.exchanges.base import Exchange
from radist.model import (
    AggTrade,
    Backfilled,
    Candle,
    Event,
    Freshness,
    Gap,
    MiniTicker,
    Quote,
    Subscription,
    Ticker,
    Trade,
)

Payload = dict[str, Any]

CHANNEL = {
    "ticker": "ticker",
    "mini_ticker": "mini_ticker",
    "kline": "candle",
    "trade": "trade",
    "agg_trade": "agg_trade",
    "book_ticker": "quote",
}
"""The family's stream types and our channels."""

STREAM_TYPE = {channel: stream_type for stream_type, channel in CHANNEL.items()}


def topic(exchange: Exchange, stream_type: str, symbol: str, interval: str = "") -> str:
    """The topic of a stream, from either spelling of the symbol. Raises ClientError(404)."""
    subscription = wishes.subscription(exchange, CHANNEL[stream_type], symbol, interval)
    return topics.topic(exchange.name, subscription)


def named(exchange: Exchange, stream_type: str, symbols: str, interval: str = "") -> str:
    """The topic of one or several streams, as the client spells them."""
    asked = Subscription(CHANNEL[stream_type], symbols, interval)
    return topics.topic(exchange.name, asked)


def stream(exchange: Exchange, subscription: Subscription) -> Payload:
    """A subscription as the family lists it."""
    instrument = exchange.instruments.get(subscription.symbol)
    return {
        "stream_type": STREAM_TYPE.get(subscription.channel, subscription.channel),
        "symbol": instrument.native if instrument else subscription.symbol,
        "interval": subscription.interval or None,
        "topic": topics.topic(exchange.name, subscription),
    }


def _time(event: Event) -> int:
    return (event.time_exchange or event.time_received) // 1000


def _number(identifier: str | None) -> int | str | None:
    """Ids are numbers where the exchange counts."""
    return int(identifier) if identifier and identifier.isdecimal() else identifier


def _statistics(event: Ticker | MiniTicker) -> Payload:
    return {
        "symbol": event.native,
        "price": event.price,
        "open": event.open,
        "high": event.high,
        "low": event.low,
        "volume": event.volume,
        "quote_volume": event.quote_volume,
    }


def _ticker(event: Ticker) -> Payload:
    change = {
        "price_change": event.price_change,
        "price_change_percent": event.price_change_percent,
    }
    return {"type": "ticker"} | _statistics(event) | change | {"timestamp": _time(event)}


def _mini_ticker(event: MiniTicker) -> Payload:
    return {"type": "mini_ticker"} | _statistics(event) | {"timestamp": _time(event)}


def _kline(event: Candle) -> Payload:
    return {
        "type": "kline",
        "symbol": event.native,
        "interval": event.interval,
        "timestamp": event.time_open // 1000,
        "open": event.open,
        "high": event.high,
        "low": event.low,
        "close": event.close,
        "volume": event.volume,
        "is_closed": event.is_closed,
        "trades": event.trades,
        "quote_volume": event.quote_volume,
    }


def _execution(event: Trade | AggTrade) -> Payload:
    return {
        "symbol": event.native,
        "trade_id": _number(event.id),
        "price": event.price,
        "quantity": event.quantity,
        "timestamp": _time(event),
        "is_buyer_maker": event.side == "sell",
    }


def _trade(event: Trade) -> Payload:
    return {"type": "trade"} | _execution(event)


def _agg_trade(event: AggTrade) -> Payload:
    span = {"first_id": _number(event.first_id), "last_id": _number(event.last_id)}
    return {"type": "agg_trade"} | _execution(event) | span


def _book_ticker(event: Quote) -> Payload:
    return {
        "type": "book_ticker",
        "symbol": event.native,
        "bid_price": event.bid_price,
        "bid_quantity": event.bid_quantity,
        "ask_price": event.ask_price,
        "ask_quantity": event.ask_quantity,
        "timestamp": _time(event),
    }


def _gap(event: Gap) -> Payload:
    return lost(event.native, event.channel, event.cause) | {
        "from_id": _number(event.from_id),
        "to_id": _number(event.to_id),
        "from_time": None if event.from_time is None else event.from_time // 1000,
        "to_time": None if event.to_time is None else event.to_time // 1000,
    }


def lost(native: str, channel: str, cause: str) -> Payload:
    """A hole of which nothing is known but that it is there."""
    return {
        "type": "gap",
        "symbol": native,
        "channel": STREAM_TYPE.get(channel, channel),
        "from_id": None,
        "to_id": None,
        "from_time": None,
        "to_time": None,
        "cause": cause,
    }


def _backfilled(event: Backfilled) -> Payload:
    times = ("from_time", "to_time", "lost_from_time", "lost_to_time")
    ids = ("from_id", "to_id", "lost_from_id", "lost_to_id")
    told = {name: _number(getattr(event, name)) for name in ids}
    for name in times:
        time = getattr(event, name)
        told[name] = None if time is None else time // 1000
    return {
        "type": "backfilled",
        "symbol": event.native,
        "channel": STREAM_TYPE.get(event.channel, event.channel),
        "cause": event.cause,
        "events": event.events,
        "outcome": event.outcome,
    } | told


def _freshness(event: Freshness) -> Payload:
    return doubted(event.native, event.channel, event.cause)


def doubted(native: str, channel: str, cause: str) -> Payload:
    """Whether a stream can be believed: it can where there is no cause not to."""
    return {
        "type": "freshness",
        "symbol": native,
        "channel": STREAM_TYPE.get(channel, channel),
        "stale": bool(cause),
        "cause": cause,
    }


_PAYLOAD: dict[type[Event], Callable[[Any], Payload]] = {
    Ticker: _ticker,
    MiniTicker: _mini_ticker,
    Candle: _kline,
    Trade: _trade,
    AggTrade: _agg_trade,
    Quote: _book_ticker,
    Gap: _gap,
    Backfilled: _backfilled,
    Freshness: _freshness,
}


def payload(event: Event) -> Payload:
    """An event's fields, in the family's names, order and units; its source, where that is no
    stream; and whether it came later, to fill a hole.
    """
    found = _PAYLOAD[type(event)](event)
    if event.backfilled is True:
        found |= {"backfilled": True}
    return found | {"source": event.source} if event.source == "poll" else found


def envelope(content: Payload, time: int) -> bytes:
    """What a stream sends: the payload, its type and when it came (microseconds), as ISO 8601."""
    return codec.encode({"type": content["type"], "data": content, "timestamp": codec.iso(time)})
