"""Amounts of money: exact decimals of one smallest unit, and how they are rounded."""

import re
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from functools import lru_cache

from radist.errors import ClientError

PLACES = 8
"""Of every currency the smallest amount is 10⁻⁸."""
UNIT = Decimal(1).scaleb(-PLACES)
MOST = Decimal(10) ** 18
"""No amount is as large as this, whichever sign it has."""
PRICE_PLACES = 18
"""A price is no amount: so many places behind the point, the last one rounded half to even."""
ZERO = Decimal(0)
_LONGEST = 64
"""Characters of a text that is read as an amount."""

_is_number = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII).fullmatch

_ALARMS = [InvalidOperation, DivisionByZero, Overflow]
_EXACT = Context(prec=100, traps=[*_ALARMS, Inexact])
"""Raises where a digit would be lost."""
WIDE = Context(prec=100, rounding=ROUND_HALF_EVEN, traps=_ALARMS)
"""Rounds half to even, far behind whatever matters."""
_PRICE = Decimal(1).scaleb(-PRICE_PLACES)


def amount(value: object, field: str) -> Decimal:
    """An amount above zero, of a text or whole number. Raises ClientError(422) naming the field."""
    found = signed(value, field)
    if found <= 0:
        raise _invalid(field, "expected a number above 0")
    return found


def signed(value: object, field: str) -> Decimal:
    """The same, whatever its sign. Raises ClientError(422)."""
    found = _read(value)
    if found is None or not found.is_finite():
        raise _invalid(field, 'expected a decimal as text, such as "1.5"')
    if found.adjusted() >= MOST.adjusted():
        raise _invalid(field, f"expected less than 10^{MOST.adjusted()}")
    if not is_whole(found):
        raise _invalid(field, f"expected at most {PLACES} places behind the point")
    return plain(found)


def _read(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    if isinstance(value, str) and not (len(value) <= _LONGEST and _is_number(value)):
        return None
    return Decimal(value)


def _invalid(field: str, wanted: str) -> ClientError:
    return ClientError(422, "invalid", f"{field}: {wanted}")


def is_whole(value: Decimal) -> bool:
    """Whether this is a number of whole units."""
    return value.is_finite() and WIDE.quantize(value, UNIT) == value


def plain(value: Decimal) -> Decimal:
    """The same number without zeros at its end, and zero without a sign."""
    return _EXACT.normalize(value) if value else ZERO


def text(value: Decimal) -> str:
    """As it is written on the wire: without an exponent, without zeros at its end."""
    return f"{plain(value):f}"


def units(value: Decimal) -> int:
    """How many smallest units an amount has."""
    return int(_EXACT.scaleb(value, PLACES).to_integral_exact(context=_EXACT))


def of_units(number: int) -> Decimal:
    """The amount of so many smallest units."""
    return plain(_EXACT.scaleb(Decimal(number), -PLACES))


def add(*values: Decimal) -> Decimal:
    """Their sum, exactly."""
    total = ZERO
    for value in values:
        total = _EXACT.add(total, value)
    return total


def product(value: Decimal, by: Decimal, *, up: bool) -> Decimal:
    """The product as an amount: the unit above or below where it is none."""
    exact = _EXACT.multiply(value, by)
    rounding = ROUND_CEILING if up else ROUND_FLOOR
    return plain(exact.quantize(UNIT, rounding=rounding, context=WIDE))


def up(value: Decimal) -> Decimal:
    """What is paid: the next whole unit."""
    return value.quantize(UNIT, ROUND_CEILING, WIDE)


def down(value: Decimal) -> Decimal:
    """What is got: the last whole unit."""
    return value.quantize(UNIT, ROUND_FLOOR, WIDE)


def floor(quantity: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of a step that is no more than a quantity; without a step, all of it."""
    return WIDE.multiply(WIDE.divide_int(quantity, step), step) if step else quantity


@lru_cache(maxsize=65_536)
def decimal(number: float) -> Decimal:
    """What a double of a market stands for: the shortest text that means it."""
    return Decimal(repr(number))


def share(value: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """`value` × `part` / `whole` as an amount, rounded down."""
    return of_units(units(value) * units(part) // units(whole))


def ratio(value: Decimal, by: Decimal) -> Decimal:
    """A price: one amount divided by another."""
    return plain(WIDE.divide(value, by).quantize(_PRICE, context=WIDE))


def percent(now: Decimal, before: Decimal) -> Decimal:
    """By how much it has changed, in percent with two places; 0 where there was nothing before."""
    if not before:
        return ZERO
    change = WIDE.divide(WIDE.multiply(WIDE.subtract(now, before), Decimal(100)), before)
    return plain(change.quantize(Decimal("0.01"), context=WIDE))
