from pathlib import Path

import pytest

from radist.config import KEYS, TOP_PAIRS, Config, load, revealed
from radist.errors import ConfigError

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "radist.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def complaint(*args, **kwargs) -> str:
    with pytest.raises(ConfigError) as caught:
        load(*args, **kwargs)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_without_any_setting_everything_has_a_default():
    config = load()
    assert (config.http.host, config.http.port) == ("localhost", 8000)
    assert (config.websocket.port, config.websocket.max_connections) == (8001, 1000)
    assert config.markets == TOP_PAIRS
    assert len(set(TOP_PAIRS)) == 20


def test_the_example_file_loads_and_shows_the_defaults():
    assert load(REPOSITORY / "radist.example.toml") == load()


def test_the_example_file_names_every_key():
    text = (REPOSITORY / "radist.example.toml").read_text("utf-8")
    for key in KEYS:
        assert key.rpartition(".")[2] in text


def test_the_environment_wins_over_the_file_and_set_wins_over_both(written):
    path = written("[http]\nport = 1\nhost = 'a'\n[hub]\nroom_bytes = 5000\n")
    config = load(path, {"RADIST_HTTP__PORT": "2", "RADIST_HTTP__HOST": "b"}, ["http.port=3"])
    assert (config.http.port, config.http.host, config.hub.room_bytes) == (3, "b", 5000)


def test_environment_names_of_other_services_are_understood():
    names = {
        "WEBSOCKET_HOST": "0.0.0.0",
        "WEBSOCKET_PORT": "9001",
        "WEBSOCKET_MAX_CONNECTIONS": "7",
    }
    socket = load(environ=names).websocket
    assert (socket.host, socket.port, socket.max_connections) == ("0.0.0.0", 9001, 7)


def test_our_own_environment_name_wins_over_a_foreign_one():
    environ = {"RADIST_WEBSOCKET__PORT": "1", "WEBSOCKET_PORT": "2"}
    assert load(environ=environ).websocket.port == 1


def test_environment_names_may_be_lower_case():
    assert load(environ={"radist_log__level": "debug"}).log.level == "debug"


@pytest.mark.parametrize("text", ["BTC/USDT, ETH/USDT", '["BTC/USDT","ETH/USDT"]'])
def test_a_list_from_the_environment_is_separated_by_commas_or_is_json(text):
    assert load(environ={"RADIST_MARKETS": text}).markets == ("BTC/USDT", "ETH/USDT")


def test_an_empty_list_from_the_environment_is_empty():
    assert load(environ={"RADIST_MARKETS": ""}).markets == ()


def test_options_of_an_exchange_come_from_every_source(written):
    path = written("[exchanges.moon]\nws_url = 'ws://a'\nretries = 3\n")
    config = load(path, {"RADIST_EXCHANGES__MOON__REST_URL": "http://b"}, ["exchanges.moon.x=y=z"])
    assert config.exchanges["moon"] == {
        "ws_url": "ws://a",
        "retries": 3,
        "rest_url": "http://b",
        "x": "y=z",
    }


def test_variables_that_are_no_settings_are_left_alone():
    environ = {"RADIST_CONFIG": "x", "RADIST_CAPTURES": "y", "PATH": "z", "RADISTIC": "w"}
    assert load(environ=environ) == Config()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[http]\nprot = 1", "http.prot: no such key; did you mean http.port?"),
        ("[htpp]\nport = 1", "htpp.port: no such key; did you mean http.port?"),
        ("marketz = []", "marketz: no such key; did you mean markets?"),
        ("[http]\nport = 'a'", "http.port: expected int, not 'a'"),
        ("[http]\nport = '8000'", "http.port: expected int, not '8000'"),
        ("[http]\nport = 70000", "http.port: expected int <= 65535, not 70000"),
        ("[http]\nport = true", "http.port: expected int, not True"),
        ("[http]\nhost = ''", "http.host: expected str of length >= 1, not ''"),
        ("http = 1", "http: expected a section with keys, not 1"),
        ("[http.port]\nx = 1", "http.port.x: no such key"),
        ("markets = 'BTC/USDT'", "markets: expected array, not 'BTC/USDT'"),
        ("markets = [1]", "markets: expected str, not [1]"),
        ("[log]\nlevel = 'loud'", "log.level: expected one of debug, info, warning, error"),
        ("[reconnect]\nbase = nan", "reconnect.base: expected float > 0.0, not nan"),
        ("[reconnect]\nceiling = inf", "reconnect.ceiling: expected float <= 86400.0, not inf"),
        ("exchanges = 1", "exchanges: expected exchanges.<name>.<option>"),
        ("[exchanges]\nmoon = 1", "exchanges.moon: expected exchanges.<name>.<option>"),
        ("[http", "not a TOML file"),
    ],
)
def test_a_mistake_in_the_file_names_the_file_the_key_and_the_nearest(written, text, expected):
    path = written(text)
    assert complaint(path).startswith(f"{path}: {expected}")


def test_a_mistake_in_the_environment_names_the_variable():
    found = complaint(environ={"RADIST_HTTP__PORT": "x"})
    assert found == "environment RADIST_HTTP__PORT: http.port: expected int, not 'x'"
    found = complaint(environ={"WEBSOCKET_PORT": "-1"})
    assert found == "environment WEBSOCKET_PORT: websocket.port: expected int >= 0, not '-1'"
    found = complaint(environ={"RADIST_HTP__PORT": "1"})
    assert "RADIST_HTP__PORT: htp.port: no such key; did you mean http.port?" in found


def test_a_list_that_is_no_json_is_refused():
    assert "not a list" in complaint(environ={"RADIST_MARKETS": "[BTC"})


def test_a_mistake_in_set_names_set():
    assert complaint(sets=["http.port=x"]) == "--set: http.port: expected int, not 'x'"
    assert complaint(sets=["http.port"]).startswith("--set http.port: expected key=value")


def test_a_ceiling_below_the_base_is_refused():
    assert "reconnect.ceiling" in complaint(sets=["reconnect.base=100"])


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path):
    assert "No such file" in complaint(tmp_path / "none.toml")
    assert "directory" in complaint(tmp_path)
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    assert "not a TOML file" in complaint(tmp_path / "binary.toml")


def test_an_exchange_without_options_is_named_all_the_same(tmp_path):
    path = tmp_path / "radist.toml"
    path.write_text("[exchanges.binance_usdm]\n")
    assert load(path).exchanges == {"binance_usdm": {}}


def test_where_the_store_is_is_never_shown_when_it_is_wrong(tmp_path):
    file = tmp_path / "radist.toml"
    for wrong in ('"postgres://u:hunter2@h/d"', '"mysql://u:hunter2@h/d"', "5"):
        file.write_text(f"[store]\nurl = {wrong}")
        with pytest.raises(ConfigError, match=r"store\.url: expected sqlite:///PATH or") as caught:
            load(file)
        assert "hunter2" not in str(caught.value)
    url = "postgresql://u:hunter2@h/d"
    settings = load(None, {"RADIST_STORE__URL": url})
    assert settings.store.url == url
    assert "hunter2" not in repr(settings)


def test_targets_have_names_and_options_of_their_own(written):
    path = written("[notify.targets.desk]\nkind = 'webhook'\nurl = 'u'\n[notify.targets.bare]\n")
    config = load(path, {"RADIST_NOTIFY__TARGETS__DESK__URL": "v"})
    assert config.notify.targets == {"desk": {"kind": "webhook", "url": "v"}, "bare": {}}


def test_a_target_is_a_section(written):
    assert "expected notify.targets.<name>.<option>" in complaint(
        written("[notify.targets]\ndesk = 1\n")
    )
    assert "expected notify.targets.<name>.<option>" in complaint(sets=["notify.targets.a.b.c=1"])


@pytest.mark.parametrize("key", ["key", "former_key"])
def test_a_secret_in_place_of_its_reference_is_not_shown(key):
    text = complaint(sets=[f"notify.{key}=hunter2"])
    assert text == f"--set: notify.{key}: expected env:NAME or file:PATH"


def test_a_reference_leads_to_a_secret(tmp_path):
    path = tmp_path / "secret"
    path.write_text("of a file\n", "utf-8")
    environ = {"NAME": "of the environment", "EMPTY": " "}
    assert revealed("env:NAME", "a", environ) == "of the environment"
    assert revealed(f"file:{path}", "a", environ) == "of a file"
    for reference, reason in (
        ("env:NONE", "there is no NONE in the environment"),
        ("env:EMPTY", "EMPTY is empty"),
        (f"file:{tmp_path}", f"{tmp_path}: Is a directory"),
    ):
        with pytest.raises(ConfigError, match=f"^a: {reason}$"):
            revealed(reference, "a", environ)


def test_a_secret_that_is_no_text_is_not_shown(tmp_path):
    path = tmp_path / "secret"
    path.write_bytes(b"hunter2\xff")
    with pytest.raises(ConfigError, match=f"^a: {path}: not a text$"):
        revealed(f"file:{path}", "a", {})
