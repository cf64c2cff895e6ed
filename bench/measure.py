"""Runs a program and tells what it cost: seconds by the clock, CPU seconds of all its threads, peak memory."""

import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class Cost:
    """What one run of a program cost."""

    seconds: float
    cpu_seconds: float
    peak_rss_mib: float
    exit_code: int
    said: str  # the end of standard error

    def figures(self):
        return {name: value for name, value in asdict(self).items() if name != "said"}


def run(command, feed=None, log=None):
    """Runs a command to its end and measures it alone; `feed` is a command whose output it reads.

    The peak is the kernel's own count for the process (ru_maxrss of wait4).
    """
    feeder = subprocess.Popen(feed, stdout=subprocess.PIPE) if feed else None
    log_path = log or os.devnull
    with open(log_path, "wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=feeder.stdout if feeder else subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        if feeder:
            feeder.stdout.close()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if feeder and feeder.wait() != 0 and process.returncode == 0:
        raise SystemExit(f"the program that feeds `{command[0]}` failed")
    said = tail(log) if log else ""
    return Cost(
        round(seconds, 3), round(used.ru_utime + used.ru_stime, 3), round(used.ru_maxrss / 1024, 1),
        process.returncode, said,
    )


def tail(path, size=4000):
    """The last part of a log."""
    with open(path, "rb") as log:
        log.seek(0, os.SEEK_END)
        log.seek(max(0, log.tell() - size))
        return log.read().decode(errors="replace").strip()


def must(cost, what, allowed=(0,)):
    """The cost, or the end of the run when the program failed."""
    if cost.exit_code not in allowed:
        sys.exit(f"{what} ended with {cost.exit_code}: {cost.said}")
    return cost


def cpu_seconds(pid):
    """What a running process has taken of the cores since it began, in seconds."""
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def taken_elsewhere():
    """Ticks of the cores that the machine gave to others, and all ticks, since it began."""
    ticks = [int(one) for one in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return ticks[7], sum(ticks)


def resident_mib(pid):
    """Memory that a running process holds now, in MiB (VmRSS)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return round(int(line.split()[1]) / 1024, 1)
    return None
