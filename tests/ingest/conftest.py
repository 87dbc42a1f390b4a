from collections.abc import AsyncIterator

import pytest

from ingest.venue import Venue


@pytest.fixture
async def venue() -> AsyncIterator[Venue]:
    """A rude exchange, listening."""
    venue = Venue()
    await venue.start()
    yield venue
    await venue.stop()
