r"""The cost is quadratic in n.

Statement. With a kernel instead of its features, gradient descent on n points needs $n(n+1)/2$ kernel entries, and
$n^2$ multiply-adds in every step. With p weights a step takes $2pn$, so this is more wherever all labels can be
fitted, $p \ge n$; for a fixed number of features it grows only linearly in n. Its limit can be had at once, by solving
$H a = y - h_0$, for $(n^3 - n)/6 + n(n-1)$ multiply-adds.

Reason. A step of descent moves the predictions by $-\frac{\eta}{n} H (f - y)$, a product of a matrix and a vector; with
weights it is two products, by $\Phi^\top$ and by $\Phi$. Symmetric elimination updates a triangle of side $n - k$ in
round k.
"""

import numpy as np
import pytest

from empirics import operation_counts as measured
from harness import Axes, Claim, Exactly, Kind, Source, UnderConvention
from theory import operation_counts as exact

CLAIM = Claim(
    name="lazy_training.cost_is_quadratic_in_n",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\tfrac{n(n+1)}{2} \text{ kernel values}, \qquad T n^2 \text{ multiply-adds for } T \text{ steps}",
    source=Source("hadiji2025class", where="Missing points and limits of this analysis"),
    standing=UnderConvention("counted with a kernel, or with p >= n weights; at fixed p a step is linear in n"),
    axes=Axes(x="number of points", y="multiply-adds, or kernel values", xscale="log", yscale="log"),
)
STEPS, EXACTLY = 10, Exactly(because="operations of the traced programs, counted one by one")
PARAMETERS = {"p = n": lambda n: n, "p = 4 n": lambda n: 4 * n, "p = 64": lambda n: 64}


def sizes(lab):
    return lab.at_scale(smoke=(8, 32), standard=(8, 16, 32, 64, 128, 256, 512), nightly=(8, 32, 128, 512, 2048))


def test_cost_is_quadratic_in_n(lab, verify):
    n = np.array(sizes(lab))
    theory = [exact.kernel_descent(size, STEPS) for size in sizes(lab)]

    evidence = lab.run(measured.on_kernel_matrices, trials=1, sizes=sizes(lab), steps=STEPS)

    counterclaims = {
        "linear: one kernel value for each new point": n * STEPS,
        "a symmetric matrix needs half": STEPS * n * (n + 1) // 2,
        "two products, as with weights": 2 * STEPS * n**2,
        "as dear as solving, whatever the steps": n**3 / 6,
    }
    descent, shown = evidence["descent"], {"at": n, "series": f"{STEPS} steps with a kernel"}
    verify(CLAIM, theory=theory, evidence=descent, tolerance=EXACTLY, counterclaims=counterclaims, **shown)


def test_cost_is_quadratic_in_n_in_kernel_values(lab, verify):
    n = np.array(sizes(lab))
    theory = [exact.kernel_entries(size) for size in sizes(lab)]

    evidence = lab.run(measured.on_kernel_matrices, trials=1, sizes=sizes(lab), steps=STEPS)

    counterclaims = {
        "every pair twice": n**2,
        "only pairs of different points": n * (n - 1) // 2,
        "linear: one for each point": n,
    }
    entries, shown = evidence["entries"], {"at": n, "series": "kernel values"}
    verify(CLAIM, theory=theory, evidence=entries, tolerance=EXACTLY, counterclaims=counterclaims, **shown)


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_cost_is_quadratic_in_n_with_weights_too(lab, verify, parameters):
    n = sizes(lab)
    p = tuple(PARAMETERS[parameters](size) for size in n)
    theory = [exact.weight_descent(*pair, STEPS) for pair in zip(n, p, strict=True)]

    evidence = lab.run(measured.on_weights, trials=1, sizes=n, parameters=p, steps=STEPS)

    counterclaims = {
        "one product is enough: p n": STEPS * np.multiply(n, p),
        "three, one for the loss": 3 * STEPS * np.multiply(n, p),
        "as with a kernel: n^2": STEPS * np.square(n),
    }
    descent, shown = evidence["descent"], {"at": n, "series": f"{STEPS} steps with weights, {parameters}"}
    verify(CLAIM, theory=theory, evidence=descent, tolerance=EXACTLY, counterclaims=counterclaims, **shown)


def test_cost_is_quadratic_in_n_but_solving_is_cubic(lab, verify):
    n = lab.at_scale(smoke=(2, 4), standard=(2, 4, 8, 12), nightly=(2, 4, 8, 16, 32, 64))
    theory = [exact.elimination(size) for size in n]

    evidence = lab.run(measured.on_equations, trials=1, sizes=n)

    N = np.array(n)
    counterclaims = {
        "without symmetry: n^3 / 3": (N**3 - N) // 3 + N * (N - 1),
        "without the substitutions": (N**3 - N) // 6,
        "quadratic, like a step": N**2,
    }
    solving, shown = evidence["elimination"], {"at": n, "series": "solving"}
    verify(CLAIM, theory=theory, evidence=solving, tolerance=EXACTLY, counterclaims=counterclaims, **shown)
