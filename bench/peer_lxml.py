"""Documents a second of lxml: parse and schema check alone, over the DEC declarations, in memory.

The schema is a wrapper of DocumentMetaData (strict xs:any) and DEC 2.15. Loading it and reading the files are not
timed: the bytes are in memory before the clock starts. One process, and two processes that each take half the passes.

    python peer_lxml.py --passes 20 -o bench/work/peer_lxml.json
    python peer_lxml.py --corpus bench/work/dec --copies 40     # only lays out the corpus for both sides
"""

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import time
from pathlib import Path

from lxml import etree

from shared import WORK, dec_samples, dec_schema

WRAPPER = """<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2" schemaLocation="DocumentMetaData_2_DMS.xsd"/>
  <xs:import namespace="urn:wco:datamodel:WCO:DEC-DMS:2" schemaLocation="WCO_DEC_2_DMS.xsd"/>
</xs:schema>
"""


def declarations():
    """The samples that are a MetaData with a Declaration in it: path and bytes, in the order of the paths."""
    found = []
    for path in sorted(dec_samples().rglob("*")):
        if path.suffix.lower() != ".xml":
            continue
        content = path.read_bytes()
        try:
            root = etree.fromstring(content)
        except etree.XMLSyntaxError:
            continue
        if etree.QName(root).localname == "MetaData" and any(
            isinstance(child.tag, str) and etree.QName(child).localname == "Declaration" for child in root
        ):
            found.append((path, content))
    return found


def lay_out(folder, copies):
    """Copies the declarations into a folder, each several times; does nothing where they already lie there."""
    messages = declarations()
    wanted = len(messages) * copies
    if folder.is_dir() and sum(1 for _ in folder.rglob("*.xml")) == wanted:
        return wanted
    shutil.rmtree(folder, ignore_errors=True)
    for copy in range(copies):
        inner = folder / f"{copy:03}"
        inner.mkdir(parents=True)
        for number, (path, content) in enumerate(messages):
            (inner / f"{number:03}-{path.name.replace(' ', '_')}").write_bytes(content)
    return wanted


def schema():
    """The compiled schema."""
    folder = WORK / "schema"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(dec_schema(), folder, copy_function=shutil.copyfile)
    for inner in (folder, *folder.rglob("*")):
        os.chmod(inner, 0o755 if inner.is_dir() else 0o644)
    (folder / "wrapper.xsd").write_text(WRAPPER, encoding="utf-8")
    return etree.XMLSchema(etree.parse(str(folder / "wrapper.xsd")))


def passes_over(check, messages, passes, barrier=None):
    """Parses and checks every message `passes` times; the seconds by the clock."""
    if barrier is not None:
        barrier.wait()
    start = time.perf_counter()
    for _ in range(passes):
        for content in messages:
            check.validate(etree.fromstring(content))
    return time.perf_counter() - start


def two_processes(check, messages, passes):
    """Both processes at once; the seconds of the slower one."""
    context = multiprocessing.get_context("fork")
    barrier, seconds = context.Barrier(2), context.Queue()
    workers = [
        context.Process(target=lambda: seconds.put(passes_over(check, messages, passes, barrier))) for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    slower = max(seconds.get() for _ in workers)
    for worker in workers:
        worker.join()
    return slower


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passes", type=int, default=20)
    parser.add_argument("--corpus", type=Path, help="lay the declarations out in this folder and measure nothing")
    parser.add_argument("--copies", type=int, default=1, help="how often each declaration lies in the corpus")
    parser.add_argument("-o", "--out", help="a JSON file for the figures")
    given = parser.parse_args()
    if given.corpus:
        print(f"{lay_out(given.corpus, given.copies)} declarations in {given.corpus}")
        return
    check, messages = schema(), [content for _, content in declarations()]
    valid = sum(check.validate(etree.fromstring(content)) for content in messages)
    documents = len(messages) * given.passes
    busy = time.process_time()
    one = documents / passes_over(check, messages, given.passes)
    busy = time.process_time() - busy
    two = 2 * documents / two_processes(check, messages, given.passes)
    figures = {
        "documents": len(messages), "valid": valid, "passes": given.passes, "documents_per_second": round(one),
        "documents_per_second_two_processes": round(two), "documents_per_cpu_second": round(documents / busy),
        "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "lxml": etree.__version__, "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
    }
    print(json.dumps(figures))
    if given.out:
        Path(given.out).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
