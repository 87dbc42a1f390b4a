from pathlib import Path

import pytest

from radist.alarms import Every
from radist.conditions import Crosses
from radist.config import load
from radist.declared import declared
from radist.errors import ConfigError
from radist.venues import exchanges_of

ALERT = """
[alerts.btc-70k]
symbol = "BTC/USDT"
condition = { type = "crosses", level = 70000 }
"""


@pytest.fixture
def alerts(tmp_path: Path):
    def read(text: str):
        path = tmp_path / "radist.toml"
        path.write_text(text, "utf-8")
        return declared(load(path), 5)

    return read


def test_alerts_of_the_configuration_are_as_those_of_the_api(alerts):
    more = 'repeat = {type="every", cooldown=60}\nowner = "alice"\nexpires = 2027-01-31T08:00:00Z'
    [alert] = alerts(ALERT + more)
    what = alert.definition
    assert (alert.owner, alert.source, alert.created) == ("alice", "config", 5)
    assert (what.name, what.exchange, what.symbol) == ("btc-70k", "binance", "BTC/USDT")
    assert what.condition == Crosses(level=70_000)
    assert (what.repeat, what.expires) == (Every(cooldown=60), 1_801_382_400_000_000)
    [again], [others] = alerts(ALERT), alerts(ALERT)
    assert again.id == others.id != alert.id
    assert again.owner == "local"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ALERT + "surplus = 1", r"alerts\.btc-70k\.surplus: no such field"),
        (ALERT + 'rearm = "far"', r"alerts\.btc-70k\.rearm: expected float"),
        (ALERT + "owner = 5", r"alerts\.btc-70k\.owner: expected a user"),
        (ALERT.replace("level", "height"), r"alerts\.btc-70k\.condition\.(level|height)"),
        (ALERT + 'targets = ["browser", 5]', r"alerts\.btc-70k\.targets\[1\]: expected str"),
        (
            ALERT + 'targets = ["browser", "hok"]',
            r"targets\[1\]: there is no target 'hok'; there is",
        ),
        ('[alerts.x]\nsymbol = "BTC/USDT"', r"alerts\.x\.condition: is missing"),
        ("alerts = 5", "alerts: "),
        ("[alerts]\nx = 5", r"alerts\.x: expected alerts\.<name>\.<option>"),
    ],
)
def test_what_is_wrong_with_one_is_said_with_its_name(alerts, text, words):
    with pytest.raises(ConfigError, match=words):
        alerts(text)


def test_an_exchange_that_is_named_by_an_alert_is_listened_to(tmp_path):
    path = tmp_path / "radist.toml"
    path.write_text(ALERT + 'exchange = "bybit"', "utf-8")
    assert exchanges_of(load(path)) == ("binance", "bybit")
