"""The judge and its vocabulary. Imports numpy and scipy only; knows neither theory nor experiments."""

from harness.claim import (
    AsPrinted,
    Axes,
    Claim,
    Corrected,
    Empirical,
    Heuristic,
    Kind,
    OutOfReach,
    Source,
    UnderConvention,
)
from harness.evidence import Evidence, ExperimentError, Stream
from harness.judge import Judgement, judge
from harness.question import PerTrial, PowerZero, Printed, Verdict, pose
from harness.scale import Scale
from harness.tails import Bernoulli, Bounded, FiniteVariance, NearGaussian, Quantile
from harness.tolerance import Exactly, ModelError, Radius, Resolution, Roundoff, Tolerance
from harness.values import Means
from harness.verify import ClaimNotVerified, NotApplicable, Verify

__all__ = [
    "AsPrinted",
    "Axes",
    "Bernoulli",
    "Bounded",
    "Claim",
    "ClaimNotVerified",
    "Corrected",
    "Empirical",
    "Evidence",
    "Exactly",
    "ExperimentError",
    "FiniteVariance",
    "Heuristic",
    "Judgement",
    "Kind",
    "Means",
    "ModelError",
    "NearGaussian",
    "NotApplicable",
    "OutOfReach",
    "PerTrial",
    "PowerZero",
    "Printed",
    "Quantile",
    "Radius",
    "Resolution",
    "Roundoff",
    "Scale",
    "Source",
    "Stream",
    "Tolerance",
    "UnderConvention",
    "Verdict",
    "Verify",
    "judge",
    "pose",
]
