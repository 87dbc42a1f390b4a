"""Binance's futures settled in coins, simulated."""

from radist.simulator.binance_futures import inverse_broadcast
from radist.simulator.binance_futures_answers import FuturesAnswers
from radist.simulator.binance_futures_pairs import contracts, inverse
from radist.simulator.binance_futures_rest import WEIGHT_PER_MINUTE, endpoints
from radist.simulator.binance_futures_streams import grammar
from radist.simulator.contracts import INVERSE, LINEAR
from radist.simulator.limits import Limits, Manners
from radist.simulator.venue import MARKET, PUBLIC, Venue

VENUE = Venue(
    name="binance_coinm",
    pairs=contracts,
    parse=grammar(INVERSE),
    broadcast=inverse_broadcast,
    answers=lambda market: FuturesAnswers(market, INVERSE),
    endpoints=endpoints(LINEAR) | endpoints(INVERSE),
    roads={"": PUBLIC | MARKET},
    manners=Manners(
        Limits(messages_per_second=10, weight_per_minute=WEIGHT_PER_MINUTE),
        ping_every=180.0,
        pong_within=600.0,
    ),
    word="contracts",
    listing=inverse,
)
