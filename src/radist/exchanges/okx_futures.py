"""OKX futures that expire, and those perpetuals that it lists among them.

https://www.okx.com/docs-v5/en/
"""

from typing import ClassVar

from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._okx_family import OkxFamily, PerSocket
from radist.exchanges._okx_offers import MARGINED, PRICED, TRADED


class OkxFutures(OkxFamily):
    """Futures, linear and inverse."""

    name = "okx_futures"
    type = "FUTURES"
    table: ClassVar = {**TRADED, **PRICED, **MARGINED}

    def __init__(
        self,
        *,
        ws_url: WsUrl = "wss://ws.okx.com:8443",
        rest_url: RestUrl = "https://openapi.okx.com",
        streams_per_socket: PerSocket | None = None,
    ) -> None:
        super().__init__(ws_url, rest_url, streams_per_socket)
