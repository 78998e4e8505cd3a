"""Each interval against known widths, independent solvers, exact binomial sums, and the laws it must obey."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import optimize, stats

from harness.intervals import betting, catoni, clopper_pearson, order_statistics, student_with_skew_guard

ONE_SIDED = 5e-10  # the published widths are for two-sided 1e-9


def half_width(interval) -> float:
    lower, upper = interval
    return float((upper - lower).mean() / 2)


def normal(n: int, components: int = 1) -> np.ndarray:
    """Gaussian trials, scaled to sample mean 0 and sample standard deviation 1."""
    x = np.random.default_rng(n).standard_normal((n, components))
    return (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)


def coin(n: int, heads: int) -> np.ndarray:
    return (np.arange(n) < heads).astype(float)[:, None]


# ------------------------------------------------------------------------------------------------------ known widths


@pytest.mark.parametrize(("n", "width"), [(32, 1.52), (64, 0.897), (128, 0.584), (1024, 0.193), (8192, 0.068)])
def test_student_has_the_known_widths(n, width):
    assert half_width(student_with_skew_guard(normal(n), ONE_SIDED, 0)) == pytest.approx(width, rel=7e-3)


@pytest.mark.parametrize(("skewness", "n"), [(0.1, 128), (0.5, 32), (0.5, 128), (1, 128), (2, 512), (6.2, 8192)])
def test_the_skew_guard_solves_its_equation(skewness, n):
    """The level that is spent, times exp(z^3 skewness / (3 sqrt n)), is the level that was asked for."""
    half = half_width(student_with_skew_guard(normal(n), ONE_SIDED, skewness)) * math.sqrt(n)
    with mpmath.workdps(30):
        spent = (
            mpmath.betainc((n - 1) / mpmath.mpf(2), 0.5, 0, (n - 1) / (n - 1 + mpmath.mpf(half) ** 2), regularized=True)
            / 2
        )
        z = mpmath.findroot(lambda z: mpmath.log(mpmath.ncdf(-z) / spent), stats.norm.isf(float(spent)))
        asked = spent * mpmath.exp(z**3 * skewness / (3 * mpmath.sqrt(n)))
    assert float(asked) == pytest.approx(ONE_SIDED, rel=1e-8)
    assert z**2 * skewness <= math.sqrt(n) * z * (1 + 1e-12)  # the smaller root: beyond it the guard would be void


@pytest.mark.parametrize(("skewness", "n"), [(1, 64), (2, 256), (6.2, 4096)])
def test_the_skew_guard_says_nothing_where_it_cannot_repair_the_level(skewness, n):
    assert half_width(student_with_skew_guard(normal(n), ONE_SIDED, skewness)) == math.inf
    assert half_width(student_with_skew_guard(normal(4 * n), ONE_SIDED, skewness)) < math.inf


@pytest.mark.parametrize(("n", "width"), [(64, 1.01), (128, 0.624), (1024, 0.207), (8192, 0.072)])
def test_catoni_has_the_known_widths(n, width):
    assert half_width(catoni(normal(n, 2), ONE_SIDED, 1.0)) == pytest.approx(width, rel=0.02)


@pytest.mark.parametrize(("n", "width"), [(32, 0.415), (128, 0.253), (1024, 0.095)])
def test_clopper_pearson_has_the_known_widths(n, width):
    assert half_width(clopper_pearson(coin(n, n // 2), ONE_SIDED)) == pytest.approx(width, abs=6e-3)


@pytest.mark.parametrize(("n", "width"), [(32, 0.357), (128, 0.174), (1024, 0.059)])
def test_betting_has_the_known_widths_on_uniform_trials(n, width):
    """Untruncated bets do a little better than the published width."""
    x = np.random.default_rng(n).random((n, 60))
    assert 0.9 * width <= half_width(betting(x, ONE_SIDED)) <= 1.01 * width


@pytest.mark.parametrize(("n", "width"), [(32, 0.469), (64, 0.36), (128, 0.266), (1024, 0.095), (8192, 0.034)])
def test_order_statistics_have_the_known_widths(n, width):
    ranks = (np.arange(n)[:, None] + 1) / (n + 1)
    assert half_width(order_statistics(ranks, ONE_SIDED, 0.5)) == pytest.approx(width, abs=6e-3)


# ------------------------------------------------------------------------------------------------ independent solvers


@pytest.mark.parametrize("n", [2, 3, 6, 32, 40, 98, 1024, 100_000])
@pytest.mark.parametrize("a", [1e-3, 1e-9 / 48, 1e-9 / 48 / 64])
def test_student_quantiles_are_accurate_in_the_far_tail(n, a):
    x = np.arange(n, dtype=float)[:, None]
    _, upper = student_with_skew_guard(x, a, 0)
    with mpmath.workdps(40):
        variance = mpmath.mpf(n) * (n + 1) / 12
        t = (mpmath.mpf(float(upper[0])) - mpmath.mpf(n - 1) / 2) / mpmath.sqrt(variance / n)
        tail = mpmath.betainc(mpmath.mpf(n - 1) / 2, 0.5, 0, (n - 1) / (n - 1 + t**2), regularized=True) / 2
    assert float(tail) == pytest.approx(a, rel=1e-10)


@pytest.mark.parametrize(("heads", "n"), [(0, 32), (1, 32), (17, 50), (50, 50), (400, 1024)])
def test_clopper_pearson_agrees_with_scipy(heads, n):
    lower, upper = clopper_pearson(coin(n, heads), ONE_SIDED)
    exact = stats.binomtest(heads, n).proportion_ci(1 - 2e-6, method="exact")
    at = clopper_pearson(coin(n, heads), 1e-6)
    assert [at[0][0], at[1][0]] == pytest.approx([exact.low, exact.high], rel=1e-8)
    assert lower[0] <= at[0][0] <= at[1][0] <= upper[0]


@pytest.mark.parametrize("a", [1e-2, 1e-11])
def test_catoni_solves_its_equation(a):
    x = np.random.default_rng(3).standard_t(3, size=100)
    n, sigma, log = len(x), 2.0, math.log(1 / a)
    scale = math.sqrt(2 * log / (n * sigma**2 * (1 + 2 * log / (n - 2 * log))))

    def influence(mu: float) -> float:
        z = scale * (x - mu)
        return float(np.sum(np.sign(z) * np.log(1 + np.abs(z) + z**2 / 2)))

    offset = n * scale**2 * sigma**2 / 2 + log
    lower, upper = catoni(x[:, None], a, sigma)
    assert lower[0] == pytest.approx(optimize.brentq(lambda mu: influence(mu) - offset, -1e3, 1e3), abs=1e-9)
    assert upper[0] == pytest.approx(optimize.brentq(lambda mu: influence(mu) + offset, -1e3, 1e3), abs=1e-9)


def test_catoni_says_nothing_with_too_few_trials():
    assert half_width(catoni(normal(42), ONE_SIDED, 1.0)) == math.inf
    assert half_width(catoni(normal(43), ONE_SIDED, 1.0)) < math.inf


def test_one_trial_says_nothing_about_a_mean():
    assert half_width(student_with_skew_guard(np.zeros((1, 3)), 0.01, 0)) == math.inf


# ------------------------------------------------------------------------------------------- exact coverage by counting


@pytest.mark.parametrize("n", [5, 30])
@pytest.mark.parametrize("a", [0.05, 1e-6])
def test_clopper_pearson_covers_at_every_probability(n, a):
    bounds = [clopper_pearson(coin(n, k), a) for k in range(n + 1)]
    lower, upper = (np.array([side[i][0] for side in bounds]) for i in (0, 1))
    for p in [*np.linspace(0.001, 0.999, 333), *(lower[1:] - 1e-12), *(upper[:-1] + 1e-12)]:
        chance = stats.binom.pmf(np.arange(n + 1), n, p)
        assert chance[lower > p].sum() <= a * (1 + 1e-6)
        assert chance[upper < p].sum() <= a * (1 + 1e-6)


@pytest.mark.parametrize("p", [0.05, 0.3, 0.5, 0.8])
def test_betting_covers_over_all_sequences_of_coins(p):
    a = 0.05
    sequences = np.array(list(itertools.product([0.0, 1.0], repeat=12))).T
    heads = sequences.sum(axis=0)
    chance = p**heads * (1 - p) ** (12 - heads)
    lower, upper = betting(sequences, a)
    assert chance[lower > p].sum() <= a
    assert chance[upper < p].sum() <= a
    assert max(chance[lower > p].sum(), chance[upper < p].sum()) > 0  # and it says something


@pytest.mark.parametrize("n", [3, 32, 64, 1000])
@pytest.mark.parametrize("q", [0.1, 0.5, 0.97])
@pytest.mark.parametrize("a", [0.03, 1e-9 / 48])
def test_order_statistics_have_exactly_the_binomial_coverage(n, q, a):
    lower, upper = (side[0] for side in order_statistics(np.arange(1, n + 1.0)[:, None], a, q))
    if math.isinf(lower):
        assert stats.binom.cdf(0, n, q) > a
    else:  # the lower bound is wrong when fewer than `lower` trials lie below the quantile; the next is too high
        assert stats.binom.cdf(lower - 1, n, q) <= a < stats.binom.cdf(lower, n, q)
    if math.isinf(upper):
        assert stats.binom.sf(n - 1, n, q) > a
    else:
        assert stats.binom.sf(upper - 1, n, q) <= a < stats.binom.sf(upper - 2, n, q)


def test_order_statistics_cover_the_quantile_of_a_discrete_distribution():
    """Three equally likely values: the median is the middle one, whatever the ties."""
    draws = np.array(list(itertools.product([0.0, 1.0, 2.0], repeat=8))).T
    lower, upper = order_statistics(draws, 0.05, 0.5)
    assert np.isfinite(lower).all()
    assert (lower > 1).mean() <= 0.05
    assert (upper < 1).mean() <= 0.05


# ---------------------------------------------------------------------------------------------------------------- laws

grid = arrays.arrays(float, (40, 2), elements=st.integers(-1000, 1000).map(lambda k: k / 16))
unit = arrays.arrays(float, (40, 2), elements=st.integers(0, 63).map(lambda k: k / 63))
laws = settings(deadline=None, max_examples=12)
METHODS = {
    "student": lambda x, a: student_with_skew_guard(x, a, 0.1),
    "catoni": lambda x, a: catoni(x, a, 50.0),
    "median": lambda x, a: order_statistics(x, a, 0.5),
    "betting": lambda x, a: betting(x, a),
    "clopper-pearson": lambda x, a: clopper_pearson(np.round(x), a),
}
of_means = pytest.mark.parametrize("method", ["student", "catoni", "median"])
of_all = pytest.mark.parametrize("method", list(METHODS))


@of_means
@given(x=grid, shift=st.integers(-64, 64))
@laws
def test_shifting_the_trials_shifts_the_interval(method, x, shift):
    before, after = METHODS[method](x, 1e-3), METHODS[method](x + shift, 1e-3)
    np.testing.assert_allclose(np.subtract(after, shift), before, atol=1e-9)


@of_means
@given(x=grid, scale=st.sampled_from([0.25, 2.0, 1024.0]))
@laws
def test_scaling_the_trials_scales_the_interval(method, x, scale):
    after = catoni(x * scale, 1e-3, 50.0 * scale) if method == "catoni" else METHODS[method](x * scale, 1e-3)
    np.testing.assert_allclose(np.divide(after, scale), METHODS[method](x, 1e-3), atol=1e-9)


@of_all
@given(x=unit)
@laws
def test_a_mirror_swaps_the_bounds(method, x):
    lower, upper = METHODS[method](x, 1e-3)
    mirrored_lower, mirrored_upper = METHODS[method](1 - x, 1e-3)
    np.testing.assert_allclose([1 - mirrored_upper, 1 - mirrored_lower], [lower, upper], atol=1e-9)


@pytest.mark.parametrize("method", [name for name in METHODS if name != "betting"])
@given(x=unit, seed=st.integers(0, 99))
@laws
def test_the_order_of_trials_does_not_matter(method, x, seed):
    shuffled = np.random.default_rng(seed).permutation(x)
    np.testing.assert_allclose(METHODS[method](shuffled, 1e-3), METHODS[method](x, 1e-3), atol=1e-9)


@of_all
@given(x=unit, a=st.floats(1e-12, 0.1), factor=st.floats(0.01, 1))
@laws
def test_a_smaller_error_gives_a_wider_interval(method, x, a, factor):
    lower, upper = METHODS[method](x, a)
    wider_lower, wider_upper = METHODS[method](x, a * factor)
    assert np.all(wider_lower <= lower + 1e-12)
    assert np.all(wider_upper >= upper - 1e-12)
    assert np.all(lower <= upper)


@given(x=grid, small=st.floats(0, 3), more=st.floats(0, 3))
@example(x=normal(40), small=0.0, more=1e-236)
@laws
def test_a_larger_skewness_gives_a_wider_interval(x, small, more):
    wider, narrower = (half_width(student_with_skew_guard(x, 1e-6, g)) for g in (small + more, small))
    assert wider >= narrower * (1 - 1e-9)


@of_all
@given(x=unit)
@laws
def test_components_do_not_see_each_other(method, x):
    together = METHODS[method](x, 1e-3)
    apart = np.hstack([METHODS[method](x[:, [i]], 1e-3) for i in range(2)])
    np.testing.assert_allclose(together, apart, atol=1e-12)


@given(x=unit, q=st.floats(0.05, 0.95))
@laws
def test_quantile_bounds_follow_any_increasing_map(x, q):
    lower, upper = order_statistics(x, 1e-3, q)
    cubes = order_statistics(x * x * x, 1e-3, q)
    np.testing.assert_array_equal(cubes, [lower * lower * lower, upper * upper * upper])


@given(x=unit)
@laws
def test_betting_bounds_stay_in_the_range_and_around_the_mean(x):
    lower, upper = betting(x, 1e-6)
    assert np.all((lower >= 0) & (lower <= x.mean(axis=0) + 1e-12))
    assert np.all((upper <= 1) & (upper >= x.mean(axis=0) - 1e-12))


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_betting_cannot_outgrow_its_capital(level):
    """With n equal values c the capital against m is at most (c / m)^n, whatever the bets."""
    lower, upper = betting(np.full((64, 1), level), ONE_SIDED)
    assert lower[0] <= level * ONE_SIDED ** (1 / 64)
    assert 1 - upper[0] <= (1 - level) * ONE_SIDED ** (1 / 64)
