import asyncio
from collections.abc import AsyncIterator
from time import time_ns

import aiohttp
import msgspec
import pytest

from ingest.venue import Answer, Venue
from radist.errors import ExchangeError
from radist.exchanges.base import Fetch, Limits
from radist.exchanges.binance import Binance
from radist.ingest.fetcher import Fetcher, allowance

PATIENCE = 5.0
A_WHILE = 0.15
"""Seconds in which a request would come, if it came."""
LIMITS = Limits(5, 100, 100, 60.0, weight_per_minute=100, weight_header="X-Used")


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(LIMITS)
    yield fetcher
    await fetcher.close()


async def is_held_back(fetcher: Fetcher, fetch: Fetch) -> bool:
    """Whether the budget does not let a fetch go for the time being."""
    try:
        async with asyncio.timeout(A_WHILE):
            await fetcher.fetch(fetch)
    except TimeoutError:
        return True
    return False


async def test_it_fetches_the_body_to_the_byte(venue: Venue, fetcher: Fetcher) -> None:
    venue.answers = [Answer(200, b"\x00\xff{", ("X-Radist-Simulated: 1",))]
    assert await fetcher.fetch(Fetch(f"{venue.rest_url}/a?b=%2B")) == b"\x00\xff{"
    assert venue.requests[0][1] == "/a?b=%2B"
    assert fetcher.headers["X-Radist-Simulated"] == "1"


@pytest.mark.parametrize("status", [429, 418])
async def test_told_to_wait_it_asks_nothing_before(venue, fetcher, status):
    venue.answers = [Answer(status, headers=("Retry-After: 1",)), Answer(200)]
    with pytest.raises(ExchangeError, match=f"answered {status}"):
        await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(fetcher.fetch(Fetch(f"{venue.rest_url}/a")))
    first, *later = [when for when, _ in venue.requests]
    assert len(later) == 3 and min(later) - first >= 1.0


@pytest.mark.parametrize("header", [(), ("Retry-After: soon",), ("Retry-After: -5",)])
async def test_too_many_without_a_time_is_a_long_wait(venue, fetcher, header):
    venue.answers = [Answer(429, headers=header)]
    with pytest.raises(ExchangeError):
        await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))
    assert await is_held_back(fetcher, Fetch(f"{venue.rest_url}/a"))
    assert len(venue.requests) == 1


async def test_a_ban_is_kept_for_as_long_as_its_words_say(venue):
    weight = allowance(Binance.limits)
    fetcher = Fetcher(Binance.limits, weight)
    until = time_ns() // 1_000_000 + 3_600_000
    words = b'{"code":-1003,"msg":"Way too many requests; IP(1.2.3.4) banned until %d."}' % until
    venue.answers = [Answer(418, words)]
    with pytest.raises(ExchangeError, match="banned until"):
        await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))
    await fetcher.close()
    assert 3_600 <= weight.delay() <= 3_602


async def test_where_it_means_too_much_a_403_is_a_ban_of_known_length(venue):
    limits = msgspec.structs.replace(LIMITS, forbidden=600.0)
    weight = allowance(limits)
    fetcher = Fetcher(limits, weight)
    venue.answers = [Answer(403)]
    with pytest.raises(ExchangeError, match="answered 403"):
        await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))
    await fetcher.close()
    assert 599 <= weight.delay() <= 600


def test_the_window_of_a_limit_is_the_exchanges():
    weight = allowance(msgspec.structs.replace(LIMITS, weight_window=5.0))
    weight.charge(80)
    assert 6 <= weight.delay() <= 7


async def test_weight_that_others_on_this_address_used_counts(venue, fetcher):
    venue.answers = [Answer(200, headers=("X-Used: 79",))]
    await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))
    await fetcher.fetch(Fetch(f"{venue.rest_url}/a", weight=1))
    assert await is_held_back(fetcher, Fetch(f"{venue.rest_url}/a", weight=1))


async def test_its_own_weight_is_not_counted_twice(venue, fetcher):
    venue.answers = [Answer(200, headers=("X-Used: 40",)), Answer(200, headers=("X-Used: 80",))]
    async with asyncio.timeout(PATIENCE):
        for _ in range(2):
            await fetcher.fetch(Fetch(f"{venue.rest_url}/a", weight=40))


async def test_a_fifth_of_the_limit_is_left_to_others(venue, fetcher):
    await fetcher.fetch(Fetch(f"{venue.rest_url}/a", weight=80))
    assert await is_held_back(fetcher, Fetch(f"{venue.rest_url}/a", weight=1))


@pytest.mark.parametrize("used", ["", "many", "-1", "1e3", "²"])
async def test_a_weight_that_is_no_number_is_ignored(venue, fetcher, used):
    venue.answers = [Answer(200, headers=(f"X-Used: {used}",))]
    async with asyncio.timeout(PATIENCE):
        for _ in range(2):
            await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
async def test_a_refusal_is_told_with_status_address_and_words(venue, fetcher, status):
    venue.answers = [Answer(status, b'{"code":-1121,"msg":"Invalid symbol."}')]
    url = f"{venue.rest_url}/a"
    with pytest.raises(ExchangeError, match="Invalid symbol") as caught:
        await fetcher.fetch(Fetch(url))
    assert str(caught.value).startswith(f"{url} answered {status}: ")


async def test_a_long_refusal_is_told_in_short(venue, fetcher):
    venue.answers = [Answer(500, b"<html>\n" * 10_000)]
    with pytest.raises(ExchangeError) as caught:
        await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))
    assert len(str(caught.value)) < 500 and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        *("nonsense", "", "http://", "ftp://127.0.0.1/", "http://127.0.0.1:99999/", "http://[::1/"),
        f"http://{'a' * 70}.invalid/",
    ],
)
async def test_an_impossible_address_is_an_error_that_names_it(fetcher, url):
    with pytest.raises(ExchangeError, match="cannot fetch") as caught:
        await fetcher.fetch(Fetch(url))
    assert url in str(caught.value)


async def test_nobody_there_is_an_error_that_names_the_address(fetcher, free_port):
    url = f"http://127.0.0.1:{free_port}/a"
    with pytest.raises(ExchangeError, match=f"cannot fetch {url}: .+"):
        await fetcher.fetch(Fetch(url))


async def test_an_answer_that_breaks_off_is_an_error(venue, fetcher):
    venue.answers = [Answer(200, b"x" * 100).encoded[:-50]]
    with pytest.raises(ExchangeError, match="cannot fetch"):
        await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))


async def test_no_answer_in_time_is_an_error(venue, fetcher, monkeypatch):
    monkeypatch.setattr("radist.ingest.fetcher._TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    venue.answers = [b""]
    with pytest.raises(ExchangeError, match=r"cannot fetch \S+: .+"):
        await fetcher.fetch(Fetch(f"{venue.rest_url}/a"))


async def test_to_close_what_was_never_used_is_nothing():
    await Fetcher(LIMITS).close()


async def test_it_is_busy_while_less_than_a_quarter_of_the_weight_is_left(venue, fetcher):
    venue.answers = [Answer(200)]
    assert not fetcher.busy
    await fetcher.fetch(Fetch(f"{venue.rest_url}/a", weight=60))  # of 80
    assert not fetcher.busy
    await fetcher.fetch(Fetch(f"{venue.rest_url}/a", weight=1))
    assert fetcher.busy
