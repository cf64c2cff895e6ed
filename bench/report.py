"""The report of a run: what was measured, the ratios, and whether the goals hold."""

import os
import platform
import statistics
import subprocess
from datetime import UTC, datetime


def machine():
    """The machine in a few words."""
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as cpus:
        for line in cpus:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": model, "cores": len(os.sched_getaffinity(0)), "memory_gib": round(memory, 1),
        "system": platform.platform(terse=True), "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2), "day": datetime.now(UTC).date().isoformat(),
    }


def program(binary):
    """Version and size of the program under test."""
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return {"version": said, "size_mib": round(os.path.getsize(binary) / 2**20, 1)}


def median(rounds, *path):
    """The median over the rounds of a figure named by its path."""
    found = []
    for one in rounds:
        for name in path:
            one = one[name]
        found.append(one)
    return statistics.median(found)


def spread(rounds, name):
    """Lowest and highest of a figure."""
    return f"{min(one[name] for one in rounds):.2f} to {max(one[name] for one in rounds):.2f}"


def verdict(holds):
    return "met" if holds else "**not met**"


def table(rows):
    """Rows of figure, goal, verdict."""
    lines = ["| figure | measured | goal | |", "|---|---|---|---|"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def of_tables(found):
    rounds, rows = found["rounds"], found["rows"]
    pairs, pair_rows = found["pairs"]["rounds"], found["pairs"]["rows"]
    rate = rows / median(rounds, "two", "seconds")
    slowest = rows / max(one["two"]["seconds"] for one in rounds)
    peak = max(one["two"]["peak_rss_mib"] for one in rounds)
    pandas, arrow = median(pairs, "pandas"), median(pairs, "arrow")
    lines = ["", f"## Tabular declarations: {rows:,} rows, 200 trees of 31 leaves, duties and reasons", ""]
    lines += table([
        ("ours, two threads", f"{rate:,.0f} rows/s (slowest round {slowest:,.0f})", ">= 100,000",
         verdict(rate >= 100_000)),
        ("a core, ours to pandas and LightGBM", f"{pandas:.2f}x ({spread(pairs, 'pandas')})", ">= 3x, stretch 5x",
         verdict(pandas >= 3)),
        ("the same peer with Arrow's reader and writer", f"{arrow:.2f}x ({spread(pairs, 'arrow')})",
         "for information", ""),
        ("peak memory of ours", f"{peak:.0f} MiB", "< 300 MB", verdict(peak * 2**20 < 300e6)),
    ])
    cpu = {style: median(pairs, "peers", style, "inside", "cpu_seconds") for style in ("pandas", "arrow")}
    memory = {style: median(pairs, "peers", style, "peak_rss_mib") for style in ("pandas", "arrow")}
    return lines + [
        "", f"- pairs: {pair_rows:,} rows, {len(pairs)} rounds in turn, one thread each, medians of CPU time; start and "
        "loading left out on both sides",
        f"- ours {median(pairs, 'own'):.2f} CPU s (start {median(pairs, 'start'):.2f}); the peer with pandas "
        f"{cpu['pandas']:.2f} CPU s, {memory['pandas']:.0f} MiB; with Arrow {cpu['arrow']:.2f} CPU s, "
        f"{memory['arrow']:.0f} MiB; both give path reasons",
        f"- ours on two threads: {median(rounds, 'two', 'cpu_seconds'):.2f} CPU s for {rows:,} rows",
        "", "```", *rounds[-1]["said"].splitlines()[-6:], "```",
    ]


def of_prepared(found):
    return [
        "", "## Models and agreement", "", f"- ours fitted in {found['fit']['cpu_seconds']:.1f} CPU s on one thread, "
        f"{found['fit']['peak_rss_mib']:.0f} MiB", f"- {found['peer_quality']}", "", "```",
        *found["quality"].splitlines(), "", *found["agreement"].splitlines(), "```",
    ]


def of_large(found):
    small, big = found["small"], found["big"]
    time = big["seconds"] / median(small, "seconds")
    cpu = big["cpu_seconds"] / median(small, "cpu_seconds")
    peaks = [one["peak_rss_mib"] for one in small]
    lines = ["", f"## {10 * found['rows']:,} rows against {found['rows']:,}, both made on the fly through a pipe", ""]
    lines += table([
        ("time by the clock, with the generator beside it", f"{time:.2f}x", "10x (5 % of noise)",
         verdict(time <= 10.5)),
        ("CPU time of ours", f"{cpu:.2f}x", "for information", ""),
        ("peak memory", f"{min(peaks):.0f} to {max(peaks):.0f} -> {big['peak_rss_mib']:.0f} MiB",
         "no more than the largest of the small runs (10 % of noise)",
         verdict(big["peak_rss_mib"] <= 1.1 * max(peaks))),
    ])
    return lines + ["", f"- {big['seconds']:.1f} s by the clock, {big['cpu_seconds']:.1f} CPU s"]


def of_xml(found):
    rounds = found["rounds"]
    ratio, two = median(rounds, "ratio"), median(rounds, "ratio_two")
    peer = rounds[-1]["peer"]
    lines = ["", f"## DEC XML: {found['documents']:,} documents ({peer['documents']} samples in copies)", ""]
    lines += table([
        ("ours on two cores, everything included",
         f"{median(rounds, 'documents_per_second'):,.0f} documents/s", "", ""),
        ("to lxml's parse and schema check, one process", f"{ratio:.2f}x ({spread(rounds, 'ratio')})", ">= 2x",
         verdict(ratio >= 2)),
        ("the same, two processes of lxml", f"{two:.2f}x ({spread(rounds, 'ratio_two')})", "for information", ""),
        ("documents a CPU second, ours to lxml", f"{median(rounds, 'ratio_cpu'):.2f}x", "for information", ""),
    ])
    return lines + [
        "", f"- lxml {peer['lxml']} on libxml2 {peer['libxml2']}: "
        f"{median(rounds, 'peer', 'documents_per_second'):,.0f} documents/s in one process, "
        f"{median(rounds, 'peer', 'documents_per_second_two_processes'):,.0f} in two; bytes in memory, schema loaded",
        f"- ours: {median(rounds, 'ours', 'cpu_seconds'):.2f} CPU s, {median(rounds, 'ours', 'peak_rss_mib'):.0f} MiB, "
        f"{rounds[-1]['answers']:,} JSON lines written",
    ]


def of_pages(found):
    rows = []
    for name, title in (("home", "home page"), ("declaration", "one declaration's page")):
        shown = found[name]
        rows.append((f"{title}, 16 connections", f"{shown['requests_per_second']:,} requests/s", ">= 2,000",
                     verdict(shown["requests_per_second"] >= 2000 and not shown["failed"])))
        rows.append((f"{title}, p99 (p50)", f"{shown['p99_ms']:.1f} ms ({shown['p50_ms']:.1f} ms)", "< 25 ms",
                     verdict(shown["p99_ms"] < 25)))
    rows.append(("idle memory", f"{found['idle_mib']} MiB", "< 100 MB", verdict(found["idle_mib"] * 2**20 < 100e6)))
    rows.append(("second start", f"{found['ready_seconds']:.2f} s", "< 1 s", verdict(found["ready_seconds"] < 1)))
    return ["", "## Server on SQLite", "", *table(rows), "",
            f"- client: {found['home']['client']}, on the same machine; pages of {found['home']['bytes']:,} and "
            f"{found['declaration']['bytes']:,} bytes; {found['after_load_mib']} MiB after the load; "
            f"refused: {found['home']['failed'] + found['declaration']['failed']}"]


def of_site(found):
    known, loads, started = found["known"], found["loads"], found["starts"]
    of, restore, decided = known["of"], known["restore"], found["decisions"]
    ready, first = max(one["ready"] for one in started), max(one["first_page"] for one in started)
    lines = ["", f"## Full site: {of['documents']:,} documents, {of['people']:,} people, SQLite, 32 connections", ""]
    rows = [
        (f"start to the first answer, slowest of {len(started)}", f"{ready:.2f} s", "< 1 s", verdict(ready < 1)),
        ("start to the first list of documents", f"{first:.2f} s", "< 1 s", verdict(first < 1)),
    ]
    if decided:
        rows.append((
            f"a policy decision, p99 (p50) of {decided['decisions']:,}",
            f"{decided['p99_us']:.0f} µs ({decided['p50_us']:.0f} µs)", "< 100 µs", verdict(decided["p99_us"] < 100),
        ))
    for name, shown in loads.items():
        share, goal = ("p95_ms", 100) if name.startswith("search") else ("p99_ms", 50)
        met = zip(shown[f"{share[:3]}_rounds_ms"], shown["elsewhere_percent"], strict=True)
        rounds = [f"{one:.0f} at {elsewhere} %" for one, elsewhere in met]
        rows.append((
            f"{name} ({shown['who']}), {share[:3]} (p50; {share[:3]} of all rounds, given to others; of a core)",
            f"{shown[share]:.1f} ms ({shown['p50_ms']:.1f}; "
            f"{', '.join(rounds)}; {shown['core_ms']:.2f})",
            f"< {goal} ms", verdict(shown[share] < goal),
        ))
    client, asked = next(iter(loads.values()))["client"], sum(one["requests"] for one in loads.values())
    return lines + table(rows) + [
        "", f"- client: {client}, on the same machine; {asked:,} requests in all, each answered; "
        f"{found['memory_mib']} MiB of memory after the load",
        f"- restored from {known['backup_mib']:,} MiB, {known['rows']:,} rows, in {restore['seconds']:.0f} s "
        f"({restore['cpu_seconds']:.0f} CPU s, {restore['peak_rss_mib']:.0f} MiB) to {known['database_mib']:,} MiB; "
        f"{known['entries']:,} entries of the trail verified in {known['verify']['seconds']:.1f} s",
    ]


def text(found):
    """The report as Markdown."""
    on = found["machine"]
    lines = [
        "# Side by side", "", f"{on['day']}; {on['processor']}, {on['cores']} cores, {on['memory_gib']} GiB; "
        f"{found['program']['version'] or 'the program'}, {found['program']['size_mib']} MiB; Python {on['python']}; "
        f"load before the run {on['load_before']}. Medians of the rounds, lowest and highest in brackets.",
    ]
    parts = {"tables": of_tables, "large": of_large, "xml": of_xml, "pages": of_pages, "site": of_site,
             "prepared": of_prepared}
    for name, part in parts.items():
        if name in found:
            lines += part(found[name])
    return "\n".join(lines) + "\n"
