r"""A second layer trained from zero ends at the pseudo-inverse; other starts leave a part that is never seen.

Statement.  With frozen hidden units, features $F = \varphi(X W)$ and any width h, gradient descent on the second layer
tends to $F^+ y$ from zero, and to $F^+ y + (I - F^+ F)\, a_0$ from $a_0$: of the solutions of least squares, the
nearest to the start. On the way, every singular direction of F moves by itself: after t steps of size $\eta$, a share
$1 - (1 - \eta s^2 / n)^t$ of the way is done. That is not the path of a ridge of $1 / (\eta t)$.

Reason.  The loss is quadratic, and its gradient lies in the row space of F: what $a_0$ has outside stays for ever. The
least singular value sets the time, of order $n / (\eta s^2)$ steps; close to h = n the end is out of reach.
"""

import numpy as np
import pytest

from empirics import second_layer_training as measured
from harness import AsPrinted, Axes, Claim, Kind, PerTrial, Printed, Radius, Source
from theory import second_layer_training as exact

CLAIM = Claim(
    name="two_layer.second_layer_from_zero_ends_at_the_pseudo_inverse",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"a_t - a_0 = \sum_k \tfrac{1 - (1 - \eta s_k^2 / n)^t}{s_k}\, v_k u_k^\top (y - F a_0)"
    r" \to F^+ (y - F a_0)",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=AsPrinted("from zero; other starts, and every step on the way, are added"),
    axes=Axes(x="steps", y="prediction", xscale="log"),
)
N, WIDTHS, STEPS = 12, (3, 12, 48), (1, 8, 64, 512, 4096, 8192)


def networks(lab, size):
    trials = lab.at_scale(smoke=16, standard=16, nightly=512)
    return lab.run(measured.train, trials=trials, n=N, d=24, widths=WIDTHS, checkpoints=STEPS, size=float(size))


def problem(evidence):
    """Features (trials, activations, widths, n, H), labels, starts and rates of every network, in matching shapes."""
    features, y, start = evidence.all("features"), evidence.all("y"), evidence.all("start")
    shape = features.shape[:3]
    start = np.broadcast_to(start[:, None], (*shape, features.shape[4]))
    return features, np.broadcast_to(y[:, None, None], (*shape, N)), start, evidence.all("rate")


def ridge(features, y, penalty):
    """The second layer of ridge regression with n * penalty on |a|^2."""
    gram = features @ features.swapaxes(-1, -2) + N * penalty[..., None, None] * np.eye(N)
    return np.einsum("...nh,...n->...h", features, np.linalg.solve(gram, y[..., None])[..., 0])


@pytest.mark.parametrize("activation", measured.ACTIVATIONS)
def test_second_layer_from_zero_ends_at_the_pseudo_inverse_step_by_step(lab, verify, activation):
    this, threshold = measured.ACTIVATIONS.index(activation), WIDTHS.index(N)
    evidence = networks(lab, 0.0)
    features, y, start, rate = (x[:, this, threshold] for x in problem(evidence))
    probe = evidence.all("probe")[:, this, threshold]

    def predictions(second_layer):
        """The network's value at one more input, for the second layer after each number of steps."""
        return PerTrial(np.stack([np.sum(probe * second_layer(t), axis=1) for t in STEPS], axis=1))

    theory = predictions(lambda t: exact.after(features, y, start, rate, t))

    tolerance = Radius(1e-9, because="values up to a hundred, and a contraction that forgets the rounding of its steps")

    wrong = {
        "a ridge of 1 / (rate * steps)": predictions(lambda t: ridge(features, y, 1 / (rate * t))),
        "gradient flow at the same time": predictions(lambda t: exact.flow(features, y, start, rate * t)),
        "the pseudo-inverse is reached at once, at h = n": predictions(lambda t: exact.limit(features, y, start)),
        "half of the rate: a loss over 4 n": predictions(lambda t: exact.after(features, y, start, rate / 2, t)),
    }
    seen = evidence["prediction"].map(lambda x: x[:, this, threshold])
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, at=STEPS,
           series=f"{activation}, h = n = {N}")  # fmt: skip


@pytest.mark.parametrize("size", [0, 1])
def test_second_layer_from_zero_ends_at_the_pseudo_inverse_in_the_end(lab, verify, size):
    evidence = networks(lab, size)
    features, y, start, rate = problem(evidence)
    probe = evidence.all("probe")

    def predictions(second_layer):
        """Values at one more input for every activation, at h < n and at h > n."""
        return PerTrial(np.sum(probe * second_layer, axis=3)[:, :, [0, 2]].reshape(len(probe), -1))

    theory = predictions(exact.limit(features, y, start))

    tolerance = Radius(1e-6, because="8192 steps shrink the slowest mode, at a condition number below 20, by 1e10")

    other, zero = np.ones_like(start) * (np.abs(features).sum(axis=3) > 0), np.zeros_like(start)
    wrong = {
        "an interpolant all the same, but another": predictions(exact.limit(features, y, start + other)),
        "a ridge of 1 / (rate * steps)": predictions(ridge(features, y, 1 / (rate * STEPS[-1]))),
        "the start is kept whole": predictions(exact.limit(features, y, zero) + (start if size else other)),
    }
    printed = {"as printed for zero: the pseudo-inverse": Printed(predictions(exact.limit(features, y, zero)))}
    seen = evidence["prediction"].map(lambda x: x[:, :, [0, 2], -1].reshape(len(x), -1))
    wrong = wrong | printed if size else wrong
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong,
           series=f"after {STEPS[-1]} steps, from a start of size {size}")  # fmt: skip
