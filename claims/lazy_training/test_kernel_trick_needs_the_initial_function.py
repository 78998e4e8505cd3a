r"""The kernel trick needs the initial function.

Statement. With a kernel $k$ and Gram matrix $H$ on the data, the model that gradient descent reaches predicts
$h(w_0, x) + \sum_i k(x, x_i)\,(H^{-1}(y - h(w_0, X)))_i$ at every $x$. The shorter form $\sum_i k(x,
x_i)(H^{-1}y)_i$ is right only if the initial function vanishes. A wide network trained to interpolation predicts
the same, with the tangent kernel of its start, up to an error that falls with the width.

Reason. The limit is $w_0 + \Phi H^{-1}(y - h_0)$, and $\phi(x)$ meets it only in the products $k(x, x_i)$. A
network of width m moves each weight by $O(1/\sqrt m)$, so its features hardly move.
"""

import numpy as np
import pytest

from empirics import gradient_descent as measured
from harness import Claim, Corrected, Kind, ModelError, PerTrial, Printed, Radius, Roundoff, Source
from theory import gradient_descent as exact

CLAIM = Claim(
    name="lazy_training.kernel_trick_needs_the_initial_function",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"h(w_\infty, x) = h(w_0, x) + \sum_{i=1}^{n} k(x, x_i)\,\bigl(H^{-1}(y - h(w_0, X))\bigr)_i",
    source=Source("hadiji2025class", where="Kernelized least-squares"),
    standing=Corrected(
        "the printed output of SGD leaves out the initial function h(w_0, x), which is not zero at random weights"
    ),
)


def predictions(evidence, gram, across, *, initial=1.0, transpose=False):
    """The theory's predictions at the test points, one row per trial; `initial` scales the initial function."""
    return np.array(
        [
            exact.interpolant(K_test, K, y, initial * at_tests, initial * at_data)
            for K_test, K, y, at_tests, at_data in zip(
                across, gram, evidence.all("labels"), evidence.all("start"), evidence.all("start_data"), strict=True
            )
        ]
    )


def test_kernel_trick_needs_the_initial_function(lab, verify):
    steps = 3000
    evidence = lab.run(
        measured.least_squares,
        trials=lab.at_scale(smoke=64, standard=64, nightly=1024),
        p=8,
        n=3,
        m=4,
        repeat=False,
        snapshots=(1, 4, 12),
        steps=steps,
        fraction=0.5,
    )
    phi, tests = evidence.all("features"), evidence.all("tests")
    gram, across = phi.transpose(0, 2, 1) @ phi, tests.transpose(0, 2, 1) @ phi

    theory = predictions(evidence, gram, across)

    tolerance = Roundoff(operations=8 * steps, condition=1000, because="rounding of every step and of one solve") + (
        Radius(
            1e4 * evidence.worst("contraction") ** steps, because="what the slowest mode has left after the last step"
        )
    )

    verify(
        CLAIM,
        theory=PerTrial(theory),
        evidence=evidence["at_tests"],
        tolerance=tolerance,
        series="integer features",
        counterclaims={
            "as printed: sum_i k(x, x_i) (H^-1 y)_i": Printed(
                PerTrial(predictions(evidence, gram, across, initial=0.0))
            ),
            "the initial function is added but not subtracted from the labels": PerTrial(
                predictions(evidence, gram, across, initial=0.0) + evidence.all("start")
            ),
        },
    )


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_kernel_trick_needs_the_initial_function_of_a_wide_network(lab, verify, activation):
    width = lab.at_scale(smoke=256, standard=1024, nightly=16384)
    evidence = lab.run(
        measured.wide_network,
        trials=lab.at_scale(smoke=8, standard=32, nightly=256),
        activation=activation,
        width=width,
        inputs=10,
        n=4,
        m=8,
        loss=1e-10,
        steps=2000,
    )
    gram, across = evidence.all("gram"), evidence.all("across")

    theory = predictions(evidence, gram, across)

    tolerance = ModelError(
        8 / np.sqrt(width), because="finite width: features move by O(1/sqrt m), labels are of order one"
    )

    verify(
        CLAIM,
        theory=PerTrial(theory),
        evidence=evidence["trained"],
        tolerance=tolerance,
        series=f"{activation}, width {width}",
        counterclaims={
            "as printed: sum_i k(x, x_i) (H^-1 y)_i": Printed(
                PerTrial(predictions(evidence, gram, across, initial=0.0))
            ),
            "the network does not move away from its data": PerTrial(evidence.all("start")),
        },
    )
