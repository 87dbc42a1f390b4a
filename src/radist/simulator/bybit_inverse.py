"""Bybit's contracts settled in coins, simulated."""

from radist.simulator.bybit_broadcast import BybitBroadcast
from radist.simulator.bybit_customs import customs, manners
from radist.simulator.bybit_pairs import inverse, made_up_inverse
from radist.simulator.bybit_rest import ENDPOINTS, BybitAnswers
from radist.simulator.bybit_streams import grammar
from radist.simulator.venue import Venue

_CATEGORY = "inverse"

VENUE = Venue(
    name="bybit_inverse",
    pairs=inverse,
    parse=grammar(_CATEGORY),
    broadcast=lambda market: BybitBroadcast(market, _CATEGORY),
    answers=lambda market: BybitAnswers(market, _CATEGORY),
    endpoints=ENDPOINTS,
    customs=customs(_CATEGORY),
    manners=manners(),
    word="contracts",
    listing=made_up_inverse,
)
