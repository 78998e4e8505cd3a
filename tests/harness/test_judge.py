"""One rule: inside the band, disjoint from it, or straddling its edge; and a verdict without power is no verdict."""

import numpy as np
import pytest

from harness import (
    Bernoulli,
    Bounded,
    Exactly,
    FiniteVariance,
    Kind,
    NearGaussian,
    PerTrial,
    PowerZero,
    Printed,
    Quantile,
    Radius,
    Resolution,
    Verdict,
    judge,
    pose,
)
from tests.harness.streams import evidence

RIVALS = {"much less": -50.0, "much more": 50.0}
ONE = Resolution(1.0, because="for the test")
NONE = Exactly(because="for the test")


def identity(values, theory=0.0, tolerance=ONE, counterclaims=RIVALS, **more):
    return judge(pose(more.pop("kind", Kind.IDENTITY), theory, tolerance, counterclaims, **more), evidence(values))


def limit(values, theory=0.0, tolerance=ONE, counterclaims=RIVALS, tail=NearGaussian(), **more):  # noqa: B008
    question = pose(more.pop("kind", Kind.LIMIT), theory, tolerance, counterclaims, tail=tail, **more)
    return judge(question, evidence(values))


def normal(n=512, mean=0.0, seed=0):
    return mean + np.random.default_rng(seed).standard_normal(n)


# ----------------------------------------------------------------------------------------- inside, disjoint, straddling


def test_an_identity_holds_when_every_trial_lies_in_the_band():
    found = identity(np.linspace(-1, 1, 64))
    assert found.verdict is Verdict.VERIFIED
    assert (found.lower[0], found.upper[0], found.trials) == (-1, 1, 64)


def test_an_identity_that_one_trial_breaks_is_refuted_and_the_trial_is_named():
    values = np.zeros(64)
    values[37] = 1.0001
    found = identity(values)
    assert found.verdict is Verdict.REFUTED
    assert "trial 37, component 0: observed - predicted = 1.0001" in found.why


def test_an_identity_far_away_is_refuted():
    assert identity(np.full(64, 7.0)).verdict is Verdict.REFUTED


def test_integers_are_compared_exactly():
    assert identity(np.full(64, 3.0), theory=3, tolerance=NONE).verdict is Verdict.VERIFIED
    assert identity(np.full(64, 3.0 + 2**-51), theory=3, tolerance=NONE).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("side", "value", "verdict"),
    [
        ("at most", -100.0, Verdict.VERIFIED),
        ("at most", 1.0, Verdict.VERIFIED),
        ("at most", 1.001, Verdict.REFUTED),
        ("at least", 100.0, Verdict.VERIFIED),
        ("at least", -1.0, Verdict.VERIFIED),
        ("at least", -1.001, Verdict.REFUTED),
    ],
)
def test_a_bound_is_open_on_one_side(side, value, verdict):
    sign = 1 if side == "at least" else -1
    rivals = {"a stricter bound": sign * 150.0, "a bound out of reach": sign * 1000.0}
    assert identity(np.full(64, value), kind=Kind.BOUND, side=side, counterclaims=rivals).verdict is verdict


def test_a_looser_bound_is_no_counterclaim():
    rivals = {"looser": 30.0, "stricter": -300.0}
    found = identity(np.full(64, -100.0), kind=Kind.BOUND, side="at most", counterclaims=rivals)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.why == "verified without power: the evidence does not refute looser"


@pytest.mark.parametrize(
    ("mean", "verdict"), [(0.0, Verdict.VERIFIED), (1.0, Verdict.INCONCLUSIVE), (3.0, Verdict.REFUTED)]
)
def test_a_limit_is_verified_inside_open_at_the_edge_and_refuted_outside(mean, verdict):
    found = limit(normal(mean=mean))
    assert found.verdict is verdict
    assert found.lower[0] < found.estimate[0] < found.upper[0]


def test_it_stops_as_soon_as_everything_is_decided():
    found = limit(normal(4096))
    assert found.verdict is Verdict.VERIFIED
    assert 64 <= found.trials < 200
    finer = limit(normal(4096), tolerance=Resolution(0.4, because="for the test"))
    assert found.trials < finer.trials < 1000
    lower = limit(normal(4096), side="at most", counterclaims={"near": -2.1, "far": -9.0})
    assert lower.verdict is Verdict.VERIFIED


def test_a_one_sided_limit():
    rivals = {"lower": -6.0, "lower still": -9.0}
    assert limit(normal(mean=-3), side="at most", counterclaims=rivals).verdict is Verdict.VERIFIED
    assert limit(normal(mean=3), side="at most", counterclaims=rivals).verdict is Verdict.REFUTED


def test_components_are_judged_together():
    values = np.column_stack([normal(seed=1), normal(seed=2, mean=5)])
    rivals = {"swapped": [5.0, 0.0], "both zero": [0.0, 0.0]}
    assert limit(values, theory=[0, 5], counterclaims=rivals).verdict is Verdict.VERIFIED
    assert limit(values, theory=[0, 2], counterclaims=rivals).verdict is Verdict.REFUTED


def test_the_error_is_shared_by_the_components():
    values = normal()[:, None]
    alone = limit(values, counterclaims={"a": 1.0, "b": 1.0})
    many = limit(np.repeat(values, 100, axis=1), theory=[0] * 100, counterclaims={"a": 1.0, "b": 1.0})
    assert many.trials == alone.trials == 512
    assert many.upper[0] > alone.upper[0]


def test_a_question_may_be_asked_twice():
    question = pose(Kind.LIMIT, 0.0, ONE, RIVALS, tail=NearGaussian())
    assert judge(question, evidence(normal())).verdict is Verdict.VERIFIED
    assert judge(question, evidence(normal(mean=9))).verdict is Verdict.REFUTED


# ------------------------------------------------------------------------------------------------- what trials are like


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3])
def test_trials_that_do_not_vary_are_no_sample_of_a_mean(value):
    found = limit(np.full(96, value), theory=value)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "does not vary from trial to trial; declare an identity" in found.why


def test_an_interval_that_the_sample_contradicted_is_forgotten():
    """Thirty-two equal values have an interval of width zero; it must not decide a later look."""
    values = np.concatenate([np.zeros(64), normal(192, mean=0.9)])
    found = limit(values, tolerance=Resolution(0.05, because="for the test"), counterclaims=RIVALS)
    assert found.verdict is not Verdict.VERIFIED
    assert found.upper[0] > 0.05


def test_skewed_trials_contradict_the_declaration():
    values = np.random.default_rng(0).exponential(size=4096)
    finely = Resolution(0.3, because="for the test")
    found = limit(values, theory=1.0, tolerance=finely)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "sample skewness" in found.why
    assert limit(values, theory=1.0, tolerance=finely, tail=NearGaussian(2.0)).verdict is Verdict.VERIFIED


def test_too_few_trials_for_any_interval():
    found = limit(normal(32), tail=FiniteVariance(1.0))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "too few trials" in found.why


def test_a_median_is_not_a_mean():
    values = np.random.default_rng(1).lognormal(sigma=1.5, size=4096)
    rivals = {"the mean": np.exp(1.5**2 / 2), "zero": 0.0}
    narrow = Resolution(0.25, because="for the test")
    assert limit(values, theory=1.0, tolerance=narrow, counterclaims=rivals, tail=Quantile()).verdict is (
        Verdict.VERIFIED
    )


def test_events_are_judged_by_their_probabilities():
    hits = (np.random.default_rng(2).random((4096, 2)) < [0.2, 0.7]).astype(float)
    found = limit(
        hits,
        theory=[0.2, 0.7],
        kind=Kind.LAW,
        tail=Bernoulli(),
        tolerance=Resolution(0.1, because="for the test"),
        counterclaims={"fair coins": [0.5, 0.5], "swapped": [0.7, 0.2]},
    )
    assert found.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("tail", "words"), [(Bernoulli(), "must be 0 or 1"), (Bounded(0, 1), r"outside its declared bounds \[0, 1\]")]
)
def test_trials_outside_their_declared_range(tail, words):
    with pytest.raises(ValueError, match=words):
        limit(normal(), tail=tail)


# ---------------------------------------------------------------------------------------------------------------- power


@pytest.mark.parametrize("few", [{}, {"only one": 9.0}])
def test_a_claim_needs_two_counterclaims(few):
    with pytest.raises(ValueError, match="at least two counterclaims"):
        identity(np.zeros(64), counterclaims=few)


@pytest.mark.parametrize("distance", [0.0, 1.0, 2.0])
def test_a_counterclaim_within_two_tolerances_has_no_power(distance):
    found = identity(np.zeros(64), counterclaims={"near": distance, "far": 9.0})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.why.startswith("verified without power: the tolerance cannot separate near")


def test_a_counterclaim_that_the_evidence_does_not_refute():
    found = limit(normal(mean=-3), side="at most", counterclaims={"looser": 4.0, "stricter": -9.0})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.why == "verified without power: the evidence does not refute looser"


def test_a_counterclaim_may_have_no_power_for_a_stated_reason():
    found = identity(np.zeros(64), counterclaims={"same by symmetry": PowerZero("they coincide"), "far": 9.0})
    assert found.verdict is Verdict.VERIFIED
    assert found.separation == 9.0


def test_a_claim_without_any_power_is_not_verified():
    found = identity(np.zeros(64), counterclaims={"a": PowerZero("they coincide"), "b": PowerZero("they coincide")})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "no counterclaim can be told from the claim" in found.why
    assert found.separation is None


def test_powerlessness_does_not_hide_a_refutation():
    assert identity(np.full(64, 9.0), counterclaims={"near": 0.5, "far": 30.0}).verdict is Verdict.REFUTED


def test_no_power_needs_its_reason():
    with pytest.raises(ValueError, match="reason"):
        PowerZero(" ")


def test_the_printed_form_is_a_counterclaim_like_any_other():
    found = identity(np.ones(64), theory=1.0, counterclaims={"as printed": Printed(2.0), "none": 99.0}, tolerance=NONE)
    printed, other = found.question.counterclaims
    assert (printed.printed, other.printed) == (True, False)
    assert printed.verdict is Verdict.REFUTED


def test_separation_is_the_largest_distance_over_the_components():
    rivals = {"one component differs": [0.0, 8.0], "both": [20.0, 20.0]}
    found = identity(np.zeros((64, 2)), theory=[0, 0], counterclaims=rivals, tolerance=Radius([1.0, 2.0], because="."))
    assert [c.separation for c in found.question.counterclaims] == [4.0, 20.0]
    assert found.separation == 4.0


# ----------------------------------------------------------------------------------------------------- theory per trial


def test_theory_may_depend_on_the_trial():
    x = normal(64)
    rivals = {"its negative": PerTrial(-x), "a constant": 0.0}
    found = identity(x, theory=PerTrial(x), tolerance=NONE, counterclaims=rivals)
    assert found.verdict is Verdict.VERIFIED
    assert (found.lower[0], found.upper[0]) == (0, 0)


def test_a_counterclaim_may_depend_on_the_trial_when_theory_does_not():
    found = identity(np.zeros(64), counterclaims={"noise": PerTrial(normal(64) * 99), "far": 9.0})
    assert found.verdict is Verdict.VERIFIED


def test_a_theory_per_trial_of_several_components():
    x = np.column_stack([normal(64), normal(64, seed=1)])
    rivals = {"swapped": PerTrial(x[:, ::-1]), "zero": [0.0, 0.0]}
    assert identity(x, theory=PerTrial(x), tolerance=NONE, counterclaims=rivals).verdict is Verdict.VERIFIED
    assert identity(x[:, ::-1], theory=PerTrial(x), tolerance=NONE, counterclaims=rivals).verdict is Verdict.REFUTED


# -------------------------------------------------------------------------------------------------- malformed questions


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"side": "above"}, "side must be one of"),
        ({"kind": Kind.BOUND}, "a BOUND needs side="),
        ({"tail": NearGaussian()}, "takes no tail class"),
        ({"kind": Kind.LIMIT}, "needs a tail class"),
        (
            {"kind": Kind.LIMIT, "tail": NearGaussian(), "theory": PerTrial(np.zeros(64))},
            "needs an identity or a bound",
        ),
        ({"tolerance": 0.1}, "tolerance must be built from"),
        ({"theory": np.nan}, "must be finite"),
        ({"theory": PerTrial(np.full(64, np.nan))}, "PerTrial needs finite values"),
        ({"theory": PerTrial(np.zeros((64, 1, 1)))}, "PerTrial needs finite values"),
        ({"theory": PerTrial(np.zeros(63))}, "'the claim' for 63 trials, but 64"),
        ({"theory": [0.0, 1.0]}, "theory has 2 components, the observable 1"),
        ({"counterclaims": {"a": [1.0, 2.0], "b": 9.0}}, "counterclaim 'a' has 2 components, theory 1"),
        ({"counterclaims": {"a": np.inf, "b": 9.0}}, "must be finite"),
        ({"counterclaims": {"a": PerTrial(np.full(63, 9.0)), "b": 9.0}}, "'a' for 63 trials, but 64"),
        (
            {"theory": PerTrial(np.zeros(64)), "counterclaims": {"a": PerTrial(np.full(63, 9.0)), "b": 9.0}},
            "'a' has values for 63 trials, theory for 64",
        ),
        ({"tolerance": Resolution([1.0, 1.0], because=".")}, "budget has 2 entries for 1 components"),
    ],
)
def test_a_malformed_question_is_refused_in_one_sentence(change, words):
    with pytest.raises(ValueError, match=words) as caught:
        identity(np.zeros(64), **change)
    assert "\n" not in str(caught.value)
