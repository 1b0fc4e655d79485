"""One evaluation of the game, as losses and terms see it."""

import functools

import tensorflow as tf

from keras_gan.latents import Stream
from keras_gan.models.one_pass import pass_both


class Answers(dict):
    """What D returned, by name."""

    def __missing__(self, name):
        raise ValueError(
            f"The discriminator returns {sorted(self)}, and a loss or term asks for "
            f"{name!r}. Have it return a dict with that key, such as "
            f'`keras.Model(inputs, {{"logits": logits, "{name}": ...}})`.'
        )


class Play:
    """Examples, D's answers to them, and what it takes to ask D for more.

    D is asked when an answer is first looked at, so a turn costs what its objective
    reads. A loss maps a play to what a player minimizes; a `Term` adds to it.

    Args:
        game: `keras_gan.GAN`.
        batch: dict of tensors by name, as `fit` was given it.
        stream: `keras_gan.latents.Stream`, of the latents.
        counter: integer scalar tensor, the training step, or that of the evaluation.
        training: bool, False in `evaluate`.
        one_pass: bool, whether real and generated examples go through D together.
        turn: integer scalar tensor, the turns of the player before this one, by which
            lazy terms are due; by default `counter`.

    Attributes:
        batch: dict of tensors by name.
        latents: tensor `(batch, latent_dim)`, or None for a generator without noise.
        real, fake: dicts of tensors by name, the examples as D takes them.
        real_images, fake_images: tensors `(batch, ...)`.
        real_outputs, fake_outputs: dicts of what D returns.
        real_logits, fake_logits: tensors, the answers under "logits".
        step: integer scalar tensor.
        training: bool.
        seed: integer tensor of shape `(2,)`, another for each term of a player.
    """

    def __init__(
        self, game, batch, stream, counter, training=True, one_pass=False, turn=None
    ):
        self._game, self._one_pass = game, one_pass
        self._noise = game.noise_seed(Stream.PENALTY, counter)
        self._passes = []
        self.term_number = 0
        self.turn = counter if turn is None else turn
        self.batch, self.step, self.training = batch, counter, training
        self.latents = self._drawn(game.noise_seed(stream, counter))
        with game.wiring.recorded(self._passes):
            examples = game.examples(batch, self.latents, training)
        self.real, self.fake = _checked(examples)

    @functools.cached_property
    def _together(self):
        names = self._game.wiring.inputs["discriminator"].names
        return pass_both(self.answers, names)(self.real, self.fake)

    @functools.cached_property
    def fake_outputs(self):  # noqa: D102
        return self._together[1] if self._one_pass else self.answers(self.fake)

    @functools.cached_property
    def real_outputs(self):  # noqa: D102
        return self._together[0] if self._one_pass else self.answers(self.real)

    def answers(self, examples):
        """What D returns for other examples than real and fake ones.

        Args:
            examples: dict of tensors by name, with what D's inputs are named after.
        """
        with self._game.wiring.recorded(self._passes):
            return self._ask(examples)

    def _ask(self, examples):
        answers = self._game.judge(examples, self.training)
        return Answers(answers if isinstance(answers, dict) else {"logits": answers})

    @property
    def real_logits(self):  # noqa: D102
        return self.real_outputs["logits"]

    @property
    def fake_logits(self):  # noqa: D102
        return self.fake_outputs["logits"]

    @property
    def real_images(self):  # noqa: D102
        return self.real["images"]

    @property
    def fake_images(self):  # noqa: D102
        return self.fake["images"]

    @property
    def seed(self):  # noqa: D102
        return tf.random.experimental.stateless_fold_in(self._noise, self.term_number)

    def other_latents(self):
        """Latents beside those of the play, for a second draw; others for each term.

        Returns:
            A tensor `(batch, latent_dim)`, or None for a generator without noise.
        """
        return self._drawn(self.seed)

    def _drawn(self, seed):
        game = self._game
        if not game.latent_dim:
            return None
        shape = tf.stack([tf.shape(self.batch["images"])[0], game.latent_dim])
        return game.latent(shape, seed)

    def run(self, name, entries):
        """Calls a network of the game, such as a partner, with examples.

        Args:
            name: str, "generator", "discriminator" or a partner's.
            entries: dict of tensors by name, of which it takes those that its inputs
                are named after.
        """
        with self._game.wiring.recorded(self._passes):
            return self._game.run(name, entries, self.training)

    def critic(self, at="real"):
        """D as a function of images alone, from images to logits.

        Args:
            at: str, "real" or "fake": of which examples D's other inputs are.

        Returns:
            Function of images; or of a dict of what D takes by name, images among it.
        """
        examples = {"real": self.real, "fake": self.fake}[at]

        def answer(images):
            given = images if isinstance(images, dict) else {"images": images}
            with self._game.wiring.recorded([]):
                return self._ask({**examples, **given})["logits"]

        return answer

    def seen(self, at="real"):
        """What D takes of the examples, a dict of tensors by name.

        Args:
            at: str, "real" or "fake".
        """
        examples = {"real": self.real, "fake": self.fake}[at]
        names = self._game.wiring.inputs["discriminator"].names
        return {name: examples[name] for name in names}

    def own_losses(self, network):
        """What a network's layers added in its passes, such as for their activity.

        Args:
            network: `keras.Model`.

        Returns:
            A list of scalar tensors, of every pass but those of a `critic`.
        """
        of_network = [losses for each, losses in self._passes if each is network]
        return [loss for losses in of_network for loss in losses]


def _checked(examples):
    """Real and generated examples, known to be dicts with images."""
    is_pair = isinstance(examples, (tuple, list)) and len(examples) == 2
    if not is_pair or not all(
        isinstance(part, dict) and "images" in part for part in examples
    ):
        raise TypeError(
            "`examples` must return a pair of dicts, of real and generated examples, "
            f'each with the key "images". Received: {examples!r:.200}.'
        )
    return examples
