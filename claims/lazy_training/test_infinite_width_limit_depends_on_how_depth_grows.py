r"""The infinite-width limit depends on how depth grows.

Statement.  In a deep ReLU network of width m the part of the tangent kernel that belongs to the read-out is, at one
input, the product of L independent factors of mean 1 and variance $5 / m$. At fixed depth L it tends to its mean as m
grows. On the path $L = c m$ it does not: its s-th moment tends to $e^{-5 c s (1 - s) / 2}$, and the whole kernel keeps
varying with it from one initialisation to the next.

Reason.  Given one layer, the entries of the next are independent normals, half of which pass: the squared norm is
multiplied by $(2 / m) \chi^2_K$ with K binomial. Independent logarithms add, m / 5 layers to a variance of one.
"""

import pytest

from empirics import depth_and_width as measured
from harness import AsPrinted, Claim, Kind, NearGaussian, Resolution, Source
from theory import depth_and_width as exact

CLAIM = Claim(
    name="lazy_training.infinite_width_limit_depends_on_how_depth_grows",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E}\, q^s \to e^{-5 c s (1 - s) / 2}, \quad q = \|g_L\|^2 / \|x\|^2, \quad L = c m",
    source=Source("hadiji2025class", where="Extending this analysis"),
    standing=AsPrinted(),
)
POWER = 0.25  # a moment without heavy tails, in which the spread of log q shows


@pytest.mark.parametrize(("width", "depth"), [(8, 2), (16, 4), (16, 1)])
def test_infinite_width_limit_depends_on_how_depth_grows(lab, verify, width, depth):
    if depth > 1:  # the same ratio of depth to width
        width, depth = (lab.at_scale(smoke=1, standard=1, nightly=4) * size for size in (width, depth))
    theory = exact.mean_power(width, depth, POWER)

    trials = lab.at_scale(smoke=512, standard=32768, nightly=131072) // (2 if depth > 1 else 1)
    evidence = lab.run(measured.kernel, trials=trials, width=width, depth=depth, power=POWER)

    fineness = 0.025 if depth > 1 else 0.012
    tolerance = Resolution(fineness, because="a fifth of what the spread takes for L = m / 4, a third for L = 1")

    counterclaims = {
        "the kernel is the same every time: 1": 1.0,
        "twice the variance in every layer": exact.mean_power(width // 2, depth, POWER),
    }
    verify(CLAIM, theory=theory, evidence=evidence["last"], tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=1), series=f"width {width}, depth {depth}")  # fmt: skip


@pytest.mark.parametrize(("width", "depth"), [(8, 2), (16, 4)])
def test_infinite_width_limit_depends_on_how_depth_grows_for_the_whole_kernel(lab, verify, width, depth):
    width, depth = (lab.at_scale(smoke=1, standard=1, nightly=4) * size for size in (width, depth))
    theory = (1 + exact.proportional_limit(depth / width, POWER)) / 2

    trials = lab.at_scale(smoke=512, standard=16384, nightly=65536)
    evidence = lab.run(measured.kernel, trials=trials, width=width, depth=depth, power=POWER)

    tolerance = Resolution(0.01, because="a tenth of what the spread takes from the read-out's part")

    counterclaims = {
        "twice the spread of log q": exact.proportional_limit(2 * depth / width, POWER),
        "a kernel of zero": 0.0,
    }
    verify(CLAIM, kind=Kind.ORDER, theory=theory, evidence=evidence["whole"], tolerance=tolerance, side="at most",
           tail=NearGaussian(skewness=1), counterclaims=counterclaims, series=f"whole, width {width}")  # fmt: skip


def test_infinite_width_limit_depends_on_how_depth_grows_and_exists_at_fixed_depth(lab, verify):
    theory = exact.mean_power(16, 1, POWER)

    trials = lab.at_scale(smoke=512, standard=16384, nightly=65536)
    evidence = lab.run(measured.kernel, trials=trials, width=16, depth=1, power=POWER)

    tolerance = Resolution(0.004, because="an eighth of what the spread takes")

    counterclaims = {"no spread at all: 1": 1.0, "above the mean": 1.02}
    verify(CLAIM, kind=Kind.ORDER, theory=theory, evidence=evidence["whole"], tolerance=tolerance, side="at least",
           tail=NearGaussian(skewness=1), counterclaims=counterclaims, series="whole kernel, depth 1")  # fmt: skip
