"""Alerts of the configuration: `[alerts.NAME]`."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from radist import alarms
from radist.alarms import Alert
from radist.config import Config
from radist.errors import ClientError, ConfigError
from radist.firings import BROWSER
from radist.topics import ID

_OWNER = "local"


def declared(config: Config, now: int) -> list[Alert]:
    """The alerts that an operator has written down, each its `owner`'s. Raises ConfigError."""
    return [_alert(config, name, table, now) for name, table in config.alerts.items()]


def _alert(config: Config, name: str, table: Mapping[str, Any], now: int) -> Alert:
    table = {"name": name, "exchange": config.market_exchange, **table}
    owner = table.pop("owner", _OWNER)
    if not isinstance(owner, str) or not re.fullmatch(ID, owner):
        raise ConfigError(f"alerts.{name}.owner: expected a user, not {owner!r}")
    try:
        definition = alarms.checked(table)
    except ClientError as error:
        raise ConfigError(f"alerts.{name}.{error}") from error
    known = (BROWSER, *config.notify.targets)
    for place, target in enumerate(definition.targets):
        if target not in known:
            there = ", ".join(known)
            where = f"alerts.{name}.targets[{place}]"
            raise ConfigError(f"{where}: there is no target {target!r}; there is {there}")
    number = sha256(f"config/{owner}/{name}".encode()).hexdigest()[:12]
    return Alert(
        id=f"a_{number}",
        owner=owner,
        definition=definition,
        created=now,
        updated=now,
        source="config",
    )
