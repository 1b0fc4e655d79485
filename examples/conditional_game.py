"""A game with labels: digits drawn by order.

Run it with `python examples/conditional_game.py`, two minutes on two cores. The digits
are those of 8x8 pixels inside scikit-learn.
"""

import argparse

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

import keras_gan
from keras_gan import callbacks, losses, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=300)
parser.add_argument("--width", type=int, default=256)
parser.add_argument("--output", default="runs/conditional_game")
arguments = parser.parse_args()

# ## The data
digits = load_digits()
images = digits.images[..., None].astype("float32") / 16
train_images, test_images, train_labels, test_labels = train_test_split(
    images, digits.target, test_size=300, random_state=0, stratify=digits.target
)

# ## The players
# Each has an input for what it looks at and one named "labels". The game finds the
# entry of a batch that an input is named after.
keras.utils.set_random_seed(0)


def network(about, shape, *outputs):
    inputs = keras.Input(shape, name=about)
    labels = keras.Input((), dtype="int32", name="labels")
    embedded = layers.Embedding(10, 32, embeddings_initializer="he_normal")(labels)
    x = layers.Concatenate()([layers.Flatten()(inputs), embedded])
    for _ in range(2):
        x = layers.Dense(arguments.width, kernel_initializer="he_normal")(x)
        x = layers.LeakyReLU(0.2)(x)
    for layer in outputs:
        x = layer(x)
    return keras.Model([inputs, labels], x)


pixels, in_rows = layers.Dense(64, "sigmoid"), layers.Reshape((8, 8, 1))
generator = network("latents", (32,), pixels, in_rows)
discriminator = network("images", (8, 8, 1), layers.Dense(1))

# ## The game
# D sees generated images with the labels that they were asked for.
ten_of_each = np.repeat(np.arange(10), 10)
gan = keras_gan.GAN(generator, discriminator, latent="normal", seed=0)
gan.compile(
    d_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    g_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    terms=[losses.R1(1.0)],
)
samples = callbacks.SampleExport(
    f"{arguments.output}/samples",
    every=20,
    rows=10,
    columns=10,
    conditions={"labels": ten_of_each},
)
gan.fit(
    train_images,
    train_labels,
    epochs=arguments.epochs,
    batch_size=64,
    callbacks=[samples],
    verbose=2,
)

# ## Are they what was asked for?
# A reader that knows real digits alone reads them, and digits that it has not seen.
reader = SVC().fit(train_images.reshape(-1, 64), train_labels)
asked = np.repeat(np.arange(10), 100)
drawn = gan.sample(1_000, seed=2, conditions={"labels": asked})
for name, pictures, wanted in [
    ("real digits", test_images, test_labels),
    ("drawn digits", drawn, asked),
]:
    share = reader.score(pictures.reshape(-1, 64), wanted)
    print(f"{name} read as what they are: {share:.1%}")

# ## The picture, a row a class, and the generator for other programs
grid = gan.sample(100, seed=1, conditions={"labels": ten_of_each})
plots.save_png(f"{arguments.output}/classes.png", plots.image_grid(grid, columns=10))
gan.export(f"{arguments.output}/saved_model", overwrite=True)
