import keras
import numpy as np
import pytest

from keras_gan.networks import (
    cifar10_conv_discriminator,
    cifar10_conv_generator,
    cifar10_dense_discriminator,
    cifar10_dense_generator,
)

# Values are those of cifar10_fully_connected.yaml and cifar10_convolutional.yaml of the
# paper's code.


def kernels(network):
    return [w.numpy() for w in network.trainable_variables if w.name == "kernel"]


def kernel_shapes(network):
    return [tuple(w.shape) for w in network.trainable_variables if w.name == "kernel"]


def activations(network):
    layers = [x for x in network.layers if hasattr(x, "activation")]
    return [layer.activation.__name__ for layer in layers]


def rates(network):
    return [layer.rate for layer in network.layers if hasattr(layer, "rate")]


def assert_uniform(kernel, limit):
    assert -limit <= kernel.min() < -0.97 * limit
    assert 0.97 * limit < kernel.max() <= limit


def test_widths_of_the_paper():
    # Without weights, which would take 900 MB.
    with keras.StatelessScope(initialize_variables=False):
        networks = [
            cifar10_dense_generator(),
            cifar10_dense_discriminator(),
            cifar10_conv_generator(),
            cifar10_conv_discriminator(),
        ]
    assert [kernel_shapes(network) for network in networks] == [
        [(100, 8000), (8000, 8000), (8000, 3072)],
        [(3072, 8000), (1600, 8000), (1600, 1)],
        [(100, 8000), (8000, 8000), (5, 5, 3, 80)],
        [
            (8, 8, 3, 64),
            (8, 8, 32, 64),
            (5, 5, 32, 384),
            (5 * 5 * 192, 2500),
            (500, 1),
        ],
    ]
    for generator, discriminator in [networks[:2], networks[2:]]:
        assert generator.input_shape == (None, 100)
        assert generator.output_shape == (None, 32, 32, 3)
        assert discriminator.input_shape == (None, 32, 32, 3)
        assert discriminator.output_shape == (None, 1)


def test_dense_generator():
    generator = cifar10_dense_generator((2, 3, 3), latent_dim=20, width=30)
    assert activations(generator) == ["relu", "sigmoid", "linear"]
    for kernel, limit in zip(kernels(generator), [0.05, 0.05, 0.5], strict=True):
        assert_uniform(kernel, limit)
    assert generator.output_shape == (None, 2, 3, 3)


def test_dense_discriminator():
    discriminator = cifar10_dense_discriminator((4, 4, 3), 10, 5)
    assert rates(discriminator) == [0.2, 0.5, 0.5]
    for kernel in kernels(discriminator)[:2]:
        assert_uniform(kernel, 0.005)


def test_conv_generator_paints_a_kernel_at_every_third_place():
    generator = cifar10_conv_generator((8, 11, 3), latent_dim=20, width=30, channels=2)
    assert activations(generator) == ["relu", "sigmoid", "linear"]
    for kernel in kernels(generator):
        assert_uniform(kernel, 0.05)
    small = generator.layers[-2].output
    # (2 - 1) * 3 + 5 = 8 and (3 - 1) * 3 + 5 = 11.
    assert small.shape == (None, 2, 3, 2)
    paint = generator.layers[-1]
    image = np.asarray(paint(np.eye(6, dtype="float32").reshape(6, 2, 3, 1) * [1, 0]))
    kernel = paint.kernel.numpy()[..., 0]
    for place, (row, column) in enumerate(np.ndindex(2, 3)):
        expected = np.zeros((8, 11, 3))
        expected[3 * row : 3 * row + 5, 3 * column : 3 * column + 5] = kernel
        np.testing.assert_allclose(image[place], expected, atol=1e-7)


@pytest.mark.parametrize("size", [2, 3, 28, 33, 48])
def test_sizes_that_the_transposed_convolution_cannot_make(size):
    with pytest.raises(ValueError, match=rf"are 3 n \+ 2.*\(32, {size}, 3\). Resize"):
        cifar10_conv_generator((32, size, 3), 3, 4, 2)


def test_conv_discriminator():
    discriminator = cifar10_conv_discriminator((11, 11, 3), (4, 5, 6), 7, 3)
    assert rates(discriminator) == [0.2, 0.5, 0.5, 0.5, 0.5]
    # 11 -> 12 -> 5, 5 -> 4 -> 1, 1 -> 3 -> 2.
    assert kernel_shapes(discriminator) == [
        (8, 8, 3, 8),
        (8, 8, 4, 10),
        (5, 5, 5, 12),
        (2 * 2 * 6, 21),
        (7, 1),
    ]
    for kernel in kernels(discriminator)[:4]:
        assert_uniform(kernel, 0.005)


def test_images_that_are_too_small_for_the_windows():
    with pytest.raises(ValueError, match=r"too small for MaxoutConv2D.*pool_size=4"):
        cifar10_conv_discriminator((8, 8, 1), (2, 2, 2), 3)


@pytest.mark.parametrize(
    "make, inputs",
    [
        (lambda: cifar10_dense_generator((2, 2, 3), 3, 4), (2, 3)),
        (lambda: cifar10_dense_discriminator((2, 2, 3), 3, 2), (2, 2, 2, 3)),
        (lambda: cifar10_conv_generator((11, 11, 3), 3, 4, 2), (2, 3)),
        (lambda: cifar10_conv_discriminator((11, 11, 3), (2, 3, 4), 5), (2, 11, 11, 3)),
    ],
    ids=["dense generator", "dense discriminator", "conv generator", "conv disc."],
)
def test_round_trip(make, inputs, assert_round_trips, tmp_path):
    network, inputs = make(), np.ones(inputs)
    revived = assert_round_trips(network)
    revived.set_weights(network.get_weights())
    np.testing.assert_array_equal(revived(inputs), network(inputs))
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(inputs), network(inputs))


@pytest.mark.parametrize("make", [cifar10_dense_generator, cifar10_conv_generator])
@pytest.mark.parametrize(
    ("initializers", "error"),
    [
        ("he_normal", TypeError),
        (keras.initializers.HeNormal(), TypeError),
        (["he_normal"], ValueError),
        (["he_normal"] * 4, ValueError),
        (["he_normal", "he_normal", "no_such"], ValueError),
        (["he_normal", 0.05, "he_normal"], ValueError),
        (["he_normal", "he_normal", None], ValueError),
    ],
)
def test_initializers_that_are_not_three(make, initializers, error):
    with pytest.raises(error, match=r"three Keras .*one a layer. Received: .*Pass a"):
        make((8, 8, 3), 3, 4, kernel_initializers=initializers)


def test_other_initial_weights_and_no_dropout():
    constant = keras.initializers.Constant
    scales = [constant(value) for value in (1.0, 2.0, 3.0)]
    for make in (cifar10_dense_generator, cifar10_conv_generator):
        generator = make((8, 8, 3), 3, 4, kernel_initializers=scales)
        values = [set(kernel.ravel()) for kernel in kernels(generator)]
        assert values == [{1.0}, {2.0}, {3.0}]
    plain = {"input_dropout": 0.0, "dropout": 0.0, "kernel_initializer": "lecun_normal"}
    discriminators = [
        cifar10_dense_discriminator((11, 11, 3), 10, **plain),
        cifar10_conv_discriminator((11, 11, 3), (4, 5, 6), 7, **plain),
    ]
    for discriminator in discriminators:
        assert set(rates(discriminator)) == {0.0}
        first, second = kernels(discriminator)[:2]
        for kernel in (first, second):
            fan_in = np.prod(kernel.shape[:-1])
            # Of some hundred normal numbers; the last layers have too few.
            np.testing.assert_allclose(kernel.std(), fan_in**-0.5, rtol=0.1)


@pytest.mark.parametrize(
    ("side", "fitting"),
    [(64, (62, 65)), (33, (32, 35)), (4, (5, 8)), (256, (254, 257))],
)
def test_sides_that_fit_are_named(side, fitting):
    below, above = fitting
    message = f"to {below} or {above} .`--image-size {below}`"
    with pytest.raises(ValueError, match=message):
        cifar10_conv_generator((side, side, 3), 3, width=2, channels=2)
    for fits in fitting:
        cifar10_conv_generator((fits, fits, 3), 3, width=2, channels=2)
