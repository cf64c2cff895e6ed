"""Path attributions (Saabas) of a LightGBM booster, computed for whole chunks.

Along the path to a leaf, each split's feature earns the change of the node's value for its factor (all columns of one
key or pair are one factor, as in our reasons). That sum is a fixed vector for each leaf, so it is worked out once; a
row's attributions are the sum of the vectors of its leaves, which is one product of a sparse matrix (row x leaf, 200
ones a row) with a dense one (leaf x factor). The last column holds the leaf's own value: the same product gives the
raw score, and one pass of LightGBM over the trees is enough.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix


@dataclass
class Paths:
    """Attributions of every leaf of every tree."""

    first: np.ndarray  # number of the first leaf of each tree
    leaves: np.ndarray  # leaf x (factor + 1)

    @classmethod
    def of(cls, booster, factor_of):
        first, rows = [], []
        for tree in booster.dump_model()["tree_info"]:
            first.append(len(rows))
            found = {}
            walk(tree["tree_structure"], np.zeros(max(factor_of) + 2), factor_of, found)
            rows.extend(found[leaf] for leaf in sorted(found))
        return cls(np.array(first, dtype=np.int32), np.array(rows, dtype=np.float32))

    def attribute(self, leaves):
        """Attributions (rows x factors) and raw scores, from leaf numbers (rows x trees)."""
        rows, trees = leaves.shape
        columns = (leaves + self.first).ravel()
        ones = np.ones(rows * trees, dtype=np.float32)
        starts = np.arange(0, rows * trees + 1, trees, dtype=np.int32)
        product = csr_matrix((ones, columns, starts), shape=(rows, len(self.leaves))) @ self.leaves
        return product[:, :-1], product[:, -1]


def walk(node, earned, factor_of, found):
    """Follows every path of a tree and notes what each factor earned on it."""
    if "split_feature" not in node:
        found[node.get("leaf_index", 0)] = np.append(earned[:-1], node["leaf_value"])
        return
    for child in (node["left_child"], node["right_child"]):
        value = child["internal_value"] if "split_feature" in child else child["leaf_value"]
        onward = earned.copy()
        onward[factor_of[node["split_feature"]]] += value - node["internal_value"]
        walk(child, onward, factor_of, found)
