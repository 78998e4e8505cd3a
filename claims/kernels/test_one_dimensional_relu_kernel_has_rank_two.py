r"""The one-dimensional ReLU kernel has rank two.

Statement. On the line a ReLU network without biases, of any width and depth, has a tangent kernel of rank two at most,
however many points there are; for two layers in the limit of width it is $k(x, x') = x x'\, 1[x x' > 0]$. So the
theorem that asks for $\operatorname{Rank} \Phi = n$ says nothing for $n > 2$: gradient descent fits one slope on each
side of zero and leaves the rest of the loss. Biases and enough neurons restore rank n. In $\mathbb{R}^d$ the rank of
the two-layer kernel is the number of lines that hold points plus the dimension spanned by the lines that hold points
on both sides of the origin.

Reason. The network and its gradient are positively homogeneous in x: they know the length of a point only as a factor,
and on the line there are two directions. In $\mathbb{R}^d$ the even part of the features is free on lines, and the odd
part, as $\operatorname{relu}(u) - \operatorname{relu}(-u) = u$, is linear.
"""

import numpy as np
import pytest

from empirics import one_dimensional_relu as measured
from harness import Axes, Claim, Exactly, Kind, PerTrial, Printed, Radius, Source, UnderConvention
from theory import one_dimensional_relu as exact

CLAIM = Claim(
    name="kernels.one_dimensional_relu_kernel_has_rank_two",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\operatorname{rank} \bigl(x_i x_j\, 1[x_i x_j > 0]\bigr)_{i,j \le n} = 2",
    source=Source("hadiji2025class", where="GD and least-squares regression; One dimensional input, two-layer net"),
    standing=UnderConvention(
        "the example without biases does not meet the theorem's hypothesis if it has n > 2 points"
    ),
    axes=Axes(x="points n", y="rank of the features"),
)
LARGEST = 8


def on_the_line(lab, layers, bias):
    trials = lab.at_scale(smoke=16, standard=64, nightly=1024)
    return lab.run(measured.on_the_line, trials=trials, largest=LARGEST, layers=layers, bias=bias)


def integers(rows):
    """Rows of an array of integers that were recorded as floats, as lists."""
    return np.asarray(rows).astype(int).tolist()


@pytest.mark.parametrize(("layers", "bias"), [(1, False), (3, False), (1, True)])
def test_one_dimensional_relu_kernel_has_rank_two(lab, verify, layers, bias):
    evidence, n = on_the_line(lab, layers, bias), np.arange(2, LARGEST + 1)
    if bias:
        ranks = [[exact.rank([(v, 1) for v in x[:k]]) for k in n] for x in integers(evidence.all("points"))]
    else:
        ranks = [[exact.gram_rank(exact.gram(x[:k])) for k in n] for x in integers(evidence.all("points"))]

    theory = PerTrial(ranks)

    tolerance = Exactly(because="ranks of integer matrices, by exact elimination")

    every = np.ones(len(n))
    wrong = {"one direction: rank 1": every, "a slope, an intercept and a kink: rank 3": 3 * every}
    wrong |= {"two": 2 * every} if bias else {"the theorem's hypothesis: rank n": Printed(n)}
    name = f"{layers} hidden layer{'s' * (layers > 1)}, " + ("with biases" if bias else "without biases")
    verify(
        CLAIM, theory=theory, evidence=evidence["ranks"], tolerance=tolerance, counterclaims=wrong, at=n, series=name
    )


def test_one_dimensional_relu_kernel_has_rank_two_and_more_in_the_plane(lab, verify):
    trials = lab.at_scale(smoke=16, standard=64, nightly=1024)
    evidence = lab.run(measured.in_the_plane, trials=trials, points=12)
    points = integers(evidence.all("points"))

    theory = PerTrial([exact.rank(x) for x in points])

    tolerance = Exactly(because="ranks of integer matrices, by exact elimination")

    rays = [{exact.ray(point) for point in x} for x in points]
    lines = [len({max(r, tuple(-v for v in r)) for r in found}) for found in rays]
    wrong = {
        "the number of points, as the theorem asks": Printed(np.full(1, 12)),
        "the number of directions": PerTrial([len(found) for found in rays]),
        "the number of lines, as for |u|": PerTrial(lines),
        "two for each line, as on the line": PerTrial(2 * np.array(lines)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["rank"], tolerance=tolerance, counterclaims=wrong)


@pytest.mark.parametrize("layers", [1, 3])
def test_one_dimensional_relu_kernel_has_rank_two_and_leaves_a_loss(lab, verify, layers):
    evidence = on_the_line(lab, layers, bias=False)
    x, y = integers(evidence.all("points")), integers(evidence.all("labels"))

    theory = PerTrial([float(exact.loss_floor(*data)) for data in zip(x, y, strict=True)])

    why = "2^21 steps whose rounding is 1e-16, on losses below 81 / 2"
    tolerance = Radius(1e-6, because=why)

    points, labels = evidence.all("points"), evidence.all("labels")
    none, one = (labels**2).mean(axis=1) / 2, (points * labels).mean(axis=1) ** 2 / (points**2).mean(axis=1) / 2
    flat = labels.var(axis=1) / 2
    wrong = {
        "as by the theorem: interpolation": Printed(np.zeros(1)),
        "one slope for both sides": PerTrial(none - one),
        "nothing is fitted": PerTrial(none),
        "the mean of the labels": PerTrial(flat),
    }
    verify(CLAIM, theory=theory, evidence=evidence["loss"], tolerance=tolerance, counterclaims=wrong)
