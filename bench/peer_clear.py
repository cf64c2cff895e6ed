"""The same job as `opencustoms clear` in Python: pandas, numpy, Arrow and LightGBM, written to be fast.

Reads the CSV in chunks (memory is bounded), computes the features of our model from tables fitted on the training
year, predicts with 200 trees of 31 leaves, attributes the score along the paths, words the three weightiest reasons,
values and taxes each row under the demonstration tariff, puts it in a lane, and writes the same columns.

One core: one thread everywhere, and the process is bound to one core. What it does less than ours: amounts are binary
floating point, the business rules are not checked, and reasons come in one language.

    python peer_clear.py declarations.csv -o out.csv --reasons path --figures figures.json
"""

import argparse
import json
import os
import resource
import time

os.environ.update({name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")})

import pickle

import lightgbm
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import features
from duties import Tariff
from features import FACTORS, GROUPS
from shared import WORK

BLOCK_BYTES = 8 << 20
ROWS_AT_ONCE = 16_384  # rows whose leaves are held at once: 200 numbers each
DRAW_KEY, DRAW_SHARE = "0123456789abcdef", 0.01
LANES = pa.array(["green", "yellow", "red"])
COLUMNS = [
    "source", "line", "id", "kind", "date", "item", "code", "treatment", "customs_value", "currency", "duty_state",
    "duty", "anti_dumping", "excise", "vat", "total", "duty_measure", "duty_expression", "demonstration", "lane",
    "score", "random", "findings", "reasons",
]


class Peer:
    """The fitted model with what a run needs of it."""

    def __init__(self, path, reasons):
        with open(path, "rb") as fitted:
            peer = pickle.load(fitted)
        self.tables, self.paths, self.lanes = peer["tables"], peer["paths"], peer["lanes"]
        self.booster = lightgbm.Booster(model_str=peer["booster"])
        self.tariff = Tariff.read()
        self.reasons = reasons
        phrases = [self.tables.phrases[group] for group in GROUPS]
        self.phrases = pa.concat_arrays(phrases)
        self.first_phrase = np.concatenate([[0], np.cumsum([len(phrase) for phrase in phrases])])

    def scores(self, rows):
        """Raw scores, and for each row the factors of the three highest attributions with their weights."""
        if self.reasons == "none":
            return self.booster.predict(rows, raw_score=True, num_threads=1), None, None
        raw = np.empty(len(rows))
        factors, weights = np.empty((3, len(rows)), dtype=np.int64), np.empty((3, len(rows)), dtype=np.float32)
        for first in range(0, len(rows), ROWS_AT_ONCE):
            part = slice(first, min(first + ROWS_AT_ONCE, len(rows)))
            leaves = self.booster.predict(rows[part], pred_leaf=True, num_threads=1)
            attributed, raw[part] = self.paths.attribute(leaves)
            at = np.arange(len(attributed))
            for rank in range(3):
                best = attributed.argmax(axis=1)
                factors[rank, part], weights[rank, part] = best, attributed[at, best]
                attributed[at, best] = -np.inf
        return raw, factors, weights

    def worded(self, factors, weights, numbers, measures):
        """The words of one reason a row: `origin x HS6: 48% of 120 cases (base 22%) (+0.53)`."""
        count, last = len(factors), len(GROUPS) - 1
        rows = np.arange(count)
        by_group = np.minimum(factors, last)
        words = self.phrases.take(pa.array(self.first_phrase[by_group] + numbers[by_group, rows]))
        measured = np.flatnonzero(factors > last)
        if len(measured):
            which = factors[measured]
            names = pa.array(FACTORS).take(pa.array(which))
            values = np.round(measures[which - len(GROUPS), measured], 3)
            told = pc.binary_join_element_wise(names, pa.array(values).cast(pa.string()), " ")
            words = pc.replace_with_mask(words, pa.array(factors > last), told)
        shown = pa.array(np.round(weights.astype(np.float64), 2)).cast(pa.string())
        return pc.binary_join_element_wise(words, " (+", shown, ")", "")


def cleared(peer, batch, first_line):
    """The answers of one chunk, column by column."""
    numbers = peer.tables.group_numbers(peer.tables.key_numbers(batch))
    values = features.plain(batch)
    measures = features.measures(peer.tables, numbers, values, batch)
    rows = features.matrix(peer.tables, numbers, measures)
    raw, factors, weights = peer.scores(rows)
    probability = 1.0 / (1.0 + np.exp(-raw))

    identifiers = batch.column(features.IDENTIFIER)
    hashed = pd.util.hash_array(identifiers.to_numpy(zero_copy_only=False), hash_key=DRAW_KEY, categorize=False)
    drawn = hashed < np.uint64(DRAW_SHARE * 2**64)
    lane = (probability >= peer.lanes["yellow"]).astype(np.int8) + (probability >= peer.lanes["red"])
    lane[drawn] = 2

    if factors is None:
        reasons = ""
    else:
        stacked, measured = np.stack([numbers[group] for group in GROUPS]), np.stack(measures)
        told = [peer.worded(factors[rank], weights[rank], stacked, measured) for rank in range(3)]
        reasons = pc.binary_join_element_wise(*told, "; ")
    return columns(batch, first_line, peer.tariff.charges(batch, values), {
        "lane": LANES.take(pa.array(lane)), "score": pa.array(probability), "random": pa.array(drawn),
        "reasons": reasons,
    })


def columns(batch, first_line, charges, risk):
    """The columns of the answers by name, the same as ours has; a text stands for the same in every row."""
    amounts = {
        name: pa.array(charges[name], from_pandas=True)
        for name in ("duty", "anti_dumping", "excise", "vat", "total", "value")
    }
    found = {
        "source": "declarations.csv", "line": pa.array(np.arange(first_line, first_line + batch.num_rows)),
        "id": batch.column(features.IDENTIFIER), "kind": "declaration", "date": batch.column(features.DATE),
        "item": "1", "code": batch.column("HS6 Code"), "treatment": "home-use", "currency": "EUR",
        "duty_state": charges["state"], **amounts, "customs_value": amounts["value"],
        "duty_measure": charges["measure"], "duty_expression": charges["expression"], "demonstration": "true",
        "findings": charges["findings"], **risk,
    }
    return {name: found[name] for name in COLUMNS}


def write_arrow(out, answers):
    """Writes a chunk as text joined by Arrow."""
    fields = [field if isinstance(field, str) else field.cast(pa.string()) for field in answers.values()]
    reasons = fields.pop()
    last = "\n" if isinstance(reasons, str) else pc.binary_join_element_wise(reasons, "\n", "")
    joined = pc.binary_join_element_wise(*fields, last, ",", null_handling="replace", null_replacement="")
    out.write(joined.buffers()[2])


def write_pandas(out, answers):
    """Writes a chunk with `to_csv`."""
    frame = pd.DataFrame({
        name: field if isinstance(field, str) else field.to_pandas() for name, field in answers.items()
    })
    frame.to_csv(out, header=False, index=False)


def clear(peer, path, out_path, style):
    """Clears a file; the number of rows."""
    count, write = 0, write_pandas if style == "pandas" else write_arrow
    chunks = features.chunks_by_pandas(path, 50_000) if style == "pandas" else features.chunks(path, BLOCK_BYTES)
    with open(out_path, "wb") as out:
        out.write((",".join(COLUMNS) + "\n").encode())
        for batch in chunks:
            write(out, cleared(peer, batch, count + 2))
            count += batch.num_rows
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table")
    parser.add_argument("-o", "--out", required=True)
    parser.add_argument("--fitted", default=str(WORK / "peer.pickle"))
    parser.add_argument("--reasons", choices=["path", "none"], default="path")
    parser.add_argument(
        "--style", choices=["arrow", "pandas"], default="arrow",
        help="read and write with Arrow, the fastest found, or with pandas alone, as most would",
    )
    parser.add_argument("--figures", help="a JSON file for the figures")
    given = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    started = time.perf_counter()
    peer = Peer(given.fitted, given.reasons)
    ready, before = time.perf_counter(), time.process_time()
    count = clear(peer, given.table, given.out, given.style)
    seconds, busy = time.perf_counter() - ready, time.process_time() - before
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "rows": count, "reasons": given.reasons, "style": given.style, "rows_per_second": round(count / seconds),
        "rows_per_cpu_second": round(count / busy), "cpu_seconds": round(busy, 3),
        "cpu_seconds_with_start": round(used.ru_utime + used.ru_stime, 3),
        "loading_seconds": round(ready - started, 3), "peak_rss_mib": round(used.ru_maxrss / 1024, 1),
    }
    print(json.dumps(figures))
    if given.figures:
        with open(given.figures, "w", encoding="utf-8") as out:
            json.dump(figures, out, indent=1)


if __name__ == "__main__":
    main()
