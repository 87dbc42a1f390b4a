"""Bybit's spot market, simulated."""

from radist.simulator.bybit_broadcast import BybitBroadcast
from radist.simulator.bybit_customs import customs, manners
from radist.simulator.bybit_rest import ENDPOINTS, BybitAnswers
from radist.simulator.bybit_streams import grammar
from radist.simulator.pairs import PAIRS, made_up
from radist.simulator.venue import Venue

_CATEGORY = "spot"

VENUE = Venue(
    name="bybit",
    pairs=lambda now: PAIRS,
    parse=grammar(_CATEGORY),
    broadcast=lambda market: BybitBroadcast(market, _CATEGORY),
    answers=lambda market: BybitAnswers(market, _CATEGORY),
    endpoints=ENDPOINTS,
    customs=customs(_CATEGORY),
    manners=manners(),
    word="pairs",
    listing=made_up,
)
