"""A stream in Redis or Valkey."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from msgspec import Meta

from radist.errors import ConfigError, SinkError
from radist.sinks.base import Record, Sink

if TYPE_CHECKING:
    import redis

_PATIENCE = 5.0
"""Seconds until a server that says nothing counts as gone."""


class Redis(Sink):
    """`redis://HOST:PORT/STREAM` or `…/DATABASE/STREAM`: one entry for each record, added in one
    transaction for each batch. The newest `maxlen` entries are kept, about; 0 is all.
    """

    def __init__(self, target: str, /, *, maxlen: Annotated[int, Meta(ge=0)] = 0) -> None:
        address, _, stream = target.rpartition("/")
        if "://" not in address or not stream:
            raise ConfigError("redis needs a server and a stream, as in redis://localhost/messages")
        parts = urlsplit(address)
        super().__init__(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}/{stream}")
        self._address = address
        self._stream = stream
        self._maxlen = maxlen
        self._last = f"{{{stream}}}:last"
        """Where the key of the last record is, so that it is known how far an unsure write got."""
        self._unsure = True
        self._client: redis.Redis | None = None

    def open(self) -> None:
        try:
            import redis
        except ImportError as error:
            raise ConfigError("the sink redis needs: pip install 'radist[redis]'") from error
        self._wrong = redis.RedisError
        self._unsure = True
        try:
            self._client = redis.Redis.from_url(
                self._address,
                socket_timeout=_PATIENCE,
                socket_connect_timeout=_PATIENCE,
                retry=None,
            )
            self._client.ping()
        except ValueError as error:
            raise ConfigError(f"{self.place}: {error}") from error
        except redis.RedisError as error:
            raise SinkError(f"{self.place}: {error}") from error

    def write(self, batch: Sequence[Record]) -> None:
        assert self._client is not None
        try:
            if self._unsure:
                batch = self._new(self._client, batch)
            pipeline = self._client.pipeline(transaction=True)
            for record in batch:
                pipeline.xadd(self._stream, _fields(record), maxlen=self._maxlen or None)
            if batch:
                pipeline.set(self._last, batch[-1].key)
            pipeline.execute()
        except self._wrong as error:
            raise SinkError(f"{self.place}: {error}") from error
        self._unsure = False

    def close(self) -> None:
        if self._client is not None:
            with suppress(self._wrong):
                self._client.close()
            self._client = None

    def _new(self, client: "redis.Redis", batch: Sequence[Record]) -> Sequence[Record]:
        """What of a batch is not there yet, where the answer to the last write did not come."""
        last = client.get(self._last)
        for number, record in enumerate(batch, 1):
            if record.key.encode() == last:
                return batch[number:]
        return batch


def _fields(record: Record) -> dict[Any, Any]:
    return {
        "key": record.key,
        "time_received": record.time,
        "source": record.source,
        "form": record.form,
        "body": record.body,
    }
