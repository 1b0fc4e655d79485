"""Drawing images from a game, fairly, and its averaged generator made ready for it."""

import contextlib
import math
import warnings

import keras
import numpy as np
import tensorflow as tf

from keras_gan.arguments import check_integer
from keras_gan.models.batch_statistics import BATCH_SIZE, measured, put_back
from keras_gan.models.condition_checks import check_kind, check_labels, labels_known
from keras_gan.models.workers import is_multi_worker

LARGEST_BATCH, LARGEST_VALUES = 500, 2**19


class Sampler:
    """What draws images: a generator as a function of a seed and of conditions.

    Args:
        game: the `keras_gan.GAN` whose generators it uses.

    Attributes:
        defaults: dict from the name of a condition to its value for one image, which
            holds where neither it nor another of them is asked for.
    """

    def __init__(self, game):
        self.game = game
        self._functions = {}
        self._ready_at = None  # the step at which the average was made ready
        self._seen = None  # the generator's weights at that step
        self._statistics = None  # of the average at that step
        self.defaults = {}
        self.examples = {}  # of conditions, from what the first `fit` was given

    def __call__(self, count, seed, conditions, averaged, batch_size):
        """Draws images; see `GAN.sample`."""
        count = check_count(count)
        if seed is None:
            seed = np.random.randint(2**31)  # follows keras.utils.set_random_seed
        entries = self.conditions_of(count, conditions)
        if self.game.latent_dim:
            entries["latents"] = self.game.draw_latents(count, seed)
        batch_size = batch_size or self._usual_batch_size()
        draw, starts = self._function(averaged), range(0, count, batch_size)
        with self.ready() if averaged else contextlib.nullcontext():
            images = [
                draw({name: v[i : i + batch_size] for name, v in entries.items()})
                for i in starts
            ]
        return tf.concat(images, axis=0).numpy()

    def _usual_batch_size(self):
        shape = self.game.image_shape
        if None in shape:
            return LARGEST_BATCH
        return min(LARGEST_BATCH, max(1, LARGEST_VALUES // math.prod(shape)))

    def conditions_of(self, count, conditions, specs=None):
        """Conditions as tensors with a value for each image.

        Args:
            count: int, how many images.
            conditions: dict from the name of an input of the generator to one value
                for all images, or to one for each; None for none.
            specs: dict from names to `tf.TensorSpec`s, of what the conditions are to
                be; by default those of the generator.

        Raises:
            TypeError: if they are no dict, or no numbers.
            ValueError: if the generator takes others, or does not know a label.
        """
        specs = dict(self.game.conditions if specs is None else specs)
        if conditions is not None and not isinstance(conditions, dict):
            raise TypeError(
                "`conditions` must be a dict from the name of an input to its value, "
                f'such as `{{"labels": 3}}`. Received: conditions={conditions!r}.'
            )
        asked = dict(conditions or {})
        given = self.with_defaults(asked)
        given = {name: given[name] for name in given if name in {*specs, *asked}}
        if given.keys() != specs.keys():
            raise ValueError(
                f"The conditions are {sorted(specs) or 'none'}. Received: "
                f"conditions with the names {sorted(given) or 'none'}. Pass a value "
                'for each, or one for all images, such as `conditions={"labels": 3}`.'
            )
        known = labels_known(self.game, "generator")
        return {
            name: _each(count, name, given[name], specs[name], known.get(name))
            for name in specs
        }

    def with_defaults(self, conditions, count=None):
        """Conditions, with the defaults where none of them is among these.

        Args:
            conditions: dict by name.
            count: int or scalar tensor, for how many images a default is repeated; None
                for values of one image.
        """
        if self.defaults.keys() & conditions.keys():
            return dict(conditions)
        defaults = self.defaults
        if count is not None:
            defaults = {
                name: tf.broadcast_to(value, (count, *value.shape))
                for name, value in defaults.items()
            }
        return {**defaults, **conditions}

    @contextlib.contextmanager
    def ready(self):
        """Has the averaged generator as it should draw, while the context lasts.

        Before the first update of G it is G. Afterwards, what was put into G from
        outside is noticed, and batch statistics are measured once a step.
        """
        game, average = self.game, self.game.players[1].average
        in_job = game.in_fit and is_multi_worker(game.distribute_strategy)
        if average is None or in_job:  # none of several workers moves weights alone
            yield
            return
        self._look_at_weights(game, average)
        if self._statistics is None and self.examples.keys() == game.conditions.keys():
            self._statistics = measured(game, self.examples)
        with put_back([variable for variable, _ in self._statistics or []]):
            for variable, value in self._statistics or []:
                variable.assign(value)
            yield

    def _look_at_weights(self, game, average):
        step = int(game.step_counter.numpy())
        weights = _fingerprint(game)
        same_step = self._ready_at == step
        if same_step and not np.array_equal(weights, self._seen) and not game.in_fit:
            if step < game.discriminator_steps:  # G has made no step
                average.reset()
            else:
                warnings.warn(
                    "The generator's weights were changed without a training step, and "
                    "images come from its average, which does not know. Call "
                    "`gan.reset_average()` to start the average from them, or pass "
                    "`averaged=False`.",
                    stacklevel=4,
                )
        if not same_step:
            self._statistics = None
        self._ready_at, self._seen = step, weights

    def note(self):
        """Takes the generator's weights as they are for what training made of them."""
        self._ready_at = self._seen = self._statistics = None

    def begin(self):
        """Remembers the weights that the average was made of."""
        self._ready_at, self._seen = 0, _fingerprint(self.game)

    def remember(self, batch):
        """Keeps some conditions, with which batch statistics are measured.

        Those of the first batch ever, so that neither an evaluation nor a resumed
        training changes what is drawn.

        Args:
            batch: dict of arrays by name.
        """
        if self.examples:
            return
        rows = np.linspace(0, len(batch["images"]) - 1, BATCH_SIZE).astype(int)
        self.examples = {
            name: np.asarray(batch[name])[rows]
            for name in self.game.conditions
            if name in batch  # else a subclass makes it
        }

    def _function(self, averaged):
        """One graph for all batch sizes."""
        if averaged not in self._functions:
            game = self.game
            network = game.sampling_generator if averaged else game.generator
            inputs = game.wiring.inputs["generator"].of(network)
            self._functions[averaged] = tf.function(
                lambda entries: images_of(inputs(entries, training=False)),
                input_signature=[inputs.specs],
            )
        return self._functions[averaged]


def images_of(outputs):
    """The images among what a generator returns, in float32."""
    images = outputs["images"] if isinstance(outputs, dict) else outputs
    return tf.cast(images, tf.float32)  # float16 under mixed_float16


def check_count(count):
    """Returns how many samples there are to be. Raises ValueError below one."""
    return check_integer("count", count, minimum=1)


def _each(count, name, value, spec, known):
    """A condition's value for each image."""
    value = np.asarray(value)
    check_kind(name, value, spec.dtype.name, "`conditions`", "generator")
    check_labels(name, value, known, "`conditions`")
    of_one = spec.shape[1:]
    if of_one == (1,) and value.shape == (count,):
        value = value[:, None]
    if of_one == () and value.shape == (count, 1):
        value = value[:, 0]
    if value.ndim == of_one.rank:  # one for all
        value = np.broadcast_to(value, (count, *value.shape))
    if len(value) != count or not spec.shape.is_compatible_with(value.shape):
        raise ValueError(
            f"The condition {name!r} needs a value of shape {tuple(of_one)} for all "
            f"images, or one for each. Received: {count} images and a value of shape "
            f"{value.shape}."
        )
    return tf.cast(tf.convert_to_tensor(value), spec.dtype)


def _fingerprint(game):
    variables = game.players[1].variables
    return np.array([keras.ops.sum(v).numpy() for v in variables])
