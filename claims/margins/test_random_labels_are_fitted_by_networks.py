r"""Random labels are fitted by networks.

Statement. Gradient descent fits uniformly random labels of digits without a training error, with ReLU networks of two
and of three layers, with and without weight decay of $10^{-4}$; on new images these networks err with probability $1 -
1/k$. Weight decay of $10^{-2}$ leaves more than half of the training labels wrong: they are not always fitted. On the
way, at a mean cross-entropy $\varepsilon$, the share of errors is at most $\varepsilon / \ln 2$.

Reason. An error costs at least $\ln 2$. Labels that do not depend on the images cannot be predicted from them. That
descent reaches zero is a finding: the networks have 15 and 28 parameters per label, and steps that are small enough.
"""

import pytest

from empirics import trained_margins as measured
from harness import Axes, Claim, Empirical, Exactly, Kind, PerTrial, Radius, Source
from theory import margins_and_loss as exact

CLAIM = Claim(
    name="margins.random_labels_are_fitted_by_networks",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"\frac{1}{n} \#\{i : m_i \le 0\} \le \frac{\varepsilon}{\ln 2}, \qquad"
    r" \Pr[\text{error on new images}] = 1 - \tfrac{1}{k}",
    source=Source("telgarskymargin", where="arXiv:1611.03530 (Zhang et al.), quoted in the backstory"),
    standing=Empirical(
        "'always zero training error' and 'unaffected by regularization' hold until weight decay is strong"
    ),
    axes=Axes(x="loss", y="share of errors among the training labels", xscale="log"),
)
LAYERS, STOPS = [2, 3], (0.3, 0.1, 0.03, 0.01)
DECAY = (0.0, 1e-4, 1e-2)


def networks(lab, layers):
    """Random labels three times, with increasing weight decay."""
    design = measured.setting(
        layers, noise=(1, 1, 1), decay=DECAY, width=64, points=320, tests=512, stops=STOPS, limit=1200
    )
    return lab.run(measured.trained, trials=lab.at_scale(smoke=2, standard=2, nightly=64), **design)


@pytest.mark.parametrize("layers", LAYERS)
def test_random_labels_are_fitted_by_networks(lab, verify, layers):
    theory = [0, 0]  # without decay, and with little

    evidence = networks(lab, layers)["train error"].map(lambda x: x[:, :2, -1])

    tolerance = Exactly(because="a share of 320 labels: none is wrong")

    rivals = {
        "by chance": [exact.chance_error(10)] * 2,
        "one label stays wrong": 1 / 320,
        "decay prevents it": [0, 0.5],
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals)


@pytest.mark.parametrize("layers", LAYERS)
def test_random_labels_are_fitted_by_networks_unless_weights_decay_strongly(lab, verify, layers):
    theory = 0.5

    evidence = networks(lab, layers)["train error"].map(lambda x: x[:, 2, -1])

    tolerance = Exactly(because="a threshold; pilots leave three quarters of the labels wrong")

    counterclaims = {"as if nothing had been learned": exact.chance_error(10), "all are wrong": 1.0}
    verify(CLAIM, side="at least", theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims)


@pytest.mark.parametrize("layers", LAYERS)
def test_random_labels_are_fitted_by_networks_and_not_predicted(lab, verify, layers):
    theory = [exact.chance_error(10)] * len(DECAY)

    evidence = networks(lab, layers)["test error"].map(lambda x: x[:, :, -1])

    tolerance = Radius(0.1, because="seven standard deviations of 512 labels")

    counterclaims = {"as often as two classes: 1/2": 0.5, "as well as the training labels": 0.0}
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance,
           counterclaims=counterclaims)  # fmt: skip


@pytest.mark.parametrize("layers", LAYERS)
def test_random_labels_are_fitted_by_networks_as_the_loss_commands(lab, verify, layers):
    evidence = networks(lab, layers)
    losses = evidence.all("loss")[:, 0, 1:]

    theory = PerTrial(exact.error_ceiling(losses))

    tolerance = Radius(1e-9, because="losses in float64")

    counterclaims = {
        "none from the loss 0.3 on": 0.0,
        "an error costs 40 times as much": PerTrial(exact.error_ceiling(losses) / 40),
    }
    shares = evidence["train error"].map(lambda x: x[:, 0, 1:])
    verify(CLAIM, side="at most", theory=theory, evidence=shares, tolerance=tolerance, counterclaims=counterclaims,
           at=STOPS, series=f"{layers} layers, less the bound")  # fmt: skip
