"""Claims, standings, tolerances, tail classes and scales refuse what they cannot mean."""

import math
from fractions import Fraction

import numpy as np
import pytest

from harness import (
    AsPrinted,
    Axes,
    Bernoulli,
    Bounded,
    Claim,
    Corrected,
    Exactly,
    FiniteVariance,
    Heuristic,
    Kind,
    Means,
    ModelError,
    NearGaussian,
    Quantile,
    Radius,
    Resolution,
    Roundoff,
    Scale,
    Source,
    UnderConvention,
    pose,
)
from harness.claim import Standing
from harness.message import last_line
from harness.tails import Tail

DOC = "A title.\n\nStatement.  One\ntwo.\n\nThree.\n\nReason.  Because.\n"
PARTS = {
    "name": "chapter.conclusion",
    "statement": DOC,
    "kind": Kind.LIMIT,
    "tex": "x",
    "source": Source("key", where="here"),
    "standing": AsPrinted(),
}


def test_a_claim_reads_its_docstring():
    claim = Claim(**PARTS)
    assert (claim.title, claim.says, claim.reason) == ("A title", "One two.\n\nThree.", "Because.")
    assert claim.chapter == "chapter"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Chapter.x"}, "chapter.conclusion in lower case"),
        ({"name": "conclusion"}, "chapter.conclusion in lower case"),
        ({"kind": "limit"}, "kind must be a Kind"),
        ({"standing": Standing("x")}, "one of the six standings"),
        ({"standing": "AsPrinted"}, "one of the six standings"),
        ({"statement": None}, "needs a title line"),
        ({"statement": "Title.\n\nReason. Only."}, "needs a title line"),
        ({"statement": "Title.\n\nStatement. Only."}, "needs a title line"),
        ({"statement": "Title.\n\nReason. Because.\n\nStatement. So."}, "needs a title line"),
        ({"statement": "Title.\n\nMore.\n\nStatement. So.\n\nReason. Because."}, "needs a title line"),
    ],
)
def test_an_incomplete_claim_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        Claim(**(PARTS | change))


@pytest.mark.parametrize("standing", [UnderConvention, Corrected, Heuristic])
def test_a_standing_says_what_it_means(standing):
    with pytest.raises(ValueError, match="needs a text"):
        standing(" ")


def test_sources_and_axes_are_complete():
    with pytest.raises(ValueError, match="a key and a place"):
        Source("key", where="")
    with pytest.raises(ValueError, match="linear or log"):
        Axes("x", "y", xscale="cubic")


# -------------------------------------------------------------------------------------------------------- tolerances


def test_budgets_add_and_stay_apart():
    total = Radius(0.25, because="a") + Resolution([1.0, 2.0], because="b") + ModelError(0.5, because="c")
    assert total.half_width(2).tolist() == [1.75, 2.75]
    assert [b.name for b in total.budgets] == ["numerical", "resolution", "model"]
    assert Exactly(because="d").half_width(3).tolist() == [0, 0, 0]


def test_roundoff_is_operations_times_condition_times_epsilon():
    assert Roundoff(operations=8, condition=[1, 4], scale=2, because=".").half_width(2).tolist() == [2**-48, 2**-46]


@pytest.mark.parametrize("make", [Radius, Resolution, ModelError])
@pytest.mark.parametrize("width", [-1.0, math.nan, math.inf, [1.0, -1.0], [[1.0]]])
def test_a_width_is_finite_and_not_negative(make, width):
    with pytest.raises(ValueError, match="finite and not negative"):
        make(width, because=".")


@pytest.mark.parametrize("because", ["", "  \n"])
def test_a_budget_without_reason_is_refused(because):
    with pytest.raises(ValueError, match="needs its reason"):
        Resolution(1.0, because=because)


@pytest.mark.parametrize("change", [{"operations": -1}, {"condition": math.nan}, {"condition": [1.0, -2.0]}])
def test_roundoff_of_nothing_sensible(change):
    with pytest.raises(ValueError, match="must not be negative"):
        Roundoff(**({"operations": 1, "because": "."} | change))


def test_an_infinite_condition_is_no_tolerance():
    with pytest.raises(ValueError, match="finite"):
        Roundoff(operations=1, condition=math.inf, because=".")


# -------------------------------------------------------------------------------------------------------------- tails


@pytest.mark.parametrize(
    "make",
    [
        lambda: NearGaussian(-0.1),
        lambda: NearGaussian(math.nan),
        lambda: NearGaussian(math.inf),
        lambda: Bounded(1, 1),
        lambda: Bounded(0, math.inf),
        lambda: FiniteVariance(0),
        lambda: FiniteVariance(math.nan),
        lambda: Quantile(0),
        lambda: Quantile(1),
        lambda: Quantile(math.nan),
    ],
)
def test_a_tail_class_checks_its_parameters(make):
    with pytest.raises(ValueError, match="got"):
        make()


def test_the_base_class_is_no_declaration():
    with pytest.raises(TypeError, match="declare one of the tail classes"):
        Tail().interval(np.zeros((2, 1)), 0.1)


def test_bounded_rescales():
    x = np.random.default_rng(0).random((64, 1))
    lower, upper = Bounded().interval(x, 1e-6)
    wide = Bounded(-10, 30).interval(40 * x - 10, 1e-6)
    assert np.concatenate(wide) == pytest.approx(40 * np.concatenate([lower, upper]) - 10)


@pytest.mark.parametrize("tail", [NearGaussian(0.2), Bounded(0, 2), Bernoulli(), FiniteVariance(3), Quantile(0.9)])
def test_each_tail_class_names_itself(tail):
    assert str(tail)
    assert tail.meaning in ("mean", "probability", "0.9-quantile")


# ------------------------------------------------------------------------------------------------- scales, last line


def test_scales_are_named():
    assert Scale.named("nightly").choose(smoke=1, standard=2, nightly=3) == 3
    with pytest.raises(ValueError, match="one of smoke, standard, nightly; got 'big'"):
        Scale.named("big")


def test_the_last_line():
    def judged(verdict, separation=None):
        return {"verdict": verdict, "separation": separation}

    many = [judged("VERIFIED", 9.0), judged("VERIFIED", 6.12), judged("VERIFIED"), judged("INCONCLUSIVE", 1.0)]
    assert last_line(many) == "3 verified, 0 refuted, 1 inconclusive; nearest counterclaim 6.1 tolerances away"
    assert last_line([judged("NOT APPLICABLE")]) == "0 verified, 0 refuted, 0 inconclusive, 1 not applicable"
    assert last_line([judged("VERIFIED")] * 1000) == "1000 verified, 0 refuted, 0 inconclusive"
    more = "; some verdict is wrong with probability <= 1.2e-06, more than the 1e-06 of 1000 cases"
    assert last_line([judged("VERIFIED")] * 1200) == f"1200 verified, 0 refuted, 0 inconclusive{more}"


# ------------------------------------------------------------------------------------------------------ means and tails


RIVALS = {"more": [3.0], "less": [0.0]}


@pytest.mark.parametrize("tail", [NearGaussian(), FiniteVariance(1.0)])
def test_means_of_an_infinite_variance_are_not_judged_as_means(tail):
    tolerance = Resolution(0.1, because="for the test")
    with pytest.raises(ValueError, match="supposes 2 finite moments"):
        pose(Kind.LIMIT, Means([1.0], moments=1), tolerance, RIVALS, tail=tail)
    for moments in (2, math.inf):
        assert pose(Kind.LIMIT, Means([1.0], moments), tolerance, RIVALS, tail=tail).theory.value == [1.0]
    assert pose(Kind.LIMIT, np.array([1.0]), tolerance, RIVALS, tail=tail).theory.value == [1.0]


def test_means_need_a_first_moment():
    for moments in (0, 0.5, math.nan):
        with pytest.raises(ValueError, match="first moment"):
            Means([1.0], moments)


def test_means_keep_exact_entries_and_pass_on_their_law_to_slices_only():
    means = Means([Fraction(1, 3), Fraction(2, 3)], moments=1)
    assert means.tolist() == [Fraction(1, 3), Fraction(2, 3)]
    first = means[:1]
    assert isinstance(first, Means)
    assert first.moments == 1
    assert (type(means[0]), type(2 * means), type(means / means)) == (Fraction, np.ndarray, np.ndarray)
