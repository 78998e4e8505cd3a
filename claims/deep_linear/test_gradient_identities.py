r"""Gradients of neighbouring layers fit together, and have rank one for one output.

Statement.  Let $R$ be a differentiable function of the map $W_L \cdots W_1$ alone, with slope matrix S at it. Then
$dR/dW_i = (W_L \cdots W_{i+1})^\top S\, (W_{i-1} \cdots W_1)^\top$. Hence $W_{i+1}^\top\, dR/dW_{i+1} = dR/dW_i\,
W_i^\top$, and gradients have rank one for one output, and at most the narrowest of outputs, examples and layers in
general.

Reason.  The chain rule; sympy expands the difference of both sides to zero, for symbols in all places, at both sizes.
Automatic differentiation then meets the formula at random weights to round-off.
"""

import numpy as np
import pytest

from empirics import deep_linear_gradients as measured
from harness import Claim, Exactly, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import deep_linear_gradients as exact

CLAIM = Claim(
    name="deep_linear.gradient_identities",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\frac{d\widehat{\mathcal{R}}}{dW_i} = W_{i+1}^\top \cdots W_L^\top"
    r" \nabla \widehat{\mathcal{R}}(w_{\mathrm{prod}}) W_1^\top \cdots W_{i-1}^\top, \qquad"
    r" W_i^\top \frac{d\widehat{\mathcal{R}}}{dW_i} = \frac{d\widehat{\mathcal{R}}}{dW_{i-1}} W_{i-1}^\top",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18), proof remarks"),
    standing=UnderConvention(
        "the gradient of the risk at $w_{\\mathrm{prod}}$ is a row; 'rank 1' for one output, at most k for k outputs"
    ),
)
COUNT = 8
NETS = [(3, 5, 4, 3, 1), (5, 4, 4, 3)]
SMALL = {(3, 5, 4, 3, 1): (2, 3, 2, 1), (5, 4, 4, 3): (2, 3, 2, 2)}  # proved with symbols


def draw(lab, sizes):
    trials = lab.at_scale(smoke=32, standard=32, nightly=1024)
    evidence = lab.run(measured.random_gradients, trials=trials, sizes=sizes, count=COUNT)
    return evidence, evidence.all("weights"), evidence.all("data").reshape(-1, COUNT, sizes[0])


def roundoff(evidence):
    because = "products of at most five small matrices and a sum over eight examples, forwards and backwards"
    return Roundoff(operations=100, condition=evidence.worst("scale"), because=because)


@pytest.mark.parametrize("sizes", NETS, ids=["one-output", "three-outputs"])
def test_gradient_identities(lab, verify, sizes):
    exact.prove(SMALL[sizes])
    evidence, weights, data = draw(lab, sizes)

    theory = PerTrial(exact.flat_gradient(weights, data, sizes))

    rivals = {
        "ascent: the sign of the slope": PerTrial(-theory.values),
        "a sum over examples, not a mean": PerTrial(COUNT * theory.values),
    }
    tolerance = roundoff(evidence)
    shown = {"series": f"gradient, {sizes}"}
    verify(CLAIM, theory=theory, evidence=evidence["gradient"], tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("sizes", NETS, ids=["one-output", "three-outputs"])
def test_gradient_identities_of_neighbours(lab, verify, sizes):
    evidence, weights, data = draw(lab, sizes)

    theory = PerTrial(exact.facing_products(weights, data, sizes))

    rivals = {
        "the other sign, as if the sum were conserved": PerTrial(-theory.values),
        "the transpose, layer by layer": PerTrial(exact.facing_products(weights, data, sizes, transposed=True)),
    }
    tolerance = roundoff(evidence)
    shown = {"series": f"neighbours, {sizes}"}
    verify(CLAIM, theory=theory, evidence=evidence["facing"], tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("sizes", NETS, ids=["one-output", "three-outputs"])
def test_gradient_identities_in_rank(lab, verify, sizes):
    evidence, _, _ = draw(lab, sizes)

    theory = np.full(len(sizes) - 1, exact.generic_rank(sizes, COUNT))

    rivals = {
        "the rank of the narrowest hidden layer, plus one": theory + 1,
        "the number of examples": 0 * theory + COUNT,
    }
    if sizes[-1] > 1:
        rivals["one, for three outputs too"] = 0 * theory + 1
    tolerance = Exactly(because="ranks are integers")
    shown = {"series": f"rank, {sizes}"}
    verify(CLAIM, theory=theory, evidence=evidence["ranks"], tolerance=tolerance, counterclaims=rivals, **shown)
