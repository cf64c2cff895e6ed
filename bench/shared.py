"""Where the shared test data lie: the folder named by OPENCUSTOMS_SHARED, else `shared` beside the repository."""

import os
from pathlib import Path

BENCH = Path(__file__).resolve().parent
REPOSITORY = BENCH.parent
WORK = BENCH / "work"


def shared():
    """The shared folder, or a message that says how to name it."""
    folder = Path(os.environ.get("OPENCUSTOMS_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        raise SystemExit(f"no shared test data in `{folder}`: set OPENCUSTOMS_SHARED to the folder that holds `data`")
    return folder


def training_year():
    """The declarations of the training year."""
    return shared() / "data/risk/df_syn_train_eng.csv"


def validation_quarter():
    """The declarations of the quarter after it."""
    return shared() / "data/risk/df_syn_valid_eng.csv"


def dec_samples():
    """The folder of DEC messages."""
    return shared() / "data/datamodel/hmrc-cds/samples"


def dec_schema():
    """The folder of the DEC 2.15 and metadata schemas."""
    return shared() / "data/datamodel/hmrc-cds/schemas-3.0/wco/declaration"
