"""One generator that completes digits, whatever part of them is hidden.

Run it with `python examples/completion.py`, two minutes on two cores. The digits are
the small ones inside scikit-learn.
"""

import argparse

import keras
import numpy as np
from sklearn.svm import SVC

import keras_gan
from keras_gan import datasets, losses, metrics, networks, optimizers, plots
from keras_gan.latents import masks

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=300)
parser.add_argument("--output", default="runs/completion")
arguments = parser.parse_args()
keras.utils.set_random_seed(0)

# ## The data
# 1,297 digits of 8x8 pixels to train on, and 250 others.
data = datasets.digits()

# ## The players
# G gets noise, the known pixels and a mask, one where a pixel is known; D gets an image
# and its mask.
generator = networks.completion_generator(data.image_shape, 16, (256, 256))
discriminator = networks.completion_discriminator(data.image_shape, (256, 256))

# ## The game
# For each image of a batch a mask is drawn: halves, boxes, random pixels, or nothing.
gan = keras_gan.CompletionGAN(generator, discriminator, latent="normal", masks="any")
gan.compile(
    d_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    g_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    terms=[losses.R1(0.05, every=4)],
)
gan.fit(data.train, epochs=arguments.epochs, batch_size=64, verbose=2)

# ## The score
# A classifier of real digits reads completed ones. What the hidden half leaves open, no
# completion can know.
classifier = SVC().fit(data.train.reshape(-1, 64), data.labels["train"])


def share_read(images):
    return classifier.score(images.reshape(-1, 64), data.labels["test"])


print(f"whole digits read right: {share_read(data.test):.1%}")
for side in masks.SIDES:
    mask = masks.half(data.image_shape, hidden=side)
    drawn = gan.complete(data.test, mask, n=5, seed=1)
    nearest = metrics.nearest_completion(data.test, mask, data.train)
    smooth = metrics.mean_completion(data.test, mask, data.train)
    similar = metrics.similar_completions(data.test, mask, data.train, 5)
    spread, of_data = (metrics.spread_in_hole(each, mask) for each in (drawn, similar))
    print(
        f"{side} half hidden: {share_read(drawn[:, 0]):.1%}, by the nearest training "
        f"image {share_read(nearest):.1%}, by the mean {share_read(smooth):.1%}; "
        f"spread {np.mean(spread):.2f}, of similar digits {np.mean(of_data):.2f}"
    )

# ## The pictures: what is known, eight completions, and the digit
some = data.test[:8]
right = masks.half(data.image_shape, hidden="right")
random = np.random.default_rng(0).random((8, 8, 1)) < 0.25
for name, mask in {"right": right, "pixels": random}.items():
    picture = plots.completions(gan, some, mask)
    plots.save_png(f"{arguments.output}/{name}.png", picture)
# Where nothing is known, whole digits are drawn.
plots.save_png(f"{arguments.output}/samples.png", plots.image_grid(gan.sample(64)))
gan.export(f"{arguments.output}/saved_model", overwrite=True)
