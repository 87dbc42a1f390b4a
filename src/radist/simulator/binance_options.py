"""Binance's European options, simulated."""

from radist.simulator.binance_options_broadcast import OptionsBroadcast
from radist.simulator.binance_options_market import pairs
from radist.simulator.binance_options_rest import ENDPOINTS, WEIGHT_PER_MINUTE, OptionsAnswers
from radist.simulator.binance_options_streams import parse
from radist.simulator.limits import Limits, Manners
from radist.simulator.venue import MARKET, NOTHING, PUBLIC, Venue

VENUE = Venue(
    name="binance_options",
    pairs=pairs,
    parse=parse,
    broadcast=OptionsBroadcast,
    answers=OptionsAnswers,
    endpoints=ENDPOINTS,
    roads={"": PUBLIC, "/public": PUBLIC, "/market": MARKET, "/private": NOTHING},
    manners=Manners(
        Limits(messages_per_second=10, streams_per_socket=200, weight_per_minute=WEIGHT_PER_MINUTE),
        ping_every=300.0,
        pong_within=900.0,
    ),
    word="options",
)
