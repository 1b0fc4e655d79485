"""Trains games under a strategy and prints what they came to as JSON.

A program of its own, as TensorFlow splits a CPU in two, and joins other workers, only
before it has started.
Usage: games_on_replicas.py one | two | workers PLACE
PLACE is a folder, for several workers the same one.
"""

import json
import pathlib
import sys
import time

import keras
import numpy as np
import tensorflow as tf

import keras_gan
from keras_gan import losses, networks, optimizers
from keras_gan.baselines.variational_autoencoder import VariationalAutoencoder
from keras_gan.latents import Stream, masks
from keras_gan.models import BiGAN, Play
from keras_gan.recipes import training
from keras_gan.recipes.run_folder import RunState

ROWS_A_REPLICA = 4
STEPS = 20
IMAGE_SHAPE = (4, 4, 1)
RULES = {
    "R1": {"loss": "non_saturating", "terms": [losses.R1(0.1)]},
    "R2": {"loss": "maximum_likelihood", "terms": [losses.R2(0.1)]},
    "two D steps": {"loss": "minimax", "discriminator_steps": 2},
    "blend, smoothed labels": {"loss": losses.Blend(0.3, label_smoothing=0.1)},
    "lazy penalties": {"terms": [losses.R1(0.1, every=4), losses.R2(0.1, every=3)]},
    "at once": {"update": "simultaneous", "terms": [losses.R2(0.1, every=2)]},
    "softplus": {"loss": "softplus"},
    "least squares": {"loss": "least_squares"},
    "wasserstein, drift": {"loss": "wasserstein", "terms": [losses.Drift(0.01)]},
    "hinge": {"loss": "hinge"},
    # Its means are of the images of all replicas.
    "relativistic average": {"loss": "relativistic_average"},
    "relativistic average, two D steps": {
        "loss": "relativistic_average",
        "discriminator_steps": 2,
    },
    "relativistic pairing": {
        "loss": "relativistic_pairing",
        "terms": [losses.R1(0.1), losses.R2(0.1)],
    },
}
# Without dropout, which replicas draw apart; so they do the points of `GradientPenalty`
# and `Dragan`, and of the latter's standard deviation each has its own.
NETWORKS = {
    "dense": lambda: (
        networks.dense_generator(IMAGE_SHAPE, 3, (8,)),
        networks.dense_discriminator(IMAGE_SHAPE, (8,)),
    ),
    "maxout": lambda: (
        networks.paper_generator(IMAGE_SHAPE, 3, width=8),
        maxout_discriminator(keras.layers.Flatten(), keras_gan.layers.Maxout(4, 2)),
    ),
    "convolutions": lambda: (
        networks.cifar10_conv_generator((32, 32, 3), 3, width=8, channels=2),
        maxout_discriminator(
            keras_gan.layers.MaxoutConv2D(2, 2, 8, pool_size=8, pool_strides=8),
            keras.layers.Flatten(),
            shape=(32, 32, 3),
        ),
    ),
    "projection": lambda: (
        conditional_generator(),
        networks.dense_discriminator(IMAGE_SHAPE, (8,), num_classes=3),
    ),
    "classifier": lambda: (
        conditional_generator(),
        networks.dense_discriminator(
            IMAGE_SHAPE, (8,), num_classes=3, condition="classifier"
        ),
    ),
    "classes": lambda: (
        networks.dense_generator(IMAGE_SHAPE, 3, (8,)),
        networks.salimans_discriminator(IMAGE_SHAPE, 3, (6, 4), 0.0, 0.0),
    ),
    "spectral normalization": lambda: (
        networks.dense_generator(IMAGE_SHAPE, 3, (8,)),
        maxout_discriminator(
            normalized(keras.layers.Conv2D(2, 3, activation="relu")),
            keras.layers.Flatten(),
            normalized(keras.layers.Dense(4, "relu")),
        ),
    ),
}

# What a run that worker 0 cannot begin is started with, by the name of its folder.
REFUSED = {
    "locked": {},
    "taken": {"overwrite": True},
    "damaged": {"resume": True},
}


@keras.saving.register_keras_serializable()
def latents(shape, seed):
    """The same rows on each replica, so that two of them together repeat them."""
    rows = tf.range(shape[0]) % ROWS_A_REPLICA
    columns = tf.range(shape[1])
    return tf.sin(tf.cast(rows[:, None] * 3 + columns, tf.float32))


def maxout_discriminator(*layers, shape=IMAGE_SHAPE):
    return keras.Sequential([keras.Input(shape), *layers, keras.layers.Dense(1)])


def conditional_generator():
    """Of latents alone are the statistics, which are so the same on each replica."""
    inputs = {
        "latents": keras.Input((3,), name="latents"),
        "labels": keras.Input((), dtype="int32", name="labels"),
    }
    x = keras.layers.Dense(8, use_bias=False)(inputs["latents"])
    x = keras_gan.layers.ConditionalBatchNormalization(3)(x, inputs["labels"])
    x = keras.layers.Dense(16, "sigmoid")(keras.layers.ReLU()(x))
    return keras.Model(inputs, keras.layers.Reshape(IMAGE_SHAPE)(x))


def normalized(layer):
    return keras_gan.layers.SpectralNormalization(layer, seed=1)


def game(strategy, rules, wrap=lambda optimizer: optimizer, kind="dense", **arguments):
    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = keras_gan.GAN(*NETWORKS[kind](), latent=latents, **arguments)
        pair = [optimizers.SGD(0.1, momentum=0.5), optimizers.Adam(1e-2)]
        gan.compile(*map(wrap, pair), **rules)
    return gan


def bidirectional(strategy):
    """The game of pairs, whose encoder learns with the generator."""
    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = BiGAN(
            networks.dense_generator(IMAGE_SHAPE, 3, (8,)),
            networks.dense_discriminator(IMAGE_SHAPE, (8,), code_dim=3),
            latent=latents,
            partners={"encoder": networks.dense_encoder(IMAGE_SHAPE, 3, (8,))},
        )
        pair = [optimizers.SGD(0.1, momentum=0.5), optimizers.Adam(1e-2)]
        gan.compile(*pair, terms=[losses.JointR1(0.1)])
    return gan


def batches(count, seed=0, shape=IMAGE_SHAPE):
    images = np.random.default_rng(seed).random((count * 8, *shape), dtype="float32")
    return tf.data.Dataset.from_tensor_slices(images).batch(8)


def of_classes(strategy, condition):
    """A game of labels, of which one replica knows more than the other."""
    terms = [losses.R1(0.1)]
    if condition == "classifier":
        terms = [
            losses.ClassLoss(fakes=True),
            losses.ClassLoss(0.1, player="generator"),
        ]
    labels = np.tile([0, -1, -1, -1, 2, 1, 1, -1], STEPS)
    labels = tf.data.Dataset.from_tensor_slices(labels).batch(8)
    data = tf.data.Dataset.zip(batches(STEPS), labels)
    return trained(game(strategy, {"terms": terms}, kind=condition), data=data)


def few_labels(strategy, apart):
    """A game of some labels, of which one replica has more than the other."""
    gan = game(
        strategy,
        {"loss": losses.SemiSupervised()},
        kind="classes",
        discriminator_ema="power",
    )
    with strategy.scope():
        images = next(iter(batches(1))).numpy()
        keras_gan.layers.initialize_from_data(gan.discriminator, images)
        gan.reset_average()
    labels = np.tile([0, -1, -1, -1, 2, 1, 1, -1], STEPS)

    def with_labels(images, labels, labelled):
        about = {"labelled_images": labelled} if apart else {}
        return {"images": images, "labels": labels, **about}

    labels = tf.data.Dataset.from_tensor_slices(labels).batch(8)
    data = tf.data.Dataset.zip(batches(STEPS), labels, batches(STEPS, seed=1))
    return trained(gan, data=data.map(with_labels))


def trained(gan, steps=STEPS, data=None, **options):
    images = data or batches(steps, shape=gan.image_shape)
    history = gan.fit(images, verbose=0, **options)
    return {
        "weights": weights_of(gan),
        "logs": {k: v[-1] for k, v in history.history.items()},
        "step": int(gan.step_counter.numpy()),
    }


def weights_of(gan):
    return [np.asarray(w).tolist() for w in gan.weights]


class Interruption(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            raise InterruptedError


def under_keras_callbacks(strategy, place):
    """Three epochs with validation and files of Keras' callbacks, and in two parts."""
    gan = game(strategy, RULES["R1"])
    checkpoint = keras.callbacks.ModelCheckpoint(place / "last.keras")
    options = {"steps": 5, "epochs": 3, "validation_data": batches(2, seed=1)}
    whole = trained(gan, callbacks=[checkpoint], **options)
    backup = keras.callbacks.BackupAndRestore(place / "backup")
    try:
        trained(
            game(strategy, RULES["R1"]), callbacks=[backup, Interruption()], **options
        )
    except InterruptedError:
        resumed = trained(game(strategy, RULES["R1"]), callbacks=[backup], **options)
    return {
        "whole": whole,
        "checkpoint": weights_of(keras.models.load_model(place / "last.keras")),
        "resumed": resumed,
    }


def refusals(strategy, place):
    """What is said of runs that worker 0 cannot begin, and after how many seconds."""
    told = {}
    for name, options in REFUSED.items():
        began = time.monotonic()
        try:
            state = RunState("digits", seed=0, epochs=1)
            training.train(state, place / name, strategy=strategy, **options)
        except (OSError, ValueError) as error:
            seconds = time.monotonic() - began
            told[name] = [type(error).__name__, str(error), seconds]
    return told


def dropout_masks(strategy):
    """What each replica's dropout keeps of the same images, in training."""
    with strategy.scope():
        gan = keras_gan.GAN(
            networks.dense_generator((4, 4, 1), 3, (8,)),
            keras.Sequential(
                [
                    keras.Input((4, 4, 1)),
                    keras.layers.Flatten(),
                    keras.layers.Dropout(0.5, seed=1),
                    keras.layers.Dense(1, kernel_initializer="ones"),
                ]
            ),
        )
        ones = tf.ones((64, 4, 4, 1))
    run = tf.function(
        lambda: strategy.run(lambda: gan.discriminator(ones, training=True))
    )
    return [x.numpy().tolist() for x in strategy.experimental_local_results(run())]


@keras.saving.register_keras_serializable()
class SameMasks(masks.MaskDistribution):
    """The same masks on each replica, so that two of them together repeat them."""

    def __call__(self, count, image_shape, seed):
        rows = tf.range(count)[:, None] % ROWS_A_REPLICA
        known = tf.range(16)[None] % (rows + 2) == 0
        return tf.reshape(tf.cast(known, "float32"), (-1, 4, 4, 1))


def completion_game(strategy, **options):
    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = keras_gan.CompletionGAN(
            networks.completion_generator(IMAGE_SHAPE, 3, (8,)),
            networks.completion_discriminator(IMAGE_SHAPE, (8,)),
            **options,
        )
        gan.compile(optimizers.SGD(0.1), optimizers.Adam(1e-2), terms=[losses.R1(0.1)])
    return gan


def next_noise(gan):
    batch = {"images": tf.zeros((4, *IMAGE_SHAPE))}
    step = gan.step_counter.value
    play = Play(gan, batch, Stream.DISCRIMINATOR_STEP, step)
    return {
        "latents": play.latents,
        "seed of a term": play.seed,
        "masks": play.real["mask"],
    }


def noise_drawn(strategy):
    """The noise of each replica's next step of D, of each kind a list of replicas'."""
    gan = completion_game(strategy, latent="normal", seed=3)
    run = tf.function(lambda: strategy.run(lambda: next_noise(gan)))
    return {
        kind: [x.numpy().tolist() for x in strategy.experimental_local_results(noise)]
        for kind, noise in run().items()
    }


class SameNoise(VariationalAutoencoder):
    """With the same noise on each replica and for each half of a batch."""

    def _noise(self, count, counter, stream=Stream.GENERATOR_STEP):
        return latents((count, self.latent_dim), None)


def autoencoder(strategy):
    """The baseline that is a model of its own, trained."""
    with strategy.scope():
        keras.utils.set_random_seed(0)
        model = SameNoise(IMAGE_SHAPE, width=8, latent_dim=3)
        model.compile(optimizer=optimizers.Adam(1e-2))
    history = model.fit(batches(STEPS), verbose=0, shuffle=False)
    return {
        "weights": weights_of(model),
        "logs": {k: v[-1] for k, v in history.history.items()},
        "step": int(model.optimizer.iterations.numpy()),
    }


class HugeGradient(losses.Penalty):
    """Zero, with a gradient that overflows where the images are bright."""

    def __call__(self, discriminator, real_images, fake_images, seed):
        logits = discriminator(real_images)[:, 0]
        slope = tf.where(tf.reduce_mean(real_images) > 0.9, 1e38, 0.0)
        return slope * (logits - tf.stop_gradient(logits))


def overflow_on_one(strategy):
    """A step in which the loss-scaled gradients of one replica alone overflow."""
    gan = game(
        strategy,
        {"terms": [HugeGradient(1.0)]},
        keras.optimizers.LossScaleOptimizer,
    )
    images = np.zeros((8, *IMAGE_SHAPE), "float32")
    images[ROWS_A_REPLICA:] = 1.0
    before = gan.discriminator.get_weights()
    gan.fit(tf.data.Dataset.from_tensor_slices(images).batch(8), verbose=0)
    pairs = zip(gan.discriminator.get_weights(), before, strict=True)
    return {
        "moved": max(float(np.abs(a - b).max()) for a, b in pairs),
        "scale": float(gan.d_optimizer.dynamic_scale.numpy()),
        "updates": int(gan.d_optimizer.iterations.numpy()),
        "finite": all(np.isfinite(w).all() for w in gan.discriminator.get_weights()),
    }


def too_few_images(strategy):
    """What is said of a last batch of a single image."""
    gan = game(strategy, {})
    images = np.zeros((9, *IMAGE_SHAPE), "float32")
    try:
        gan.fit(tf.data.Dataset.from_tensor_slices(images).batch(8), verbose=0)
    except tf.errors.InvalidArgumentError as error:
        return str(error)


def whole_run(strategy, place):
    """A recipe's run, with all that its callbacks leave behind."""
    state = RunState("digits", seed=0, epochs=5, batch_size=32, limit=320)
    gan, metrics = training.train(state, place / "run", strategy=strategy)
    return {
        "files": sorted(p.name for p in (place / "run").rglob("*") if p.is_file()),
        "history": (place / "run" / "history.csv").read_text(),
        "score": metrics["parzen"]["mean"],
        "steps": int(gan.step_counter.numpy()),
    }


def make_strategy(kind):
    if kind == "workers":
        return tf.distribute.MultiWorkerMirroredStrategy()
    cpu = tf.config.list_physical_devices("CPU")[0]
    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, two)
    devices = ["CPU:0", "CPU:1"] if kind == "two" else ["CPU:0"]
    return tf.distribute.MirroredStrategy(devices)


def main(kind, place):
    strategy = make_strategy(kind)
    place = pathlib.Path(place)
    games = {name: trained(game(strategy, rules)) for name, rules in RULES.items()}
    scaled = game(strategy, RULES["R1"], keras.optimizers.LossScaleOptimizer)
    games["loss scaled"] = trained(scaled)
    for network in ("maxout", "convolutions", "spectral normalization"):
        games[network] = trained(game(strategy, RULES["R2"], kind=network))
    for condition in ("projection", "classifier"):
        games[condition] = of_classes(strategy, condition)
    games["bidirectional"] = trained(bidirectional(strategy))
    games["few labels"] = few_labels(strategy, apart=False)
    games["few labels, apart"] = few_labels(strategy, apart=True)
    completion = completion_game(strategy, latent=latents, masks=SameMasks())
    games["completion"] = trained(completion)
    games["autoencoder"] = autoencoder(strategy)
    own = place / f"{kind}-{strategy.extended.should_checkpoint}"
    own.mkdir()
    results = {
        "games": games,
        "dropout": dropout_masks(strategy),
        "noise": noise_drawn(strategy),
        "under_keras_callbacks": under_keras_callbacks(strategy, own),
    }
    if kind == "workers":
        results["refusals"] = refusals(strategy, place)
    if kind == "two":
        results["overflow"] = overflow_on_one(strategy)
        results["too few"] = too_few_images(strategy)
    if kind in ("one", "two"):
        results["run"] = whole_run(strategy, place)
    print(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
