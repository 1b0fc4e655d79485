"""The adversarial game between a generator and a discriminator."""

import functools

import keras
import tensorflow as tf

from keras_gan import latents as latent_priors
from keras_gan import losses
from keras_gan.latents import Stream, noise_seed
from keras_gan.models import averaging, compile_checks, network_checks, replicas
from keras_gan.models.divergence import kept_statistics
from keras_gan.models.fitting import CheckedTraining
from keras_gan.models.game_logs import GameLogs
from keras_gan.models.linear_pass import LinearPass, has_linear_r1
from keras_gan.models.one_pass import is_per_example
from keras_gan.models.optimizer_pair import OptimizerPair
from keras_gan.models.player_updates import PlayerUpdates
from keras_gan.models.sampling import SamplingGenerator
from keras_gan.models.saving import SavedGame
from keras_gan.models.training_data import real_images_of


@keras.saving.register_keras_serializable(package="keras_gan")
class GAN(CheckedTraining, PlayerUpdates, SavedGame, SamplingGenerator, keras.Model):
    """Trains a generator against a discriminator (Algorithm 1 of the 2014 paper).

    The discriminator D learns to tell real images from generated ones, the generator
    G learns to make images that D takes for real. `fit` takes arrays or datasets of
    images; labels that come with them are not used.

    Args:
        generator: `keras.Model` from latents `(batch, latent_dim)` to images.
        discriminator: `keras.Model` from images to one logit an image, with no
            sigmoid at its end.
        latent: str or callable, the prior of the latents: "uniform" (on
            [-sqrt(3), sqrt(3)]), "normal", "spherical", "truncated_normal", or
            `(shape, seed) -> latents`.
        latent_dim: int, the length of a latent vector; by default what the
            generator's input says.
        generator_ema: None, "power" or a decay in (0, 1): the running average of the
            generator's weights that `sample`, `predict`, metrics and `export` use.
            "power" averages about the last fifth of training, however long it is.
        seed: int, the seed of all noise; a resumed run continues the noise.
        **kwargs: `name` and the other arguments of `keras.Model`.

    Raises:
        ValueError: if the networks do not fit each other, the latents or the game.

    Example:
        >>> gan = keras_gan.GAN(generator, discriminator, latent="normal", seed=0)
        >>> gan.compile(d_optimizer=Adam(2e-4, 0.5), g_optimizer=Adam(2e-4, 0.5))
        >>> gan.fit(images, epochs=50, batch_size=100)
        >>> gan.sample(64, seed=1)

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """

    def __init__(
        self,
        generator,
        discriminator,
        latent="uniform",
        latent_dim=None,
        generator_ema="power",
        seed=0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        averaging.check_rule(generator_ema)
        self.seed = network_checks.check_seed(seed)
        self.latent = latent_priors.get(latent)
        self.latent_dim = network_checks.find_latent_dim(generator, latent_dim)
        self.image_shape = network_checks.check_networks(
            generator, discriminator, self.latent_dim
        )
        self.generator = generator
        self.discriminator = discriminator
        is_decay = generator_ema not in (None, "power")
        self.generator_ema = float(generator_ema) if is_decay else generator_ema
        self.ema_generator = None
        if generator_ema is not None:
            self.ema_generator = averaging.copy_of(generator, self.latent_dim)
            self.ema_generator.trainable = False
        replicas.draw_apart(generator, discriminator)
        self.step_counter = self._counter("step_counter", 0)
        self.test_counter = self._counter("test_counter", 0)
        self.diverged_at = self._counter("diverged_at", -1)
        self.diverged_player = self._counter("diverged_player", 0)
        self.logs = GameLogs()
        self.penalty_trackers = []
        self.test_metrics = []
        self._compile_image_functions()
        self.built = True

    def compile(
        self,
        d_optimizer,
        g_optimizer,
        loss="non_saturating",
        discriminator_steps=1,
        update="alternating",
        penalties=(),
        metrics=(),
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
    ):
        """Sets the rules of the game.

        Args:
            d_optimizer: Keras optimizer of the discriminator.
            g_optimizer: Keras optimizer of the generator, not the same object.
            loss: str or `keras_gan.losses.AdversarialLoss`: "minimax",
                "non_saturating", "maximum_likelihood" or "blend".
            discriminator_steps: int, k: discriminator updates to each generator
                update.
            update: str, "alternating" (Algorithm 1) or "simultaneous": both gradients
                from one forward pass on the same noise, which is cheaper; G then
                answers the D from before this step. Needs k = 1.
            penalties: sequence of `keras_gan.losses.Penalty`, added to D's loss.
            metrics: sequence of Keras metrics with
                `update_state(real_images, fake_images)`; `evaluate` updates them with
                samples of the averaged generator.
            run_eagerly: bool, see `keras.Model.compile`.
            steps_per_execution: int, see `keras.Model.compile`.
            jit_compile: bool or "auto", whether to compile steps with XLA. "auto"
                does so where there is an accelerator.

        Raises:
            TypeError: for what is no optimizer, penalty or metric.
            ValueError: for an unknown loss or update, `discriminator_steps < 1`, one
                optimizer object for both players, or two penalties or metrics of one
                name.
        """
        compile_checks.check_turns(discriminator_steps, update, self._updates)
        compile_checks.check_penalties(penalties)
        compile_checks.check_metrics(metrics)
        pair = OptimizerPair(d_optimizer, g_optimizer)
        adversarial_loss = losses.get(loss)
        has_accelerator = tf.config.list_logical_devices(
            "GPU"
        ) or tf.config.list_logical_devices("TPU")
        super().compile(
            optimizer=None,
            run_eagerly=run_eagerly,
            steps_per_execution=steps_per_execution,
            jit_compile=bool(has_accelerator) if jit_compile == "auto" else jit_compile,
        )
        pair.prepare(self.discriminator, self.generator)
        self.d_optimizer, self.g_optimizer = pair.optimizers
        self.optimizer = pair
        self.adversarial_loss = adversarial_loss
        self.discriminator_steps = int(discriminator_steps)
        self.update = update
        self.penalties = list(penalties)
        self.penalty_trackers = [keras.metrics.Mean(name=p.name) for p in penalties]
        self.test_metrics = list(metrics)
        self._rules = {
            "loss": self.adversarial_loss,
            "discriminator_steps": self.discriminator_steps,
            "update": self.update,
            "penalties": self.penalties,
            "metrics": self.test_metrics,
            "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution,
            "jit_compile": jit_compile,
        }

    @property
    def metrics(self):
        """The trackers of the logs, then the metrics given to `compile`."""
        return [*self.logs.trackers, *self.penalty_trackers, *self.test_metrics]

    def train_step(self, data):
        """Updates D on one fresh minibatch and, every k-th time, G.

        Args:
            data: tensor `(batch, ...)` of real images, or a tuple that begins with it.

        Returns:
            Dict of the logs, each the mean over the epoch so far.
        """
        real_images = real_images_of(data)
        replicas.check_share(real_images)
        restore_statistics = kept_statistics(self.discriminator, self.generator)
        getattr(self, self._updates[self.update])(real_images)
        restore_statistics(self.diverged_at.value >= 0)
        self.step_counter.assign_add(1)
        return self._results([*self.logs.trackers, *self.penalty_trackers])

    def _alternate(self, real_images):
        """Algorithm 1: D's update, then G's against the new D on fresh noise."""
        self._discriminator_step(real_images)
        batch_size = tf.shape(real_images)[0]
        if self.discriminator_steps == 1:
            self._generator_step(batch_size)
        else:
            replicas.cond(
                tf.equal((self.step_counter.value + 1) % self.discriminator_steps, 0),
                self._generator_step,
                lambda batch_size: None,
                batch_size,
            )

    def _discriminator_step(self, real_images):
        latents = self._latents(tf.shape(real_images)[0], Stream.DISCRIMINATOR_STEP)
        fake_images = self.generator(latents, training=True)
        same_rank = real_images.shape.rank == fake_images.shape.rank  # Keras adds axes
        if same_rank and has_linear_r1(self.discriminator, self.penalties):
            self._move_linear_discriminator(real_images, fake_images)
            return
        with tf.GradientTape() as tape:
            logits = self._real_and_fake_logits(real_images, fake_images, same_rank)
            objective = self._d_objective(real_images, fake_images, *logits)
        self._update_discriminator(tape, objective)

    def _move_linear_discriminator(self, real_images, fake_images):
        """D's update by the same gradients, where R1 needs no second-order graph."""
        count = tf.shape(real_images)[0]
        images = [tf.cast(each, tf.float32) for each in (real_images, fake_images)]
        linear_pass = LinearPass(self.discriminator, tf.concat(images, axis=0))
        logits = linear_pass.logits
        with tf.GradientTape() as tape:
            tape.watch(logits)
            loss = self._d_loss(logits[:count], logits[count:])
            objective = self._scaled(loss, self.discriminator, self.d_optimizer)
        (r1,), (tracker,) = self.penalties, self.penalty_trackers
        weight = r1.every * r1.weight_at(self.step_counter.value)
        weight = self._scaled(weight, self.discriminator, self.d_optimizer)
        weight /= tf.cast(count, tf.float32)
        gradients, penalties = linear_pass.gradients(
            tape.gradient(objective, logits),
            count,
            weight,
            r1.is_due(self.step_counter.value),
        )
        tracker.update_state(penalties)
        objective += weight * tf.reduce_sum(penalties)
        self._update(self.d_optimizer, self.discriminator, objective, gradients)

    def _generator_step(self, batch_size):
        latents = self._latents(batch_size, Stream.GENERATOR_STEP)
        with tf.GradientTape() as tape:
            fake_images = self.generator(latents, training=True)
            fake_logits = self.discriminator(fake_images, training=True)
            objective = self._g_objective(fake_logits)
        self._update_generator(tape, objective)

    def _move_at_once(self, real_images):
        """Both players' updates from one forward pass, each against the old other."""
        latents = self._latents(tf.shape(real_images)[0], Stream.DISCRIMINATOR_STEP)
        with tf.GradientTape(persistent=True) as tape:
            fake_images = self.generator(latents, training=True)
            real_logits = self.discriminator(real_images, training=True)
            fake_logits = self.discriminator(fake_images, training=True)
            d_objective = self._d_objective(
                real_images, fake_images, real_logits, fake_logits
            )
            g_objective = self._g_objective(fake_logits)
        self._update_discriminator(tape, d_objective)
        self._update_generator(tape, g_objective)

    _updates = {"alternating": "_alternate", "simultaneous": "_move_at_once"}

    def _real_and_fake_logits(self, real_images, fake_images, same_rank):
        fake_images = tf.cast(fake_images, real_images.dtype)
        if same_rank and is_per_example(self.discriminator):
            images = tf.concat([real_images, fake_images], axis=0)
            logits = self.discriminator(images, training=True)
            count = tf.shape(real_images)[0]
            return logits[:count], logits[count:]
        fake_logits = self.discriminator(fake_images, training=True)
        return self.discriminator(real_images, training=True), fake_logits

    def _d_loss(self, real_logits, fake_logits):
        losses_of_examples = self.adversarial_loss.discriminator_loss(
            real_logits, fake_logits
        )
        self.logs.track_discriminator(losses_of_examples, real_logits, fake_logits)
        return tf.reduce_mean(losses_of_examples)

    def _d_objective(self, real_images, fake_images, real_logits, fake_logits):
        objective = self._d_loss(real_logits, fake_logits)
        objective += losses.total_penalty(
            self.penalties,
            self.penalty_trackers,
            functools.partial(self.discriminator, training=True),
            real_images,
            tf.stop_gradient(fake_images),
            self._noise_seed(Stream.PENALTY),
            self.step_counter.value,
        )
        return self._scaled(objective, self.discriminator, self.d_optimizer)

    def _g_objective(self, fake_logits):
        losses_of_examples = self.adversarial_loss.generator_loss(fake_logits)
        self.logs.track_generator(losses_of_examples)
        objective = tf.reduce_mean(losses_of_examples)
        return self._scaled(objective, self.generator, self.g_optimizer)

    def test_step(self, data):
        """Plays the game on held-out images without updates.

        The logs come from the generator in play; metrics given to `compile` get
        samples of the averaged generator, made from the same noise.
        """
        real_images = real_images_of(data)
        latents = self._latents(
            tf.shape(real_images)[0], Stream.TEST, self.test_counter.value
        )
        real_logits = self.discriminator(real_images, training=False)
        fake_logits = self.discriminator(
            self.generator(latents, training=False), training=False
        )
        self.logs.track_discriminator(
            self.adversarial_loss.discriminator_loss(real_logits, fake_logits),
            real_logits,
            fake_logits,
        )
        self.logs.track_generator(self.adversarial_loss.generator_loss(fake_logits))
        if self.test_metrics:
            fake_images = self(latents)
            for metric in self.test_metrics:
                metric.update_state(real_images, fake_images)
        self.test_counter.assign_add(1)
        return self._results([*self.logs.trackers, *self.test_metrics])

    def _results(self, trackers):
        return replicas.to_logs({m.name: m.result() for m in trackers})

    def _latents(self, count, stream, counter=None):
        shape = tf.stack([count, self.latent_dim])
        return self.latent(shape, self._noise_seed(stream, counter))

    def _noise_seed(self, stream, counter=None):
        if counter is None:
            counter = self.step_counter.value
        return noise_seed(self.seed, stream, counter, replicas.own_number())

    def _counter(self, name, value):
        return self.add_weight(
            name=name,
            shape=(),
            dtype="int64",
            initializer=keras.initializers.Constant(value),
            trainable=False,
            aggregation="only_first_replica",  # the same on all of them
        )

    def export(self, filepath, format="tf_saved_model", overwrite=False):
        """Exports the averaged generator alone, for other programs.

        Args:
            filepath: str or path; a directory for a SavedModel, else a file.
            format: str, "tf_saved_model", "onnx" or "litert".
            overwrite: bool, whether an export that is there already may be replaced.

        Raises:
            FileExistsError: if `filepath` exists and `overwrite` is False.
            ImportError: for "onnx" without the package `tf2onnx`.
            ValueError: for an unknown format, or a file of another suffix than
                `.onnx` or `.tflite`.
        """
        from keras_gan.export import export_generator

        export_generator(self, filepath, format, overwrite)
