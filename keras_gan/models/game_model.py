"""What users call of a game: training, evaluation, drawing, and files."""

import contextlib

import keras
import tensorflow as tf

from keras_gan.latents import Stream, noise_seed
from keras_gan.models import saving
from keras_gan.models.batch import SAMPLE_WEIGHTS
from keras_gan.models.divergence import DivergenceGuard
from keras_gan.models.encoding_model import EncodingModel
from keras_gan.models.training_data import check_has_an_end, check_training_data


class GameModel(EncodingModel):
    """A game as a `keras.Model`, without its networks and its rules.

    It checks what `fit` and `evaluate` are given, stops a training that diverges, draws
    images through a `Sampler`, and reads and writes files.
    """

    def fit(
        self,
        x=None,
        y=None,
        *,
        validation_data=None,
        callbacks=None,
        class_weight=None,
        sample_weight=None,
        **kwargs,
    ):
        """Trains both networks; the arguments are those of `keras.Model.fit`.

        Args:
            x: array `(count, ...)` of images in the generator's range; a dict of
                arrays by name, of which "images" are the images; or a
                `tf.data.Dataset` or `keras.utils.PyDataset` of batches of either, or
                of pairs of images and labels. With `tf.data.AUTOTUNE` in a pipeline,
                `fit` may wait for seconds at its end, until TensorFlow's tuning thread
                wakes; `with_options` of a `tf.data.Options` whose `autotune.enabled` is
                False spares that.
            y: array of labels, for networks with an input named "labels".
            validation_data: like `x`, or a pair of it and labels; its logs begin with
                `val_`.
            callbacks: Keras callback, or a list of them.
            class_weight: refused, as `sample_weight` is: generated images have none.
            sample_weight: see `class_weight`.
            **kwargs: `epochs`, `batch_size`, `steps_per_epoch`, `verbose` and the
                other arguments of `keras.Model.fit`.

        Returns:
            A `keras.callbacks.History`. Equal seeds give equal trainings on one kind
            of execution; XLA draws other noise from them than plain TensorFlow.

        Raises:
            TypeError or ValueError: for images of another dtype, shape or range than
                the generator's, for NaN among them, for no images at all, for weights
                of examples, for a network whose input the data does not have, or for
                conditions that do not fit it, such as labels of unknown classes.
            TrainingDivergedError: when a loss or gradient is NaN or infinite, or a
                loss beyond 1e12. The model keeps the weights from before.
        """
        self._assert_compile_called("fit")
        _refuse_weights(class_weight=class_weight, sample_weight=sample_weight)
        x, y = _apart(x, y)
        check_training_data(x, y, "x", self)
        check_has_an_end(x, "x", kwargs.get("steps_per_epoch"), "steps_per_epoch")
        if validation_data is not None:
            check_training_data(*_apart(validation_data), "validation_data", self)
            steps = kwargs.get("validation_steps")
            check_has_an_end(
                validation_data, "validation_data", steps, "validation_steps"
            )
        for player in self.players:
            player.check_learns()
        if isinstance(x, tf.data.Dataset):
            kwargs.setdefault("shuffle", False)  # a dataset has its order already
        self.guard.open()
        user_callbacks = keras.tree.flatten(callbacks or [])
        guarded = any(isinstance(each, DivergenceGuard) for each in user_callbacks)
        guards = [] if guarded else [DivergenceGuard()]
        self.in_fit = True
        try:
            return super().fit(
                x,
                y,
                validation_data=validation_data,
                callbacks=[*guards, _GameEnds(), *user_callbacks],
                **kwargs,
            )
        finally:
            self.in_fit = False
            self.sampler.note()

    def _maybe_symbolic_build(self, iterator=None, data_batch=None):
        """Does nothing, as a game is built when it is made.

        Keras' own takes a batch for the shapes in it, and fails on several workers
        where a batch has more than images.
        """

    def evaluate(self, x=None, y=None, *, sample_weight=None, **kwargs):
        """Plays the game on held-out images without updates.

        Args:
            x: as in `fit`.
            y: as in `fit`.
            sample_weight: refused, as in `fit`.
            **kwargs: `batch_size`, `return_dict`, `verbose` and the other arguments
                of `keras.Model.evaluate`.

        Returns:
            The logs, as a list in the order of the names, or with
            `return_dict=True` as a dictionary.

        Raises:
            TypeError or ValueError: as `fit` does for its images.
        """
        self._assert_compile_called("evaluate")
        _refuse_weights(sample_weight=sample_weight)
        if not kwargs.get("_use_cached_eval_dataset"):  # within fit, which checked
            x, y = _apart(x, y)
            check_training_data(x, y, "x", self)
            check_has_an_end(x, "x", kwargs.get("steps"), "steps")
        with self.sampler.ready() if self.test_metrics else contextlib.nullcontext():
            return super().evaluate(x, y, **kwargs)

    def train_on_batch(
        self, x, y=None, sample_weight=None, class_weight=None, **kwargs
    ):
        """One training step; see `keras.Model.train_on_batch`.

        Raises:
            TypeError or ValueError: as `fit` does for its images.
            TrainingDivergedError: when a loss or gradient is NaN or infinite, or a
                loss beyond 1e12.
        """
        self._assert_compile_called("train_on_batch")
        _refuse_weights(class_weight=class_weight, sample_weight=sample_weight)
        x, y = _apart(x, y)
        check_training_data(x, y, "x", self, finite=False)
        self.guard.open()
        logs = super().train_on_batch(x, y, **kwargs)
        self.guard.check()
        self.sampler.note()
        return logs

    def predict(self, x, **kwargs):
        """Images of latents, or of a dict of latents and conditions by name.

        Args:
            x: array `(count, latent_dim)`; or a dict of arrays by the names of the
                generator's inputs.
            **kwargs: as in `keras.Model.predict`.

        Returns:
            A NumPy array `(count, ...)` of images of the averaged generator.
        """
        with self.sampler.ready():
            return super().predict(x, **kwargs)

    def call(self, inputs, training=False):
        """Images of the averaged generator (the un-averaged one without an average).

        Args:
            inputs: tensor `(batch, latent_dim)`, or a dict of tensors by name.
            training: bool, whether to run in training mode.
        """
        return self.generate(inputs, training)

    def draw_latents(self, count, seed):
        """Draws latents from the prior.

        Args:
            count: int or scalar tensor, how many.
            seed: int or scalar tensor; equal seeds give equal latents.

        Returns:
            A float32 tensor `(count, latent_dim)`.
        """
        shape = tf.stack([tf.cast(count, tf.int32), self.latent_dim])
        return self.latent(shape, noise_seed(seed, Stream.SAMPLE, 0))

    def sample(self, count, seed=None, averaged=True, batch_size=None, conditions=None):
        """Draws images fairly: no image is picked.

        With batch normalization in the generator, the statistics of the averaged one
        are measured at the first draw after a training step, by ten passes of 100
        latents.

        Args:
            count: int, how many images.
            seed: int, for the same images at every call; by default fresh ones. Within
                a function that XLA compiles, equal seeds give other images.
            averaged: bool, whether to use the averaged generator.
            batch_size: int, how many images are made at a time; by default 500, or as
                many as have half a million values.
            conditions: dict from the name of an input of the generator to a value for
                all images, such as `{"labels": 3}`, or to an array with one for each.

        Returns:
            A float32 NumPy array `(count, ...)` in the generator's range.

        Raises:
            ValueError: if `count` is not positive, or the generator takes other
                conditions, or knows no class of a label.
        """
        return self.sampler(count, seed, conditions, averaged, batch_size)

    def reset_average(self):
        """Starts the averages anew from the networks as they are.

        To be called after the generator was given other weights, such as by
        `gan.generator.load_weights(...)`. How fast it then follows depends on all
        updates so far, as before.
        """
        for player in self.players:
            if player.average is not None:
                player.average.reset()
        self.sampler.note()

    def export(
        self,
        filepath,
        format="tf_saved_model",
        verbose=None,
        input_signature=None,
        overwrite=False,
    ):
        """Exports the averaged generator, for other programs.

        A SavedModel has the encoder too, where the game has one.

        Args:
            filepath: str or path; a directory for a SavedModel, else a file.
            format: str, "tf_saved_model", "onnx" or "litert".
            verbose: bool, whether to print where it lies; by default it does not.
            input_signature: None, as it follows from the generator's inputs.
            overwrite: bool, whether an export that is there already may be replaced.

        Raises:
            FileExistsError: if `filepath` exists and `overwrite` is False.
            ImportError: for "onnx" without the package `tf2onnx`.
            ValueError: for an unknown format, a file of another suffix than `.onnx` or
                `.tflite`, or an `input_signature`.
        """
        from keras_gan.export import export_generator

        if input_signature is not None:
            raise ValueError(
                "The signature of an export follows from the generator's inputs, with "
                f"any batch size. Received: input_signature={input_signature!r}. Leave "
                "it out."
            )
        export_generator(self, filepath, format, overwrite)
        if verbose:
            print(f"Saved the generator at {str(filepath)!r}.")

    def reset_metrics(self):
        """Resets the logs, and the noise of `evaluate` to its beginning."""
        super().reset_metrics()
        self.test_counter.assign(0)

    def set_weights(self, weights):  # noqa: D102
        super().set_weights(weights)
        self.sampler.note()

    def get_config(self):
        """Returns the constructor's arguments, networks included."""
        return saving.config_of(self)

    @classmethod
    def from_config(cls, config):
        """Makes the model from `get_config()`'s dictionary."""
        arguments = saving.arguments_of(config)
        encoder = arguments.pop("attached_encoder", None)
        game = cls(**arguments)
        if encoder is not None:
            game.attach_encoder(encoder)
        return game

    def get_compile_config(self):
        """Returns the arguments of `compile`, both optimizers included."""
        return saving.rules_of(self)

    def compile_from_config(self, config):
        """Compiles with `get_compile_config()`'s dictionary."""
        self.compile(**saving.compile_arguments_of(config))

    def save_own_variables(self, store):
        """Saves the counters, where random layers (dropout) stand, states of terms."""
        super().save_own_variables(store)
        saving.save_states(self, store)

    def load_own_variables(self, store):
        """Loads what `save_own_variables` saved."""
        own = {key: store[key] for key in store.keys() if key.isdigit()}
        super().load_own_variables(own)
        saving.load_states(self, store)
        self.sampler.note()


class _GameEnds(keras.callbacks.Callback):
    """What a game does before the user's callbacks, as an epoch or a fit ends."""

    def on_epoch_begin(self, epoch, logs=None):
        """Forgets what the last epoch did not log."""
        self.empty = None

    def on_test_begin(self, logs=None):
        """Looks before validation fills the trackers again."""
        if self.model.in_fit:
            self.empty = self._empty()

    def on_epoch_end(self, epoch, logs=None):
        """Leaves out logs of what did not happen, such as an update of G."""
        for name in self._empty() if self.empty is None else self.empty:
            (logs or {}).pop(name, None)

    def _empty(self):
        empty = [m.name for m in self.model.trackers if float(m.count.numpy()) == 0]
        # Where not even D has a loss, the game was rolled back: `RollBack` logs NaN.
        return [] if "d_loss" in empty else empty

    def on_train_end(self, logs=None):
        """Puts optimizers' own averages into the weights."""
        self.model.optimizer.finalize()


def _refuse_weights(**weights):
    for name, value in weights.items():
        if value is not None:
            raise ValueError(SAMPLE_WEIGHTS.format(f"`{name}`"))


def _apart(x, y=None):
    """Images and labels, which may come as one tuple."""
    if not isinstance(x, tuple) or not x:
        return x, y
    if len(x) == 3 and x[2] is not None:
        raise ValueError(SAMPLE_WEIGHTS.format("a third part of the data"))
    if len(x) > 1 and y is not None:
        raise ValueError(
            "Labels came twice. Received: a pair of images and labels, and `y`. Leave "
            "one of the two out."
        )
    return x[0], x[1] if len(x) > 1 else y
