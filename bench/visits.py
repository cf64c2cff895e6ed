"""The full site under load: every kind of page at 32 connections, as administrator, officer, delegate, company, visitor.

The site of bench/population.py is restored into an empty database, which measures `restore`; then the server is started
several times, which measures the start; then page after page is asked for with the session of whoever opens it.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import population
from load import load
from measure import cpu_seconds, must, resident_mib, run, taken_elsewhere
from pages import get, serving
from shared import BENCH, WORK

CONNECTIONS = 32
STARTS = 5
FRESH_SECONDS = 7 * 86_400  # the log-in sessions of the site end after thirty days
DECISIONS = 200_000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))


def fingerprint(binary, documents, people):
    """What the restored site rests on: the counts, the generator, the program's schema."""
    maker = hashlib.sha256((BENCH / "population.py").read_bytes()).hexdigest()[:16]
    program = hashlib.sha256(Path(binary).read_bytes()).hexdigest()[:16]
    return {"documents": documents, "people": people, "maker": maker, "program": program}


def restored(binary, port, documents, people, say):
    """The folder of the full site and what is known of it; made anew unless a fresh one of the same kind is there."""
    folder, told = WORK / "site", WORK / "site.json"
    wanted = fingerprint(binary, documents, people)
    if told.exists() and time.time() - told.stat().st_mtime < FRESH_SECONDS:
        known = json.loads(told.read_text(encoding="utf-8"))
        if known["of"] == wanted and folder.is_dir():
            return folder, known
    empty, full = WORK / "empty.backup", WORK / "full.backup"
    shutil.rmtree(folder, ignore_errors=True)
    told.unlink(missing_ok=True)
    with serving(binary, folder, port, "--no-example"):
        pass
    must(run([binary, "backup", "--data", str(folder), "-o", str(empty)]), "backup")
    shutil.rmtree(folder)
    say(f"making a site of {documents:,} documents and {people:,} people")
    known = population.write(empty, full, documents, people)
    cost = must(run([binary, "restore", "--data", str(folder), str(full)], log=str(WORK / "restore.log")), "restore")
    known |= {"of": wanted, "backup_mib": round(full.stat().st_size / 2**20), "restore": cost.figures()}
    full.unlink()
    population.log_in(folder / "opencustoms.db", known["sessions"])
    known["database_mib"] = round((folder / "opencustoms.db").stat().st_size / 2**20)
    trail = must(run([binary, "audit", "verify", "--data", str(folder)], log=str(WORK / "verify.log")), "audit verify")
    known["verify"] = trail.figures()
    told.write_text(json.dumps(known), encoding="utf-8")
    say(
        f"restored {known['rows']:,} rows, {known['backup_mib']} MiB, in {cost.seconds:.0f} s and "
        f"{cost.peak_rss_mib:.0f} MiB of memory; {known['entries']:,} entries of the trail verified in "
        f"{trail.seconds:.1f} s"
    )
    return folder, known


def starts(binary, folder, port):
    """Seconds from the call to the first answer of /health, and to the first whole page, at each of several starts."""
    found = []
    for _ in range(STARTS):
        begun = time.perf_counter()
        with serving(binary, folder, port, "--no-example") as (_, ready):
            if get(port, "/en/documents")[0] != 200:
                raise SystemExit("the list of documents does not answer at the start")
            found.append({"ready": ready, "first_page": round(time.perf_counter() - begun, 3)})
    return found


def decisions(binary):
    """Times of policy decisions in microseconds, by the example of the crate `access`; none where it is not built."""
    program = Path(binary).parent / "examples" / "decisions"
    if not program.is_file():
        return None
    said = subprocess.run([str(program), str(DECISIONS)], check=True, capture_output=True, text=True).stdout
    return json.loads(said)


def search_pages(words):
    """What is sought, and by whom."""
    words = {kind: quote(query) for kind, query in words.items()}
    pages = [(f"search: {kind}", f"/en/search?q={query}", "delegate") for kind, query in words.items()]
    common, two = words["common word"], words["two words"]
    return pages + [
        ("search: common word, documents only", f"/en/search?q={common}&kind=document", "delegate"),
        ("search: common word, visitor", f"/fr/search?q={common}", None),
        ("search: two words, company", f"/en/search?q={two}", "company"),
        ("search: two words, officer", f"/en/search?q={two}", "officer"),
        ("search: name, administrator", "/en/search?q=family77", "administrator"),
        ("search over the API: two words", f"/api/v1/search?q={two}", "delegate"),
    ]


def page_fifty(port, path):
    """The address of the fiftieth page of a list, by following the link to the next one."""
    for _ in range(49):
        _, _, body = get(port, path, population.cookie("officer"))
        links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/en/documents\?[^"]*after[^"]*)"', body)]
        if not links:
            return path
        path = links[-1]
    return path


def asked(port, known):
    """Name, address and visitor of each page."""
    people, symbol = known["people"], "/en/documents?series=PC&kind=publication&state=published"
    document = lambda which: f"/en/document/{known[which]}"  # noqa: E731
    case = lambda name: json.loads(get(port, "/api/v1/cases", population.cookie(name))[2])["cases"][0]["id"]  # noqa: E731
    return [
        ("home", "/en/", None), ("home, logged in", "/en/", "delegate"), ("questions", "/en/faq", None),
        ("documents, visitor", "/en/documents", None), ("documents, delegate", "/fr/documents", "delegate"),
        ("documents, company", "/en/documents", "company"), ("documents, officer", "/en/documents", "officer"),
        ("documents, page 50", page_fifty(port, "/en/documents"), "officer"),
        ("documents, filtered", symbol, "delegate"), ("documents, filtered, officer", symbol, "officer"),
        ("documents that lack French", "/en/documents/lacking", "officer"),
        ("feed", "/en/documents/feed.xml", None),
        ("document, visitor", document("public"), None), ("document, delegate", document("members"), "delegate"),
        ("document, officer", document("public"), "officer"),
        ("restricted document (entered in the trail)", document("restricted"), "delegate"),
        ("why, delegate", f"/en/why/document/{known['members']}", "delegate"),
        ("why, officer, public document", f"/en/why/document/{known['public']}", "officer"),
        ("why, officer, document for Members", f"/en/why/document/{known['members']}", "officer"),
        ("why, officer, restricted document", f"/en/why/document/{known['restricted']}", "officer"),
        ("queue, access officer", "/en/queue", "access"), ("queue, focal point", "/en/queue", "focal"),
        ("queue, filtered", "/en/queue?procedure=access-request&state=approved", "access"),
        ("case", f"/en/case/{case('access')}", "access"),
        ("people, administrator", "/en/people", "administrator"), ("people, focal point", "/en/people", "focal"),
        ("people, by name", "/en/people?q=family77", "administrator"),
        ("person", f"/en/person/{people['delegate']}", "administrator"),
        ("members", "/en/members", None), ("members, administrator", "/en/members", "administrator"),
        ("member", "/en/member/M-001", "focal"), ("certify", "/en/certify", "focal"),
        ("own account", "/en/account", "delegate"), ("mail", "/en/mail", "administrator"),
        ("jobs", "/en/jobs", "administrator"), ("trail", "/en/audit", "auditor"),
        ("trail of one record", f"/en/audit?record={known['restricted']}", "auditor"),
        ("API: documents", "/api/v1/documents", "delegate"), ("API: cases", "/api/v1/cases", "access"),
        ("API: members", "/api/v1/members", None), ("API: trail", "/api/v1/audit", "auditor"),
        ("API: document", f"/api/v1/documents/{known['public']}", None),
        *search_pages(population.queries()),
    ]


def site(binary, port, seconds, say):
    """Figures of the full site: restore, start, decisions, every page."""
    documents = int(os.environ.get("BENCH_DOCUMENTS", "100000"))
    people = int(os.environ.get("BENCH_PEOPLE", "20000"))
    folder, known = restored(binary, port, documents, people, say)
    started = starts(binary, folder, port)
    say(f"ready in {max(one['ready'] for one in started):.2f} s at the slowest of {STARTS} starts")
    decided = decisions(binary)
    if decided:
        say(f"a decision: p50 {decided['p50_us']} us, p99 {decided['p99_us']} us")
    with serving(binary, folder, port, "--no-example") as (process, _):
        loads = in_rounds(process.pid, asked(port, known), port, seconds)
        for name, one in loads.items():
            say(f"{name}: p50 {one['p50_ms']} p95 {one['p95_ms']} p99 {one['p99_ms']} ms (of each round: "
                f"{one['p99_rounds_ms']}), {one['core_ms']} ms of a core, {one['requests_per_second']:,}/s; given to others: "
                f"{one['elsewhere_percent']} %")
        memory = resident_mib(process.pid)
    return {"known": known, "starts": started, "decisions": decided, "loads": loads, "memory_mib": memory}


def in_rounds(pid, pages, port, seconds):
    """Each page in several rounds, with all others between. On a machine that is shared a round says what the machine had
    to give as well: the quietest round is told, with p99 of all, what the program took of the cores, and which share of
    these the machine gave to others in each round."""
    rounds = {}
    for _ in range(ROUNDS):
        for name, path, who in pages:
            before, elsewhere = cpu_seconds(pid), taken_elsewhere()
            shown = under_load(port, path, who, seconds)
            shown["core_ms"] = round(1_000 * (cpu_seconds(pid) - before) / shown["requests"], 2)
            taken, ticks = (now - then for now, then in zip(taken_elsewhere(), elsewhere, strict=True))
            shown["elsewhere_percent"] = round(100 * taken / max(ticks, 1))
            rounds.setdefault(name, []).append(shown)
    share = lambda name: "p95_ms" if name.startswith("search") else "p99_ms"  # noqa: E731
    return {
        name: min(shown, key=lambda one: one[share(name)]) | {
            "core_ms": min(one["core_ms"] for one in shown), "p99_rounds_ms": [one["p99_ms"] for one in shown],
            "p95_rounds_ms": [one["p95_ms"] for one in shown], "elsewhere_percent": [one["elsewhere_percent"] for one in shown],
        }
        for name, shown in rounds.items()
    }


def under_load(port, path, who, seconds):
    """Asks for one page; before and after it must be answered with 200, and no request may fail."""
    address, cookie = f"http://127.0.0.1:{port}{path}", population.cookie(who)
    sizes = []
    for when in ("before", "after"):
        status, _, body = get(port, path, cookie)
        if status != 200:
            raise SystemExit(f"`{path}` answers {who or 'a visitor'} with {status} {when} the load: {body[:300]}")
        sizes.append(len(body.encode()))
        if when == "before":
            figures = load(address, CONNECTIONS, seconds, cookie)
    if figures["failed"] or figures["socket_errors"] or not figures["requests"]:
        raise SystemExit(
            f"`{path}`: {figures['requests']} answered, {figures['failed']} refused, {figures['socket_errors']}: "
            "ask for longer with BENCH_SECONDS where the page is too slow for a run"
        )
    return {"who": who or "visitor", "path": path, "bytes": sizes[0], **figures}
