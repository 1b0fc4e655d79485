"""The game that the recipes of few labels play, and what it is set beside."""

import keras
import numpy as np

from keras_gan import datasets, metrics
from keras_gan.callbacks import classes_of, outputs_of
from keras_gan.latents import Uniform
from keras_gan.layers import initialize_from_data
from keras_gan.losses import SemiSupervised
from keras_gan.models import GAN
from keras_gan.networks import (
    classifier,
    salimans_discriminator,
    salimans_generator,
)
from keras_gan.optimizers import Adam

INITIAL_IMAGES = 500
# The script adds 1e-8 below Adam's root, which stops steps where gradients are small.
# With Adam's usual 1e-7 beside it, errors rose again after 10,000 steps.
EPSILON = 1e-4
STEPS_ALONE = 2_000
UNIT = "% of test images misread"


def few_labels_game(
    images,
    total_steps,
    seed,
    latent_dim=100,
    g_widths=(500, 500),
    d_widths=(1000, 500, 250, 250, 250),
    input_noise=0.3,
    noise=0.5,
    learning_rate=3e-3,
    average="power",
):
    """The game of Salimans et al. (2016): D names classes, G matches features.

    Args:
        images: `keras_gan.datasets.ImageData` with classes.
        total_steps: int, not used: the rules do not depend on it.
        seed: int, the seed of the noise.
        latent_dim: int, the length of a latent vector.
        g_widths: sequence of int, the hidden units of each layer of G.
        d_widths: sequence of int, the same of D.
        input_noise: float, the deviation of the noise on images that D sees.
        noise: float, that of the noise after D's hidden layers.
        learning_rate: float, of both players.
        average: "power" or a decay, of the averages of both networks.

    Returns:
        A compiled `keras_gan.GAN`, whose `ema_discriminator` is the classifier.

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498)
    """
    discriminator = salimans_discriminator(
        images.image_shape, len(images.classes), d_widths, input_noise, noise
    )
    initialize_from_data(discriminator, images.train[:INITIAL_IMAGES])
    gan = GAN(
        salimans_generator(images.image_shape, latent_dim, g_widths),
        discriminator,
        latent=Uniform(0, 1),
        generator_ema=average,
        discriminator_ema=average,
        seed=seed,
    )
    # In the script G's loss is a mean over features, of which the sum is taken here.
    d_optimizer, g_optimizer = (
        Adam(learning_rate, beta_1=0.5, epsilon=EPSILON * scale)
        for scale in (1, d_widths[-1])
    )
    gan.compile(d_optimizer, g_optimizer, loss=SemiSupervised())
    return gan


def few_labels_scores(gan, images, folder, seed):
    """Errors on test images: of the game, and of what has the same labels.

    Args:
        gan: `keras_gan.GAN`, trained.
        images: `keras_gan.datasets.ImageData`, of whose training images few are
            labelled.
        folder: not used.
        seed: int, of the network that is trained on the labels alone.

    Returns:
        Dict of scores: "error" of the averaged D; "error_labels_alone" of the same
        network without the game; "error_features" of logistic regression on the
        last hidden layer of the averaged D.
    """
    labels = images.labels["train"]
    known = np.flatnonzero(labels >= 0)
    few = np.asarray(images.train[known]), labels[known]
    discriminator = gan.ema_discriminator
    features = keras.Model(discriminator.input, discriminator.output["features"])
    alone = trained_on_labels_alone(gan.discriminator, *few, seed=seed)
    test, count = images.test, len(known)
    read = {
        "error": classes_of(classifier(discriminator), test),
        "error_labels_alone": classes_of(alone, test),
        "error_features": metrics.linear_probe(
            outputs_of(features, few[0]), few[1], outputs_of(features, test)
        ),
    }
    return {name: _score(of, images.labels["test"], count) for name, of in read.items()}


def trained_on_labels_alone(
    discriminator, images, labels, seed=0, steps=STEPS_ALONE, learning_rate=3e-3
):
    """A network like D, with its noise, trained on labelled images and nothing else.

    By cross entropy of the K classes, from new weights that are initialized from these
    images, with averaged weights at the end.

    Args:
        discriminator: functional `keras.Model` with the output "classes".
        images: float array `(count, ...)`.
        labels: int array `(count,)`.
        seed: int, of the weights and of the order of images.
        steps: int, of 100 images.
        learning_rate: float, of Adam with beta_1 = .5, as in the game.

    Returns:
        A `keras.Model` from images to logits of classes.
    """
    keras.utils.set_random_seed(seed)
    network = discriminator.from_config(discriminator.get_config())
    several = -(-INITIAL_IMAGES // len(images))
    images = np.concatenate([images] * several)
    initialize_from_data(network, images)
    model = keras.Model(network.input, network.output["classes"])
    model.compile(
        optimizer=keras.optimizers.Adam(
            learning_rate, beta_1=0.5, use_ema=True, ema_momentum=0.99
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    batches = datasets.batches(
        images, 100, seed, labels=np.concatenate([labels] * several)
    )
    pairs = batches.map(lambda batch: (batch["images"], batch["labels"]))
    model.fit(pairs, steps_per_epoch=steps, shuffle=False, verbose=0)
    return model


def _score(read, labels, count):
    mean, standard_error = metrics.error_rate(read, labels)
    return {
        "mean": mean,
        "standard_error": standard_error,
        "ceiling": None,
        "unit": UNIT,
        "labels": count,
    }
