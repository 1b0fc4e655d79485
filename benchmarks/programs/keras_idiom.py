"""A hand-written `keras.Model`, as tutorials on Keras teach it."""

import keras
import tensorflow as tf

from benchmarks import programs
from benchmarks.programs.images import image_batches


def generator():
    hidden, hidden_again, pixels = programs.GENERATOR_WIDTHS
    return keras.Sequential(
        [
            keras.Input((programs.LATENT_DIM,)),
            keras.layers.Dense(hidden, activation="relu"),
            keras.layers.Dense(hidden_again, activation="relu"),
            keras.layers.Dense(pixels, activation="sigmoid"),
            keras.layers.Reshape((28, 28, 1)),
        ]
    )


def discriminator():
    units, pieces = programs.MAXOUT_UNITS, programs.MAXOUT_PIECES

    def maxout(x):
        x = keras.layers.Dense(units * pieces)(x)
        x = keras.layers.Reshape((units, pieces))(x)
        return keras.ops.max(x, axis=-1)

    images = keras.Input((28, 28, 1))
    x = keras.layers.Dropout(0.2)(keras.layers.Flatten()(images))
    x = keras.layers.Dropout(0.5)(maxout(x))
    x = keras.layers.Dropout(0.5)(maxout(x))
    return keras.Model(images, keras.layers.Dense(1)(x))


class HandWrittenGAN(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator = generator()
        self.discriminator = discriminator()
        self.d_loss_metric = keras.metrics.Mean(name="d_loss")
        self.g_loss_metric = keras.metrics.Mean(name="g_loss")

    def compile(self, d_optimizer, g_optimizer):
        super().compile()
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)

    @property
    def metrics(self):
        return [self.d_loss_metric, self.g_loss_metric]

    def train_step(self, real_images):
        batch_size = tf.shape(real_images)[0]
        latents = tf.random.normal((batch_size, programs.LATENT_DIM))
        generated = self.generator(latents, training=True)
        images = tf.concat([real_images, generated], axis=0)
        labels = tf.concat([tf.ones((batch_size, 1)), tf.zeros((batch_size, 1))], 0)
        with tf.GradientTape() as tape:
            logits = self.discriminator(images, training=True)
            d_loss = self.loss_fn(labels, logits)
        weights = self.discriminator.trainable_weights
        gradients = tape.gradient(d_loss, weights)
        self.d_optimizer.apply_gradients(zip(gradients, weights, strict=True))

        latents = tf.random.normal((batch_size, programs.LATENT_DIM))
        with tf.GradientTape() as tape:
            generated = self.generator(latents, training=True)
            logits = self.discriminator(generated, training=True)
            g_loss = self.loss_fn(tf.ones((batch_size, 1)), logits)
        weights = self.generator.trainable_weights
        gradients = tape.gradient(g_loss, weights)
        self.g_optimizer.apply_gradients(zip(gradients, weights, strict=True))

        self.d_loss_metric.update_state(d_loss)
        self.g_loss_metric.update_state(g_loss)
        return {m.name: m.result() for m in self.metrics}


def make(update):
    """`fit` of the hand-written model.

    Args:
        update: str, "sgd" (with momentum) or "adam".
    """
    optimizers = {
        "sgd": lambda: keras.optimizers.SGD(0.01, momentum=0.5),
        "adam": lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    }
    gan = HandWrittenGAN()
    gan.compile(optimizers[update](), optimizers[update]())
    batches = image_batches(programs.BATCH_SIZE)

    def run(steps):
        gan.fit(batches, steps_per_epoch=steps, epochs=1, verbose=0)

    return run
