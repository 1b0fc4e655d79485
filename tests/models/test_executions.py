"""Several steps in one program of XLA are the steps one by one."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan


class Ends(keras.callbacks.Callback):
    """Writes down after which batches Keras calls back."""

    def on_train_begin(self, logs=None):
        self.batches = []

    def on_train_batch_end(self, batch, logs=None):
        self.batches.append((batch, logs["d_loss"]))


@pytest.mark.parametrize("normalization", ["batch", "layer"])
@pytest.mark.parametrize("steps_per_execution", [1, 3])
def test_lazy_terms_where_no_batch_size_is_said(
    make_gan, make_discriminator, images, normalization, steps_per_execution
):
    make_layers = {
        "batch": lambda: [keras.layers.BatchNormalization()],
        "layer": lambda: [keras.layers.LayerNormalization()],
    }
    histories = [
        make_gan(
            discriminator=make_discriminator(*make_layers[normalization]()),
            terms=[keras_gan.losses.R1(0.1, every=2)],
            jit_compile=jit_compile,
            latent=lambda shape, seed: tf.ones(shape),
            steps_per_execution=steps_per_execution,
        )
        .fit(images, batch_size=5, epochs=2, shuffle=False, verbose=0)
        .history
        for jit_compile in (True, False)
    ]
    for name, logs in histories[0].items():
        np.testing.assert_allclose(
            logs, histories[1][name], rtol=1e-3, atol=1e-6, err_msg=name
        )


@pytest.fixture
def trained(make_gan, make_generator, make_discriminator, images, state_of):
    """The state, history and ends of executions of a training with random layers."""

    def train(steps_per_execution, data=images, epochs=2, **kwargs):
        gan = make_gan(
            make_generator(keras.layers.BatchNormalization()),
            make_discriminator(keras.layers.Dropout(0.5, seed=3)),
            terms=[keras_gan.losses.R1(0.1, every=2)],
            discriminator_steps=2,
            jit_compile=True,
            steps_per_execution=steps_per_execution,
        )
        ends = Ends()
        history = gan.fit(
            data, epochs=epochs, shuffle=False, verbose=0, callbacks=[ends], **kwargs
        )
        return state_of(gan), history.history, ends.batches

    return train


def assert_equal(a, b):
    for one, other in zip(a[:2], b[:2], strict=True):
        assert one.keys() == other.keys()
        for key in one:
            np.testing.assert_array_equal(one[key], other[key], err_msg=key)


def test_equal_to_one_by_one_where_epochs_end_within_an_execution(trained, images):
    assert len(images) % 5, "the last batch must be a smaller one"
    one_by_one = trained(1, batch_size=5)
    at_once = trained(3, batch_size=5)
    assert_equal(one_by_one, at_once)
    of_each, of_three = one_by_one[2], at_once[2]
    assert [batch for batch, _ in of_each] == [0, 1, 2, 3, 4] * 2
    assert [loss for _, loss in of_three] == [of_each[step][1] for step in (2, 4, 7, 9)]


def test_of_a_dataset_without_end_all_executions_are_whole(trained, images):
    data = tf.data.Dataset.from_tensor_slices(images).repeat().batch(4)
    assert_equal(
        trained(1, data, steps_per_epoch=6), trained(3, data, steps_per_epoch=6)
    )


def test_batches_of_python_are_taken_too(trained, images):
    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return 4

        def __getitem__(self, index):
            return images[4 * index : 4 * index + 4]

    assert_equal(trained(1, Batches()), trained(2, Batches()))


def test_entries_by_name_and_sizes_that_change(trained, images):
    sizes = (4, 4, 2, 3, 4, 4, 4, 4, 1)

    def batches():
        for size in sizes:
            yield {"images": images[:size], "labels": np.arange(size)}

    shape = images.shape[1:]
    data = tf.data.Dataset.from_generator(
        batches,
        output_signature={
            "images": tf.TensorSpec((None, *shape), tf.float32),
            "labels": tf.TensorSpec((None,), tf.int64),
        },
    ).apply(tf.data.experimental.assert_cardinality(len(sizes)))
    assert_equal(trained(1, data), trained(4, data))
