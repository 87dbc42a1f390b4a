"""The twenty pairs that the simulated market trades, and how their integers read as decimals."""

from dataclasses import dataclass

DECIMALS = 8
_UNIT = 10**DECIMALS


def decimal(number: int, digits: int) -> str:
    """`number` units of 10^-digits, written with the venue's eight decimals."""
    whole, part = divmod(abs(number) * 10 ** (DECIMALS - digits), _UNIT)
    return f"{'-' if number < 0 else ''}{whole}.{part:08d}"


@dataclass(frozen=True, slots=True)
class Pair:
    """What is traded: prices are whole ticks of 10^-price_digits, sizes lots of 10^-size_digits."""

    base: str
    price: float
    """Where the price starts, in the quote asset."""
    price_digits: int
    size_digits: int
    pace: float
    """Orders and cancellations per second at activity 1."""
    wildness: float
    """Daily volatility as a fraction of the price."""
    order: float
    """Mean worth of one order in the quote asset."""
    quote: str = "USDT"
    follows: str = ""
    """The symbol whose price it derives from, if any."""
    quoted: bool = False
    """By one maker around its fair price, rather than by a crowd."""

    @property
    def symbol(self) -> str:
        return self.base + self.quote

    def fair(self, leader: float, now: int) -> float:
        """The fair price, given that of what it follows."""
        return leader

    @property
    def start(self) -> int:
        """The starting price in ticks."""
        return round(self.price * 10.0**self.price_digits)

    @property
    def lots(self) -> float:
        """The mean order in lots."""
        return max(1.0, self.order / self.price * 10.0**self.size_digits)

    def price_text(self, ticks: int) -> str:
        return decimal(ticks, self.price_digits)

    def size_text(self, lots: int) -> str:
        return decimal(lots, self.size_digits)

    def worth_text(self, ticks_times_lots: int) -> str:
        return decimal(ticks_times_lots, self.price_digits + self.size_digits)


def made_up(base: str, price: float) -> Pair:
    """One that no exchange has."""
    return Pair(base, price, 4, 1, 1.5, 0.05, 250.0)


PAIRS = (
    Pair("BTC", 76_400.0, 2, 5, 22.0, 0.024, 1_900.0),
    Pair("ETH", 2_480.0, 2, 4, 18.0, 0.032, 1_300.0),
    Pair("BNB", 612.0, 2, 3, 9.0, 0.026, 700.0),
    Pair("SOL", 148.0, 2, 3, 14.0, 0.041, 800.0),
    Pair("XRP", 1.92, 4, 1, 10.0, 0.038, 600.0),
    Pair("DOGE", 0.164, 5, 0, 9.0, 0.046, 450.0),
    Pair("ADA", 0.587, 4, 1, 6.0, 0.042, 350.0),
    Pair("TRX", 0.283, 4, 1, 5.0, 0.020, 350.0),
    Pair("AVAX", 21.4, 2, 2, 6.0, 0.045, 350.0),
    Pair("LINK", 14.6, 2, 2, 6.0, 0.044, 350.0),
    Pair("DOT", 3.94, 3, 2, 4.0, 0.042, 250.0),
    Pair("LTC", 91.3, 2, 3, 4.0, 0.034, 300.0),
    Pair("BCH", 421.0, 1, 3, 4.0, 0.037, 300.0),
    Pair("UNI", 6.73, 3, 2, 4.0, 0.049, 250.0),
    Pair("ATOM", 4.37, 3, 2, 3.5, 0.040, 220.0),
    Pair("XLM", 0.271, 4, 0, 4.0, 0.041, 220.0),
    Pair("NEAR", 2.76, 3, 1, 4.0, 0.050, 220.0),
    Pair("APT", 4.91, 3, 2, 3.5, 0.051, 220.0),
    Pair("ARB", 0.402, 4, 1, 3.5, 0.052, 200.0),
    Pair("FIL", 2.58, 3, 2, 3.0, 0.047, 200.0),
)
