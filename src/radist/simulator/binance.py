"""Binance spot, simulated."""

from radist.simulator.binance_market import MarketAnswers
from radist.simulator.binance_rest import ENDPOINTS
from radist.simulator.binance_spot import SpotBroadcast
from radist.simulator.binance_streams import parse
from radist.simulator.pairs import PAIRS, made_up
from radist.simulator.venue import Venue

VENUE = Venue(
    name="binance",
    pairs=lambda now: PAIRS,
    parse=parse,
    broadcast=SpotBroadcast,
    answers=MarketAnswers,
    endpoints=ENDPOINTS,
    microseconds=True,
    listing=made_up,
)
