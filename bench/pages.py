"""The server under test: a batch of declarations is uploaded as a person would, then pages are asked for.

Ready time and idle memory are those of the second start: the database exists and the reference data are loaded.
"""

import http.client
import re
import shutil
import signal
import subprocess
import time
import uuid
from contextlib import contextmanager

from load import load
from measure import resident_mib
from shared import WORK, validation_quarter

BATCH_ROWS = 2_000
PATIENCE = 180  # seconds that a start or a batch may take


def get(port, path, cookie=""):
    """Status, headers and body of a page, as the one to whom the cookie belongs."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def wait_for(what, ready, patience=PATIENCE, pause=0.005):
    """Waits until something holds; how long it took."""
    start = time.perf_counter()
    while True:
        found = ready()
        if found:
            return time.perf_counter() - start, found
        if time.perf_counter() - start > patience:
            raise SystemExit(f"waited {patience} s in vain for {what}")
        time.sleep(pause)


def answers(port, process):
    """Whether the server answers."""
    if process.poll() is not None:
        raise SystemExit(f"the server ended with {process.returncode}: see bench/work/serve.log")
    try:
        return get(port, "/health")[0] == 200
    except OSError:
        return False


@contextmanager
def serving(binary, folder, port, *more):
    """A server for the time of a block, stopped as a person would stop it; gives process and seconds to ready."""
    with (WORK / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            [binary, "serve", "--data", str(folder), "--port", str(port), *more], stdout=log, stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        seconds, _ = wait_for("the server's first answer", lambda: answers(port, process))
        yield process, round(seconds, 3)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def form(fields, name, content):
    """A form with a file as a browser sends it: the type and the bytes."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", body


def upload(port):
    """Clears the first rows of the validation quarter through the upload form; the batch's page."""
    _, _, page = get(port, "/en/clear")
    maps = re.findall(r'<option[^>]*value="([^"]*)"', page)
    chosen = next((value for value in maps if "kcs" in value.lower()), "kcs")
    with validation_quarter().open("rb") as table:
        content = b"".join(line for _, line in zip(range(BATCH_ROWS + 1), table, strict=False))
    kind, body = form([("map", chosen), ("on", "2021-03-31")], "declarations.csv", content)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    origin = f"http://127.0.0.1:{port}"
    connection.request("POST", "/en/clear", body, {"Content-Type": kind, "Origin": origin})
    answer = connection.getresponse()
    told = answer.read().decode(errors="replace")
    connection.close()
    if answer.status not in (302, 303):
        raise SystemExit(f"the upload was answered with {answer.status}: {told[:400]}")
    return answer.getheader("Location").removeprefix(origin)


def declaration_page(port, batch):
    """The page of the batch's first declaration, once the batch is cleared."""
    path = batch.split("?")[0]

    def shown():
        _, _, page = get(port, path)
        found = re.search(rf'href="({re.escape(path)}/\d+)["?]', page)
        return found and found.group(1)

    return wait_for("the batch to be cleared", shown, pause=0.2)[1]


def pages(binary, data, port, seconds, say):
    """Figures of the server: ready time, idle memory, requests a second of two pages."""
    folder = WORK / "serve"
    shutil.rmtree(folder, ignore_errors=True)
    (WORK / "serve.log").unlink(missing_ok=True)
    try:
        shutil.copytree(data, folder)
    except FileNotFoundError:
        folder.mkdir(parents=True)
    with serving(binary, folder, port) as (_, first):
        page = declaration_page(port, upload(port))
    with serving(binary, folder, port) as (process, ready):
        time.sleep(3)
        idle = resident_mib(process.pid)
        say(f"second start ready in {ready:.2f} s; {idle} MiB idle")
        loads = {}
        for name, path in (("home", "/en/"), ("declaration", page)):
            status, _, body = get(port, path)
            if status != 200:
                raise SystemExit(f"`{path}` answers {status}")
            loads[name] = {**load(f"http://127.0.0.1:{port}{path}", 16, seconds), "bytes": len(body.encode())}
            shown = loads[name]
            say(f"{name} page: {shown['requests_per_second']:,} requests/s, p99 {shown['p99_ms']} ms")
        after = resident_mib(process.pid)
    return {"first_start_seconds": first, "ready_seconds": ready, "idle_mib": idle, "after_load_mib": after, **loads}
