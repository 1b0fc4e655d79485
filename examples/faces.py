"""The adversarial game of 2014 on faces, in its two stages.

Run it with `python examples/faces.py`; the paper's networks have `--width 8000`.
Without FER-2013 at hand, `--dataset digits` plays on the small digits inside
scikit-learn.
"""

import argparse

import keras_gan
from keras_gan import callbacks, datasets, metrics, networks, optimizers, plots

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", default="fer2013")
parser.add_argument("--epochs", type=int, nargs=2, default=[50, 22])
parser.add_argument("--width", type=int, default=2000)
parser.add_argument("--output", default="runs/faces_game")
arguments = parser.parse_args()

# ## The data
# Faces with seven expressions to train on, and others, in five folds, to score.
images = datasets.load(arguments.dataset)
num_units = 3 * arguments.width // 20


# ## The rules
# Those of the paper: momentum SGD, and a generator that maximizes log D(G(z)). Both
# gradients come from one batch, as in the code that its authors published.
def play(generator, epochs, output):
    discriminator = networks.faces_discriminator(images.image_shape, num_units)
    gan = keras_gan.GAN(generator, discriminator, latent="normal", seed=0)
    gan.compile(
        d_optimizer=optimizers.SGD(optimizers.DecayPerUpdate(0.05), momentum=0.5),
        g_optimizer=optimizers.SGD(optimizers.DecayPerUpdate(0.05), momentum=0.5),
        update="simultaneous",
    )
    momentum = callbacks.MomentumSchedule(0.5, 0.7, first_epoch=1, last_epoch=250)
    samples = callbacks.SampleExport(output, every=5)
    batches = {"epochs": epochs, "batch_size": 100}
    gan.fit(images.train, callbacks=[momentum, samples], **batches)
    return gan


# ## The first stage
# The generator's output starts at the mean face, and each pixel listens to 100 units.
generator = networks.faces_generator(
    images.image_shape, width=arguments.width, mean_image=images.train.mean(axis=0)
)
first = play(generator, arguments.epochs[0], f"{arguments.output}/first_stage")

# ## The second stage
# Two more layers learn which latents to ask the trained generator for. The generator
# is trained on with them, against a discriminator that starts anew. Some latents are
# needed to match what the new layers give to what the generator was trained on.
bottom = networks.faces_bottom(width=arguments.width)
deeper = networks.put_below(bottom, generator, first.draw_latents(1_000, seed=0))
second = play(deeper, arguments.epochs[1], f"{arguments.output}/second_stage")

# ## The score
# Each fold picks sigma for itself; the mean over folds is reported. Data without folds
# gets two, which take turns.
folds = images.folds or [
    (images.validation, images.test),
    (images.test, images.validation),
]
num_samples = min(10_000, len(images.train))
for stage, gan in {"first stage:": first, "second stage:": second}.items():
    print(stage, metrics.parzen_folds(gan.sample(num_samples, seed=1), folds))
ceiling = metrics.parzen_ceiling(images.train, num_samples=num_samples, folds=folds)
print("ceiling:", ceiling)

# ## The picture
# Fair draws; framed, the training image nearest to the draw on its left.
nearest = plots.nearest_examples(second.sample(20, seed=0), images.train)
plots.save_png(f"{arguments.output}/nearest.png", nearest)
