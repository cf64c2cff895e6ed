"""Runs the benchmarks that bench/run.sh has prepared: ours and the peers in turn, then the report.

Ratios are taken within a round, so that both sides meet the same machine, and the median of the rounds counts.
"""

import json
import os
import subprocess
import sys

import report
from measure import must, run
from pages import pages
from shared import REPOSITORY, WORK, training_year, validation_quarter
from visits import site

BINARY = os.environ.get("OPENCUSTOMS_BIN", str(REPOSITORY / "target/release/opencustoms"))
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
COPIES = int(os.environ.get("BENCH_COPIES", "60"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "8"))
PORT = int(os.environ.get("BENCH_PORT", "8099"))
PAIR_ROWS = int(os.environ.get("BENCH_PAIR_ROWS", "200000"))
PAIR_ROUNDS = int(os.environ.get("BENCH_PAIR_ROUNDS", "7"))
LARGE = os.environ.get("BENCH_LARGE", "1") != "0"
PARTS = os.environ.get("BENCH_ONLY", "tables large xml pages site").split()
MAP, MODEL, DATA = "reference/maps/kcs.toml", str(WORK / "kcs.model"), str(WORK / "data")


def python(script, *arguments):
    """A command of ours in the peers' environment."""
    return [sys.executable, str(REPOSITORY / "bench" / script), *map(str, arguments)]


def ours(*arguments):
    """A command of the program under test."""
    return [BINARY, *map(str, arguments)]


def clear_command(source, out, threads, *more):
    """`opencustoms clear` of a table with model, duties and reasons."""
    return ours(
        "clear", source, "--map", MAP, "--model", MODEL, "--on", "2021-03-31", "--data", DATA, "-o", out,
        "--threads", threads, *more,
    )


def say(text):
    print(f"bench: {text}", flush=True)


def measured(command, name, allowed=(0,), **more):
    """The cost of a command that must succeed; its words go to bench/work/NAME.log."""
    return must(run(command, log=str(WORK / f"{name}.log"), **more), name, allowed)


def prepare():
    """Reference data, both models, and what the models are worth on the quarter after the training year."""
    fetched = run(ours("reference", "fetch", "--data", DATA), log=str(WORK / "reference.log"))
    if fetched.exit_code != 0:
        say(f"the reference data could not be fetched; duties stay undetermined: {fetched.said.splitlines()[-1:]}")
    fit = ours("risk", "fit", training_year(), "--map", MAP, "--label", "Fraud", "-o", MODEL, "--threads", 1)
    our_fit = measured([*fit, "--trees", "200", "--leaves", "31"], "fit")
    peer = subprocess.run(python("peer_fit.py"), check=True, capture_output=True, text=True).stdout.strip()
    say(peer)
    out = WORK / "validation.csv"
    measured(clear_command(validation_quarter(), out, 2), "validation", allowed=(0, 1))
    told = subprocess.run(
        ours("risk", "evaluate", out, "--truth", validation_quarter(), "--label", "Fraud"),
        capture_output=True, text=True, check=False,
    )
    measured(python("peer_clear.py", validation_quarter(), "-o", WORK / "validation.peer.csv"), "validation.peer")
    agreed = subprocess.run(
        python("agree.py", out, WORK / "validation.peer.csv"), capture_output=True, text=True, check=False
    )
    return {
        "fit": our_fit.figures(), "peer_quality": peer, "quality": (told.stdout + told.stderr).strip(),
        "agreement": agreed.stdout.strip() or agreed.stderr.strip()[-600:],
    }


def table(rows):
    """Synthetic declarations; written once."""
    path = WORK / f"declarations-{rows}.csv"
    if not path.exists():
        subprocess.run(python("generate.py", "--rows", rows, "-o", path), check=True)
    return path


def peer_run(source, style, reasons="path"):
    """One run of the Python peer: its own figures and what the kernel counted."""
    figures = WORK / "peer.json"
    command = python("peer_clear.py", source, "-o", WORK / "peer.csv", "--figures", figures)
    cost = measured([*command, "--reasons", reasons, "--style", style], "peer")
    return {**cost.figures(), "inside": json.loads(figures.read_text(encoding="utf-8"))}


def pairs():
    """Ours and the peers on one thread, in turn and in short rounds: a shared machine changes its speed within minutes.

    Start and loading are left out on both sides: ours is measured on a table of one row in the same round.
    """
    source, one_row, rounds = table(PAIR_ROWS), table(1), []
    for number in range(PAIR_ROUNDS):
        start = measured(clear_command(one_row, WORK / "out.csv", 1), "clear-start").cpu_seconds
        own = measured(clear_command(source, WORK / "out.csv", 1), "clear-1").cpu_seconds - start
        peers = {style: peer_run(source, style) for style in ("pandas", "arrow")}
        ratios = {style: peer["inside"]["cpu_seconds"] / own for style, peer in peers.items()}
        say(f"pair {number + 1}: a core, {ratios['pandas']:.2f}x the peer with pandas, {ratios['arrow']:.2f}x with Arrow")
        rounds.append({"start": start, "own": own, "peers": peers, **ratios})
    return {"rows": PAIR_ROWS, "rounds": rounds}


def tables():
    """The whole table on two threads, then ours and the peers in pairs."""
    source, rounds = table(ROWS), []
    for number in range(ROUNDS):
        two = measured(clear_command(source, WORK / "out.csv", 2), "clear-2")
        say(f"round {number + 1}: {ROWS / two.seconds:,.0f} rows/s on two cores")
        rounds.append({"two": two.figures(), "said": two.said})
    return {"rows": ROWS, "rounds": rounds, "pairs": pairs()}


def large():
    """The same rows and ten times as many through a pipe, made on the fly: time and memory against each other.

    The small one runs before and after the large one, so that a change of the machine's speed shows.
    """
    def piped(rows):
        feed = python("generate.py", "--rows", rows, "-o", "-")
        command = clear_command("-", WORK / "large.csv", 2, "--format", "csv")
        cost = measured(command, f"clear-{rows}", feed=feed)
        (WORK / "large.csv").unlink(missing_ok=True)
        say(f"{rows:,} rows through a pipe: {cost.seconds:.1f} s, {cost.figures()['peak_rss_mib']:.0f} MiB")
        return cost.figures()

    before = [piped(ROWS) for _ in range(2)]
    big = piped(10 * ROWS)
    return {"rows": ROWS, "small": [*before, *(piped(ROWS) for _ in range(2))], "big": big}


def xml():
    """The DEC samples: ours with everything on two cores, lxml's parse and schema check alone, in turn."""
    corpus, rounds = WORK / "dec", []
    subprocess.run(python("peer_lxml.py", "--corpus", corpus, "--copies", COPIES), check=True)
    documents = sum(1 for _ in corpus.rglob("*.xml"))
    for number in range(ROUNDS):
        command = ours("clear", "--on", "2026-01-15", corpus, "-o", WORK / "dec.jsonl", "--data", DATA, "--threads", 2)
        cost = measured(command, "clear-xml", allowed=(0, 1))
        with (WORK / "dec.jsonl").open("rb") as answers:
            answered = sum(1 for _ in answers)
        measured(python("peer_lxml.py", "--passes", 30, "-o", WORK / "peer_lxml.json"), "peer_lxml")
        peer = json.loads((WORK / "peer_lxml.json").read_text(encoding="utf-8"))
        rate = documents / cost.seconds
        say(
            f"round {number + 1}: {rate:,.0f} documents/s, {rate / peer['documents_per_second']:.2f}x lxml in one "
            f"process, {rate / peer['documents_per_second_two_processes']:.2f}x lxml in two"
        )
        rounds.append({
            "ours": cost.figures(), "documents_per_second": round(rate), "answers": answered, "peer": peer,
            "ratio": rate / peer["documents_per_second"],
            "ratio_cpu": documents / cost.cpu_seconds / peer["documents_per_cpu_second"],
            "ratio_two": rate / peer["documents_per_second_two_processes"],
        })
    (WORK / "dec.jsonl").unlink(missing_ok=True)
    return {"documents": documents, "rounds": rounds}


def main():
    os.chdir(REPOSITORY)
    found = {"machine": report.machine(), "program": report.program(BINARY)}
    if {"tables", "large"} & set(PARTS):
        found["prepared"] = prepare()
    if "tables" in PARTS:
        found["tables"] = tables()
    if "large" in PARTS and LARGE:
        found["large"] = large()
    if "xml" in PARTS:
        found["xml"] = xml()
    if "pages" in PARTS:
        found["pages"] = pages(BINARY, DATA, PORT, SECONDS, say)
    if "site" in PARTS:
        found["site"] = site(BINARY, PORT, SECONDS, say)
    (WORK / "report.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = report.text(found)
    (WORK / "report.md").write_text(text, encoding="utf-8")
    print("\n" + text)


if __name__ == "__main__":
    main()
