"""Kernels and points that somebody brings along: what is read, and what is refused in one sentence."""

import sys

import numpy as np
import pytest

from empirics import any_kernel, given_kernel

MODULE = """
import numpy as np
def laplace(x, y): return np.exp(-np.linalg.norm(x[:, None] - y[None], axis=2))
def vector(x, y): return x[:, 0]
def holes(x, y): return np.where(laplace(x, y) > 0.999, np.nan, laplace(x, y))
def lopsided(x, y): return x @ y.T + np.arange(len(y))
def broken(x, y): raise RuntimeError("no")
number = 3
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "brought_along.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "brought_along", raising=False)
    x = np.random.default_rng(0).standard_normal((24, 3))
    np.savez(tmp_path / "points.npz", x=x, y=np.sign(x[:, 0]))
    np.save(tmp_path / "line.npy", np.linspace(0, 1, 20))
    np.savez(tmp_path / "two.npz", a=x, b=x)
    np.savez(tmp_path / "few.npz", x=x[:5])
    np.savez(tmp_path / "target.npz", x=x, y=np.ones(3))
    return tmp_path


def test_a_kernel_is_evaluated_on_the_points_of_a_file(folder):
    domain = given_kernel.load("brought_along:laplace", folder / "points.npz")
    x = np.load(folder / "points.npz")["x"]
    assert domain.gram[3, 5] == pytest.approx(np.exp(-np.linalg.norm(x[3] - x[5])))
    assert np.array_equal(domain.target, np.sign(x[:, 0]))
    assert domain.name == "brought_along:laplace on points.npz"


def test_points_may_be_a_plain_array_and_the_target_is_then_made(folder):
    domain = given_kernel.load("brought_along:laplace", folder / "line.npy")
    assert domain.size == 20
    assert set(domain.target) == {-1.0, 1.0}


@pytest.mark.parametrize(
    ("kernel", "inputs", "words"),
    [
        ("laplace", "points.npz", "module:function"),
        ("brought_along:nothing", "points.npz", "cannot be imported"),
        ("not_there:laplace", "points.npz", "cannot be imported"),
        ("brought_along:number", "points.npz", "no function but int"),
        ("brought_along:vector", "points.npz", r"must return a matrix \(24, 24\)"),
        ("brought_along:holes", "points.npz", "is nan between points 0 and 0"),
        ("brought_along:lopsided", "points.npz", "not symmetric"),
        ("brought_along:broken", "points.npz", "fails on points"),
        ("brought_along:laplace", "absent.npz", "--inputs needs"),
        ("brought_along:laplace", "two.npz", "name the array of points x"),
        ("brought_along:laplace", "few.npz", "16 to 2048"),
        ("brought_along:laplace", "target.npz", "target y needs 24"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(folder, kernel, inputs, words):
    with pytest.raises(ValueError, match=words):
        given_kernel.load(kernel, folder / inputs)


def test_octaves_cover_every_mode_once():
    for M in (1, 2, 3, 7, 8, 64, 100):
        covered = np.concatenate([np.arange(M)[octave] for octave in any_kernel.octaves(M)])
        assert np.array_equal(covered, np.arange(M))
    with pytest.raises(ValueError, match="at least one point"):
        any_kernel.octaves(0)


def test_fits_agree_with_solves_mode_by_mode():
    domain = given_kernel.spiral()
    K, n = domain.gram, 9
    seen = any_kernel.fitted(np.random.default_rng(5), gram=K, n=n, ridge=0.1)
    data = np.random.default_rng(5).permutation(64)[:n]
    vectors = np.linalg.eigh(K)[1][:, ::-1]
    inverse = np.linalg.inv(K[np.ix_(data, data)] + 0.1 * np.eye(n))
    for mode in (0, 3, 40):
        phi = vectors[:, mode]
        assert seen["learnability"][mode] == pytest.approx(phi @ K[:, data] @ inverse @ phi[data], abs=1e-12)
        assert seen["label_complexity"][mode] == pytest.approx(64 * phi[data] @ inverse @ phi[data], rel=1e-9)
    assert seen["total"] == pytest.approx(np.trace(K[np.ix_(data, data)] @ inverse))


def test_repeated_points_are_learned_once():
    K = given_kernel.spiral().gram
    seen = any_kernel.repeated(np.random.default_rng(2), gram=K, n=60)
    distinct = len(set(np.random.default_rng(2).integers(0, 64, size=60)))
    assert seen["rank"] == distinct
    assert seen["total"] == pytest.approx(distinct)


def test_learning_curves_of_the_target_are_those_of_its_fit():
    domain = given_kernel.spiral()
    seen = any_kernel.learning_curve(np.random.default_rng(3), gram=domain.gram, target=domain.target, sizes=(4, 16))
    data = np.random.default_rng(3).permutation(64)[:16][:4]
    fit = domain.gram[:, data] @ np.linalg.solve(domain.gram[np.ix_(data, data)], domain.target[data])
    assert seen["risk n=4"] == pytest.approx(np.mean((fit - domain.target) ** 2))
    assert seen["target n=4"] == pytest.approx(np.mean(fit * domain.target))
    assert 0 < seen["target n=4"] < 1


def test_a_training_set_has_points_of_the_domain():
    with pytest.raises(ValueError, match="between 1 and M = 64, got 65"):
        any_kernel.fitted(np.random.default_rng(0), gram=given_kernel.spiral().gram, n=65)
