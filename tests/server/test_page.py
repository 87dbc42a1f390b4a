import pytest


@pytest.fixture
def built(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>the page</title>")
    (folder / "assets" / "index-4f2a.js").write_text("run()")
    (folder / "favicon.svg").write_text("<svg/>")
    return folder


async def fetch(web, path, **options):
    async with web.browser.request("GET", web.url + path, **options) as answer:
        return answer.status, answer.headers, await answer.text()


@pytest.mark.parametrize("path", ["/", "/index.html", "/symbol/BTC%2FUSDT", "/apix"])
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
