import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import keras_gan
from keras_gan.losses import R1


def dense(inputs, *outputs):
    """A model of Dense layers side by side, given as (units, activation)."""
    tensor = keras.Input((inputs,))
    heads = [layers.Dense(*output)(tensor) for output in outputs]
    return keras.Model(tensor, heads if len(heads) > 1 else heads[0])


def ends_with(*last_layers):
    return keras.Sequential([keras.Input((4,)), *last_layers])


def generator():
    return dense(3, (4, "sigmoid"))


def discriminator():
    return dense(4, (1,))


@pytest.fixture
def gan(make_gan):
    return make_gan()


def bad_pixel(images, value):
    images[2, 1] = value
    return images


def dataset(images):
    return tf.data.Dataset.from_tensor_slices(images)


IMAGES = {
    "nan": (lambda x: bad_pixel(x, np.nan), ValueError, "NaN or infinity in 1 of 24"),
    "infinity": (lambda x: bad_pixel(x, np.inf), ValueError, "first at index 2"),
    "bytes": (lambda x: (x * 255).astype("uint8"), TypeError, r"uint8.*/ 255"),
    "bytes_as_floats": (lambda x: x * 255, ValueError, r"between 0 and 1.*x / 255"),
    "tanh_range": (lambda x: 2 * x - 1, ValueError, r"Pass `\(x \+ 1\) / 2`"),
    "bool": (lambda x: x > 0.5, TypeError, "floating-point.*bool"),
    "other_shape": (lambda x: x[:, :3], ValueError, r"shape \(4,\).*\(24, 3\)"),
    "square": (lambda x: x.reshape(24, 2, 2), ValueError, r"Pass `x.reshape"),
    "one_image": (lambda x: x[0], ValueError, r"single image, pass `x\[None\]`"),
    "no_images": (lambda x: x[:0], ValueError, "`x` is empty"),
    "none": (lambda x: None, ValueError, r"no images.*x=None.*\(count, 4\)"),
    "list": (lambda x: x.tolist(), TypeError, "type list.*numpy.stack"),
    "empty_dataset": (
        lambda x: dataset(x[:0]).batch(4),
        ValueError,
        "without a single batch.*drop_remainder",
    ),
    "all_dropped": (
        lambda x: dataset(x).batch(99, drop_remainder=True),
        ValueError,
        "batch size smaller",
    ),
    "not_batched": (dataset, ValueError, r"call `dataset.batch\(batch_size\)`"),
    "dictionaries": (
        lambda x: dataset({"image": x}).batch(4),
        TypeError,
        r"dataset.map\(lambda element",
    ),
    "bytes_in_a_dataset": (
        lambda x: dataset((x * 255).astype("uint8")).batch(4),
        TypeError,
        r"dtype=uint8.*Pass `x.map\(lambda images: tf.cast",
    ),
    "range_in_a_dataset": (
        lambda x: dataset((x * 255, np.zeros(24))).batch(4),
        ValueError,
        "between 0 and 1",
    ),
    "endless_dataset": (
        lambda x: dataset(x).repeat().batch(4),
        ValueError,
        "never end.*steps",
    ),
    "nan_in_a_dataset": (
        lambda x: dataset(bad_pixel(x, np.nan)).batch(4),
        ValueError,
        "NaN or infinity in 1 of 4",
    ),
}


@pytest.mark.parametrize(("spoil", "error", "match"), IMAGES.values(), ids=IMAGES)
def test_images_are_checked_before_any_weight_moves(gan, images, spoil, error, match):
    before = gan.get_weights()
    bad = spoil(images.copy())
    with pytest.raises(error, match=f"(?s){match}"):
        gan.fit(bad, verbose=0)
    if bad is not None:  # without images, there is no validation
        with pytest.raises(error, match="validation_data|images"):
            gan.fit(images, validation_data=bad, verbose=0)
    with pytest.raises(error, match=f"(?s){match}"):
        gan.evaluate(bad, verbose=0)
    for a, b in zip(before, gan.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_generators_without_bounds_take_any_range(make_gan, make_generator, images):
    make_gan(make_generator(activation=None)).fit(images * 255, verbose=0)


def test_range_of_tanh(make_gan, make_generator, images):
    gan = make_gan(make_generator(activation="tanh"))
    gan.fit(2 * images - 1, verbose=0)
    with pytest.raises(ValueError, match=r"between -1 and 1.*x / 127.5 - 1"):
        gan.fit(images * 255, verbose=0)


NETWORKS = {
    "do_not_fit": (
        lambda: (dense(3, (5, "sigmoid")), discriminator()),
        ValueError,
        r"cannot take what the generator makes.*\(None, 5\).*\(None, 4\)",
    ),
    "swapped": (
        lambda: (discriminator(), generator()),
        ValueError,
        "cannot take what the generator makes",
    ),
    "two_logits": (
        lambda: (generator(), dense(4, (2,))),
        ValueError,
        r"one output for each image.*\(None, 2\).*Dense\(1\)",
    ),
    "two_heads": (
        lambda: (generator(), dense(4, (1,), (1,))),
        ValueError,
        "one output for each image",
    ),
    "two_images": (
        lambda: (dense(3, (4,), (4,)), discriminator()),
        ValueError,
        "A generator has one output",
    ),
    "two_inputs": (
        lambda: (
            keras.Model(
                inputs := [keras.Input((3,)), keras.Input((3,))],
                layers.Concatenate()(inputs),
            ),
            discriminator(),
        ),
        ValueError,
        r"one input of shape \(batch, latent_dim\)",
    ),
    "sigmoid": (
        lambda: (generator(), dense(4, (1, "sigmoid"))),
        ValueError,
        "returns logits.*'sigmoid'. Leave it out",
    ),
    "softmax": (
        lambda: (generator(), dense(4, (1, "softmax"))),
        ValueError,
        "'softmax'",
    ),
    "sigmoid_layer": (
        lambda: (
            generator(),
            ends_with(layers.Dense(1), layers.Activation("sigmoid")),
        ),
        ValueError,
        "'sigmoid'",
    ),
    "softmax_layer": (
        lambda: (generator(), ends_with(layers.Dense(1), layers.Softmax())),
        ValueError,
        "'softmax'",
    ),
    "sigmoid_then_flatten": (
        lambda: (generator(), ends_with(layers.Dense(1, "sigmoid"), layers.Flatten())),
        ValueError,
        "'sigmoid'",
    ),
    "sigmoid_then_linear": (
        lambda: (
            generator(),
            ends_with(layers.Dense(1, "sigmoid"), layers.Activation("linear")),
        ),
        ValueError,
        "'sigmoid'",
    ),
    "sigmoid_operation": (
        lambda: (
            generator(),
            keras.Model(
                images := keras.Input((4,)), keras.ops.sigmoid(layers.Dense(1)(images))
            ),
        ),
        ValueError,
        "'sigmoid'",
    ),
    "nested_sigmoid": (
        lambda: (generator(), ends_with(ends_with(layers.Dense(1, "sigmoid")))),
        ValueError,
        "'sigmoid'",
    ),
    "not_a_model": (
        lambda: ("generator.keras", discriminator()),
        TypeError,
        "`generator` must be a `keras.Model`.*'generator.keras'",
    ),
    "a_layer": (
        lambda: (generator(), layers.Dense(1)),
        TypeError,
        "`discriminator` must be a `keras.Model`",
    ),
    "one_network": (
        lambda: (network := dense(1, (1,)), network),
        ValueError,
        "must be two networks",
    ),
    "unbuilt_generator": (
        lambda: (keras.Sequential([layers.Dense(4)]), discriminator()),
        ValueError,
        "not built.*Pass `latent_dim`",
    ),
}


@pytest.mark.parametrize(
    ("networks", "error", "match"), NETWORKS.values(), ids=NETWORKS
)
def test_networks_that_cannot_play(networks, error, match):
    with pytest.raises(error, match=f"(?s){match}"):
        keras_gan.GAN(*networks())


def test_logits_may_have_any_shape_of_size_one(images):
    for end in ([], [layers.Reshape((1, 1))], [layers.Flatten()]):
        gan = keras_gan.GAN(generator(), ends_with(layers.Dense(1), *end))
        gan.compile("sgd", "sgd")
        gan.fit(images, verbose=0)


def test_generator_that_cannot_be_copied():
    class Own(keras.Model):
        def __init__(self):  # takes neither `name` nor other arguments
            super().__init__()
            self.dense = layers.Dense(4, "sigmoid")

        def call(self, inputs):
            return self.dense(inputs)

    with pytest.raises(TypeError, match="class Own.*`generator_ema=None`"):
        keras_gan.GAN(Own(), discriminator(), latent_dim=3)
    gan = keras_gan.GAN(Own(), discriminator(), latent_dim=3, generator_ema=None)
    assert gan.sample(2).shape == (2, 4)


CONSTRUCTOR = {
    "latent_dim_of_another": ({"latent_dim": 5}, ValueError, r"fit.*5.*\(None, 3\)"),
    "latent_dim_zero": (
        {"latent_dim": 0},
        ValueError,
        "positive.*latent_dim=0",
    ),
    "latent_dim_negative": ({"latent_dim": -3}, ValueError, "latent_dim=-3.*Pass the"),
    "latent_dim_string": ({"latent_dim": "3"}, ValueError, "latent_dim='3'"),
    "latent_dim_float": ({"latent_dim": 3.0}, ValueError, "latent_dim=3.0"),
    "prior": ({"latent": "gauss"}, ValueError, "'normal'.*'uniform'.*'gauss'"),
    "prior_class": (
        {"latent": keras_gan.latents.Normal},
        TypeError,
        "Pass an instance, not the class",
    ),
    "prior_number": ({"latent": 3}, TypeError, "callable.*latent=3"),
    "ema_one": ({"generator_ema": 1.0}, ValueError, "decay between 0 and 1.*=1.0"),
    "ema_zero": ({"generator_ema": 0}, ValueError, "generator_ema=0"),
    "ema_true": ({"generator_ema": True}, ValueError, "generator_ema=True"),
    "ema_name": ({"generator_ema": "linear"}, ValueError, "\"power\".*'linear'"),
    "seed_none": ({"seed": None}, TypeError, "`seed` must be an integer.*seed=None"),
    "seed_float": ({"seed": 0.5}, TypeError, "seed=0.5"),
    "unknown": ({"latents": "normal"}, (TypeError, ValueError), "latents"),
}


@pytest.mark.parametrize(
    ("arguments", "error", "match"), CONSTRUCTOR.values(), ids=CONSTRUCTOR
)
def test_constructor(arguments, error, match):
    with pytest.raises(error, match=f"(?s){match}"):
        keras_gan.GAN(generator(), discriminator(), **arguments)


COMPILE = {
    "k_zero": ({"discriminator_steps": 0}, ValueError, "positive integer.*=0"),
    "k_negative": ({"discriminator_steps": -1}, ValueError, "discriminator_steps=-1"),
    "k_float": ({"discriminator_steps": 1.0}, ValueError, "discriminator_steps=1.0"),
    "k_string": ({"discriminator_steps": "2"}, ValueError, "discriminator_steps='2'"),
    "update": ({"update": "both"}, ValueError, "'alternating'.*'simultaneous'.*'both'"),
    "update_and_k": (
        {"update": "simultaneous", "discriminator_steps": 2},
        ValueError,
        "as many steps each.*discriminator_steps=2",
    ),
    "loss": ({"loss": "hinged"}, ValueError, "'blend'.*'non_saturating'.*'hinged'"),
    "loss_class": ({"loss": keras_gan.losses.Minimax}, TypeError, "an instance of"),
    "keras_loss": (
        {"loss": keras.losses.BinaryCrossentropy()},
        TypeError,
        "a loss for each player",
    ),
    "d_optimizer": ({"d_optimizer": "adamm"}, ValueError, "Unknown optimizer.*'adamm'"),
    "g_optimizer": ({"g_optimizer": 0.1}, TypeError, "`g_optimizer` must be.*=0.1"),
    "penalty": ({"terms": R1(1.0)}, TypeError, "must be a list of Term.*R1"),
    "penalty_name": ({"terms": ["r1"]}, TypeError, r"Received: terms=\['r1'\]"),
    "penalties_alike": ({"terms": [R1(1.0), R1(2.0)]}, ValueError, "name 'r1'"),
    "metric_name": ({"metrics": ["mse"]}, TypeError, "must be a list of Metric"),
}


@pytest.mark.parametrize(("arguments", "error", "match"), COMPILE.values(), ids=COMPILE)
def test_compile(gan, arguments, error, match):
    arguments = {"d_optimizer": "sgd", "g_optimizer": "sgd", **arguments}
    with pytest.raises(error, match=f"(?s){match}"):
        gan.compile(**arguments)


def test_compile_with_one_optimizer_for_both(gan):
    optimizer = keras.optimizers.SGD()
    with pytest.raises(ValueError, match="an optimizer each.*Make two"):
        gan.compile(optimizer, optimizer)


def test_before_compile(images):
    gan = keras_gan.GAN(generator(), discriminator())
    for method in (gan.fit, gan.evaluate, gan.train_on_batch):
        with pytest.raises(ValueError, match=r"call `compile\(\)`"):
            method(images)
    assert gan.sample(3).shape == (3, 4)
    assert gan.predict(np.zeros((2, 3)), verbose=0).shape == (2, 4)


@pytest.mark.parametrize("count", [0, -1, "a", 2.0, None])
def test_number_of_samples(gan, count):
    with pytest.raises(ValueError, match=f"positive integer.*count={count!r}"):
        gan.sample(count)


def test_prior_of_another_length(make_gan, images):
    def prior(shape, seed):
        return tf.random.stateless_normal((shape[0], 7), seed)

    with pytest.raises(ValueError, match=r"value 3, but received.*7\)"):
        make_gan(latent=prior).fit(images, verbose=0)
