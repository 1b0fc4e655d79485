"""A Wasserstein game whose critic is kept smooth by a gradient penalty.

Run it with `python examples/wgan_gp.py --epochs 40`. Without MNIST at hand,
`--dataset digits` plays on the small digits inside scikit-learn.
"""

import argparse

import keras_gan
from keras_gan import callbacks, datasets, losses, metrics, networks, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", default="mnist", choices=sorted(datasets.DATASETS))
parser.add_argument("--epochs", type=int, default=40)
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--output", default="runs/wgan_gp")
arguments = parser.parse_args()

# ## The data
images = datasets.load(arguments.dataset)

# ## The players
# Dense networks of leaky or plain rectifiers. The critic's output has no bounds: it is
# a score, not a logit. It has no batch normalization, since the penalty is about each
# image alone.
generator = networks.dense_generator(
    images.image_shape, latent_dim=64, mean_image=images.train.mean(axis=0)
)
critic = networks.dense_discriminator(images.image_shape)

# ## The rules
# The critic makes five steps to one of the generator, so that its scores tell the earth
# mover's distance of the two distributions. The penalty holds the norm of its gradient
# near 1 between real and generated images. The 2017 paper has these numbers, with a
# rate of 1e-4.
gan = keras_gan.GAN(generator, critic, latent="normal", seed=0)
gan.compile(
    d_optimizer=optimizers.Adam(5e-4, beta_1=0.0, beta_2=0.9),
    g_optimizer=optimizers.Adam(5e-4, beta_1=0.0, beta_2=0.9),
    loss="wasserstein",
    terms=[losses.GradientPenalty(10.0)],
    discriminator_steps=5,
    metrics=[metrics.ParzenLogLikelihood(sigma=0.2)],
    jit_compile=False,  # the metric is of NumPy
)

# ## The game
# `d_loss` is minus the distance, and moves towards 0 as the generator gets better.
gan.fit(
    images.train,
    epochs=arguments.epochs,
    batch_size=arguments.batch_size,
    callbacks=[callbacks.SampleExport(f"{arguments.output}/samples", every=5)],
    verbose=2,
)

# ## The score
# On images that neither player has seen. Where the critic tells them from training
# images, it has learned some by heart.
for name, part in {"train": images.train, "test": images.test}.items():
    part = part[: len(images.test)]
    logs = gan.evaluate(part, batch_size=500, verbose=0, return_dict=True)
    print(f"{name}: distance {-logs['d_loss']:.3f}, Parzen {logs['parzen']:.1f} nats")

# ## The picture
# Fair draws of the averaged generator.
grid = plots.image_grid(gan.sample(100, seed=1), columns=10)
plots.save_png(f"{arguments.output}/samples.png", grid)
