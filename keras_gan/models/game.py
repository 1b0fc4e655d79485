"""What a game's steps are made of."""

import keras
import tensorflow as tf

from keras_gan.latents import noise_seed
from keras_gan.models import (
    compile_checks,
    executions,
    fast_paths,
    network_checks,
    replicas,
)
from keras_gan.models.averaging import Average
from keras_gan.models.batch import as_batch, check_names
from keras_gan.models.divergence import Guard
from keras_gan.models.game_logs import GameLogs
from keras_gan.models.game_model import GameModel
from keras_gan.models.sampling import Sampler


class Game(GameModel):
    """Base class of `GAN`, which has the networks and the rules.

    Attributes:
        players: pair of `keras_gan.models.player.Player`, D's and G's.
        wiring: `keras_gan.models.wiring.Wiring`, which tensors go into which network.
        guard: `keras_gan.models.divergence.Guard`.
        fast_paths: tuple of str, how D's turn is shortened; see `fast_paths.py`.
    """

    def add_partners(self, partners):
        """Makes networks that learn with the generator attributes of their names."""
        network_checks.check_partners(partners, self)
        self.partner_names = tuple(partners)
        for name, network in partners.items():
            setattr(self, name, network)

    def add_averages(self):
        """Makes averaged networks attributes: `ema_generator`, `ema_...` of others.

        Returns:
            Pair of `keras_gan.models.averaging.Average`, D's and that of G and its
            partners, or None where there is no rule.
        """
        self.ema_discriminator = self.ema_generator = None

        def d_updates():
            return self.step_counter.value + 1

        def g_updates():
            return self.step_counter.value // self.discriminator_steps + 1

        of_discriminator = {"discriminator": self.discriminator}
        of_generator = {"generator": self.generator, **self.partners}
        averages = []
        for networks, rule, updates in (
            (of_discriminator, self.discriminator_ema, d_updates),
            (of_generator, self.generator_ema, g_updates),
        ):
            average = rule and Average(networks, self.wiring.inputs, rule, updates)
            for name, network in average.networks.items() if average else ():
                setattr(self, f"ema_{name}", network)
            averages.append(average)
        return averages

    def set_up(self, plain):
        """Makes counters, guard, logs and sampler; called by the constructor.

        Args:
            plain: the class whose `examples` a subclass may override.
        """
        self.wiring.makes_examples = type(self).examples is not plain.examples
        networks = [network for player in self.players for network in player.networks]
        replicas.draw_apart(*networks)
        for network in networks:
            for layer in network._flatten_layers():
                if hasattr(layer, "in_game"):
                    layer.in_game = True  # moves once a turn, not at every call
        self.step_counter = self._counter("step_counter", 0)
        self.test_counter = self._counter("test_counter", 0)
        self.diverged_at = self._counter("diverged_at", -1)
        self.diverged_player = self._counter("diverged_player", 0)
        self.guard = Guard(self.step_counter, self.diverged_at, self.diverged_player)
        self.logs, self.terms, self.test_metrics = GameLogs(), [], []
        self.discriminator_steps = 1
        self.sampler, self.in_fit = Sampler(self), False
        self.sampler.begin()
        self.built = True

    def set_rules(self, plain):
        """Gives the players their objectives; called by `compile`.

        Args:
            plain: the class whose `judge` a subclass may override.
        """
        layers = self.discriminator._flatten_layers()
        self.logs = GameLogs(
            has_probabilities=getattr(self.adversarial_loss, "has_probabilities", True),
            has_sign=any(hasattr(layer, "probability") for layer in layers),
        )
        for player, optimizer in zip(
            self.players, self.optimizer.optimizers, strict=True
        ):
            player.prepare(optimizer, self.adversarial_loss, self.terms, self.logs)
        for term in self.terms:
            of_term = [p for p in self.players if term in p.terms]
            term.build([network for player in of_term for network in player.networks])
            parts = vars(term).values()
            replicas.draw_apart(*(p for p in parts if isinstance(p, keras.Layer)))
        compile_checks.check_logs([metric.name for metric in self.metrics])
        for player, period in zip(
            self.players, (1, self.discriminator_steps), strict=True
        ):
            player.period = period
        is_alone = not replicas.has_strategy(self.distribute_strategy)
        self.guard.selects = bool(self.jit_compile) and is_alone
        self.fast_paths = fast_paths.choose(
            self.discriminator,
            alone=self.update == "alternating" and type(self).judge is plain.judge,
        )

    def make_train_function(self, force=False):
        """Makes what `fit` calls for each execution; see `keras.Model`."""
        if self.train_function is not None and not force:
            return
        super().make_train_function(force=force)
        if self.guard.selects:  # XLA, and no strategy
            self.train_function = executions.compiled(
                self.train_step, self.steps_per_execution, self.train_function
            )

    def run(self, name, entries, training):
        """Calls one of the networks with the entries that its inputs are named after.

        Args:
            name: str, "generator", "discriminator" or a partner's.
            entries: dict of tensors by name.
            training: bool.
        """
        return self.wiring.run(name, entries, training)

    def generate(self, entries, training=False):
        """Images of the averaged generator, of latents or of entries by name."""
        if not isinstance(entries, dict):
            entries = {"latents": entries}
        if self.sampler.defaults and "latents" in entries:
            count = tf.shape(entries["latents"])[0]
            entries = self.sampler.with_defaults(entries, count)
        inputs = self.wiring.inputs["generator"].of(self.sampling_generator)
        outputs = inputs(entries, training)
        return outputs["images"] if isinstance(outputs, dict) else outputs

    def batch_of(self, data):
        """A batch as a dict by name, with images of the generator's shape."""
        batch = as_batch(data)
        check_names(batch, self.wiring)
        replicas.check_share(batch["images"])
        if batch["images"].shape.rank != len(self.image_shape) + 1:
            if None not in self.image_shape:
                shape = (-1, *self.image_shape)
                batch["images"] = tf.reshape(batch["images"], shape)
        return batch

    def at_every_kth_step(self, move, batch):
        """Calls `move(batch)` at every k-th step, k being D's steps to one of G."""
        k = self.discriminator_steps
        if k == 1:
            move(batch)
            return
        is_due = tf.equal((self.step_counter.value + 1) % k, 0)
        replicas.cond(is_due, move, lambda batch: None, batch)

    def noise_seed(self, stream, counter):
        """The seed of a draw of this replica."""
        return noise_seed(self.seed, stream, counter, replicas.own_number())

    def logs_of(self, trackers):
        """What a step returns; NaN once the game has diverged and stands still."""
        results = {m.name: self.guard.nan_if_closed(m.result()) for m in trackers}
        return replicas.to_logs(results)

    @property
    def trackers(self):
        """The Keras metrics of the logs, of the terms at the end."""
        terms = [tracker for player in self.players for tracker in player.trackers]
        return [*self.logs.trackers, *terms]

    @property
    def metrics(self):
        """The trackers of the logs, then the metrics given to `compile`."""
        return [*self.trackers, *self.test_metrics]

    @property
    def sampling_generator(self):
        """The averaged generator, or the un-averaged one without an average."""
        return self.generator if self.ema_generator is None else self.ema_generator

    @property
    def partners(self):
        """Dict from a name to a network that learns with the generator."""
        return {name: getattr(self, name) for name in self.partner_names}

    @property
    def latent_dim(self):
        """The length of a latent vector, None for a generator without noise."""
        return self.wiring.latent_dim

    @property
    def image_shape(self):
        """The shape of one generated image."""
        return self.wiring.image_shape

    @property
    def value_range(self):
        """`(low, high)` of the generator's pixels, or None without bounds."""
        return self.wiring.value_range

    @property
    def conditions(self):
        """Dict from a condition of the generator to its `tf.TensorSpec`."""
        return self.wiring.conditions

    def _counter(self, name, value):
        return self.add_weight(
            name=name,
            shape=(),
            dtype="int64",
            initializer=keras.initializers.Constant(value),
            trainable=False,
            aggregation="only_first_replica",  # the same on all of them
        )
