"""The adversarial game of 2014 on MNIST, from images to a served generator.

Run it with `python examples/mnist_game.py --epochs 50`. Without MNIST at hand,
`--dataset digits` plays on the small digits inside scikit-learn.
"""

import argparse

import keras_gan
from keras_gan import callbacks, datasets, metrics, networks, optimizers

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", default="mnist", choices=sorted(datasets.DATASETS))
parser.add_argument("--epochs", type=int, default=50)
parser.add_argument("--output", default="runs/mnist_game")
arguments = parser.parse_args()

# ## The data
# 50,000 images to train on, 10,000 to pick sigma with, 10,000 to score.
images = datasets.load(arguments.dataset)

# ## The players
# The generator is an MLP of rectifiers that turns noise into pixels; its output bias
# starts at the mean image. The discriminator is a maxout network with dropout.
generator = networks.paper_generator(
    images.image_shape, mean_image=images.train.mean(axis=0)
)
discriminator = networks.paper_discriminator(images.image_shape)

# ## The rules
# Both play with momentum SGD. The generator maximizes log D(G(z)) instead of minimizing
# log(1 - D(G(z))), which gives it strong gradients from the start. Both gradients come
# from one batch, as in the code that the paper's authors published; its algorithm 1,
# where they take turns, is `update="alternating"`.
gan = keras_gan.GAN(generator, discriminator, latent="uniform", seed=0)
gan.compile(
    d_optimizer=optimizers.SGD(optimizers.DecayPerUpdate(0.1), momentum=0.5),
    g_optimizer=optimizers.SGD(optimizers.DecayPerUpdate(0.1), momentum=0.5),
    loss="non_saturating",
    update="simultaneous",
)

# ## The game
# `value` moves towards -log 4 = -1.386 as the generator gets better.
num_samples = min(10_000, len(images.train))
gan.fit(
    images.train,
    epochs=arguments.epochs,
    batch_size=100,
    callbacks=[
        callbacks.MomentumSchedule(0.5, 0.7, first_epoch=1, last_epoch=250),
        callbacks.ParzenEvaluation(images.validation, num_samples=num_samples, every=5),
        callbacks.SampleExport(f"{arguments.output}/samples", every=5),
    ],
)

# ## The score
# A Parzen window over the samples, and over as many training images for comparison.
samples = gan.sample(num_samples, seed=1)
print("samples:", metrics.parzen_score(samples, images.test, images.validation))
print(
    "ceiling:",
    metrics.parzen_ceiling(
        images.train, images.test, images.validation, num_samples=num_samples
    ),
)

# ## The model, to be continued and to be served
gan.save(f"{arguments.output}/gan.keras")
gan.export(f"{arguments.output}/saved_model", overwrite=True)
