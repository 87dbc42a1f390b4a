"""Sockets that are reset, half-open, or carry nonsense: on real ones, at each protocol."""

import pytest

from radist.ingest import connection as module
from radist.ingest.quarantine import Sample
from radist.model import Freshness, Trade
from radist.simulator.faults import parse
from radist.simulator.server import Simulator

EXCHANGES = ["binance", "bybit", "okx"]


def cause(simulator: Simulator, faults: str) -> None:
    simulator._trouble.add(parse(faults, simulator._source.venue.parse))


@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.parametrize("fault", ["reset_all", "blackhole"])
async def test_another_socket_takes_over_from_a_dead_one(
    listen, eventually, monkeypatch, name, fault
):
    monkeypatch.setattr(module, "_IDLE", 0.2)
    monkeypatch.setattr(module, "_REPLY", 0.2)
    async with listen(name, after=60.0) as listening:
        listening.want("trade.{0}")
        await eventually(lambda: listening.of(Trade))
        cause(listening.simulator, fault)
        await eventually(lambda: listening.simulator.connections == 2)
        after = len(listening.of(Trade))
        await eventually(lambda: len(listening.of(Trade)) > after + 5)
        assert listening.simulator.violations == 0
        assert not any(told.stale for told in listening.of(Freshness))
    listening.verified()


@pytest.mark.parametrize("name", EXCHANGES)
async def test_nonsense_costs_no_socket_and_what_comes_twice_is_told_once(
    listen, eventually, tmp_path, name
):
    async with listen(name) as listening:
        listening.feed.sample = Sample(tmp_path, name)
        listening.want("trade.{0}")
        await eventually(lambda: listening.of(Trade))
        cause(listening.simulator, "corrupt=1/4,truncate=1/4,duplicate=1/2")
        await eventually(lambda: sum(line.errors for line in listening.feed.lines) > 5)
        cause(listening.simulator, "corrupt=0,truncate=0,duplicate=0")
        after = len(listening.of(Trade))
        await eventually(lambda: len(listening.of(Trade)) > after + 5)
        assert listening.simulator.connections == 1
        ids = [trade.id for trade in listening.of(Trade)]
        assert len(set(ids)) == len(ids)
        await eventually((tmp_path / f"{name}.rec").exists)
    listening.verified()
