import pytest

from radist.server.origin import is_foreign


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "127.0.0.1:8000"),
        (None, ""),
        ("http://localhost:3000", "127.0.0.1:8000"),
        ("http://[::1]:5173", "[::1]:8000"),
        ("https://radist.lan", "radist.lan"),
        ("http://Radist.lan:8000", "radist.LAN:8001"),
        ("http://[fe80::1]:8000", "[fe80::1]:8001"),
    ],
)
def test_local_pages_and_our_own_are_at_home(origin, host):
    assert not is_foreign(origin, host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.example", "127.0.0.1:8000"),
        ("https://evil.example", ""),
        ("http://localhost.evil.example", "localhost:8000"),
        ("http://localhost@evil.example", "localhost:8000"),
        ("null", "localhost:8000"),
        ("null", ""),
        ("", "localhost:8000"),
        ("", ""),
        ("http://[nonsense", "[nonsense"),
        ("http://evil.radist.lan", "radist.lan"),
    ],
)
def test_all_others_are_foreign(origin, host):
    assert is_foreign(origin, host)
