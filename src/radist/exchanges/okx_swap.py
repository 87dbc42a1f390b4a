"""OKX perpetual swaps: sizes are contracts, which we turn into base units.

https://www.okx.com/docs-v5/en/
"""

from typing import ClassVar

from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._okx_family import OkxFamily, PerSocket
from radist.exchanges._okx_offers import MARGINED, PRICED, TRADED


class OkxSwap(OkxFamily):
    """Perpetuals, linear and inverse."""

    name = "okx_swap"
    type = "SWAP"
    table: ClassVar = {**TRADED, **PRICED, **MARGINED}

    def __init__(
        self,
        *,
        ws_url: WsUrl = "wss://ws.okx.com:8443",
        rest_url: RestUrl = "https://openapi.okx.com",
        streams_per_socket: PerSocket | None = None,
    ) -> None:
        super().__init__(ws_url, rest_url, streams_per_socket)
