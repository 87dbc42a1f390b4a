"""Asks one address again and again, in a process of its own, until its input ends: prints how long
each answer took, in milliseconds. Whoever makes the trouble is too busy to measure it.
"""

import http.client
import json
import select
import sys
import time


def main(host: str, port: int, path: str) -> None:
    taken = []
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        start = time.perf_counter()
        connection = http.client.HTTPConnection(host, port, timeout=10)
        connection.request("GET", path)
        assert connection.getresponse().read()
        connection.close()
        taken.append((time.perf_counter() - start) * 1000)
    json.dump(taken, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
