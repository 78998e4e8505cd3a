"""Planted errors for the spectrum of inner-product kernels."""

import dataclasses

from tools.mutants.mutant import Harmless, Mutant, result

NAME, MODULE = "two_layer.inner_product_kernels_have_the_cubic_spectrum", "theory.inner_product_spectrum"
LAW = "InnerProductSpectrum.cubic"


def changed(**factors):
    """The coefficients for a law with some constants multiplied."""
    return lambda f: (
        lambda self, z: f(
            dataclasses.replace(self, **{name: factor * getattr(self, name) for name, factor in factors.items()}), z
        )
    )


MUTANTS = [
    Mutant(NAME, MODULE, LAW, "no shift of the diagonal to zero", lambda f: lambda self, z: f(self, z - self.slope)),
    Mutant(NAME, MODULE, LAW, "a quarter less of the semicircle", changed(rest=0.75)),
    Mutant(NAME, MODULE, LAW, "a tenth more samples", changed(gamma=1.1)),
    Mutant(NAME, MODULE, LAW, "a with the other sign", changed(slope=-1.0)),
    Mutant(NAME, MODULE, "InnerProductSpectrum.stieltjes", "one per cent too large", result(lambda m: 1.01 * m)),
    Mutant(
        NAME, MODULE, "InnerProductSpectrum.stieltjes", "the conjugate root", result(lambda m: complex(m.real, -m.imag))
    ),
    Mutant(NAME, MODULE, "InnerProductSpectrum.share", "a fifth of the mass is lost", result(lambda p: 0.8 * p)),
]
HARMLESS = [
    Harmless(
        NAME,
        MODULE,
        "share_curve",
        "shares are located to two in a hundred eigenvalues; the Stieltjes transform sees one per cent of the same law",
    ),
    Harmless(
        NAME,
        "theory.activation_constants",
        "constants",
        "one per cent of a or of the rest moves m by less than random kernels of this size do; the claims on random "
        "features and on kernels' norms see it",
    ),
]
