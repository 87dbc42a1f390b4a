"""Whether what is served is what /openapi.json says, whatever is asked."""

import asyncio
import copy
import json
import os
import random
from urllib.parse import quote

from jsonschema import Draft202012Validator

from radist.server import shapes

TIMES = 1000 if "RADIST_PROOF" in os.environ else 25
"""How often each operation is asked."""
WORDS = [
    *("BTCUSDT", "BTC/USDT", "btcusdt", "ETHUSDT,BTCUSDT", "1m", "kline", "ticker", "binance"),
    *("trade.binance.BTC/USDT", "ticker.binance.BTC/USDT,global", "token_So111", "user_alice"),
    *("e1.7f6ba5cc.3", "all USDT spot", "*", "*/USDT", "new_trade", "price_update", "x" * 5000),
    *("", " ", ",", "\0", "\r\nX: y", "ключ", "\U0001f4a9", "../../etc/passwd", "%00", "'\"<>"),
    *("-1", "0", "1", "1e400", "NaN", "inf", "null", "true", "[]", "{}", "99999999999999999999"),
]
THINGS = [None, True, 0, -1, 1.5, 1e308, 2**70, [], {}, [[]], {"a": {"b": []}}, *WORDS]
LATER = ("/api/v1/alerts", "/api/v1/trading")
"""What was added later has dice of its own: all else is asked what it was asked before."""
HEADERS = ["application/json", "text/plain", "application/json; charset=utf-16", "nonsense"]


def strict(schema):
    """The same, where a field too many is a mistake too."""
    if isinstance(schema, dict):
        if "properties" in schema and "title" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            strict(part)
    elif isinstance(schema, list):
        for part in schema:
            strict(part)
    return schema


class Asker:
    """Asks what makes sense, and what does not."""

    def __init__(self, document, seed):
        self.document = document
        self.dice = random.Random(seed)

    def value(self, schema):
        dice = self.dice
        if dice.random() < 0.3:
            return dice.choice(THINGS)
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self.value(self.document["components"]["schemas"][name])
        if "anyOf" in schema:
            return self.value(dice.choice(schema["anyOf"]))
        if "enum" in schema:
            return dice.choice(schema["enum"])
        if schema.get("examples") and dice.random() < 0.5:
            return dice.choice(schema["examples"])
        return self.typed(schema)

    def typed(self, schema):
        ends = (schema.get("minimum", 0), schema.get("maximum", 1))
        match schema.get("type"):
            case "object":
                return self.thing(schema)
            case "array":
                return [self.value(schema.get("items", {})) for _ in range(self.dice.randrange(3))]
            case "integer" | "number":
                return self.dice.choice([*ends, ends[0] - 1, ends[1] + 1, sum(ends) / 2])
            case "null":
                return None
        return self.dice.choice(WORDS)

    def thing(self, schema):
        if "example" in schema and self.dice.random() < 0.3:
            return copy.deepcopy(schema["example"])
        names = [n for n in schema.get("properties", {}) if self.dice.random() < 0.8]
        made = {name: self.value(schema["properties"][name]) for name in names}
        return made | ({"surplus": 1} if self.dice.random() < 0.1 else {})

    def request(self, path, operation):
        """Path with query, and the rest of a request."""
        query, headers = [], {}
        for parameter in operation.get("parameters", ()):
            if self.dice.random() < 0.2:
                continue
            value = self.value(parameter["schema"])
            text = value if isinstance(value, str) else json.dumps(value)
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", quote(text[:200], safe="") or "x")
            elif parameter["in"] == "header":
                headers[parameter["name"]] = "".join(c for c in text if " " <= c <= "~")
            else:
                query.append(f"{parameter['name']}={quote(text, errors='replace')}")
        if "wait=" in "&".join(query):  # nobody here has the time
            query = [part for part in query if not part.startswith("wait=")] + ["wait=0"]
        return f"{path}?{'&'.join(query)}", headers, self.body(operation, headers)

    def body(self, operation, headers):
        if "requestBody" not in operation:
            return None
        headers["Content-Type"] = self.dice.choice([HEADERS[0], HEADERS[0], *HEADERS])
        if self.dice.random() < 0.1:
            return self.dice.choice([b"", b"{", b"\xff\xfe", b"[" * 50, b'{"a":1,"a":2}', b"nul"])
        content = operation["requestBody"]["content"]["application/json"]
        return json.dumps(self.value(content["schema"])).encode()


async def check(web, document, validators, method, path, asked):
    """That the answer is one that the document tells of; its status."""
    place, headers, body = asked
    told = document["paths"][path][method]["responses"]
    async with web.browser.request(method, web.url + place, headers=headers, data=body) as answer:
        status, kind = answer.status, answer.content_type
        key = str(status) if str(status) in told else f"{status // 100}XX"
        assert key in told, (method, asked, status, (await answer.read())[:500])
        [(expected, content)] = told[key]["content"].items()
        assert kind == expected, (method, asked, kind)
        if kind == "application/json":
            name = json.dumps(content["schema"])
            if name not in validators:
                schema = content["schema"] | {"components": document["components"]}
                validators[name] = Draft202012Validator(schema)
            validators[name].validate(await answer.json())
    return status


async def test_every_answer_is_one_that_is_described_and_none_is_a_mistake_of_ours(
    web, hub, make, upstream
):
    _, served = await web.get("/openapi.json")
    document = strict(copy.deepcopy(served))
    Draft202012Validator.check_schema({"components": document["components"]})
    hub.publish(make.ticker())
    hub.publish(make.trade())
    old, new, validators, statuses = Asker(document, 7), Asker(document, 7), {}, {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            seen = statuses[method, path] = set()
            asker = new if path.startswith(LATER) else old
            if path == "/api/v1/book":  # books that are asked for are waited for
                operation = operation | {"parameters": []}
            asked = [asker.request(path, operation) for _ in range(TIMES)]
            async with asyncio.TaskGroup() as tasks:
                answers = [
                    tasks.create_task(check(web, document, validators, method, path, one))
                    for one in asked
                ]
            seen.update(answer.result() for answer in answers)
    wide, gaps = Asker(document, 7), document["paths"]["/api/v1/gaps"]["get"]
    for _ in range(10 * TIMES):  # of many parameters one is nearly always wrong
        if 200 in (seen := statuses["get", "/api/v1/gaps"]):
            break
        asked = wide.request("/api/v1/gaps", gaps)
        seen.add(await check(web, document, validators, "get", "/api/v1/gaps", asked))
    never = {place for place, seen in statuses.items() if not seen & {200, 201}}
    assert never <= {
        *(("get", f"/api/v1/{name}") for name in ("book", "candles", "trades")),
        ("delete", "/api/v1/websocket/connections/{session}"),
        ("post", "/api/v1/websocket/tickets"),
        *((method, "/api/v1/layouts/{layout}") for method in ("get", "put", "delete")),
        *(place for place in statuses if "{mint}" in place[1]),
        *(place for place in statuses if place[1].startswith(LATER)),
    }


async def test_markets_connections_and_layouts_are_as_described(web, upstream, hub, make, listen):
    _, document = await web.get("/openapi.json")
    strict(document)
    hub.publish(make.book())
    hub.room("book.binance.BTC/USDT")
    upstream.past["candle.binance.BTC/USDT.1m"] = [make.candle(), make.candle(is_closed=False)]
    for event in (make.trade(3), make.gap(), make.trade(7)):
        hub.publish(event)
    async with listen("/api/v1/sse?topics=global") as source:
        await source.block()
        [session] = hub.sessions
        validators, body = {}, json.dumps({"name": "x", "content": {}, "version": 1})
        headers = {"Content-Type": "application/json"}
        _, made = await web.post("/api/v1/layouts", {"name": "x", "content": {"a": 1}})
        layout = f"/api/v1/layouts/{made['id']}"
        for method, path, place in (
            *(
                ("get", f"/api/v1/{name}", f"/api/v1/{name}?symbol=BTC/USDT")
                for name in ("book", "candles", "trades", "gaps")
            ),
            ("get", "/api/v1/websocket/connections", "/api/v1/websocket/connections"),
            (
                "delete",
                "/api/v1/websocket/connections/{session}",
                f"/api/v1/websocket/connections/{session}",
            ),
            ("post", "/api/v1/websocket/tickets", "/api/v1/websocket/tickets"),
            ("get", "/api/v1/layouts", "/api/v1/layouts"),
            *((method, "/api/v1/layouts/{layout}", layout) for method in ("get", "put", "delete")),
        ):
            asked = (place, headers, body if method == "put" else None)
            status = await check(web, document, validators, method, path, asked)
            assert status == 200 or path.endswith("tickets")


async def test_tokens_are_as_described(web):
    _, document = await web.get("/openapi.json")
    strict(document)
    validators, mint = {}, "/api/v1/tokens/{mint}"
    headers = {"Content-Type": "application/json"}
    for method, path, query, body in (
        ("post", "/api/v1/tokens", "", {"name": "Radio", "symbol": "R", "mint": "Rad111"}),
        ("post", f"{mint}/buy", "", {"amount": "5000"}),
        ("post", f"{mint}/sell", "", {"amount": "2000"}),
        ("get", f"{mint}/quote", "?amount=5", None),
        *(("get", mint + part, "", None) for part in ("", "/holders", "/trades", "/candles")),
        ("get", "/api/v1/tokens", "", None),
        ("get", "/api/v1/portfolio", "", None),
        ("get", "/api/v1/portfolio/equity", "?span=all", None),
        ("post", "/api/v1/portfolio/reset", "", {"balance": "5"}),
    ):
        place = path.replace("{mint}", "Rad111") + query
        content = None if body is None else json.dumps(body)
        status = await check(web, document, validators, method, path, (place, headers, content))
        assert status == (201 if (method, path) in shapes.CREATED else 200), place


async def test_all_that_is_described_is_described_in_full(web):
    _, document = await web.get("/openapi.json")
    described = {(m, p) for p, operations in document["paths"].items() for m in operations}
    streams = {("get", path) for path in shapes.TEXTS}
    assert described == shapes.ANSWERS.keys() | streams


async def test_alerts_are_as_described(web, upstream):
    _, document = await web.get("/openapi.json")
    strict(document)
    root, validators = "/api/v1/alerts", {}
    headers = {"Content-Type": "application/json"}
    hook = {"name": "hook", "url": "http://127.0.0.1:9/"}
    wish = {"symbol": "BTCUSDT", "condition": {"type": "above", "level": 1}, "targets": ["hook"]}

    async def ask(method, path, body=None, **names):
        place = path.format(**names)
        asked = (place, headers, None if body is None else json.dumps(body))
        return await check(web, document, validators, method, path, asked)

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(upstream.alerts.run())
        assert await ask("post", f"{root}/targets", hook) == 201
        assert await ask("post", root, wish) == 201
        _, listed = await web.get(root)
        name = listed["alerts"][0]["id"]
        one = f"{root}/{{alert}}"
        for method, path, body in (
            ("get", root, None),
            ("get", one, None),
            ("put", one, wish | {"version": 1}),
            ("post", f"{one}/pause", None),
            ("post", f"{one}/snooze", {"seconds": 5}),
            ("post", f"{one}/resume", None),
            ("post", f"{one}/test", None),
            ("post", f"{root}/preview", wish),
            ("get", f"{root}/history", None),
            ("get", f"{root}/targets", None),
            ("delete", one, None),
        ):
            assert await ask(method, path, body, alert=name) == 200, path
        assert await ask("put", one, wish | {"version": 9}, alert=name) == 404
        assert await ask("post", f"{root}/targets/{{name}}/test", name="hook") == 200
        assert await ask("delete", f"{root}/targets/{{name}}", name="hook") == 200
        running.cancel()
