"""The adversarial game between a generator and a discriminator."""

import keras
import tensorflow as tf

from keras_gan import latents as latent_priors
from keras_gan import losses
from keras_gan.latents import Stream
from keras_gan.models import compile_checks, network_checks
from keras_gan.models.averaging import check_rule
from keras_gan.models.divergence import kept_statistics
from keras_gan.models.game import Game
from keras_gan.models.optimizer_pair import OptimizerPair
from keras_gan.models.play import Play
from keras_gan.models.player import Player
from keras_gan.models.wiring import Wiring


@keras.saving.register_keras_serializable(package="keras_gan")
class GAN(Game):
    """Trains a generator against a discriminator (Algorithm 1 of the 2014 paper).

    The discriminator D learns to tell real images from generated ones, the generator
    G learns to make images that D takes for real. Networks with several inputs get the
    entries of a batch that their inputs are named after: conditions such as "labels".

    A subclass changes how examples are made (`examples`) or judged (`judge`).

    Args:
        generator: `keras.Model` from latents `(batch, latent_dim)`, beside conditions,
            to images.
        discriminator: `keras.Model` from images, beside conditions, to logits, with no
            sigmoid at its end; or to a dict of "logits" and other answers.
        latent: str or callable, the prior of the latents: "uniform" (on
            [-sqrt(3), sqrt(3)]), "normal", "spherical", "truncated_normal", or
            `(shape, seed) -> latents`.
        latent_dim: int, the length of a latent vector; by default what the
            generator's input says.
        generator_ema: None, "power" or a decay in (0, 1): the running average of the
            generator's weights that `sample`, `predict`, metrics and `export` use, and
            of its partners'. "power" averages about the last fifth of training,
            however long it is.
        discriminator_ema: the same of the discriminator's weights, None by default: of
            use where D is kept, as a classifier, which is `gan.ema_discriminator`.
        seed: int, the seed of all noise; a resumed run continues the noise.
        partners: dict from a name to a built `keras.Model` that learns with the
            generator, such as an encoder; it becomes an attribute of that name.
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
        partners=None,
        discriminator_ema=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.seed = network_checks.check_seed(seed)
        self.latent = latent_priors.get(latent)
        self.generator_ema = check_rule(generator_ema)
        self.discriminator_ema = check_rule(discriminator_ema, "discriminator_ema")
        self.generator, self.discriminator = generator, discriminator
        self.add_partners(partners or {})
        self.wiring = Wiring(generator, discriminator, self.partners, latent_dim)
        of_discriminator, of_generator = self.add_averages()
        self.players = (
            Player("discriminator", [discriminator], of_discriminator),
            Player("generator", [generator, *self.partners.values()], of_generator),
        )
        self.set_up(GAN)

    def compile(
        self,
        d_optimizer,
        g_optimizer,
        loss="non_saturating",
        discriminator_steps=1,
        update="alternating",
        terms=(),
        metrics=(),
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
        penalties=None,
    ):
        """Sets the rules of the game.

        Args:
            d_optimizer: Keras optimizer of the discriminator.
            g_optimizer: Keras optimizer of the generator, not the same object.
            loss: str or `keras_gan.losses.AdversarialLoss`, one of
                `keras_gan.losses.LOSSES`.
            discriminator_steps: int, k: discriminator updates to each generator
                update.
            update: str, "alternating" (Algorithm 1) or "simultaneous": both gradients
                from one forward pass on the same noise, which is cheaper; G then
                answers the D from before this step. Needs k = 1.
            terms: sequence of `keras_gan.losses.Term`, added to a player's loss.
            metrics: sequence of Keras metrics with
                `update_state(real_images, fake_images)`; `evaluate` updates them with
                samples of the averaged generator.
            run_eagerly: bool, see `keras.Model.compile`.
            steps_per_execution: int, see `keras.Model.compile`.
            jit_compile: bool or "auto", whether to compile steps with XLA. "auto"
                does so on an accelerator without a strategy, if metrics allow it.
            penalties: the former name of `terms`.

        Raises:
            TypeError: for what is no optimizer, term or metric.
            ValueError: for an unknown loss or update, `discriminator_steps < 1`, one
                optimizer object for both players, or two terms or metrics of one name.
        """
        terms = compile_checks.check_terms(terms, penalties)
        self.discriminator_steps = compile_checks.check_turns(
            discriminator_steps, update
        )
        compile_checks.check_metrics(metrics)
        pair = OptimizerPair(d_optimizer, g_optimizer)
        loss = losses.get(loss)
        super().compile(
            optimizer=None,
            run_eagerly=run_eagerly,
            steps_per_execution=steps_per_execution,
            jit_compile=compile_checks.resolved_jit(
                jit_compile, metrics, run_eagerly, self.distribute_strategy
            ),
        )
        pair.prepare(self.players)
        self.d_optimizer, self.g_optimizer = pair.optimizers
        self.optimizer = pair
        self.adversarial_loss = loss
        self.update = update
        self.terms, self.test_metrics = terms, list(metrics)
        self.rules = {
            "loss": loss,
            "discriminator_steps": self.discriminator_steps,
            "update": update,
            "terms": terms,
            "metrics": self.test_metrics,
            "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution,
            "jit_compile": jit_compile,
        }
        self.set_rules(GAN)

    def train_step(self, data):
        """Updates D on one fresh minibatch and, every k-th time, G.

        Args:
            data: one batch of what `fit` takes, such as a tensor of images.

        Returns:
            Dict of the logs, each the mean over the epoch so far.
        """
        batch = self.batch_of(data)
        restore_statistics = kept_statistics(self.players, self.guard.selects)
        discriminator, generator = self.players
        if self.update == "simultaneous":
            self._move(batch, Stream.DISCRIMINATOR_STEP, discriminator, generator)
        else:
            self._move(batch, Stream.DISCRIMINATOR_STEP, discriminator)
            self.at_every_kth_step(
                lambda batch: self._move(batch, Stream.GENERATOR_STEP, generator), batch
            )
        restore_statistics(self.diverged_at.value >= 0)
        self.step_counter.assign_add(1)
        return self.logs_of(self.trackers)

    def _move(self, batch, stream, *players):
        """The players' updates from one evaluation of the game."""
        for player in players:
            player.begin_turn()
        one_pass = "one_pass" in self.fast_paths and players == self.players[:1]
        step = self.step_counter.value
        turn = step // players[0].period
        with tf.GradientTape(persistent=len(players) > 1) as tape:
            play = Play(self, batch, stream, step, one_pass=one_pass, turn=turn)
            objectives = [player.scaled(player.objective(play)) for player in players]
        for player, objective in zip(players, objectives, strict=True):
            gradients = tape.gradient(objective, player.values)
            player.update(objective, gradients, self.guard)

    def test_step(self, data):
        """Plays the game on held-out images without updates.

        The logs come from the un-averaged generator; metrics given to `compile` get
        samples of the averaged generator, made from the same noise.
        """
        batch = self.batch_of(data)
        play = Play(self, batch, Stream.TEST, self.test_counter.value, training=False)
        for player in self.players:
            player.objective(play)
        if self.test_metrics:
            fake_images = self.generate({**batch, "latents": play.latents})
            for metric in self.test_metrics:
                metric.update_state(batch["images"], fake_images)
        self.test_counter.assign_add(1)
        return self.logs_of([*self.trackers, *self.test_metrics])

    def examples(self, batch, latents, training):
        """Makes what D is to tell apart; for subclasses to override.

        Args:
            batch: dict of tensors by name.
            latents: tensor `(batch, latent_dim)`, or None.
            training: bool.

        Returns:
            Pair of dicts of tensors by name, real and generated examples, with what D's
            inputs are named after. Generated images have the batch's conditions.
        """
        made = self.run("generator", {**batch, "latents": latents}, training)
        return batch, {
            **batch,
            **(made if isinstance(made, dict) else {"images": made}),
        }

    def judge(self, examples, training):
        """Asks D about examples; for subclasses to override.

        Args:
            examples: dict of tensors by name, as `examples` returned them.
            training: bool.

        Returns:
            Logits, or a dict with "logits" and other answers.
        """
        return self.run("discriminator", examples, training)
