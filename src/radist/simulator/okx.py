"""OKX, simulated whole: spot, perpetuals, futures and options at one address."""

from radist.simulator.customs import Customs, Listed, Parse, Session
from radist.simulator.limits import Limits, Manners
from radist.simulator.okx_broadcast import OkxBroadcast
from radist.simulator.okx_pairs import pairs, spot_listing
from radist.simulator.okx_rest import ENDPOINTS, WEIGHT, WINDOW, OkxAnswers, Query, deny
from radist.simulator.okx_session import Session as OkxSession
from radist.simulator.okx_streams import BUSINESS, PUBLIC, parse
from radist.simulator.venue import Venue

_NOTICE = (
    b'{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service '
    b'upgrade. Please reconnect.","connId":"4880aa85"}'
)


def _session(parse: Parse, listed: Listed, path: str, manners: Manners) -> OkxSession:
    return OkxSession(parse, listed, path.removeprefix("/"), manners)


def _farewell(session: Session, now: int) -> bytes:
    return _NOTICE


CUSTOMS = Customs(
    paths=(f"/{PUBLIC}", f"/{BUSINESS}"),
    session=_session,
    query=lambda raw, unit: Query(raw),
    deny=deny,
    farewell=_farewell,
)
VENUE = Venue(
    name="okx",
    pairs=pairs,
    parse=parse,
    broadcast=OkxBroadcast,
    answers=OkxAnswers,
    endpoints=ENDPOINTS,
    roads={"/ws/v5": frozenset({PUBLIC, BUSINESS})},
    customs=CUSTOMS,
    manners=Manners(
        Limits(
            messages_per_second=0,
            streams_per_socket=0,
            connections=3,
            connections_window=1,
            weight_per_minute=WEIGHT,
            weight_window=WINDOW,
            refusals_before_ban=10**9,
        ),
        ping_every=5.0,
        pong_within=30.0,
        pings=False,
        either_way=True,
    ),
    word="instruments",
    listing=spot_listing,
)
