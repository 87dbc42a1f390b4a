import pytest

from radist import MarketAlerts
from radist.errors import ConfigError


class Told(list[float]):
    """The prices of the alerts that came."""

    def hear(self, alerts: MarketAlerts, *prices: float, symbol: str = "BTC/USDT") -> list[float]:
        for price in prices:
            for callback, alert in alerts.check({"symbol": symbol, "price": price}):
                callback(alert)
        return self

    def note(self, alert: dict) -> None:
        self.append(alert["price"])


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("above", [12.0, 13.0]),
        ("below", [9.0, 8.0]),
        ("crosses", [12.0, 8.0, 13.0]),
    ],
)
def test_an_alert_comes_when_its_condition_begins_to_hold(condition, expected):
    alerts, told = MarketAlerts(), Told()
    alerts.add("BTC/USDT", condition, 10.0, told.note)
    assert told.hear(alerts, 9.0, 12.0, 12.5, 8.0, 7.0, 13.0) == expected


def test_an_alert_says_what_it_is_about():
    alerts = MarketAlerts()
    rule = alerts.add("BTC/USDT", "above", 10.0, print)
    price = {"symbol": "BTC/USDT", "price": 11.0, "timestamp": 1703520000000}
    alert = {"symbol": "BTC/USDT", "condition": "above", "level": 10.0}
    told = alert | {"price": 11.0, "timestamp": 1703520000000}
    assert alerts.check(price) == [(print, told)]
    assert rule.last == 11.0


def test_other_symbols_and_removed_rules_are_left_alone():
    alerts, told = MarketAlerts(), Told()
    rule = alerts.add("BTC/USDT", "above", 10.0, told.note)
    assert told.hear(alerts, 11.0, symbol="ETH/USDT") == []
    alerts.remove(rule)
    assert alerts.symbols == frozenset()
    assert told.hear(alerts, 11.0) == []


def test_a_rule_begins_with_the_price_that_is_known():
    class Known:
        def get_latest_price(self, symbol: str) -> dict | None:
            return {"price": 12.0} if symbol == "BTC/USDT" else None

    alerts, told = MarketAlerts(Known()), Told()
    alerts.add("BTC/USDT", "above", 10.0, told.note)
    alerts.add("BTC/USDT", "crosses", 10.0, told.note)
    alerts.add("ETH/USDT", "above", 10.0, told.note)
    assert told.hear(alerts, 13.0) == []
    assert told.hear(alerts, 9.0) == [9.0]
    assert told.hear(alerts, 11.0, symbol="ETH/USDT") == [9.0, 11.0]


def test_watchers_are_told_of_other_rules():
    alerts, seen = MarketAlerts(), []
    alerts.watch(lambda: seen.append(alerts.symbols))
    rule = alerts.add("BTC/USDT", "above", 10.0, print)
    alerts.remove(rule)
    assert seen == [{"BTC/USDT"}, frozenset()]


def test_an_unknown_condition_is_refused():
    with pytest.raises(ConfigError, match="expected above, below or crosses, not 'near'"):
        MarketAlerts().add("BTC/USDT", "near", 10.0, print)
