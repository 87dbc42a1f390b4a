"""The metrics of alerts."""

from collections import Counter

from radist.hub.traffic import Tally
from radist.server.alert_metrics import AlertFigures, alert_metrics


class Delivered:
    resting, held = 1, 4

    def __init__(self) -> None:
        self.counts = Counter(
            {("webhook", "delivered"): 3, ("webhook", "failed"): 2, ("telegram", "dead"): 1}
        )
        self.latency = {"webhook": Tally((0.1, 1.0))}
        self.latency["webhook"].add(0.05, 3)


def test_what_fired_and_what_came_of_telling_it_is_counted():
    lag = Tally((0.001, 0.1))
    lag.add(0.05)
    figures = AlertFigures(7, lag, 2, {"delivered": 9, "dead": 1})
    families = alert_metrics(Counter(fired=5, late=2), Delivered(), figures)
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }
    assert found["radist_alerts_fired_total", "no"] == 3
    assert found["radist_alerts_fired_total", "yes"] == 2
    assert found["radist_alert_attempts_total", "webhook", "delivered"] == 3
    assert found["radist_alert_attempts_total", "webhook", "failed"] == 2
    assert found["radist_alert_attempts_total", "telegram", "dead"] == 1
    assert found["radist_alert_delivery_seconds_bucket", "webhook", "0.1"] == 3
    assert found["radist_alert_targets_down",] == 1
    assert found["radist_alert_deliveries_held",] == 4
    assert found["radist_alerts_running",] == 7
    assert found["radist_alerts_lost_total",] == 2
    assert found["radist_alert_evaluation_seconds_bucket", "0.1"] == 1
    assert found["radist_alert_evaluation_seconds_count",] == 1
    assert found["radist_alert_deliveries", "delivered"] == 9
    assert found["radist_alert_deliveries", "dead"] == 1
