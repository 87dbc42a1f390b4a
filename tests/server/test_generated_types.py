"""Whether the types of the TypeScript client are made of what is answered and told now."""

import hashlib
import json
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
GENERATED = WEB / "packages" / "client" / "src" / "generated"


def number(text):
    """As JavaScript reads it, to which 1.0 is 1."""
    value = float(text)
    return int(value) if value.is_integer() else value


def fingerprint(document):
    """Of what the types are made of, written the same way by whoever writes it."""
    content = {
        "paths": document.get("paths", {}),
        "components": {"schemas": document["components"]["schemas"]},
    }
    content = json.loads(json.dumps(content), parse_float=number)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "path"), [("rest", "/openapi.json"), ("frames", "/asyncapi.json")]
)
async def test_the_types_are_made_of_this_description(web, name, path):
    _, served = await web.get(path)
    head = (GENERATED / f"{name}.ts").read_text("utf-8").splitlines()[1]
    assert head == f"// {fingerprint(served)}", "run `make types`"
