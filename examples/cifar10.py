"""The adversarial game of 2014 on CIFAR-10, dense or convolutional.

Run it with `python examples/cifar10.py --networks conv --epochs 3`. Without CIFAR-10 at
hand, `--dataset digits --networks dense` plays on the small digits inside scikit-learn.
"""

import argparse

from keras.initializers import RandomNormal, VarianceScaling

import keras_gan
from keras_gan import callbacks, datasets, losses, networks, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", default="cifar10")
parser.add_argument("--networks", default="dense", choices=["conv", "dense"])
parser.add_argument("--epochs", type=int, default=16)
parser.add_argument("--limit", type=int, help="Train on so many images.")
parser.add_argument("--width", type=int, default=1000)
parser.add_argument("--output", default="runs/cifar10_game")
arguments = parser.parse_args()

# ## The data
# Each image is brought to mean 0 and length 55, so that light and dark do not count.
images = datasets.load(arguments.dataset).contrast_normalized(55)
train = images.train[: arguments.limit]
shape, width = images.image_shape, arguments.width

# ## The players
# Their outputs are linear, as normalized pixels have no bounds. The convolutional
# generator ends in a transposed convolution. At widths below the paper's 8,000, weights
# have to begin at a larger scale, or all latents come to the same image. D has no
# dropout, as the penalty R1 holds it back.
plain = {"input_dropout": 0.0, "dropout": 0.0, "kernel_initializer": "lecun_normal"}
if arguments.networks == "conv":
    d_rate, g_rate, r1, batch_size = 5e-4, 2e-3, 1.0, 32
    scales = [VarianceScaling(2), VarianceScaling(1), RandomNormal(stddev=0.2)]
    generator = networks.cifar10_conv_generator(
        shape, width=width, channels=40, kernel_initializers=scales
    )
    discriminator = networks.cifar10_conv_discriminator(
        shape, filters=(16, 16, 96), num_units=250, **plain
    )
else:
    d_rate, g_rate, r1, batch_size = 4e-4, 4e-4, 10.0, 64
    scales = [VarianceScaling(scale) for scale in (2, 8, 4)]
    generator = networks.cifar10_dense_generator(
        shape, width=width, kernel_initializers=scales
    )
    discriminator = networks.cifar10_dense_discriminator(shape, 240, **plain)

# ## The game
# With the paper's `SGD` and no penalty, D wins within a few hundred steps at these
# widths, where the players take turns.
gan = keras_gan.GAN(generator, discriminator, latent="normal", seed=0)
gan.compile(
    d_optimizer=optimizers.Adam(d_rate, beta_1=0.5, beta_2=0.99),
    g_optimizer=optimizers.Adam(g_rate, beta_1=0.5, beta_2=0.99),
    loss="non_saturating",
    terms=[losses.R1(r1, every=8)],
)
gan.fit(
    train,
    epochs=arguments.epochs,
    batch_size=batch_size,
    callbacks=[
        callbacks.SampleExport(
            f"{arguments.output}/samples", every=1, to_pictures=images.pictures
        ),
    ],
)

# ## The pictures
# Samples get back the mean and the contrast of an average image. Framed, the training
# image nearest to the sample on its left; then straight lines between latents.
samples = gan.sample(20, seed=0)
nearest = plots.nearest_examples(samples, train, to_pictures=images.pictures)
plots.save_png(f"{arguments.output}/nearest.png", nearest)
lines = plots.interpolation(gan, to_pictures=images.pictures)
plots.save_png(f"{arguments.output}/interpolation.png", lines)
