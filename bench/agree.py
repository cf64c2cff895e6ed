"""Compares the answers of ours and of the Python peer on the same declarations: amounts, and how the scores rank.

    python agree.py out.csv peer.csv
"""

import sys

import numpy as np
import pandas as pd

AMOUNTS = ["customs_value", "duty", "anti_dumping", "excise", "vat", "total"]


def main():
    ours, peer = (pd.read_csv(path, dtype={"id": str}).set_index("id") for path in sys.argv[1:3])
    joined = ours.join(peer.add_suffix("_peer"), how="inner")
    print(f"{len(joined)} declarations answered by both")
    for name in AMOUNTS:
        left, right = joined[name].astype(float), joined[name + "_peer"].astype(float)
        both = left.notna() & right.notna()
        same = (left[both] - right[both]).abs() <= 0.0101
        open_both = (left.isna() & right.isna()).sum()
        print(
            f"{name}: {same.sum()} equal to the cent of {both.sum()} determined by both; {open_both} open in both, "
            f"{len(joined) - both.sum() - open_both} open in one"
        )
        if not same.all():
            worst = (left - right).abs().where(both).idxmax()
            print(f"  largest difference: id {worst}, {left[worst]} against {right[worst]}")
    ranks = np.corrcoef(joined["score"].rank(), joined["score_peer"].rank())[0, 1]
    print(f"rank correlation of the scores: {ranks:.3f}")


if __name__ == "__main__":
    main()
