"""The 79 features of the Python peer, the same that our model has, vectorised over chunks of an Arrow CSV reader.

A smoothed fraud rate and a log-count for 18 keys and 9 pairs of keys, the 16 categoricals by order of appearance, and
nine numbers: mass, price, unit price, declared duty, declared rate, weekday, whether the goods left from another
country than their origin, and the unit price against the medians of the HS6 code and of its heading.

A text column arrives dictionary-encoded, so a text is looked up once for each distinct value of a chunk and never once
a row; everything after that is `take` on arrays of numbers.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as csv

IDENTIFIER, DATE, MASS, PRICE, LABEL = "Declaration ID", "Date", "Net Mass", "Item Price", "Fraud"
CATEGORIES = [
    "Office ID", "Process Type", "Import Type", "Import Use", "Payment Type", "Mode of Transport", "Declarant ID",
    "Importer ID", "Seller ID", "Courier ID", "HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate",
    "Tax Type", "Country of Origin Indicator",
]
KEYS = [*CATEGORIES, "HS4", "HS2"]
PAIRS = [
    ("Country of Origin", "HS6 Code"), ("Country of Origin", "HS4"), ("Importer ID", "HS6 Code"),
    ("Importer ID", "Country of Origin"), ("Seller ID", "HS6 Code"), ("Declarant ID", "HS6 Code"),
    ("Declarant ID", "Importer ID"), ("Importer ID", "Seller ID"), ("HS6 Code", "Tax Rate"),
]
GROUPS = [*KEYS, *PAIRS]
PRIOR = 10.0
DENSE = 4_000_000  # pairs with fewer possible values than this are looked up in a plain array


MEASURES = [
    "net mass", "price", "unit price", "declared duty", "declared rate", "weekday", "departure is not origin",
    "unit price to median of HS6 Code", "unit price to median of HS4",
]
# What a reason names: a key or pair with all its columns together, or a measure.
FACTORS = [*(group if isinstance(group, str) else " x ".join(group) for group in GROUPS), *MEASURES]
# The factor of each column of the matrix: rate and count of each group, numbers of the categoricals, measures.
FACTOR_OF = [
    *(at for at in range(len(GROUPS)) for _ in ("rate", "count")), *range(len(CATEGORIES)),
    *range(len(GROUPS), len(FACTORS)),
]


def chunks(path, block_bytes, label=False):
    """Chunks of a file as Arrow record batches, one thread, bounded memory."""
    text = pa.dictionary(pa.int32(), pa.string())
    types = {name: text for name in [DATE, *CATEGORIES]}
    types |= {MASS: pa.float64(), PRICE: pa.float64(), IDENTIFIER: pa.string()}
    if label:
        types[LABEL] = pa.int8()
    return csv.open_csv(
        path,
        read_options=csv.ReadOptions(use_threads=False, block_size=block_bytes),
        convert_options=csv.ConvertOptions(
            column_types=types, include_columns=list(types), strings_can_be_null=False
        ),
    )


def chunks_by_pandas(path, rows):
    """The same chunks read by pandas' own reader, with the columns needed and categories for text."""
    texts = [DATE, *CATEGORIES]
    types = dict.fromkeys([*texts, IDENTIFIER], str) | {MASS: float, PRICE: float}
    for chunk in pd.read_csv(path, usecols=list(types), dtype=types, keep_default_na=False, chunksize=rows):
        chunk[texts] = chunk[texts].astype("category")
        yield pa.Table.from_pandas(chunk, preserve_index=False).combine_chunks().to_batches()[0]


def distinct(batch, name):
    """The distinct texts of a dictionary-encoded column, and the position of each row's text among them."""
    column = batch.column(name)
    return column.dictionary.to_pylist(), column.indices.to_numpy(zero_copy_only=True)


@dataclass
class Pair:
    """Numbers the pairs of two keys that occur in the training rows."""

    width: int
    dense: np.ndarray | None
    index: pd.Index | None

    @classmethod
    def of(cls, left, right, left_size, right_size):
        joint = left.astype(np.int64) * right_size + right
        known = pd.unique(joint)
        if left_size * right_size > DENSE:
            return cls(right_size, None, pd.Index(known)), len(known)
        dense = np.full(left_size * right_size, len(known), dtype=np.int32)
        dense[known] = np.arange(len(known), dtype=np.int32)
        return cls(right_size, dense, None), len(known)

    def number(self, left, right):
        joint = left.astype(np.int64) * self.width + right
        if self.dense is not None:
            return self.dense[joint]
        found = self.index.get_indexer(joint)
        return np.where(found < 0, len(self.index), found)


@dataclass
class Tables:
    """What is fitted on the training year: numbering of keys and pairs, rates and counts, medians."""

    numbers: dict = field(default_factory=dict)
    pairs: dict = field(default_factory=dict)
    sizes: dict = field(default_factory=dict)
    encodings: dict = field(default_factory=dict)
    medians: dict = field(default_factory=dict)
    phrases: dict = field(default_factory=dict)

    def key_numbers(self, batch):
        """Each key's number in each row; a text not seen in training gets the number after the last."""
        numbers = {}
        for name in CATEGORIES:
            texts, rows = distinct(batch, name)
            found = self.numbers[name].get_indexer(texts).astype(np.int32)
            found[found < 0] = len(self.numbers[name])
            numbers[name] = found[rows]
            if name == "HS6 Code":
                for key, digits in (("HS4", 4), ("HS2", 2)):
                    found = self.numbers[key].get_indexer([text[:digits] for text in texts]).astype(np.int32)
                    found[found < 0] = len(self.numbers[key])
                    numbers[key] = found[rows]
        return numbers

    def group_numbers(self, numbers):
        """The numbers of all keys and pairs."""
        for pair in PAIRS:
            numbers[pair] = self.pairs[pair].number(numbers[pair[0]], numbers[pair[1]])
        return numbers


def plain(batch):
    """Mass, price, unit price, declared rate and weekday as arrays."""
    mass = batch.column(MASS).to_numpy()
    price = batch.column(PRICE).to_numpy()
    rates, rows = distinct(batch, "Tax Rate")
    days, dates = distinct(batch, DATE)
    return {
        "mass": mass,
        "price": price,
        "unit": np.divide(price, mass, out=np.full_like(price, np.nan), where=mass > 0),
        "rate": np.array(rates, dtype=np.float64)[rows],
        "weekday": ((np.array(days, dtype="datetime64[D]").astype(np.int64) + 3) % 7)[dates],
    }


def departed_elsewhere(batch):
    """Whether the country of departure is another than the country of origin."""
    departures, left = distinct(batch, "Country of Departure")
    origins, made = distinct(batch, "Country of Origin")
    differs = np.array([[a != b for b in origins] for a in departures], dtype=np.float32)
    return differs[left, made]


def measures(tables, numbers, values, batch):
    """The nine numbers of each row, in the order of `MEASURES`."""
    unit = values["unit"]
    return [
        values["mass"], values["price"], unit, values["price"] * values["rate"] / 100.0, values["rate"],
        values["weekday"], departed_elsewhere(batch),
        unit / tables.medians["HS6 Code"][numbers["HS6 Code"]], unit / tables.medians["HS4"][numbers["HS4"]],
    ]


def encoded(tables, numbers, out):
    """Fills the rates and counts of a chunk from the tables of the whole training year."""
    for at, group in enumerate(GROUPS):
        out[:, 2 * at : 2 * at + 2] = tables.encodings[group][numbers[group]]


def matrix(tables, numbers, measured, encode=encoded):
    """The features of a chunk, one row each."""
    out = np.empty((len(measured[0]), len(FACTOR_OF)), dtype=np.float32)
    encode(tables, numbers, out)
    at = 2 * len(GROUPS)
    for column in [*(numbers[name] for name in CATEGORIES), *measured]:
        out[:, at] = column
        at += 1
    return out
