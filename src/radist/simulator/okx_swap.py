"""OKX's perpetuals, simulated with all that is at the same address."""

from dataclasses import replace

from radist.simulator.okx import VENUE as WHOLE
from radist.simulator.okx_pairs import swap_listing

VENUE = replace(WHOLE, name="okx_swap", listing=swap_listing)
