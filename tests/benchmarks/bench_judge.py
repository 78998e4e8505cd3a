"""Judgements per second on synthetic evidence: what judging costs beside running."""

import numpy as np
import pytest

from harness import Evidence, Kind, NearGaussian, Quantile, Resolution, Stream, Verdict, judge, pose
from harness.tails import Bounded

TRIALS, BATCH = 4096, 64
GROUP = f"judgements of 8 components, at most {TRIALS} trials"


@pytest.mark.parametrize(
    "tail", [NearGaussian(0.5), Quantile(0.5), Bounded(-10.0, 10.0)], ids=["mean", "median", "mean, bounded"]
)
def test_judge(rate, tail):
    values = np.random.default_rng(0).normal(size=(TRIALS, 8)).clip(-10, 10)

    def draw(indices):
        return [{"x": values[i * BATCH : (i + 1) * BATCH]} for i in indices]

    def one_judgement():
        question = pose(
            Kind.LIMIT,
            np.zeros(8),
            Resolution(0.3, because="a benchmark"),
            {"one more": np.ones(8), "one less": -np.ones(8)},
            tail=tail,
        )
        return judge(question, Evidence(Stream("address", BATCH, TRIALS, draw), "x"))

    judgement = rate(one_judgement, group=GROUP, things=1, of="judgements")
    assert judgement.verdict in (Verdict.VERIFIED, Verdict.INCONCLUSIVE)
