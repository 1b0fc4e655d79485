"""A game with labels: G draws the digit that it is asked for.

Run it with `python examples/conditional_game.py`, two minutes on two cores. The digits
are the small ones inside scikit-learn. `--condition` says how D learns of classes:
"projection", "concatenation" or "classifier".
"""

import argparse

import keras
import numpy as np
from sklearn.svm import SVC

import keras_gan
from keras_gan import callbacks, datasets, losses, metrics, networks, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--condition", default="projection")
parser.add_argument("--epochs", type=int, default=300)
parser.add_argument("--output", default="runs/conditional_game")
arguments = parser.parse_args()
keras.utils.set_random_seed(0)

# ## The data
# 1,297 digits of 8x8 pixels to train on, and 300 others. Of every tenth we pretend not
# to know the class: -1 stands for that.
digits = datasets.digits()
known = digits.labels["train"]
labels = np.where(np.arange(len(known)) % 10, known, -1)

# ## The players
# A batch has images and labels, and each input of a network gets the entry that it is
# named after. Any functional model will do whose inputs have such names.
generator = networks.dense_generator((8, 8, 1), 16, (128, 128), num_classes=10)
discriminator = networks.dense_discriminator(
    (8, 8, 1), (128, 128), num_classes=10, condition=arguments.condition
)

# ## The game
# D sees a generated image with the label that was asked for; or it guesses the labels
# of both, and G learns to draw what D reads as asked.
terms = [losses.R1(0.1)]
if arguments.condition == "classifier":
    terms += [losses.ClassLoss(), losses.ClassLoss(0.1, player="generator")]
gan = keras_gan.GAN(generator, discriminator, latent="normal", seed=0)
gan.compile(
    d_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    g_optimizer=optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.99),
    terms=terms,
)
ten_of_each = {"labels": np.arange(100) // 10}
pictures = callbacks.SampleExport(
    f"{arguments.output}/samples", 20, rows=10, columns=10, conditions=ten_of_each
)
games = {"epochs": arguments.epochs, "batch_size": 64, "verbose": 2}
gan.fit(digits.train, labels, callbacks=[pictures], **games)

# ## The scores
# A classifier that was trained on real digits reads real ones and generated ones. How
# far apart those of a class are, beside real ones, tells a class that has collapsed.
classifier = SVC().fit(digits.train.reshape(-1, 64), known)
real_share = classifier.score(digits.test.reshape(-1, 64), digits.labels["test"])
print(f"real digits read as their labels: {real_share:.1%}")
asked = np.arange(1000) // 100
drawn = gan.sample(1000, seed=2, conditions={"labels": asked})
print(f"drawn ones: {classifier.score(drawn.reshape(-1, 64), asked):.1%}")
for digit in range(10):
    share = classifier.score(drawn[asked == digit].reshape(-1, 64), [digit] * 100)
    distance = metrics.mean_pairwise_distance(drawn[asked == digit])
    distance /= metrics.mean_pairwise_distance(digits.train[known == digit])
    print(f"{digit}: {share:.0%} read as asked, {distance:.2f} of the distance")

# ## The picture, with a row for each digit, and the generator to be served
grid = plots.image_grid(gan.sample(100, seed=1, conditions=ten_of_each), columns=10)
plots.save_png(f"{arguments.output}/classes.png", grid)
gan.export(f"{arguments.output}/saved_model", overwrite=True)
