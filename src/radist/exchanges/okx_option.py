"""OKX options: their prices are in the asset which they are settled in.

https://www.okx.com/docs-v5/en/#public-data-websocket-option-summary-channel
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from radist.derivatives import Greeks
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._okx_family import OkxFamily, PerSocket
from radist.exchanges._okx_offers import PRICED, TRADED
from radist.exchanges._okx_states import SUMMARY
from radist.exchanges._okx_table import Offer, Poll, states

Family = Annotated[str, Meta(pattern=r"^[A-Z0-9]+-[A-Z0-9_]+$")]


class OkxOption(OkxFamily):
    """Options of some underlyings, which have to be named."""

    name = "okx_option"
    type = "OPTION"
    table: ClassVar = {
        **TRADED,
        **PRICED,
        "greeks": Offer(
            (Greeks,),
            "on change",
            "opt-summary",
            states(SUMMARY),
            of="family",
            poll=Poll("public/opt-summary", "instFamily=<family>"),
        ),
    }

    def __init__(
        self,
        *,
        ws_url: WsUrl = "wss://ws.okx.com:8443",
        rest_url: RestUrl = "https://openapi.okx.com",
        streams_per_socket: PerSocket | None = None,
        families: tuple[Family, ...] = ("BTC-USD", "ETH-USD"),
    ) -> None:
        super().__init__(ws_url, rest_url, streams_per_socket)
        self.families = families
