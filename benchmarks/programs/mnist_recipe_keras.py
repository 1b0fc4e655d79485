"""The recipe `mnist` in a hand-written `keras.Model`, as tutorials teach it.

Layers, data pipeline and rules are those of the recipe; what differs is the loop.
"""

import keras
import tensorflow as tf

from benchmarks.programs.mnist_recipe import (
    LATENT_DIM,
    LEARNING_RATES,
    R1_EVERY,
    R1_WEIGHTS,
    WIDTHS,
    KerasTrainer,
)
from keras_gan.layers import RandomShift


def networks(mean_image):
    logit = tf.math.log(tf.clip_by_value(mean_image, 1e-3, 0.999))
    logit -= tf.math.log1p(-tf.clip_by_value(mean_image, 1e-3, 0.999))
    hidden = [
        keras.layers.Dense(width, "relu", kernel_initializer="he_normal")
        for width in WIDTHS
    ]
    generator = keras.Sequential(
        [
            keras.Input((LATENT_DIM,)),
            *hidden,
            keras.layers.Dense(784, "sigmoid"),
            keras.layers.Reshape((28, 28, 1)),
        ]
    )
    generator.layers[-2].bias.assign(tf.reshape(logit, [-1]))
    layers = [
        keras.Input((28, 28, 1)),
        RandomShift(1),
        keras.layers.Flatten(),
    ]
    for width in WIDTHS:
        layers += [
            keras.layers.Dense(width, kernel_initializer="he_normal"),
            keras.layers.LeakyReLU(0.2),
        ]
    return generator, keras.Sequential([*layers, keras.layers.Dense(1)])


class HandWrittenGAN(keras.Model):
    def __init__(self, mean_image, total_steps):
        super().__init__()
        self.generator, self.discriminator = networks(mean_image)
        self.average = keras.models.clone_model(self.generator)
        self.average.set_weights(self.generator.get_weights())
        self.stronger_at = 0.3 * total_steps
        self.slower_at = round(0.75 * total_steps)
        self.steps = tf.Variable(0, dtype=tf.int64, trainable=False)
        self.d_loss_metric = keras.metrics.Mean(name="d_loss")
        self.g_loss_metric = keras.metrics.Mean(name="g_loss")

    def compile(self):
        super().compile()
        rate = keras.optimizers.schedules.PiecewiseConstantDecay
        self.d_optimizer, self.g_optimizer = (
            keras.optimizers.Adam(
                rate([self.slower_at], list(LEARNING_RATES)), beta_1=0.5, beta_2=0.99
            )
            for _ in range(2)
        )
        self.loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)

    @property
    def metrics(self):
        return [self.d_loss_metric, self.g_loss_metric]

    def penalty(self, real_images):
        with tf.GradientTape() as tape:
            tape.watch(real_images)
            logits = self.discriminator(real_images, training=True)
        gradients = tape.gradient(logits, real_images)
        norms = tf.reduce_sum(tf.square(gradients), axis=[1, 2, 3])
        is_stronger = tf.cast(self.steps, tf.float32) >= self.stronger_at
        weight = tf.where(is_stronger, R1_WEIGHTS[1], R1_WEIGHTS[0])
        return R1_EVERY * weight / 2 * tf.reduce_mean(norms)

    def train_step(self, real_images):
        batch_size = tf.shape(real_images)[0]
        latents = tf.random.normal((batch_size, LATENT_DIM))
        generated = self.generator(latents, training=True)
        images = tf.concat([real_images, generated], axis=0)
        labels = tf.concat([tf.ones((batch_size, 1)), tf.zeros((batch_size, 1))], 0)
        with tf.GradientTape() as tape:
            logits = self.discriminator(images, training=True)
            d_loss = 2 * self.loss_fn(labels, logits)
            d_loss += tf.cond(
                self.steps % R1_EVERY == 0,
                lambda: self.penalty(real_images),
                lambda: 0.0,
            )
        weights = self.discriminator.trainable_weights
        gradients = tape.gradient(d_loss, weights)
        self.d_optimizer.apply_gradients(zip(gradients, weights, strict=True))

        latents = tf.random.normal((batch_size, LATENT_DIM))
        with tf.GradientTape() as tape:
            generated = self.generator(latents, training=True)
            logits = self.discriminator(generated, training=True)
            g_loss = self.loss_fn(tf.ones((batch_size, 1)), logits)
        weights = self.generator.trainable_weights
        gradients = tape.gradient(g_loss, weights)
        self.g_optimizer.apply_gradients(zip(gradients, weights, strict=True))

        self.steps.assign_add(1)
        decay = (1 - 1 / tf.cast(self.steps, tf.float32)) ** 4
        for mean, weight in zip(
            self.average.weights, self.generator.weights, strict=True
        ):
            mean.assign(decay * mean + (1 - decay) * weight)
        self.d_loss_metric.update_state(d_loss)
        self.g_loss_metric.update_state(g_loss)
        return {m.name: m.result() for m in self.metrics}


class Trainer(KerasTrainer):
    def build(self, images, total_steps):
        gan = HandWrittenGAN(images.train.mean(axis=0), total_steps)
        gan.compile()
        return gan

    def sample(self, count):
        latents = tf.random.stateless_normal((count, LATENT_DIM), seed=(0, 0))
        return self.gan.average.predict(latents, batch_size=500, verbose=0)


def make():
    return Trainer().run
