"""The adversarial game of 2014 on CIFAR-10, dense or convolutional.

Run it with `python examples/cifar10.py --networks conv`; the paper's networks have
`--width 8000`. Without CIFAR-10 at hand, `--dataset digits --networks dense` plays on
the small digits inside scikit-learn.
"""

import argparse

import keras_gan
from keras_gan import callbacks, datasets, networks, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", default="cifar10")
parser.add_argument("--networks", default="dense", choices=["conv", "dense"])
parser.add_argument("--epochs", type=int, default=30)
parser.add_argument("--width", type=int, default=2000)
parser.add_argument("--output", default="runs/cifar10_game")
arguments = parser.parse_args()

# ## The data
# Each image is brought to mean 0 and length 55, so that light and dark do not count.
images = datasets.load(arguments.dataset).contrast_normalized(55)
shape, width = images.image_shape, arguments.width

# ## The players
# Their outputs are linear, as normalized pixels have no bounds. The convolutional
# generator ends in a transposed convolution.
if arguments.networks == "conv":
    learning_rate, batch_size = 0.004, 128
    generator = networks.cifar10_conv_generator(shape, width=width)
    discriminator = networks.cifar10_conv_discriminator(shape)
else:
    learning_rate, batch_size = 0.025, 100
    generator = networks.cifar10_dense_generator(shape, width=width)
    discriminator = networks.cifar10_dense_discriminator(shape, width // 5)

# ## The game
gan = keras_gan.GAN(generator, discriminator, latent="normal", seed=0)
gan.compile(
    d_optimizer=optimizers.SGD(optimizers.DecayPerUpdate(learning_rate), momentum=0.5),
    g_optimizer=optimizers.SGD(optimizers.DecayPerUpdate(learning_rate), momentum=0.5),
    loss="non_saturating",
)
gan.fit(
    images.train,
    epochs=arguments.epochs,
    batch_size=batch_size,
    callbacks=[
        callbacks.MomentumSchedule(0.5, 0.7, first_epoch=1, last_epoch=250),
        callbacks.SampleExport(
            f"{arguments.output}/samples", every=5, to_pictures=images.pictures
        ),
    ],
)

# ## The pictures
# Samples get back the mean and the contrast of an average image. Framed, the training
# image nearest to the sample on its left; then straight lines between latents.
samples = gan.sample(20, seed=0)
nearest = plots.nearest_examples(samples, images.train, to_pictures=images.pictures)
plots.save_png(f"{arguments.output}/nearest.png", nearest)
lines = plots.interpolation(gan, to_pictures=images.pictures)
plots.save_png(f"{arguments.output}/interpolation.png", lines)
