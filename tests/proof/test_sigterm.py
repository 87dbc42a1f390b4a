"""A node that is told to go: nobody is left without a word, whatever it was doing."""

import asyncio
import random
import signal
from time import monotonic

from proof.conftest import Say
from proof.leaving import Listener, OverSse, OverWebSocket
from proof.programs import simulated
from proof.served import Served, served

MOST = 10.0


async def leave(radist: Served) -> float:
    """SIGTERM, and how long it takes to end, with exit code 0."""
    start = monotonic()
    radist.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(MOST + 5):
        assert await radist.process.wait() == 0, "".join(radist.said)
    return monotonic() - start


async def test_random_ends_under_load_leave_nobody_without_a_word(say: Say, whole: bool):
    rounds, dice = 200 if whole else 6, random.Random(4)
    clients: list[Listener] = [make() for make in (OverWebSocket, OverSse) for _ in range(10)]
    took, byes, came_in, expected = [], 0, 0, 0
    async with simulated("binance", "--activity", "10") as exchange:
        for _ in range(rounds):
            held = [bool(client.positions) for client in clients]
            async with served(exchange) as radist, asyncio.TaskGroup() as tasks:
                for client in clients:
                    tasks.create_task(client.stay(radist))
                await asyncio.sleep(dice.uniform(0, 0.8))
                took.append(await leave(radist))
            assert not [line for line in radist.said if "Traceback" in line], radist.said
            stayed = [client for client in clients if client.is_in]
            assert all(client.bye for client in stayed)
            came_in += len(stayed)
            byes += sum(client.bye is not None for client in clients)
            expected += sum(3 for c, had in zip(clients, held, strict=True) if c.is_in and had)
    told = sum(client.told for client in clients)
    say(
        f"{rounds} ends: exit code 0, {max(took):.1f} s at most; {came_in} clients let in, "
        f"{byes} goodbyes; {told} positions were told to be worth nothing"
    )
    assert max(took) < MOST
    assert told == expected > rounds
    assert came_in > rounds


async def test_first_it_is_not_ready_and_then_clients_leave_one_after_another(say: Say):
    clients: list[Listener] = [make() for make in (OverWebSocket, OverSse) for _ in range(40)]
    left: list[float] = []
    reasons: list[str] = []

    async def stay(client: Listener) -> None:
        await client.stay(radist)
        left.append(monotonic())

    async with (
        simulated("binance") as exchange,
        served(exchange) as radist,
        asyncio.TaskGroup() as tasks,
    ):
        for client in clients:
            tasks.create_task(stay(client))
        while not all(len(client.positions) == 3 for client in clients):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        going = tasks.create_task(leave(radist))
        while len(left) < len(clients) // 2:
            async with radist.http.get(f"{radist.url}/readyz") as answer:
                content = await answer.json()
            reasons += content["reasons"] if len(left) < len(clients) else []
        took = await going
    waits = sorted(client.bye["retry_after_ms"] for client in clients if client.bye)
    lasted = max(left) - min(left)
    say(f"{len(waits)} goodbyes in {lasted:.2f} s, {took:.1f} s in all; {waits[0]}–{waits[-1]} ms")
    assert "going down" in reasons
    assert len(waits) == len(clients)
    assert lasted > 0.1
    assert len(set(waits)) > 40
