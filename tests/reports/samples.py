"""Records made up for the tests of the report: every kind, standing, verdict and shape of figure; none is measured."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

INFO: dict[str, Any] = {
    "v": 1,
    "run": "20300102-030405-standard-7",
    "started": "2030-01-02T03:04:05+00:00",
    "scale": "standard",
    "seed": 7,
    "command": "pytest claims/ --seed 7",
    "git": {"commit": "0123456789abcdef0123456789abcdef01234567", "dirty": False},
    "device": {"platform": "cpu", "kind": "cpu", "count": 1},
    "dtype": "float64",
    "matmul_precision": "highest",
    "versions": {"python": "3.11.7", "jax": "0.10.2", "numpy": "2.4.6"},
    "machine": {"cores": 2, "processor": "imaginary"},
}


def judgement(
    claim: str,
    case: str,
    value: Sequence[float],
    half: float | Sequence[float],
    *,
    shift: float = 0.2,
    spread: float = 0.3,
    rivals: Mapping[str, Sequence[float]] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """Return a judgement whose estimate is ``shift`` and whose interval is +- ``spread`` tolerances from the theory."""
    widths = [float(half)] * len(value) if isinstance(half, int | float) else [float(one) for one in half]
    side = changes.get("side", "two-sided")
    pairs = list(zip(value, widths, strict=True))
    shifts = [shift * math.cos(1.7 * i) for i in range(len(pairs))]
    stem = f"test_{claim.split('.')[-1]}"
    nodeid = f"claims/{claim.split('.')[0]}/{stem}.py::{changes.pop('test', stem)}" + (f"[{case}]" if case else "")
    counterclaims = []
    rivals = (
        {"twice the value": [2 * v for v in value], "one unit more": [v + 1 for v in value]}
        if rivals is None
        else rivals
    )
    for text, other in rivals.items():
        distance = max(abs(o - v) / h for (v, h), o in zip(pairs, other, strict=True))
        counterclaims.append(
            {
                "text": text,
                "printed": text.startswith("as printed"),
                "value": list(other),
                "verdict": "REFUTED",
                "separation": distance,
                "errors": 3.1 * distance,
                "why": "",
            }
        )
    record = {
        "v": 1,
        "type": "judgement",
        "claim": claim,
        "case": case,
        "nodeid": nodeid,
        "parameters": {},
        "title": claim.split(".")[-1].replace("_", " ").capitalize(),
        "statement": "For every $n \\ge 1$, a < b & c hold.",
        "reason": "A trace does not depend on the basis.",
        "tex": r"\sum_{i=1}^{M} \mathcal{L}_i(\mathcal{D}) = n",
        "kind": "identity",
        "source": {"key": "simon2021post", "where": "No free lunch for neural networks"},
        "standing": {"name": "UnderConvention", "text": "ridgeless, and K[D, D] invertible"},
        "axes": None,
        "series": None,
        "at": None,
        "verdict": "VERIFIED",
        "why": "the interval lies inside the band",
        "theory": {"value": list(value), "radius": [0.0] * len(pairs), "exact": [""] * len(pairs)},
        "observed": {
            "estimate": [v + s * h for (v, h), s in zip(pairs, shifts, strict=True)],
            "lower": [v + (s - spread) * h for (v, h), s in zip(pairs, shifts, strict=True)],
            "upper": [v + (s + spread) * h for (v, h), s in zip(pairs, shifts, strict=True)],
            "meaning": "range over all trials",
        },
        "side": side,
        "residual": False,
        "band": {
            "lower": [None if side == "at most" else v - h for v, h in pairs],
            "upper": [None if side == "at least" else v + h for v, h in pairs],
        },
        "tolerance": {
            "half_width": widths,
            "budgets": [{"name": "numerical", "half_width": widths, "because": "backward-stable solve"}],
        },
        "tail": None,
        "alpha": 1e-9,
        "counterclaims": counterclaims,
        "separation": min((one["separation"] for one in counterclaims), default=None),
        "trials": 512,
        "looks": 7,
        "seconds": {"total": 1.2, "run": 0.3, "compile": 0.8, "theory": 0.01},
        "address": "00ff",
        "seed": 7,
        "scale": "standard",
        "time": "2030-01-02T03:05:00+00:00",
        "reproduce": f"pytest '{nodeid}' --scale standard --seed 7",
    }
    return record | changes


def conservation() -> list[dict[str, Any]]:
    """Identities at round-off, with four series that share one theory line."""
    axes = {"x": "training set size n", "y": "total learnability", "xscale": "linear", "yscale": "linear"}
    found = []
    for place, kernel in enumerate(("laplace", "gaussian", "relu_ntk", "tanh_ntk")):
        for n in (1, 5, 12, 24):
            rivals = {
                "one unit is spent on the mean, as in degrees of freedom": [n - 1.0],
                "unseen points share it": [n * (64 - n) / 64],
            }
            found.append(
                judgement(
                    "eigenlearning.learnabilities_sum_to_n",
                    f"{kernel}-{n}",
                    [float(n)],
                    1e-13 * n,
                    rivals=rivals,
                    axes=axes,
                    series=kernel,
                    at=[float(n)],
                    parameters={"kernel": kernel, "n": n},
                    shift=0.1 * (place - 1),
                    spread=0.05,
                )
            )
            found[-1]["theory"]["exact"] = [str(n)]
    return found


def kappa() -> list[dict[str, Any]]:
    """A corrected formula, judged as one vector."""
    xs = [i / 8 for i in range(-8, 9)]
    true = [(2 * x * (math.pi - math.acos(x)) + math.sqrt(1 - x * x)) / (2 * math.pi) for x in xs]
    rivals = {
        "as printed: twice its own definition": [2 * t for t in true],
        "without the square root": [t - 0.1 for t in true],
    }
    return [
        judgement(
            "kernels.relu_ntk_is_arc_cosine",
            "",
            true,
            0.004,
            rivals=rivals,
            at=xs,
            kind="limit",
            tail="near-Gaussian, |skewness| <= 0.5",
            axes={"x": "correlation of the inputs", "y": "kappa", "xscale": "linear", "yscale": "linear"},
            standing={
                "name": "Corrected",
                "text": r"$\kappa(\xi) = \frac{\xi}{\pi}(\pi - \arccos\xi) + \frac{1}{2\pi}\sqrt{1-\xi^2}$",
            },
            source={"key": "hadiji2025class", "where": "The Neural Tangent Kernel"},
            tex=r"\kappa(\xi) = \frac{\xi}{\pi}(\pi-\arccos\xi)+\frac{\sqrt{1-\xi^2}}{2\pi}",
        )
    ]


def descent() -> list[dict[str, Any]]:
    """Small multiples: series whose scales differ, on logarithmic axes."""
    found = []
    for noise in (0.01, 1.0, 100.0):
        xs = [0.2, 0.5, 0.8, 0.95, 1.05, 1.2, 2.0, 4.0]
        risk = [noise * (x / (1 - x) if x < 1 else 1 / (x - 1)) for x in xs]
        rivals = {
            "peak at h = d": risk[::-1],
            "no square": [r * r for r in risk],
            "a factor two": [2 * r for r in risk],
        }
        found.append(
            judgement(
                "two_layer.double_descent_peaks_at_n",
                f"noise{noise:g}",
                risk,
                [0.01 * r for r in risk],
                rivals=rivals,
                at=xs,
                series=f"noise {noise:g}",
                kind="limit",
                parameters={"noise": noise, "d": 64},
                axes={"x": "width over sample size h / n", "y": "risk", "xscale": "log", "yscale": "log"},
                standing={"name": "Heuristic", "text": "the model error is measured"},
                source={"key": "ba2020slides", "where": "Double descent"},
            )
        )
    return found


def bound() -> list[dict[str, Any]]:
    """A one-sided bound and a residual, neither with abscissae: forest plots."""
    found = []
    for depth in (1, 2, 3):
        common = {
            "source": {"key": "telgarskymargin", "where": "Deep linear networks"},
            "parameters": {"depth": depth, "normalized": True},
        }
        values = [1.0, 0.5 / depth, 0.1]
        found.append(
            judgement(
                "deep_linear.layers_align",
                f"depth{depth}",
                values,
                0.01,
                side="at most",
                kind="bound",
                shift=-3,
                **common,
            )
        )
        residual = judgement(
            "deep_linear.layers_align",
            f"drift-{depth}",
            [0.0],
            1e-12,
            test="test_layers_align_drift",
            rivals={"no cubic term": [0.3]},
            **common,
        )
        found.append(residual | {"residual": True})
    return found


def troubled() -> list[dict[str, Any]]:
    """One case of each verdict that is not VERIFIED, and a claim out of reach."""
    name = "margins.perceptron_bound"
    bad = judgement(
        name, "bad", [3.0], 0.01, shift=4.0, verdict="REFUTED", why="the interval lies 3.7 tolerances above"
    )
    open_ = judgement(
        name, "open", [3.0], 0.01, shift=0.9, verdict="INCONCLUSIVE", why="the interval straddles <the edge>"
    )
    none = judgement(name, "none", [3.0], 0.01, verdict="NOT APPLICABLE", why="the data are not separable")
    none |= {"theory": None, "observed": None, "band": None, "tolerance": None, "counterclaims": [], "separation": None}
    open_["counterclaims"][0]["verdict"] = "NOT REFUTED"
    far = judgement(
        "spectra.conjecture_holds", "", [1.0], 0.1, standing={"name": "OutOfReach", "text": "needs infinite width"}
    )
    return [bad, open_, none, far]


def everything() -> list[dict[str, Any]]:
    """Return one run's judgements."""
    return conservation() + kappa() + descent() + bound() + troubled()


def write(records: Path, judgements: list[dict[str, Any]], **info: Any) -> Path:
    """Write a run below ``records`` and return its folder."""
    run = INFO | info
    folder = records / run["run"]
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    end = {"v": 1, "type": "end", "time": "2030-01-02T03:06:00+00:00", "compilations": 4, "cache_hits": 0}
    batch = {"v": 1, "type": "batch", "address": "00ff", "index": 0, "values": {"total": [1.0, 2.0]}}
    lines = [json.dumps(line) for line in [batch, *judgements, end]]
    (folder / "main.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
