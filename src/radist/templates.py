"""Messages with variables, `{{price}}`, and the same with their values."""

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches

from radist.errors import ClientError

LONGEST = 2000
"""Characters of a message, before its variables have values and after."""
_variable = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_control = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""All but the end of a line."""


def check(message: str, known: Collection[str]) -> None:
    """Raises ClientError(422) which names the variable that there is not."""
    if len(message) > LONGEST:
        raise _wrong(f"at most {LONGEST} characters, not {len(message)}")
    if "{{" in _variable.sub("", message):
        raise _wrong("{{ without }}")
    for name in _variables(message):
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}"
            raise _wrong(f"there is no {{{{{name}}}}}; {hint}")


def render(message: str, fields: Mapping[str, object]) -> str:
    """The message with the values of its variables. Raises ClientError(422)."""
    check(message, fields)
    # In one pass: what a value says is no variable, whatever it looks like.
    text = _variable.sub(lambda found: _shown(fields[found[1].strip()]), message)
    return _control.sub(" ", text)[:LONGEST]


def _variables(message: str) -> Iterator[str]:
    return (found[1].strip() for found in _variable.finditer(message))


def _shown(value: object) -> str:
    """A number without an exponent, nothing for None."""
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return "" if value is None else str(value)


def _wrong(message: str) -> ClientError:
    return ClientError(422, "invalid", f"message: {message}")
