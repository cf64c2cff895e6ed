"""Fits the Python peer on the training year: tables, out-of-fold encodings, a LightGBM booster, thresholds of lanes.

Not part of any timing. Writes bench/work/peer.pickle and prints the precision on the validation quarter, so that the
peer can be seen to be a model of the same quality as ours and not only of the same size.
"""

import argparse
import pickle

import lightgbm
import numpy as np
import pandas as pd
import pyarrow as pa

import features
from features import CATEGORIES, GROUPS, LABEL, PAIRS, PRIOR, Pair, Tables
from paths import Paths
from shared import WORK, training_year, validation_quarter

FOLDS = 5
OPTIONS = {
    "objective": "binary", "learning_rate": 0.1, "num_leaves": 31, "bagging_fraction": 0.8, "bagging_freq": 1,
    "feature_fraction": 0.5, "min_data_in_leaf": 20, "num_threads": 1, "deterministic": True, "seed": 1, "verbose": -1,
}
BUDGETS = {"red": 0.05, "yellow": 0.10}


def whole(path):
    """A labelled file as one record batch."""
    table = features.chunks(path, 1 << 26, label=True).read_all().unify_dictionaries()
    return table.combine_chunks().to_batches()[0]


def numbering(batch):
    """Numbers of keys and pairs in order of appearance."""
    tables = Tables()
    for name in CATEGORIES:
        texts, rows = features.distinct(batch, name)
        tables.numbers[name] = pd.Index(np.array(texts, dtype=object)[pd.unique(rows)])
    for key, digits in (("HS4", 4), ("HS2", 2)):
        tables.numbers[key] = pd.Index(tables.numbers["HS6 Code"].str[:digits].unique())
    tables.sizes = {key: len(index) for key, index in tables.numbers.items()}
    numbers = tables.key_numbers(batch)
    for pair in PAIRS:
        left, right = pair
        sizes = tables.sizes[left] + 1, tables.sizes[right] + 1
        tables.pairs[pair], tables.sizes[pair] = Pair.of(numbers[left], numbers[right], *sizes)
    return tables, tables.group_numbers(numbers)


def encoding(numbers, labels, size, base):
    """Smoothed rate and log-count by number; the last row is for what was never seen."""
    count = np.bincount(numbers, minlength=size + 1).astype(np.float64)
    fraud = np.bincount(numbers, weights=labels, minlength=size + 1)
    return np.stack([(fraud + PRIOR * base) / (count + PRIOR), np.log1p(count)], axis=1).astype(np.float32)


def medians(tables, numbers, values):
    """Medians of the unit price by code, and of all rows for a code never seen."""
    unit = np.where(values["unit"] > 0, values["unit"], np.nan)
    for key in ("HS6 Code", "HS4"):
        found = pd.Series(unit).groupby(numbers[key]).median()
        tables.medians[key] = np.full(tables.sizes[key] + 1, np.nanmedian(unit))
        tables.medians[key][found.index[found.notna()]] = found[found.notna()]


def out_of_fold(labels, folds):
    """Fills the encodings of the training rows, each from the other folds' rows alone."""

    def encode(tables, numbers, out):
        for at, group in enumerate(GROUPS):
            for fold in range(FOLDS):
                here, rest = folds == fold, folds != fold
                table = encoding(numbers[group][rest], labels[rest], tables.sizes[group], labels[rest].mean())
                table[:, 1] = np.log1p(np.expm1(table[:, 1]) * FOLDS / (FOLDS - 1))
                out[here, 2 * at : 2 * at + 2] = table[numbers[group][here]]

    return encode


def phrases(tables, numbers, labels):
    """For every key and pair the words of a reason, by number: the rate and the cases behind it."""
    base = f"base {labels.mean():.0%}"
    for group, name in zip(GROUPS, features.FACTORS, strict=False):
        count = np.bincount(numbers[group], minlength=tables.sizes[group] + 1)
        fraud = np.bincount(numbers[group], weights=labels, minlength=tables.sizes[group] + 1)
        tables.phrases[group] = pa.array([
            f"{name}: {found / cases:.0%} of {cases} cases ({base})" if cases else f"{name}: no earlier case ({base})"
            for cases, found in zip(count, fraud, strict=True)
        ])


def thresholds(rows, labels, folds, trees):
    """Scores above which the budgets' shares lie, from scores out of fold."""
    scores = np.empty(len(labels))
    for fold in range(FOLDS):
        rest = folds != fold
        booster = lightgbm.train(OPTIONS, lightgbm.Dataset(rows[rest], labels[rest]), trees)
        scores[folds == fold] = booster.predict(rows[folds == fold], num_threads=1)
    red, yellow = BUDGETS["red"], BUDGETS["red"] + BUDGETS["yellow"]
    return {"red": float(np.quantile(scores, 1 - red)), "yellow": float(np.quantile(scores, 1 - yellow))}


def precision(scores, labels, identifiers, share):
    """Share of fraud in the highest scores; ties by identifier."""
    order = np.lexsort((identifiers, -scores))
    return float(labels[order[: round(len(labels) * share)]].mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("-o", "--out", default=str(WORK / "peer.pickle"))
    given = parser.parse_args()
    pa.set_cpu_count(1)
    batch = whole(training_year())
    labels = batch.column(LABEL).to_numpy().astype(np.float64)
    tables, numbers = numbering(batch)
    values = features.plain(batch)
    medians(tables, numbers, values)
    folds = np.random.default_rng(1).permutation(len(labels)) % FOLDS
    measured = features.measures(tables, numbers, values, batch)
    rows = features.matrix(tables, numbers, measured, out_of_fold(labels, folds))
    for group in GROUPS:
        tables.encodings[group] = encoding(numbers[group], labels, tables.sizes[group], labels.mean())
    phrases(tables, numbers, labels)
    booster = lightgbm.train(OPTIONS, lightgbm.Dataset(rows, labels), given.trees)
    peer = {
        "tables": tables, "booster": booster.model_to_string(), "paths": Paths.of(booster, features.FACTOR_OF),
        "lanes": thresholds(rows, labels, folds, given.trees),
    }
    with open(given.out, "wb") as out:
        pickle.dump(peer, out)

    later = whole(validation_quarter())
    numbers = tables.group_numbers(tables.key_numbers(later))
    rows = features.matrix(tables, numbers, features.measures(tables, numbers, features.plain(later), later))
    scores, truth = booster.predict(rows, num_threads=1), later.column(LABEL).to_numpy()
    identifiers = later.column(features.IDENTIFIER).to_numpy(zero_copy_only=False)
    shown = ", ".join(f"P@{share:.0%} {precision(scores, truth, identifiers, share):.3f}" for share in (0.05, 0.10))
    print(f"peer fitted: {given.trees} trees, {rows.shape[1]} features; validation quarter: {shown}")


if __name__ == "__main__":
    main()
