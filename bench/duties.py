"""The demonstration tariff of Meridia for whole chunks: third-country duty, anti-dumping duty, excise, value-added tax.

The data files of reference/tariff are read once. For every code of the edition, stretch of days without a change, and
kind of charge, a table names the rate; every rate is brought to the form

    (a0 x value + s0 x kg) joint (a1 x value + s1 x kg) joint (a2 x value + s2 x kg)

with `joint` a floor or a cap, so that a chunk is taxed by lookups and arithmetic on arrays. Amounts are binary floating
point, rounded half up to the cent. A rate that needs a quantity the table does not carry, a code outside the edition
and a price of zero leave the amount open (NaN), as ours does.

Declarations of another country claim preferences that Meridia does not know: they pay third-country duty, and a claim
that Meridia would know ends the run, because this peer does not weigh it.
"""

import csv
import datetime
import os
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

import features
from shared import REPOSITORY, shared

FILES = Path(os.environ.get("BENCH_TARIFF", REPOSITORY / "reference/tariff"))
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(9999, 12, 31)
PER_KILOGRAM = {"kg": 1.0, "100kg": 0.01, "1000kg": 0.001, "g": 1000.0}
NEVER = np.inf  # a cap that never binds
PRICES_IN = "KRW"
BLOCK = 3  # parts of a rate between floors and caps


def files():
    """The tables of all data files, joined."""
    joined = {}
    for path in sorted(FILES.glob("*.toml")):
        for name, found in tomllib.loads(path.read_text(encoding="utf-8")).items():
            joined.setdefault(name, []).extend(found if isinstance(found, list) else [found])
    if not joined.get("measure"):
        raise SystemExit(f"no measures in `{FILES}`")
    return joined


def edition():
    """The six-digit codes of the edition in force."""
    path = shared() / "data/nomenclature/hs2022_harmonized-system.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return [row["hscode"] for row in csv.DictReader(rows) if row["level"] == "6"]


def prefixes(written):
    """The prefixes of `8712.00` or of a range of one length such as `0201-0210`."""
    first, _, last = ("".join(re.findall(r"[\d-]", written))).partition("-")
    if not last:
        return [first]
    return [f"{number:0{len(first)}d}" for number in range(int(first), int(last) + 1)]


def part(text, currency):
    """Share of the value and amount a kilogram of one part; NaN where it needs something else."""
    if text.lower() == "free":
        return 0.0, 0.0
    percent = re.fullmatch(r"([\d.]+)\s*%", text)
    if percent:
        return float(percent.group(1)) / 100.0, 0.0
    specific = re.fullmatch(r"([\d.]+)\s*([A-Z]{3})(?:\s*/\s*(.+))?", text)
    if specific and specific.group(2) == currency:
        unit = re.sub(r"\s", "", specific.group(3) or "")
        return 0.0, float(specific.group(1)) * PER_KILOGRAM.get(unit, np.nan)
    return 0.0, np.nan


def coefficients(expression, currency):
    """The numbers of a rate: for each block share and amount a kilogram, and the joint before it (1 floor, 0 cap)."""
    blocks, joints = [[0.0, 0.0]], []
    for joint, text in re.findall(r"(^|\+|-|MIN|MAX)\s*((?:(?!\+|-|MIN|MAX).)+)", expression.strip()):
        if joint in ("MIN", "MAX"):
            blocks.append([0.0, 0.0])
            joints.append(1.0 if joint == "MIN" else 0.0)
        share, amount = part(text.strip(), currency)
        sign = -1.0 if joint == "-" else 1.0
        blocks[-1] = [blocks[-1][0] + sign * share, blocks[-1][1] + sign * amount]
    if len(blocks) > BLOCK:
        raise SystemExit(f"the peer holds two floors and caps at most, and `{expression}` has more")
    while len(blocks) < BLOCK:
        blocks.append([0.0, 0.0])
        joints.append(NEVER)
    return [number for block in blocks for number in block] + joints


def cents(exact):
    """Rounded half up to two decimals; never below zero."""
    return np.maximum(np.floor(exact * 100.0 + 0.5 + 1e-7), 0.0) / 100.0


class Rates:
    """One kind of charge: which rate holds for each code and stretch of days, and the rates' numbers."""

    def __init__(self, measures, codes, starts, currency):
        self.names, self.expressions, self.down, rows, held = [], [], [], [], {}
        for measure in measures:
            for rate in measure["rates"]:
                number = len(rows)
                rows.append(coefficients(rate["duty"], currency))
                self.names.append(measure.get("name", {}).get("en", measure["kind"].replace("-", " ") + " duty"))
                self.expressions.append(rate["duty"])
                self.down.append(measure.get("rounding") == "down")
                for prefix in (prefix for written in measure["codes"] for prefix in prefixes(written)):
                    held.setdefault(prefix, []).append((rate["valid_from"], rate.get("valid_to", LAST_DAY), number))
        self.none = len(rows)
        self.numbers = np.array([*rows, [np.nan] * 6 + [NEVER] * 2])
        self.needs_value = np.array([*(any(row[0:6:2]) for row in rows), True])
        self.table = np.full((len(codes) + 1, len(starts)), self.none, dtype=np.int32)
        refined = {prefix[:6] for prefix in held if len(prefix) > 6}
        for row, code in enumerate(codes):
            for column, start in enumerate(starts):
                if code not in refined:
                    self.table[row, column] = self.on(held, code, start)

    def on(self, held, code, day):
        """The rate of the longest prefix that has one on the day."""
        for digits in (6, 4, 2):
            for valid_from, valid_to, number in held.get(code[:digits], ()):
                if valid_from <= day <= valid_to:
                    return number
        return self.none

    def charge(self, rates, value, mass):
        """The amounts, NaN where a rate is missing or needs what is not declared."""
        share0, kilo0, share1, kilo1, share2, kilo2, joint1, joint2 = self.numbers.T[:, rates]
        open_value = np.isnan(value)
        value = np.where(open_value, 0.0, value)
        exact = share0 * value + kilo0 * mass
        for share, kilo, joint in ((share1, kilo1, joint1), (share2, kilo2, joint2)):
            bound = share * value + kilo * mass
            held = np.where(joint == 1.0, np.maximum(exact, bound), np.minimum(exact, bound))
            exact = np.where(np.isinf(joint), exact, held)
        exact[open_value & self.needs_value[rates]] = np.nan
        if any(self.down):
            cut = np.array([*self.down, False])[rates]
            return np.where(cut, np.maximum(np.floor(exact * 100.0 + 1e-7), 0.0) / 100.0, cents(exact))
        return cents(exact)


class Tariff:
    """The tariff with the rates of exchange, ready for chunks."""

    @classmethod
    def read(cls):
        tables, tariff = files(), cls()
        tariff.known_claims = {claim["code"] for claim in tables.get("claim", []) if claim["option"] != "third-country"}
        kinds = {kind: [m for m in tables["measure"] if m["kind"] == kind] for kind in
                 ("third-country", "anti-dumping", "excise", "vat")}
        days = {FIRST_DAY}
        for measure in (measure for found in kinds.values() for measure in found):
            for rate in measure["rates"]:
                days.add(rate["valid_from"])
                if "valid_to" in rate:
                    days.add(rate["valid_to"] + datetime.timedelta(days=1))
        starts, codes = sorted(days), edition()
        tariff.starts = np.array(starts, dtype="datetime64[D]")
        tariff.codes = pd.Index(codes)
        currency = tables["member"][0]["currency"]
        tariff.rates = {kind: Rates(found, codes, starts, currency) for kind, found in kinds.items() if found}
        tariff.areas = {area["id"]: {m["country"] for m in area["members"]} for area in tables.get("area", [])}
        tariff.dumped_from = {
            country for m in kinds["anti-dumping"] for country in tariff.areas.get(m.get("area"), {m.get("area")})
        }
        tariff.exchange = [
            (np.datetime64(e["valid_from"]), np.datetime64(e["valid_to"]), float(e["rates"][PRICES_IN]))
            for e in tables.get("exchange", []) if PRICES_IN in e["rates"]
        ]
        return tariff

    def by_day(self, days):
        """For each distinct day the stretch it lies in and the rate of exchange; NaN where none is loaded."""
        dates = np.array(days, dtype="datetime64[D]")
        exchange = np.full(len(dates), np.nan)
        for valid_from, valid_to, rate in self.exchange:
            exchange[(dates >= valid_from) & (dates <= valid_to)] = rate
        return np.searchsorted(self.starts, dates, side="right") - 1, exchange

    def refuse_known_claims(self, batch):
        """Ends the run where a claim would have to be weighed."""
        claims, _ = features.distinct(batch, "Tax Type")
        origins, _ = features.distinct(batch, "Country of Origin")
        if self.known_claims.intersection(claims) or self.dumped_from.intersection(origins):
            raise SystemExit("these declarations claim a preference or an origin that the peer does not weigh")

    def charges(self, batch, values):
        """Customs value and charges of each row, with the words of the duty's measure and the state."""
        self.refuse_known_claims(batch)
        days, dates = features.distinct(batch, features.DATE)
        texts, rows = features.distinct(batch, "HS6 Code")
        stretch, exchange = self.by_day(days)
        found = self.codes.get_indexer(texts)
        found = np.where(found < 0, len(self.codes), found)[rows]
        stretch, mass, price = stretch[dates], values["mass"], values["price"]
        value = cents(np.where(price > 0, price, np.nan) * exchange[dates])

        third = self.rates["third-country"]
        duty_rates = third.table[found, stretch]
        duty = third.charge(duty_rates, value, mass)
        excise, before = np.full(len(value), np.nan), duty
        if "excise" in self.rates:
            rates = self.rates["excise"].table[found, stretch]
            excise = self.rates["excise"].charge(rates, value + duty, mass)
            before = np.where(rates == self.rates["excise"].none, duty, duty + excise)
        vat = self.rates["vat"].charge(self.rates["vat"].table[found, stretch], value + before, mass)
        words = pa.array(duty_rates)
        outside = found == len(self.codes)
        return {
            "value": value, "duty": duty, "anti_dumping": np.full(len(value), np.nan), "excise": excise, "vat": vat,
            "total": np.round(before + vat, 2),
            "measure": pa.array([*third.names, ""]).take(words),
            "expression": pa.array([*third.expressions, ""]).take(words),
            "state": pa.array(["due", "not-determined"]).take(pa.array(np.isnan(duty).astype(np.int8))),
            "findings": pa.array(["", "edition-not-loaded", "value-not-determined"]).take(
                pa.array(np.where(outside, 1, np.where(price > 0, 0, 2)))
            ),
        }
