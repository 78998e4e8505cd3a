"""The judge on trial: how often is it wrong, stopping early, with the truth where it is hardest?

Rates are simulated at raised error levels, with a bound on the simulation's own error, and computed at the real level
of 1e-9 exactly (0/1 trials) or by importance sampling (Gaussian and exponential trials).
"""

import importlib
import math

import numpy as np
import pytest
from scipy import stats

from harness import Bernoulli, Bounded, FiniteVariance, Kind, NearGaussian, Quantile, Resolution, Verdict, judge, pose
from harness.errors import ERROR_PER_CASE, LOOKS, MAX_CASES, MOST_TRIALS, SUITE_ERROR, looks
from harness.tails import Tail
from tests.harness.simulate import objections, verdicts
from tests.harness.streams import evidence

NOMINAL = 0.05
SURE = 1e-4  # chance that a correct judge fails one comparison of simulated and nominal rate
EDGE = 1e-9


class Trusting(NearGaussian):
    """Near-Gaussian trials whose declaration is never questioned."""

    objection = Tail.objection


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


LOGNORMAL_SD = math.sqrt((math.e - 1) * math.e)
CASES = {  # tail class, trials of shape (n, repetitions), true value, half-width of the band
    "normal": (Trusting(0.0), rng().standard_normal((256, 8000)), 0.0, 0.4),
    "gamma, skewness 1/2": (Trusting(0.5), rng().gamma(16, size=(256, 8000)) / 4, 4.0, 0.5),
    "exponential, skewness 2": (Trusting(2.0), rng().exponential(size=(256, 4000)), 1.0, 0.8),
    "0/1": (Bernoulli(), (rng().random((256, 4000)) < 0.3).astype(float), 0.3, 0.16),
    "uniform": (Bounded(), rng().random((128, 300)), 0.5, 0.15),
    "skewed and bounded": (Bounded(), rng().beta(0.3, 3, size=(128, 300)), 1 / 11, 0.15),
    "median of Student's t with 3 degrees": (Quantile(), rng().standard_t(3, size=(256, 4000)), 0.0, 0.45),
    "median of lognormal": (Quantile(), rng().lognormal(size=(256, 4000)), 1.0, 0.55),
    "mean of Student's t with 3 degrees": (FiniteVariance(3**0.5), rng().standard_t(3, size=(128, 60)), 0.0, 1.3),
    "mean of lognormal": (FiniteVariance(LOGNORMAL_SD), rng().lognormal(size=(128, 60)), math.exp(0.5), 1.6),
}
of_all = pytest.mark.parametrize("case", list(CASES))


def at_most(wrong: np.ndarray, nominal: float) -> bool:
    """Whether this many wrong verdicts are compatible with the nominal rate: else only with probability SURE."""
    return bool(stats.binom.sf(wrong.sum() - 1, len(wrong), nominal) > SURE)


# ------------------------------------------------------------------------------------------------------ simulated rates


@of_all
@pytest.mark.parametrize("direction", [-1, 1])
def test_a_truth_just_outside_the_band_is_rarely_verified(case, direction):
    tail, x, truth, half = CASES[case]
    verified, _ = verdicts(tail, x, truth + direction * half * (1 + EDGE), half, NOMINAL)
    assert at_most(verified, NOMINAL)


@of_all
@pytest.mark.parametrize("direction", [-1, 1])
def test_a_truth_just_inside_the_band_is_rarely_refuted(case, direction):
    tail, x, truth, half = CASES[case]
    _, refuted = verdicts(tail, x, truth + direction * half * (1 - EDGE), half, NOMINAL)
    assert at_most(refuted, NOMINAL)


@of_all
def test_a_truth_at_the_centre_is_verified(case):
    tail, x, truth, half = CASES[case]
    verified, refuted = verdicts(tail, x, truth, half, NOMINAL)
    assert at_most(refuted, NOMINAL)
    assert verified.mean() > 0.9


@of_all
def test_a_truth_far_outside_is_refuted(case):
    tail, x, truth, half = CASES[case]
    verified, refuted = verdicts(tail, x, truth + 3 * half, half, NOMINAL)
    assert not verified.any()
    assert refuted.mean() > 0.9


@of_all
def test_a_band_without_width_is_refuted_by_either_bound(case):
    tail, x, truth, _ = CASES[case]
    verified, refuted = verdicts(tail, x, truth, 0.0, NOMINAL)
    assert not verified.any()
    assert at_most(refuted, 2 * NOMINAL)


def test_the_guard_is_needed():
    """Exponential trials: Student's interval alone exceeds its level, and the guard for their skewness repairs it."""
    x = rng().exponential(size=(256, 8000))
    bare, _ = verdicts(Trusting(0.0), x, 1 - 0.4, 0.4 * (1 - EDGE), 0.01)
    guarded, _ = verdicts(Trusting(2.0), x, 1 - 0.4, 0.4 * (1 - EDGE), 0.01)
    assert bare.mean() > 0.025
    assert at_most(guarded, 0.01)


def test_the_sample_objects_to_a_false_declaration():
    x = rng().exponential(size=(512, 100))
    assert not objections(NearGaussian(0.5), x).any()
    assert objections(NearGaussian(0.5), rng().standard_normal((512, 100))).all()


@pytest.mark.parametrize("case", ["normal", "0/1", "uniform", "median of lognormal"])
@pytest.mark.parametrize("offset", [0.0, 1.0, 3.0])
def test_the_simulated_rule_is_the_judge(monkeypatch, case, offset):
    tail, x, truth, half = CASES[case]
    theory, columns = truth + offset * half, x[:, :12]
    shares = len(looks(1, len(x)))
    module = importlib.import_module("harness.judge")  # the package exports a function of that name
    monkeypatch.setattr(module, "ERROR_PER_CASE", NOMINAL)
    monkeypatch.setattr(module, "LOOKS", shares)
    verified, refuted = verdicts(tail, columns, theory, half, NOMINAL)
    for i, column in enumerate(columns.T):
        rivals = {"much more": theory + 100 * half, "still more": theory + 200 * half}
        question = pose(Kind.LIMIT, theory, Resolution(half, because="for the test"), rivals, tail=tail)
        found = judge(question, evidence(column, batch=1)).verdict
        assert (found is Verdict.VERIFIED, found is Verdict.REFUTED) == (verified[i], refuted[i])


# ------------------------------------------------------------------------------------------------- at the level of 1e-9


@pytest.mark.parametrize(("p", "half"), [(0.5, 0.1), (0.1, 0.06), (0.01, 0.02)])
def test_zero_one_trials_exactly(p, half):
    """The distribution of every path through the looks, by dynamic programming: nothing is simulated."""
    outside = [wrong(p, theory, half)[0] for theory in (p - half * (1 + EDGE), p + half * (1 + EDGE))]
    inside = [wrong(p, theory, half)[1] for theory in (p - half * (1 - EDGE), p, p + half * (1 - EDGE))]
    assert 0 < max(outside) <= ERROR_PER_CASE
    assert 0 < max(inside) <= ERROR_PER_CASE


def wrong(p: float, theory: float, half: float, most: int = 1200) -> tuple[float, float]:
    """Probabilities of VERIFIED and of REFUTED after at most `most` 0/1 trials of probability p."""
    mass = np.zeros((2, 2, most + 1))  # lower bound in the band so far? upper bound? how many ones?
    mass[0, 0, 0] = 1
    seen, verified, refuted = 0, 0.0, 0.0
    for n in looks(1, most):
        step = stats.binom.pmf(np.arange(n - seen + 1), n - seen, p)
        mass = np.array([[np.convolve(row, step)[: most + 1] for row in rows] for rows in mass])
        counts = np.arange(n + 1)
        trials = (np.arange(n)[:, None] < counts).astype(float)
        lower, upper = Bernoulli().interval(trials, ERROR_PER_CASE / LOOKS)
        above, below = np.zeros((2, most + 1), dtype=bool)
        above[: n + 1], below[: n + 1] = lower >= theory - half, upper <= theory + half
        moved = np.zeros_like(mass)
        for i in (0, 1):
            for j in (0, 1):
                for up in (False, True):
                    for down in (False, True):
                        moved[i or int(up), j or int(down)] += mass[i, j] * (above == up) * (below == down)
        verified += moved[1, 1].sum()
        moved[1, 1] = 0
        out = np.zeros(most + 1, dtype=bool)
        out[: n + 1] = (lower > theory + half) | (upper < theory - half)
        refuted += moved[:, :, out].sum()
        moved[:, :, out] = 0
        mass, seen = moved, n
    return float(verified), float(refuted)


def half_width(tail: NearGaussian, n: int, a: float) -> float:
    """Half-width of the interval from n trials, in sample standard deviations."""
    lower, upper = tail.interval(np.arange(n, dtype=float)[:, None], a)
    return float(upper[0] - lower[0]) / 2 / float(np.arange(n).std(ddof=1))


def test_gaussian_trials_by_importance_sampling():
    """A mixture over the looks of the tilts under which a bound is most likely to miss there."""
    schedule, repetitions, a = looks(1, 512), 1500, ERROR_PER_CASE / LOOKS
    tail, draw = NearGaussian(0.0), rng(5)
    slopes = np.array([half_width(tail, n, a) for n in schedule])
    spread = 1 / np.sqrt(1 + slopes**2)
    drift = slopes * spread
    x = draw.standard_normal((512, len(schedule) * repetitions))
    chosen = np.repeat(np.arange(len(schedule)), repetitions)
    for k, n in enumerate(schedule):
        x[:n, chosen == k] = x[:n, chosen == k] * spread[k] - drift[k]
    ratio = np.zeros(x.shape[1])
    sums, squares = np.cumsum(x, axis=0), np.cumsum(x**2, axis=0)
    for k, n in enumerate(schedule):
        s, q = sums[n - 1], squares[n - 1]
        tilted = -(q + 2 * drift[k] * s + n * drift[k] ** 2) / (2 * spread[k] ** 2) - n * math.log(spread[k])
        ratio += np.exp(tilted + q / 2) / len(schedule)
    missed = np.zeros(x.shape[1], dtype=bool)
    for n in schedule:
        missed |= tail.interval(x[:n], a)[1] < 0
    weights = missed / ratio
    rate, error = weights.mean(), weights.std() / math.sqrt(len(weights))
    assert rate - 4 * error <= ERROR_PER_CASE
    assert error < 0.2 * rate
    assert rate > ERROR_PER_CASE * len(schedule) / LOOKS / 5  # not vacuous


@pytest.mark.parametrize(("skewness", "least", "most"), [(0.0, 1e4, 1e5), (0.5, 500, 5000), (2.0, 0, 1)])
def test_exponential_trials_by_importance_sampling(skewness, least, most):
    """128 trials at one look: bare Student misses ten thousand times too often, and a cap of 2, the truth, is kept.

    A cap that is too small voids the guarantee, and the sample's objection does not restore it.
    """
    n, a, tail = 128, ERROR_PER_CASE / LOOKS, NearGaussian(skewness)
    rate = 1 + min(half_width(tail, n, a), 1.0)  # the tilt under which the upper bound is most likely to miss
    x = rng(1).exponential(1 / rate, size=(n, 20000))
    weight = np.exp(-n * math.log(rate) + (rate - 1) * x.sum(axis=0))
    misses = (tail.interval(x, a)[1] < 1) * weight / a
    assert least <= misses.mean() <= most


# ----------------------------------------------------------------------------------------------------------- the budget


def test_the_suite_is_wrong_with_probability_one_in_a_million():
    assert pytest.approx(SUITE_ERROR) == 2 * MAX_CASES * ERROR_PER_CASE
    assert SUITE_ERROR <= 1e-6
    assert ERROR_PER_CASE <= 1e-9


@pytest.mark.parametrize("batch", [1, 7, 32, 1000])
@pytest.mark.parametrize("trials", [1, 31, 32, 33, 512, 99_999, MOST_TRIALS])
def test_the_schedule_never_has_more_looks_than_the_error_was_shared_by(batch, trials):
    schedule = looks(batch, trials)
    assert len(schedule) <= LOOKS
    assert schedule == sorted(set(schedule))
    assert all(n % batch == 0 for n in schedule)
    assert trials <= schedule[-1] < trials + batch


@pytest.mark.parametrize(("batch", "trials"), [(0, 5), (5, 0), (-1, 5), (1, MOST_TRIALS + 1)])
def test_a_schedule_outside_its_range_is_refused(batch, trials):
    with pytest.raises(ValueError, match=r"at (least 1|most)"):
        looks(batch, trials)
