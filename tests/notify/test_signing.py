"""Signatures and the secrets they are made by."""

import stat

import pytest

from radist.config import Notify
from radist.errors import ConfigError
from radist.notify._signing import Keys, derived, signature

ENVIRON = {"NEW": "n" * 40, "OLD": "o" * 40, "SHORT": "s" * 31}


def test_a_signature_is_that_of_the_specifications_example():
    # https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made = signature([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_target_has_a_secret_of_its_own():
    secrets = {derived(key, target) for key in (b"k" * 32, b"l" * 32) for target in ("a", "b")}
    assert len(secrets) == 4
    assert all(secret.startswith("whsec_") for secret in secrets)


def test_while_a_key_is_replaced_both_sign(tmp_path):
    settings = Notify(key="env:NEW", former_key="env:OLD")
    secrets = Keys(settings, tmp_path, ENVIRON).of("desk")
    assert secrets == [derived(b"n" * 40, "desk"), derived(b"o" * 40, "desk")]
    assert len(signature(secrets, "d_1", 1, b"{}").split()) == 2


def test_without_a_key_one_is_made_for_nobody_else_to_read_and_kept(tmp_path):
    folder = tmp_path / "state"
    secrets = Keys(Notify(), folder, {}).of("desk")
    assert Keys(Notify(), folder, {}).of("desk") == secrets
    (made,) = folder.iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        (Notify(key="env:SHORT"), "notify.key: expected at least 32 bytes"),
        (Notify(key="env:NONE"), "notify.key: there is no NONE in the environment"),
        (Notify(key="file:/nowhere"), "notify.key: /nowhere: No such file or directory"),
        (Notify(former_key="env:OLD"), "notify.former_key: is of no use without notify.key"),
    ],
)
def test_a_key_that_is_none_stops_the_start(tmp_path, settings, complaint):
    with pytest.raises(ConfigError) as caught:
        Keys(settings, tmp_path, ENVIRON)
    assert str(caught.value) == complaint
