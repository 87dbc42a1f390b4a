import json

from radist.deliveries import sealed


def test_a_payload_is_shaped_as_standard_webhooks_has_it():
    payload = json.loads(sealed("alert", 1_767_225_600_000_000, {"price": 1.5}))
    assert payload == {
        "type": "alert",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "data": {"price": 1.5},
    }
