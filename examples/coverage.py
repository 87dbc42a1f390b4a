"""What of the streams that a node follows is not complete.

python examples/coverage.py [http://localhost:8000]
"""

import json
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlsplit


def streams(node: str) -> Iterator[dict[str, Any]]:
    """Page by page."""
    connection, after = HTTPConnection(urlsplit(node).netloc), ""
    while after is not None:
        connection.request("GET", f"/api/v1/coverage?limit=1000&after={quote(after)}")
        page = json.load(connection.getresponse())
        if "streams" not in page:
            raise SystemExit(f"no answer of a node: {page}")
        yield from page["streams"]
        after = page["next"]


def main(node: str = "http://localhost:8000") -> None:
    total = complete = 0
    for stream in streams(node):
        if stream["first_time"] is None and not stream["missing"]:
            print(f"{stream['topic']}: nothing is claimed")
            continue
        total, complete = total + 1, complete + stream["complete"]
        for part in stream["missing"]:
            ends = (part["from_id"], part["to_id"])
            if ends == (None, None):
                ends = (part["from_time"], part["to_time"])
            print(f"{stream['topic']}: {ends[0]} to {ends[1]} is {part['state']}")
    print(f"{complete} of {total} streams are complete")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, HTTPException, ValueError) as error:  # no node there, or something else
        raise SystemExit(f"no answer: {error}") from None
