"""A game with 20 labels: D learns to name digits, most of which nobody named for it.

Run it with `python examples/few_labels.py`, a minute or two on two cores. The digits
are the small ones inside scikit-learn.
"""

import argparse

import keras
import numpy as np

import keras_gan
from keras_gan import callbacks, datasets, layers, losses, networks, optimizers

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--labels", type=int, default=20)
parser.add_argument("--epochs", type=int, default=30)
parser.add_argument("--output", default="runs/few_labels")
arguments = parser.parse_args()
keras.utils.set_random_seed(0)

# ## The data
# 1,297 digits of 8x8 pixels to train on. But for two of each class, labels become -1.
data = datasets.digits()
labels = datasets.few_labels(data.labels["train"], arguments.labels, seed=0)
print(f"images with a label: {np.flatnonzero(labels >= 0).tolist()}")

# ## The players
# D returns a logit for each class, and by their sum says how real an image is. The
# lengths of its weights are set by what it makes of the first 500 images.
discriminator = networks.salimans_discriminator((8, 8, 1), 10, (200, 100, 100))
layers.initialize_from_data(discriminator, data.train[:500])
generator = networks.salimans_generator((8, 8, 1), 30, (200, 200))

# ## The game
# Each batch has 100 images without and 100 with a label, the same few again and again.
# G has its images match the mean features of real ones. What is kept is an average of
# D's weights over training.
gan = keras_gan.GAN(generator, discriminator, discriminator_ema="power", seed=0)
gan.compile(
    d_optimizer=optimizers.Adam(3e-3, beta_1=0.5),
    g_optimizer=optimizers.Adam(3e-3, beta_1=0.5),
    loss=losses.SemiSupervised(),
)
gan.fit(
    datasets.batches(data.train, 100, labels=labels, labelled_apart=True),
    steps_per_epoch=100,
    epochs=arguments.epochs,
    callbacks=[
        callbacks.ClassificationError(data.validation, data.labels["validation"], 5)
    ],
    verbose=2,
)

# ## The score
# Beside it, logistic regression on the labelled pixels.
classifier = networks.classifier(gan.ema_discriminator)
read = classifier.predict(data.test, verbose=0).argmax(axis=1)
known = labels >= 0
pixels = data.train[known].reshape(-1, 64), labels[known]
plain = keras_gan.metrics.linear_probe(*pixels, data.test.reshape(-1, 64))
for name, answers in (("D", read), ("regression on pixels", plain)):
    error, about = keras_gan.metrics.error_rate(answers, data.labels["test"])
    print(f"test error of {name}: {error:.1f} +- {about:.1f} %")

# ## The classifier, to be served
classifier.export(f"{arguments.output}/classifier", verbose=False)
