import gzip

import aiohttp
import pytest


@pytest.fixture
def built(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>the page</title>")
    (folder / "assets" / "index-4f2a.js").write_text("run()")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "index-4f2a.js.br").write_bytes(b"by brotli")
    (folder / "assets" / "index-4f2a.js.gz").write_bytes(gzip.compress(b"run()"))
    return folder


async def fetch(web, path, **options):
    async with web.browser.request("GET", web.url + path, **options) as answer:
        return answer.status, answer.headers, await answer.text()


ROUTES = [
    *("/s/binance/BTC%2FUSDT", "/s/binance/BTC%2FUSDT:USDT?i=1m", "/s/moon/A.B", "/multi/a.b"),
    *("/multi/h3Kq", "/alerts", "/trade", "/health", "/dev/gallery"),
]


@pytest.mark.parametrize("path", ["/", "/index.html", "/symbol/BTC%2FUSDT", "/apix", *ROUTES])
async def test_addresses_of_the_page_are_answered_with_its_index(serve, built, path):
    status, headers, text = await fetch(await serve(page=built), path)
    assert (status, text) == (200, "<title>the page</title>")
    assert headers["Cache-Control"] == "no-cache"


async def test_files_whose_names_change_with_their_content_are_kept_for_ever(serve, built):
    status, headers, text = await fetch(await serve(page=built), "/assets/index-4f2a.js")
    assert (status, text) == (200, "run()")
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Type"].startswith(("text/javascript", "application/javascript"))


async def test_other_files_are_asked_for_again(serve, built):
    status, headers, _ = await fetch(await serve(page=built), "/favicon.svg")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")


async def test_a_missing_file_is_not_answered_with_the_index(serve, built):
    status, _, text = await fetch(await serve(page=built), "/assets/index-0000.js")
    assert (status, "no file /assets/index-0000.js" in text) == (404, True)


@pytest.mark.parametrize(
    "path",
    ["/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt", "/%2e%2e/secret.txt", "/x%00y.txt"],
)
async def test_nothing_outside_the_page_is_served(serve, built, path):
    status, _, text = await fetch(await serve(page=built), path)
    assert status == 404
    assert text != "secret"


async def test_an_unknown_address_under_api_is_json(serve, built):
    status, headers, _ = await fetch(await serve(page=built), "/api/v1/nothing")
    assert (status, headers["Content-Type"]) == (404, "application/json")


async def test_the_page_takes_no_posts(serve, built):
    web = await serve(page=built)
    status, answer = await web.post("/symbol")
    assert (status, answer["error"]["reason"]) == (405, "method_not_allowed")


async def test_without_a_built_page_it_is_said_how_to_build_it(web):
    status, _, text = await fetch(web, "/")
    assert (status, "make web" in text) == (200, True)


@pytest.mark.parametrize(
    ("accepted", "coding", "text"),
    [
        ("gzip, deflate, br", "br", b"by brotli"),
        ("gzip;q=1.0, br;q=0", "gzip", b"run()"),
        ("identity", None, b"run()"),
        ("zstd", None, b"run()"),
    ],
)
async def test_what_was_compressed_by_the_build_is_sent_so(serve, built, accepted, coding, text):
    web = await serve(page=built)
    asked = {"Accept-Encoding": accepted}
    url = f"{web.url}/assets/index-4f2a.js"
    async with (
        aiohttp.ClientSession(auto_decompress=False) as plain,
        plain.get(url, headers=asked) as answer,
    ):
        body = await answer.read()
        assert answer.headers.get("Content-Encoding") == coding
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert "javascript" in answer.headers["Content-Type"]
    assert (gzip.decompress(body) if coding == "gzip" else body) == text


async def test_whoever_has_the_index_is_told_so_until_it_is_another(serve, built):
    web = await serve(page=built)
    _, headers, _ = await fetch(web, "/")
    known = {"If-None-Match": headers["ETag"]}
    status, again, text = await fetch(web, "/s/binance/BTC%2FUSDT", headers=known)
    assert (status, text, again["ETag"]) == (304, "", headers["ETag"])
    (built / "index.html").write_text("<title>the pag3</title>")
    status, again, text = await fetch(web, "/", headers=known)
    assert (status, text) == (200, "<title>the pag3</title>")
    assert again["ETag"] != headers["ETag"]


async def test_the_page_runs_no_scripts_but_its_own_and_talks_to_this_node_only(serve, built):
    web = await serve(page=built)
    _, headers, _ = await fetch(web, "/")
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self' ws://127.0.0.1:8001 wss://127.0.0.1:8001"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "doors"),
    [
        ("example.org", " ws://example.org:8001 wss://example.org:8001"),
        ("[::1]:8000", " ws://[::1]:8001 wss://[::1]:8001"),
        ("x; script-src *", ""),
        ("evil.example *", ""),
    ],
)
async def test_a_strange_host_adds_nothing_to_the_policy(serve, built, host, doors):
    web = await serve(page=built)
    _, headers, _ = await fetch(web, "/", headers={"Host": host})
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["connect-src"] == f"'self'{doors}"
    assert policy["script-src"] == "'self'"
