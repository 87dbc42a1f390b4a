"""The trading floor of a node: one writer, and all who trade through it."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from radist.config import Config
from radist.dealing import Dealing
from radist.hub.hub import Hub
from radist.listings import Listings
from radist.portfolios import Portfolios
from radist.server.upstream import FloorFigures
from radist.token_market import TokenMarket

if TYPE_CHECKING:
    from radist.store.opening import Store


class Floor:
    """Puts them together."""

    def __init__(
        self,
        config: Config,
        store: "Store",
        hub: Hub,
        now: Callable[[], int],
        *,
        demo: bool = False,
    ) -> None:
        self.dealing = Dealing(config.trading, store, hub, now)
        self.portfolios = Portfolios(self.dealing, Listings(self.dealing, store), store)
        parts = (self.dealing, self.portfolios, store)
        self.tokens = TokenMarket(config.tokens, *parts, demo=demo)

    @property
    def figures(self) -> FloorFigures:
        """How it is doing."""
        dealing, tokens = self.dealing, self.tokens
        counted = (dealing.waiting, dealing.committed, dealing.refused, dealing.told)
        return FloorFigures(*counted, tokens.created, dict(tokens.trades))

    async def run(self) -> None:
        """Until `stop`."""
        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(self.portfolios.run(), name="portfolios")
            await self.dealing.run()
            looking.cancel()

    def stop(self) -> None:
        """Finish what has begun, and do no more."""
        self.dealing.stop()
