"""Requests a second and times of answer of a page on this machine, at 16 connections or as many as are asked for.

With `wrk` where it is installed; otherwise with a small client of our own on one core, which says so: it may then be
the client that sets the pace. Only loopback addresses are asked, for a bounded time.

    python load.py http://127.0.0.1:8080/en/ --seconds 8 -o bench/work/load.json
"""

import argparse
import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SHARES = """function done(_, latency)
  for _, share in ipairs({50, 95, 99}) do print("p" .. share .. " " .. latency:percentile(share) .. "us") end
end
"""
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


def milliseconds(text):
    """`1.25ms` as a number of milliseconds."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return round(float(number) * UNITS[unit], 3)


def by_wrk(url, connections, seconds, cookie=""):
    """The figures that wrk gives, one thread."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        # wrk itself leaves the 95th part out; this is called once, at the end, and costs no request anything.
        script.write(SHARES)
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script.name]
        headers = ["-H", f"Cookie: {cookie}"] if cookie else []
        said = subprocess.run([*command, *headers, url], check=True, capture_output=True, text=True).stdout
    shares = dict(re.findall(r"^p(50|95|99) (\S+)$", said, re.MULTILINE))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: (.+)", said)
    return {
        "client": "wrk", "requests": int(re.search(r"(\d+) requests in", said).group(1)),
        "requests_per_second": round(float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))),
        "p50_ms": milliseconds(shares["50"]), "p95_ms": milliseconds(shares["95"]), "p99_ms": milliseconds(shares["99"]),
        "failed": int(refused.group(1)) if refused else 0, "socket_errors": broken.group(1) if broken else "",
    }


class Asker(asyncio.Protocol):
    """One connection that asks again as soon as it was answered."""

    def __init__(self, request, until, times, failed, done):
        self.request, self.until, self.times, self.failed, self.done = request, until, times, failed, done
        self.held, self.asked = b"", 0.0

    def connection_made(self, transport):
        self.transport = transport
        self.ask()

    def ask(self):
        self.held, self.asked = b"", time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data):
        self.held += data
        head, ended, body = self.held.partition(b"\r\n\r\n")
        if not ended or not whole(head.lower(), body):
            return
        self.times.append(time.perf_counter() - self.asked)
        if not head.startswith((b"HTTP/1.1 2", b"HTTP/1.1 3")):
            self.failed.append(head[:20])
        if time.perf_counter() < self.until:
            self.ask()
        else:
            self.transport.close()

    def connection_lost(self, _):
        if not self.done.done():
            self.done.set_result(None)


def whole(head, body):
    """Whether the body has come to its end."""
    length = re.search(rb"content-length: *(\d+)", head)
    if length:
        return len(body) >= int(length.group(1))
    return body.endswith(b"0\r\n\r\n") if b"chunked" in head else True


async def by_own_client(url, connections, seconds, cookie=""):
    """The figures of the small client."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    head = f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: identity\r\n"
    request = (head + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n").encode()
    loop, times, failed = asyncio.get_running_loop(), [], []
    start = time.perf_counter()
    waits = [loop.create_future() for _ in range(connections)]
    for done in waits:
        await loop.create_connection(
            lambda done=done: Asker(request, start + seconds, times, failed, done), parts.hostname, parts.port or 80
        )
    await asyncio.gather(*waits)
    taken = time.perf_counter() - start
    times.sort()
    at = lambda share: round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 3)  # noqa: E731
    return {
        "client": "own asyncio client on one core (wrk is not installed)", "requests": len(times),
        "requests_per_second": round(len(times) / taken), "p50_ms": at(0.50), "p95_ms": at(0.95),
        "p99_ms": at(0.99),
        "failed": len(failed), "socket_errors": "",
    }


def load(url, connections=16, seconds=8, cookie=""):
    """Warms up for a second and measures; with a cookie as whoever it belongs to."""
    if urlsplit(url).hostname not in LOOPBACK:
        raise SystemExit(f"`{url}` is not on this machine")
    if shutil.which("wrk"):
        by_wrk(url, connections, 1, cookie)
        figures = by_wrk(url, connections, seconds, cookie)
    else:
        asyncio.run(by_own_client(url, connections, 1, cookie))
        figures = asyncio.run(by_own_client(url, connections, seconds, cookie))
    return {"url": url, "connections": connections, **figures}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("-o", "--out", help="a JSON file for the figures")
    given = parser.parse_args()
    figures = load(given.url, given.connections, given.seconds)
    print(json.dumps(figures))
    if given.out:
        Path(given.out).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
