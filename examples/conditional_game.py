"""A game with labels: G draws the digit that it is asked for.

Run it with `python examples/conditional_game.py`, two minutes on two cores. The digits
are the small ones inside scikit-learn.
"""

import argparse

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits
from sklearn.svm import SVC

import keras_gan
from keras_gan import callbacks, losses, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=300)
parser.add_argument("--output", default="runs/conditional_game")
arguments = parser.parse_args()
keras.utils.set_random_seed(0)

# ## The data
# 1,497 digits of 8x8 pixels to train on, and 300 others.
digits = load_digits()
order = np.random.permutation(len(digits.target))
images = digits.images[order, :, :, None].astype("float32") / 16
labels = digits.target[order]
train, test = slice(300, None), slice(300)


# ## The players
# A batch has images and labels, and each input gets the entry that it is named after.
def network(about, shape, *outputs):
    inputs = keras.Input(shape, name=about)
    label = keras.Input((), dtype="int32", name="labels")
    vector = layers.Embedding(10, 32, embeddings_initializer="he_normal")(label)
    x = layers.Concatenate()([layers.Flatten()(inputs), vector])
    for _ in range(2):
        x = layers.Dense(256, "leaky_relu", kernel_initializer="he_normal")(x)
    for layer in outputs:
        x = layer(x)
    return keras.Model([inputs, label], x)


generator = network(
    "latents", (32,), layers.Dense(64, "sigmoid"), layers.Reshape((8, 8, 1))
)
discriminator = network("images", (8, 8, 1), layers.Dense(1))

# ## The game
# D sees a generated image with the label that was asked for.
gan = keras_gan.GAN(generator, discriminator, latent="normal", seed=0)
gan.compile(
    d_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    g_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    terms=[losses.R1(0.1)],
)
ten_of_each = {"labels": np.arange(100) // 10}
pictures = callbacks.SampleExport(
    f"{arguments.output}/samples", 20, rows=10, columns=10, conditions=ten_of_each
)
games = {"epochs": arguments.epochs, "batch_size": 64, "verbose": 2}
gan.fit(images[train], labels[train], callbacks=[pictures], **games)

# ## The score
# A classifier that was trained on real digits reads real ones and generated ones.
classifier = SVC().fit(images[train].reshape(-1, 64), labels[train])
asked = np.arange(1000) // 100
drawn = gan.sample(1000, seed=2, conditions={"labels": asked})
real_share = classifier.score(images[test].reshape(-1, 64), labels[test])
print(f"real digits read as their labels: {real_share:.1%}")
print(f"drawn ones: {classifier.score(drawn.reshape(-1, 64), asked):.1%}")

# ## The picture, with a row for each digit, and the generator to be served
grid = plots.image_grid(gan.sample(100, seed=1, conditions=ten_of_each), columns=10)
plots.save_png(f"{arguments.output}/classes.png", grid)
gan.export(f"{arguments.output}/saved_model", overwrite=True)
