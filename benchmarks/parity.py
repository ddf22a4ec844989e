"""Measure what int8 costs: a bundle against its float32 twin on every suite, row by row.

    python benchmarks/parity.py [--corpora FOLDER] [--bundle FOLDER] [--run FOLDER] [--rows 600] [--write]

The twin has the bundle's heads, calibration and thresholds, and its encoder in float32: from the weights in `--run`,
the folder `analyzer-train fit` wrote, or else from the bundle's own int8 weights turned into floats. Without
`--corpora` only the suites that ship are run. Differences are int8 minus float32, with a paired bootstrap interval of
whole groups.
`lost` are the headline figures that lose more than half a point, `lost_for_sure` those whose whole interval does: with
few rows one comment more or less is half a point. Exits with 1 where any is lost.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from analyzer.models.bundle import load_bundle
from analyzer.models.scorer import Scorer
from training.compare import Comparison
from training.evaluating import plan_of
from training.parity import MARGIN, lost, parity, sampled, shown, twin

RESULTS = Path(__file__).parent / "results" / "parity.json"


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, help="folder of the public corpora")
    parser.add_argument("--bundle", type=Path, help="bundle folder; the shipped one where left out")
    parser.add_argument("--run", type=Path, help="folder of the run the bundle was packed from")
    parser.add_argument("--rows", type=int, default=600, help="most rows of a corpus and split")
    parser.add_argument("--suite", action="append", default=[], help="only this suite; repeatable")
    parser.add_argument("--write", action="store_true", help=f"keep the result in {RESULTS.name}")
    chosen = parser.parse_args()
    bundle = load_bundle(chosen.bundle)
    plan = plan_of(chosen.corpora, tuple(chosen.suite), ())
    rows, pool = sampled(plan.examples, chosen.rows), plan.pool[: chosen.rows]
    names = [suite.name for suite in plan.suites if suite.name not in plan.skipped]
    found = parity(Scorer(bundle), twin(bundle, chosen.run), rows, names, pool, lambda name: print(name, flush=True))
    result = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "bundle": bundle.identity,
        "twin": "weights of the run in float32" if chosen.run else "int8 weights in float32",
        "most_rows": chosen.rows,
        "margin": MARGIN,
        "skipped": dict(plan.skipped),
        "lost": [f"{c.suite}: {c.metric}" for c in lost(found)],
        "lost_for_sure": [f"{c.suite}: {c.metric}" for c in shown(found)],
        "figures": [told(c) for c in found],
    }
    print(json.dumps(result, indent=1))
    if chosen.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    sys.exit(1 if result["lost"] else 0)


def told(c: Comparison) -> dict[str, Any]:
    """Return a comparison as plain values, by what its sides are here."""
    values = {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(c).items()}
    values = {"suite": values.pop("suite"), "metric": values.pop("metric")} | values
    return {{"first": "int8", "second": "float32"}.get(k, k): v for k, v in values.items()}


if __name__ == "__main__":
    main()
