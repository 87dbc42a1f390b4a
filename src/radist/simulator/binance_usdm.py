"""Binance's futures settled in USDT, simulated."""

from radist.simulator.binance_futures import linear_broadcast
from radist.simulator.binance_futures_answers import FuturesAnswers
from radist.simulator.binance_futures_pairs import contracts, perpetual
from radist.simulator.binance_futures_rest import WEIGHT_PER_MINUTE, endpoints
from radist.simulator.binance_futures_streams import grammar
from radist.simulator.contracts import INVERSE, LINEAR
from radist.simulator.limits import Limits, Manners
from radist.simulator.venue import MARKET, NOTHING, PUBLIC, Venue

VENUE = Venue(
    name="binance_usdm",
    pairs=contracts,
    parse=grammar(LINEAR),
    broadcast=linear_broadcast,
    answers=lambda market: FuturesAnswers(market, LINEAR),
    endpoints=endpoints(INVERSE) | endpoints(LINEAR),
    roads={"": PUBLIC, "/public": PUBLIC, "/market": MARKET, "/private": NOTHING},
    manners=Manners(
        Limits(messages_per_second=10, weight_per_minute=WEIGHT_PER_MINUTE),
        ping_every=180.0,
        pong_within=600.0,
    ),
    word="contracts",
    listing=perpetual,
)
