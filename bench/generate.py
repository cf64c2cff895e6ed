"""Writes synthetic tabular declarations in the shape of the training year, from a fixed seed.

Rows of the training year are drawn with replacement and keep their day and their categories. Each gets a Declaration ID
of its own and its mass and price times a log-normal factor (5 % and 20 %), zero staying zero. A stated share of the
rows gets an importer and a seller that occur nowhere else (13 % and 12 %, as in the quarter after the training year):
a program that keeps every name it ever saw would show it in its memory at ten million rows.

    python generate.py --rows 1000000 -o bench/work/declarations-1000000.csv
    python generate.py --rows 10000000 -o -          # to standard output, for a pipe
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as csv

from shared import training_year

CHUNK = 100_000
FIRST_ID = 100_000_000
LARGEST_PRICE = 9_999_999_999.99  # from ten milliards on a number would be written with an exponent
ALPHABET = np.frombuffer(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789", dtype=np.uint8)
UNSEEN_IMPORTERS = 0.13
UNSEEN_SELLERS = 0.12
# The columns of the file in order, in the blocks in which they are drawn.
BEFORE = [
    "Date", "Office ID", "Process Type", "Import Type", "Import Use", "Payment Type", "Mode of Transport",
    "Declarant ID",
]
AFTER = [
    "Courier ID", "HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate", "Tax Type",
    "Country of Origin Indicator",
]


def source_rows(path):
    """The training year as blocks of ready text and two columns of numbers."""
    names = path.open(encoding="utf-8").readline().rstrip("\n").split(",")
    texts = {name: pa.string() for name in names if name not in ("Net Mass", "Item Price")}
    table = csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=texts, strings_can_be_null=False))
    columns = {name: table[name].to_pylist() for name in texts}

    def block(keys, end=""):
        return pa.array([",".join(row) + end for row in zip(*(columns[key] for key in keys), strict=True)])

    return {
        "header": ",".join(names),
        "before": block(BEFORE),
        "importer": block(["Importer ID"]),
        "seller": block(["Seller ID"]),
        "after": block(AFTER),
        "label": block(["Fraud", "Critical Fraud"], end="\n"),
        "mass": table["Net Mass"].to_numpy(),
        "price": table["Item Price"].to_numpy(),
    }


def unseen_names(random, count):
    """Names of eight signs; those of the training year have seven, so that none can meet one of them."""
    signs = ALPHABET[random.integers(0, len(ALPHABET), (count, 8))]
    return pa.array(np.ascontiguousarray(signs).view("S8").ravel().astype("U8"))


def with_unseen(random, column, share):
    """The column with a share of its filled values replaced by names never seen before."""
    mask = (random.random(len(column)) < share) & (np.asarray(pa.compute.utf8_length(column)) > 0)
    return pa.compute.replace_with_mask(column, pa.array(mask), unseen_names(random, int(mask.sum())))


def chunk(random, source, first, count):
    """The bytes of `count` rows whose identifiers begin at `first`."""
    drawn = random.integers(0, len(source["mass"]), count)
    rows = pa.array(drawn)
    mass = source["mass"][drawn] * random.lognormal(0.0, 0.05, count)
    price = np.minimum(source["price"][drawn] * random.lognormal(0.0, 0.20, count), LARGEST_PRICE)
    lines = pa.compute.binary_join_element_wise(
        pa.array(np.arange(first, first + count)).cast(pa.string()),
        source["before"].take(rows),
        with_unseen(random, source["importer"].take(rows), UNSEEN_IMPORTERS),
        with_unseen(random, source["seller"].take(rows), UNSEEN_SELLERS),
        source["after"].take(rows),
        pa.array(np.round(mass, 1)).cast(pa.string()),
        pa.array(np.round(price, 2)).cast(pa.string()),
        source["label"].take(rows),
        ",",
    )
    return lines.buffers()[2]  # the lines one after the other, each ending in its line feed


def generate(path, rows, seed, out):
    """Writes header and rows to an open binary file."""
    source = source_rows(path)
    random = np.random.default_rng(seed)
    out.write((source["header"] + "\n").encode())
    for first in range(0, rows, CHUNK):
        out.write(chunk(random, source, FIRST_ID + first, min(CHUNK, rows - first)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=20_260_115)
    parser.add_argument("-o", "--out", required=True, help="a file, or - for standard output")
    given = parser.parse_args()
    pa.set_cpu_count(1)
    if given.out == "-":
        generate(training_year(), given.rows, given.seed, sys.stdout.buffer)
        return
    unfinished = Path(given.out + ".part")
    with unfinished.open("wb") as out:
        generate(training_year(), given.rows, given.seed, out)
    unfinished.rename(given.out)


if __name__ == "__main__":
    main()
