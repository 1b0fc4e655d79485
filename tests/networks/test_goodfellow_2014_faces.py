import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.networks import (
    faces_bottom,
    faces_discriminator,
    faces_generator,
    put_below,
)

# Values are those of pretrain.yaml and train.yaml of the paper's code.


def kernels(network):
    return [w.numpy() for w in network.trainable_variables if w.path.endswith("kernel")]


def biases(network):
    return [w.numpy() for w in network.trainable_variables if w.path.endswith("bias")]


def activations(network):
    dense = [x for x in network.layers if isinstance(x, keras.layers.Dense)]
    return [layer.activation.__name__ for layer in dense]


def assert_norms_are_held(network):
    """Constraints are applied by an optimizer, to all kernels."""
    variables = network.trainable_variables
    for variable in variables:
        variable.assign(np.full(variable.shape, 10.0))
    keras.optimizers.SGD(1.0).apply([np.zeros(v.shape) for v in variables], variables)
    for kernel in kernels(network):
        norms = np.linalg.norm(kernel, axis=0)
        np.testing.assert_allclose(norms, np.full(norms.shape, 1.9365), rtol=1e-5)
    assert all((bias == 10.0).all() for bias in biases(network))


def test_widths_of_the_paper():
    # Without weights, which would take 400 MB.
    with keras.StatelessScope(initialize_variables=False):
        generator, bottom = faces_generator(), faces_bottom()
        discriminator = faces_discriminator()
    assert generator.input_shape == bottom.input_shape == (None, 100)
    assert generator.output_shape == (None, 48, 48, 1)
    assert bottom.output_shape == (None, 100)
    shapes = [
        [tuple(w.shape) for w in network.trainable_variables if len(w.shape) == 2]
        for network in (generator, bottom, discriminator)
    ]
    assert shapes == [
        [(100, 8000), (8000, 8000), (8000, 2304)],
        [(100, 8000), (8000, 100)],
        [(2304, 6000), (1200, 6000), (1200, 1)],
    ]


def test_generator_of_the_paper():
    generator = faces_generator((10, 12, 1), width=500)
    assert activations(generator) == ["relu", "sigmoid", "sigmoid"]
    first, second, output = kernels(generator)
    for kernel in (first, second):
        assert -0.05 <= kernel.min() < -0.0499
        assert 0.0499 < kernel.max() <= 0.05
    np.testing.assert_array_equal((output != 0).sum(axis=0), np.full(120, 100))
    np.testing.assert_allclose(output[output != 0].std(), 1.0, rtol=0.03)
    for bias, expected in zip(biases(generator), [0.0, -2.0, 0.0], strict=True):
        np.testing.assert_array_equal(bias, np.full(bias.shape, expected))
    assert_norms_are_held(faces_generator((2, 2, 1), 3, 4))


def test_generator_begins_at_the_mean_image():
    mean_image = np.array([[0.1, 0.5], [0.75, 0.0]])[..., None]
    generator = faces_generator((2, 2, 1), 3, 4, mean_image)
    expected = np.clip(mean_image, 0.001, 0.999).reshape(-1)
    np.testing.assert_allclose(
        biases(generator)[-1], np.log(expected / (1 - expected)), rtol=1e-5
    )


def test_discriminator_of_the_paper():
    discriminator = faces_discriminator((4, 4, 1), 40, 5)
    assert discriminator.output_shape == (None, 1)
    for kernel in kernels(discriminator)[:2]:
        assert -0.005 <= kernel.min() < -0.0049
        assert 0.0049 < kernel.max() <= 0.005
    rates = [x.rate for x in discriminator.layers if hasattr(x, "rate")]
    assert rates == [0.2, 0.5, 0.5]
    assert_norms_are_held(discriminator)


def test_bottom_of_the_second_stage():
    bottom = faces_bottom(latent_dim=3, width=50)
    assert activations(bottom) == ["relu", "sigmoid"]
    assert bottom.output_shape == (None, 3)
    assert [k.shape for k in kernels(bottom)] == [(3, 50), (50, 3)]
    assert np.abs(np.concatenate([k.ravel() for k in kernels(bottom)])).max() <= 0.05
    np.testing.assert_array_equal(biases(bottom)[1], np.full(3, -2.0))
    assert_norms_are_held(bottom)


LATENTS = np.random.default_rng(0).normal(size=(1_000, 3)).astype("float32")


def stack():
    bottom, generator = faces_bottom(3, 5), faces_generator((2, 2, 1), 3, 4)
    return bottom, generator, put_below(bottom, generator, LATENTS)


def test_the_top_is_the_trained_generator_of_standardized_latents():
    bottom, generator, deeper = stack()
    outputs = np.asarray(bottom(LATENTS))
    standardized = (outputs - outputs.mean(axis=0)) / outputs.std(axis=0)
    expected = generator(standardized)
    np.testing.assert_allclose(deeper(LATENTS), expected, rtol=1e-3, atol=1e-5)
    assert deeper.output_shape == generator.output_shape
    # The same variables, in order: what trains the one trains the other.
    both = [*bottom.trainable_variables, *generator.trainable_variables]
    assert len(both) == 10
    assert [id(v) for v in deeper.trainable_variables] == [id(v) for v in both]


@pytest.mark.parametrize("frozen", ["all", "a layer"])
def test_a_frozen_generator_is_trained_on(frozen):
    bottom, generator = faces_bottom(3, 5), faces_generator((2, 2, 1), 3, 4)
    (generator if frozen == "all" else generator.layers[1]).trainable = False
    assert len(put_below(bottom, generator, LATENTS).trainable_variables) == 10


def test_the_gradient_of_the_bottom_is_scaled_down():
    bottom, generator, _ = stack()

    def gradients(scale):
        deeper = put_below(bottom, generator, LATENTS, scale)
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(deeper(LATENTS[:20]) ** 2)
        gradients = tape.gradient(loss, deeper.trainable_variables)
        return [np.asarray(gradient) for gradient in gradients]

    whole, scaled = gradients(1.0), gradients(0.01)
    for a, b in zip(whole[:4], scaled[:4], strict=True):
        np.testing.assert_allclose(b, 0.01 * a, rtol=1e-4, atol=1e-8)
    for a, b in zip(whole[4:], scaled[4:], strict=True):
        np.testing.assert_array_equal(a, b)
    assert min(np.abs(gradient).max() for gradient in whole) > 1e-5


def test_a_bottom_that_does_not_fit():
    with pytest.raises(ValueError, match=r"\(None, 4\) and a .*\(None, 3\). Make the"):
        put_below(faces_bottom(4, 5), faces_generator((2, 2, 1), 3, 4), LATENTS)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_statistics_of_latents_in_mixed_precision(policy):
    keras.config.set_dtype_policy(policy)
    try:
        bottom = faces_bottom(3, 500)  # wide enough for what bfloat16 tells apart
        deeper = put_below(bottom, faces_generator((2, 2, 1), 3, 4), LATENTS)
    finally:
        keras.config.set_dtype_policy("float32")
    outputs = np.asarray(keras.ops.cast(bottom(LATENTS), "float64"))
    mean, deviation = deeper.get_layer("standardize").get_weights()
    np.testing.assert_allclose(mean, outputs.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(deviation, outputs.std(axis=0), rtol=1e-4)


def test_weights_carry_the_statistics():
    _, _, deeper = stack()
    _, _, other = stack()
    other.set_weights(deeper.get_weights())
    np.testing.assert_array_equal(other(LATENTS), deeper(LATENTS))


def test_latents_that_the_bottom_does_not_take():
    bottom, generator, _ = stack()
    with pytest.raises(ValueError, match=r"\(None, 3\). Received: shape \(1000, 2\)"):
        put_below(bottom, generator, LATENTS[:, :2])
    with pytest.raises(ValueError, match=r"at least two rows"):
        put_below(bottom, generator, LATENTS[:1])


@pytest.mark.parametrize(
    "make, inputs",
    [
        (lambda: faces_generator((2, 2, 1), 3, 4, np.full((2, 2, 1), 0.3)), (2, 3)),
        (lambda: faces_discriminator((2, 2, 1), 3, 2), (2, 2, 2, 1)),
        (lambda: stack()[-1], (2, 3)),
    ],
    ids=["generator", "discriminator", "second stage"],
)
def test_round_trip(make, inputs, assert_round_trips, tmp_path):
    network, inputs = make(), np.ones(inputs)
    revived = assert_round_trips(network)
    revived.set_weights(network.get_weights())
    np.testing.assert_array_equal(revived(inputs), network(inputs))
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(inputs), network(inputs))
    assert_norms_are_held(loaded)
