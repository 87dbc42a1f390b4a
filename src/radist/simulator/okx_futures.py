"""OKX's futures, simulated with all that is at the same address."""

from dataclasses import replace

from radist.simulator.okx import VENUE as WHOLE

VENUE = replace(WHOLE, name="okx_futures", listing=None)
