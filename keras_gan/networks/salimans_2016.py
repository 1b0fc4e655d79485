"""The networks of Salimans et al. (2016) for MNIST with few labels."""

import math

import keras

from keras_gan.arguments import check_integer, check_number
from keras_gan.layers import LogSumExp, WeightNormalization
from keras_gan.networks.sizes import check_sizes


def salimans_generator(image_shape, latent_dim=100, widths=(500, 500)):
    """Softplus units with batch normalization, and a weight-normalized sigmoid output.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a latent vector, which the paper's script draws
            from `keras_gan.latents.Uniform(0, 1)`.
        widths: sequence of int, the number of units of each hidden layer.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)` in
        [0, 1].

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498), section 6.1,
    and the script `train_mnist_feature_matching.py` that it names
    """
    check_sizes(image_shape, latent_dim=latent_dim, widths=widths)
    hidden = []
    for width in widths:
        hidden += [
            keras.layers.Dense(width, use_bias=False),
            keras.layers.BatchNormalization(scale=False, momentum=0.9, epsilon=1e-6),
            keras.layers.Activation("softplus"),
        ]
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            *hidden,
            WeightNormalization(keras.layers.Dense(math.prod(image_shape))),
            keras.layers.Reshape(image_shape),
            keras.layers.Activation("sigmoid"),
        ],
        name="generator",
    )


def salimans_discriminator(
    image_shape,
    num_classes=10,
    widths=(1000, 500, 250, 250, 250),
    input_noise=0.3,
    noise=0.5,
):
    """Rectifiers with weight normalization, between layers of Gaussian noise.

    Call `keras_gan.layers.initialize_from_data` on it with 500 images before it joins a
    game: the lengths of hidden weights are set there and not learned.

    Args:
        image_shape: tuple of int, height, width and channels.
        num_classes: int, the classes K of real images.
        widths: sequence of int, the number of units of each hidden layer.
        input_noise: float, the standard deviation of the noise on images in training.
        noise: float, that of the noise after each hidden layer.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to a dict of "logits"
        `(batch, 1)`, "classes" `(batch, num_classes)` and "features"
        `(batch, widths[-1])`, as `keras_gan.losses.SemiSupervised` takes them.

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498), section 6.1,
    and the script `train_mnist_feature_matching.py` that it names
    """
    check_sizes(image_shape, num_classes=num_classes, widths=widths)
    check_integer("num_classes", num_classes, 2)
    for name, value in (("input_noise", input_noise), ("noise", noise)):
        check_number(name, value, "a number of at least 0", lambda x: x >= 0)

    def layer(width, **rules):
        dense = keras.layers.Dense(width, kernel_initializer="he_normal", **rules)
        return WeightNormalization(dense, train_scale=not rules)

    images = keras.Input(image_shape, name="images")
    x = keras.layers.Flatten()(images)
    x = keras.layers.GaussianNoise(input_noise)(x)
    for width in widths:
        features = layer(width, activation="relu")(x)
        x = keras.layers.GaussianNoise(noise)(features)
    classes = layer(num_classes)(x)
    outputs = {
        "logits": LogSumExp()(classes),
        "classes": classes,
        "features": features,
    }
    return keras.Model(images, outputs, name="discriminator")
