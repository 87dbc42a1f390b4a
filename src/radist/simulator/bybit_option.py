"""Bybit's options, simulated."""

from radist.simulator.bybit_broadcast import BybitBroadcast
from radist.simulator.bybit_customs import customs, manners
from radist.simulator.bybit_pairs import option
from radist.simulator.bybit_rest import ENDPOINTS, BybitAnswers
from radist.simulator.bybit_streams import grammar
from radist.simulator.venue import Venue

_CATEGORY = "option"

VENUE = Venue(
    name="bybit_option",
    pairs=option,
    parse=grammar(_CATEGORY),
    broadcast=lambda market: BybitBroadcast(market, _CATEGORY),
    answers=lambda market: BybitAnswers(market, _CATEGORY),
    endpoints=ENDPOINTS,
    customs=customs(_CATEGORY),
    manners=manners(),
    word="options",
)
