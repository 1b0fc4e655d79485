import itertools

import numpy as np
import pytest
import tensorflow as tf

from keras_gan.datasets import batches, few_labels

LABELS = np.array([0, 1, 2, 1, -1, 0, 2, 2, 1, 0, -1, 1])
FEW = np.array([-1, 0, 1, -1, -1, -1, 2, -1, 2, -1])
IMAGES = np.stack([np.arange(10), -np.arange(10)], axis=1).astype("float32")


def take(dataset, count):
    steps = itertools.islice(dataset, count)
    return [{name: value.numpy() for name, value in step.items()} for step in steps]


def apart(batch_size=4, **rules):
    return batches(IMAGES, batch_size, labels=FEW, labelled_apart=True, **rules)


def test_as_many_of_each_class_are_kept():
    few = few_labels(LABELS, 6, seed=3)
    kept = few >= 0
    assert few.dtype == "int32"
    np.testing.assert_array_equal(few[kept], LABELS[kept])
    np.testing.assert_array_equal(np.bincount(few[kept]), [2, 2, 2])


def test_the_seed_decides_which():
    draws = {tuple(few_labels(LABELS, 3, seed)) for seed in range(20)}
    assert len(draws) > 5
    np.testing.assert_array_equal(few_labels(LABELS, 3, 7), few_labels(LABELS, 3, 7))


@pytest.mark.parametrize(
    ("labels", "count", "said"),
    [
        (LABELS, 4, r"count=4 for 3 classes. Pass a multiple of 3"),
        (
            LABELS,
            12,
            r"of class 0. Received: count=12.*4 of each class, and 3 im",
        ),
        (LABELS.astype(float), 3, "dtype float64"),
        (LABELS[:, None], 3, r"shape \(12, 1\)"),
        (np.full(5, -1), 3, "0 classes"),
        (np.array([0, 2]), 3, "of class 1"),
    ],
)
def test_errors(labels, count, said):
    with pytest.raises(ValueError, match=said):
        few_labels(labels, count)


def test_no_count():
    with pytest.raises(ValueError, match="count=0"):
        few_labels(LABELS, 0)


def test_every_batch_has_labelled_images_with_their_labels():
    for batch in take(apart(), 9):
        assert set(batch) == {"images", "labelled_images", "labels"}
        assert batch["images"].shape == batch["labelled_images"].shape == (4, 2)
        indices = batch["labelled_images"][:, 0].astype(int)
        np.testing.assert_array_equal(FEW[indices], batch["labels"])
        assert (batch["labels"] >= 0).all()


@pytest.mark.parametrize("batch_size", [1, 3, 4, 5, 8, 10])
def test_each_round_has_each_of_them_once(batch_size):
    steps = take(apart(batch_size), 24)
    seen = np.concatenate([step["labelled_images"][:, 0] for step in steps])
    rounds = seen[: len(seen) // 4 * 4].reshape(-1, 4)
    for one in rounds:
        assert sorted(one) == [1, 2, 6, 8]
    assert len({tuple(one) for one in rounds}) > 2


def test_images_come_in_the_order_that_they_have_without_labels():
    steps = take(apart(seed=5), 6)
    plain = itertools.islice(batches(IMAGES, 4, seed=5), 6)
    for step, images in zip(steps, plain, strict=True):
        np.testing.assert_array_equal(step["images"], images)


@pytest.mark.parametrize("flip", [False, True])
def test_a_resumed_run_continues_both(flip):
    images = np.random.default_rng(0).random((10, 3, 3, 1), dtype="float32")

    def some(**place):
        return batches(
            images, 3, 2, labels=FEW, labelled_apart=True, flip=flip, **place
        )

    whole = take(some(), 12)
    for step, other in zip(
        take(some(initial_epoch=2, initial_step=1), 5), whole[7:], strict=True
    ):
        for name, values in other.items():
            np.testing.assert_array_equal(step[name], values)


def test_some_labelled_images_are_mirrored():
    images = np.random.default_rng(0).random((10, 3, 3, 1), dtype="float32")
    data = batches(images, 4, labels=FEW, labelled_apart=True, flip=True)
    straight = mirrored = 0
    for step in take(data, 10):
        for image in step["labelled_images"]:
            straight += any((image == other).all() for other in images)
            mirrored += any((image[:, ::-1] == other).all() for other in images)
    assert straight + mirrored == 40
    assert 10 < straight < 30


def test_a_resumed_run_of_many_epochs_begins_at_once():
    step = take(apart(initial_epoch=10**9), 1)[0]
    assert (FEW[step["labelled_images"][:, 0].astype(int)] == step["labels"]).all()


def test_shapes_are_known():
    spec = apart().element_spec
    assert spec["labels"] == tf.TensorSpec((4,), tf.int32)
    assert spec["labelled_images"].shape == (4, 2)


def test_errors_of_batches():
    with pytest.raises(ValueError, match="labels=None with labelled_apart=True"):
        batches(IMAGES, 4, labelled_apart=True)
    with pytest.raises(ValueError, match="labels that are all -1"):
        batches(IMAGES, 4, labels=np.full(10, -1), labelled_apart=True)
