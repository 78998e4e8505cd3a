"""Images: the two collections as numpy reads them, splits without replacement, and bad input."""

import gzip
import inspect
from importlib.metadata import distribution

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empirics import images
from empirics.images import COLLECTIONS, _integers


@pytest.mark.parametrize("name", COLLECTIONS)
def test_collections_are_whole(name):
    collection = COLLECTIONS[name]
    pixels, labels = images.load(name)
    assert pixels.shape == (collection.count, collection.side, collection.side)
    assert pixels.min() == 0
    assert pixels.max() == 1
    assert set(labels) == set(range(10))
    assert np.bincount(labels).min() > 0.95 * collection.count / 10 - 5
    assert not pixels.flags.writeable
    assert images.load(name)[0] is pixels


@pytest.mark.parametrize("name", COLLECTIONS)
def test_first_lines_are_those_of_another_parser(name):
    collection = COLLECTIONS[name]
    path = distribution(collection.package).locate_file(collection.file)
    with gzip.open(str(path)) as lines:
        table = np.loadtxt(lines, delimiter=",", max_rows=20)
    pixels, labels = images.load(name)
    np.testing.assert_array_equal(pixels[:20].reshape(20, -1) * collection.white, table[:, :-1])
    np.testing.assert_array_equal(labels[:20], table[:, -1])


def test_digits_are_those_of_scikit_learn():
    theirs = pytest.importorskip("sklearn.datasets").load_digits()
    pixels, labels = images.load("digits")
    np.testing.assert_array_equal(pixels * 16, theirs.images)
    np.testing.assert_array_equal(labels, theirs.target)


def test_loading_needs_neither_package():
    source = inspect.getsource(images)
    assert "import sklearn" not in source
    assert "import mlxtend" not in source


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 900), st.integers(1, 897))
def test_splits_draw_without_replacement_and_are_a_function_of_the_generator(seed, train, test):
    first = images.split(np.random.default_rng(seed), "digits", train, test)
    second = images.split(np.random.default_rng(seed), "digits", train, test)
    assert first[0].shape == (train + test, 8, 8)
    assert first[1].shape == (train + test,)
    np.testing.assert_array_equal(first[0], second[0])


def test_the_largest_split_is_a_permutation():
    pixels, labels = images.split(np.random.default_rng(3), "digits", 1000, 797)
    np.testing.assert_array_equal(np.sort(pixels.sum(axis=(1, 2))), np.sort(images.load("digits")[0].sum(axis=(1, 2))))
    np.testing.assert_array_equal(np.bincount(labels), np.bincount(images.load("digits")[1]))


def test_vectors_have_mean_square_one_and_targets_add_up_to_zero():
    pixels, labels = images.split(np.random.default_rng(4), "mnist", 30, 20)
    x, y = images.vectors(pixels), images.one_versus_rest(labels)
    assert x.shape == (50, 784)
    assert np.allclose((x**2).mean(axis=1), 1)
    assert np.allclose(y.sum(axis=1), 0)
    assert np.array_equal(y.argmax(axis=1), labels)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 999), min_size=1, max_size=40), st.sampled_from([",", "\n"]))
def test_parser_reads_what_was_written(numbers, separator):
    text = "".join(f"{number}{separator}" for number in numbers).encode()
    np.testing.assert_array_equal(_integers(text), numbers)


@pytest.mark.parametrize("text", [b"", b"1,2", b"1,,2\n", b"1,-2\n", b"1.5,2\n", b"1000\n", b"a\n"])
def test_parser_refuses_what_is_no_table(text):
    with pytest.raises(ValueError, match="numbers from 0 to 999"):
        _integers(text)


@pytest.mark.parametrize(("train", "test"), [(1000, 798), (0, 5), (5, 0)])
def test_too_many_or_no_images_are_refused(train, test):
    with pytest.raises(ValueError, match="digits has 1797 images"):
        images.split(np.random.default_rng(0), "digits", train, test)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="one of digits, mnist"):
        images.load("cifar")
    with pytest.raises(ValueError, match="without ink"):
        images.vectors(np.zeros((2, 8, 8)))
    with pytest.raises(ValueError, match="labels are 0"):
        images.one_versus_rest(np.array([3, 10]))
