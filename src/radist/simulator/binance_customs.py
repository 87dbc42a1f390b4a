"""How Binance talks to its clients."""

from radist.simulator.binance_control import Session
from radist.simulator.binance_events import encode, wrapped
from radist.simulator.binance_query import Query
from radist.simulator.customs import Customs, Denial, Listed, Parse, Refusal
from radist.simulator.customs import Session as AnySession
from radist.simulator.limits import Manners


def _session(parse: Parse, listed: Listed, path: str, manners: Manners) -> Session:
    limit = manners.limits.streams_per_socket
    return Session(parse, combined=path == "/stream", limit=limit)


def _deny(refusal: Refusal, now: int) -> Denial:
    return refusal.status, {"code": refusal.code, "msg": str(refusal)}


def _farewell(session: AnySession, now: int) -> bytes:
    bare = encode({"e": "serverShutdown", "E": now // 1_000})
    return wrapped("!serverShutdown", bare) if session.combined else bare


CUSTOMS = Customs(
    paths=("/ws", "/ws/{names:.*}", "/stream"),
    session=_session,
    query=lambda raw, unit: Query(raw, unit=unit),
    deny=_deny,
    weight_header="X-MBX-USED-WEIGHT-1M",
    farewell=_farewell,
)
