"""The ledger: a change is an entry whose postings sum to zero, and balances are their replay."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from radist.errors import ClientError
from radist.trading import money

BANK = "bank"
"""Where paper money comes from."""
MARKET = "market"
"""The world that orders trade with."""
FEES = "fees"
_USER, _HELD, _TOKEN, _ISSUE = "user", "held", "token", "issue"
_OWING = frozenset({BANK, MARKET, _ISSUE})
"""The kinds of accounts that may be below zero: all that was ever given comes from there."""


def user(owner: str, run: int) -> str:
    """What an owner has at hand. After a reset the next run begins with an account of its own."""
    return f"{_USER}:{run}:{owner}"


def held(owner: str, run: int) -> str:
    """What is set aside for the owner's open orders."""
    return f"{_HELD}:{run}:{owner}"


def reserve(mint: str) -> str:
    """What the curve of a token has."""
    return f"{_TOKEN}:{mint}"


def issue(mint: str) -> str:
    """Where the tokens come from that there are."""
    return f"{_ISSUE}:{mint}"


def currency_of(mint: str) -> str:
    """A token's name as a currency: one that is called as real money is none."""
    return f"{_TOKEN}:{mint}"


def mint_of(currency: str) -> str | None:
    """The token that a currency is, if it is one."""
    kind, colon, mint = currency.partition(":")
    return mint if colon and kind == _TOKEN else None


def owner_of(account: str) -> tuple[str, int] | None:
    """The owner and the run of a user's account."""
    kind, _, rest = account.partition(":")
    run, colon, owner = rest.partition(":")
    return (owner, int(run)) if colon and kind == _USER else None


def may_owe(account: str) -> bool:
    """Whether it may be below zero."""
    return account.partition(":")[0] in _OWING


class Posting(Struct, frozen=True):
    """A part of an entry: an account has so much more, or less."""

    account: str
    currency: str
    amount: Decimal


class Entry(Struct, frozen=True):
    """One change, of which all happens or nothing. The time is in microseconds."""

    id: str
    kind: str
    time: int
    postings: tuple[Posting, ...]


Wallet = Mapping[str, Decimal]
"""What an account has, by currency."""


class Overdrawn(ClientError):  # noqa: N818  # what happened, not whose mistake it is
    """An account does not have as much."""

    def __init__(self, account: str, currency: str, needed: Decimal, there: Decimal) -> None:
        name = mint_of(currency) or currency
        message = f"{money.text(needed)} {name} are needed, and {money.text(there)} are there"
        super().__init__(409, "insufficient_funds", message)
        self.account = account


def transfer(giver: str, taker: str, currency: str, amount: Decimal) -> tuple[Posting, Posting]:
    """The two postings of a payment."""
    return Posting(giver, currency, -amount), Posting(taker, currency, amount)


def check(entry: Entry) -> None:
    """Raises ValueError for an entry that is none, which nobody but ourselves can have made."""
    sums: dict[str, Decimal] = defaultdict(lambda: money.ZERO)
    for posting in entry.postings:
        if not posting.amount or not money.is_whole(posting.amount):
            raise ValueError(f"{entry.id}: {posting.amount} is nothing to be posted")
        sums[posting.currency] = money.add(sums[posting.currency], posting.amount)
    if not sums or any(sums.values()):
        raise ValueError(f"{entry.id}: sums are not zero: {dict(sums)}")


def _nothing(_: str) -> Wallet:
    return {}


class Balances:
    """What all accounts have, on top of what was before: `load` tells that of one account."""

    def __init__(self, load: Callable[[str], Wallet] = _nothing) -> None:
        self._load = load
        self._wallets: dict[str, dict[str, Decimal]] = {}
        self.changed: set[tuple[str, str]] = set()
        """Accounts and currencies that were posted to."""

    def wallet(self, account: str) -> Wallet:
        """What one account has, by currency; zeros may be left out."""
        found = self._wallets.get(account)
        if found is None:
            found = self._wallets[account] = dict(self._load(account))
        return found

    def get(self, account: str, currency: str) -> Decimal:
        """How much of a currency an account has."""
        return self.wallet(account).get(currency, money.ZERO)

    def post(self, entry: Entry) -> None:
        """All of it, or nothing. Raises Overdrawn, or ValueError if it is no entry."""
        check(entry)
        after: dict[tuple[str, str], Decimal] = {}
        for posting in entry.postings:
            place = (posting.account, posting.currency)
            before = after[place] if place in after else self.get(*place)
            after[place] = money.plain(money.add(before, posting.amount))
        for (account, currency), left in after.items():
            if left < 0 and not may_owe(account):
                there = self.get(account, currency)
                raise Overdrawn(account, currency, money.add(there, -left), there)
        for (account, currency), left in after.items():
            self._wallets[account][currency] = left
        self.changed.update(after)

    def take(self, later: "Balances") -> None:
        """Have what was posted to balances that lie on top of these."""
        for account, currency in later.changed:
            self.wallet(account)
            self._wallets[account][currency] = later.get(account, currency)
        self.changed |= later.changed

    def __iter__(self) -> Iterator[tuple[str, str, Decimal]]:
        """Account, currency and amount of all that is known and not zero."""
        for account, wallet in sorted(self._wallets.items()):
            yield from ((account, name, left) for name, left in sorted(wallet.items()) if left)


def replay(entries: Iterable[Entry]) -> Balances:
    """What all accounts have after these entries, and nothing before them."""
    balances = Balances()
    for entry in entries:
        balances.post(entry)
    return balances
