"""A Wasserstein game whose critic is kept smooth by a gradient penalty.

Run it with `python examples/wgan_gp.py`, four minutes on two cores. Without MNIST at
hand, `--dataset digits --epochs 300` plays on the small digits inside scikit-learn.
"""

import argparse

import keras_gan
from keras_gan import callbacks, datasets, losses, metrics, networks, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", default="mnist", choices=sorted(datasets.DATASETS))
parser.add_argument("--epochs", type=int, default=15)
parser.add_argument("--output", default="runs/wgan_gp")
arguments = parser.parse_args()

# ## The data
# 50,000 images to train on, 10,000 to score.
images = datasets.load(arguments.dataset)

# ## The players
# Dense networks of rectifiers. What the critic puts out is a score without bounds. It
# has no batch normalization, as the penalty is about each image alone.
generator = networks.dense_generator(
    images.image_shape, latent_dim=16, mean_image=images.train.mean(axis=0)
)
critic = networks.dense_discriminator(images.image_shape)

# ## The rules
# The critic makes five steps to one of the generator, so that its scores tell the earth
# mover's distance of real and generated images. The penalty holds the norm of its
# gradient near 1 between them. The learning rate is twenty times that of the paper of
# 2017, as the training is short.
gan = keras_gan.GAN(generator, critic, latent="normal", seed=0)
gan.compile(
    d_optimizer=optimizers.Adam(2e-3, beta_1=0.5, beta_2=0.99),
    g_optimizer=optimizers.Adam(2e-3, beta_1=0.5, beta_2=0.99),
    loss="wasserstein",
    terms=[losses.GradientPenalty(10.0)],
    discriminator_steps=5,
    metrics=[metrics.ParzenLogLikelihood(sigma=0.2)],
)

# ## The game
# `d_loss` is minus the distance, and nears 0 as the generator gets better.
gan.fit(
    images.train,
    epochs=arguments.epochs,
    batch_size=64,
    callbacks=[callbacks.SampleExport(f"{arguments.output}/samples", every=5)],
    verbose=2,
)

# ## The score
# Were the distance much greater for the training images, the critic would have learned
# them by heart. The Parzen window sits on as many samples as there are images.
for name, part in {"train": images.train, "test": images.test}.items():
    part = part[: len(images.test)]
    logs = gan.evaluate(part, batch_size=500, verbose=0, return_dict=True)
    print(f"{name}: distance {-logs['d_loss']:.3f}, Parzen {logs['parzen']:.1f} nats")

# ## The picture
# Fair draws of the averaged generator.
grid = plots.image_grid(gan.sample(100, seed=1), columns=10)
plots.save_png(f"{arguments.output}/samples.png", grid)
