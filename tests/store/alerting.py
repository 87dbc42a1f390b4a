"""Alerts and firings for tests of the store."""

from typing import Any

from radist import codec
from radist.alarms import Alert, Definition
from radist.conditions import Crosses
from radist.firings import BROWSER, Firing, New

NOW = 1_703_520_000_000_000


def alert(name: str = "a_1", owner: str = "alice", **fields: Any) -> Alert:
    definition = Definition(
        name=f"{name} \0 crosses",
        exchange="binance",
        symbol="BTC/USDT",
        condition=Crosses(level=70_000.0),
        targets=(BROWSER, "hook"),
    )
    made: dict[str, Any] = {"definition": definition, "created": NOW, "updated": NOW} | fields
    return Alert(id=name, owner=owner, native="BTCUSDT", **made)


def firing(number: int, of: Alert, **fields: Any) -> Firing:
    new = (
        New(f"d_{number}_b", BROWSER, BROWSER, BROWSER, b'{"n":1}'),
        New(f"d_{number}_h", "hook", "h_1", "webhook", b'{"n":1}'),
    )
    made: dict[str, Any] = {
        "id": f"t_{number}",
        "owner": of.owner,
        "alert": of.id,
        "version": of.version,
        "fired": NOW + number,
        "content": codec.encode({"id": f"t_{number}", "alert": of.id}),
        "deliveries": new,
        "memory": b'{"evaluated":%d}' % (NOW + number),
    }
    return Firing(**made | fields)
