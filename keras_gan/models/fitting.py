"""Training and evaluation as `keras.Model` has them, with images checked before."""

import keras
import tensorflow as tf

from keras_gan.models.divergence import DivergenceGuard, check_not_diverged
from keras_gan.models.training_data import check_has_an_end, check_training_data


class CheckedTraining:
    """Mixin of `GAN`: `fit`, `evaluate` and `train_on_batch`."""

    def fit(self, x=None, y=None, *, validation_data=None, callbacks=None, **kwargs):
        """Trains both networks; the arguments are those of `keras.Model.fit`.

        Args:
            x: array `(count, ...)` of images in the generator's range, or a
                `tf.data.Dataset` or `keras.utils.PyDataset` of batches of them. With
                `tf.data.AUTOTUNE` in a pipeline, `fit` may wait for seconds at its end,
                until TensorFlow's tuning thread wakes; `with_options` of a
                `tf.data.Options` whose `autotune.enabled` is False spares that.
            y: labels, not used.
            validation_data: like `x`; its logs begin with `val_`.
            callbacks: Keras callback, or a list of them.
            **kwargs: `epochs`, `batch_size`, `steps_per_epoch`, `verbose` and the
                other arguments of `keras.Model.fit`.

        Returns:
            A `keras.callbacks.History`.

        Raises:
            TypeError or ValueError: for images of another dtype, shape or range than
                the generator's, for NaN among them, or for no images at all.
            TrainingDivergedError: when a loss or gradient is NaN or infinite, or a
                loss beyond 1e12. The model keeps the weights from before.
        """
        self._assert_compile_called("fit")
        x = _without_labels(x)
        check_training_data(x, "x", self)
        check_has_an_end(x, "x", kwargs.get("steps_per_epoch"), "steps_per_epoch")
        if validation_data is not None:
            check_training_data(validation_data, "validation_data", self)
            steps = kwargs.get("validation_steps")
            check_has_an_end(
                validation_data, "validation_data", steps, "validation_steps"
            )
        if isinstance(x, tf.data.Dataset):
            kwargs.setdefault("shuffle", False)  # a dataset has its order already
        self.diverged_at.assign(-1)
        # Optimizers' own averages go into the weights before other callbacks end.
        finalize = keras.callbacks.LambdaCallback(
            on_train_end=lambda logs: self.optimizer.finalize()
        )
        user_callbacks = keras.tree.flatten(callbacks or [])
        guarded = any(isinstance(each, DivergenceGuard) for each in user_callbacks)
        guards = [] if guarded else [DivergenceGuard()]
        return super().fit(
            x,
            y,
            validation_data=validation_data,
            callbacks=[*guards, finalize, *user_callbacks],
            **kwargs,
        )

    def evaluate(self, x=None, y=None, **kwargs):
        """Plays the game on held-out images without updates.

        Args:
            x: as in `fit`.
            y: labels, not used.
            **kwargs: `batch_size`, `return_dict`, `verbose` and the other arguments
                of `keras.Model.evaluate`.

        Returns:
            The logs, as a list in the order of the names, or with
            `return_dict=True` as a dictionary.

        Raises:
            TypeError or ValueError: as `fit` does for its images.
        """
        self._assert_compile_called("evaluate")
        if not kwargs.get("_use_cached_eval_dataset"):  # within fit, which checked
            x = _without_labels(x)
            check_training_data(x, "x", self)
            check_has_an_end(x, "x", kwargs.get("steps"), "steps")
        return super().evaluate(x, y, **kwargs)

    def train_on_batch(self, *args, **kwargs):
        """One training step; see `keras.Model.train_on_batch`.

        Raises:
            TrainingDivergedError: when a loss or gradient is NaN or infinite, or a
                loss beyond 1e12.
        """
        self.diverged_at.assign(-1)
        logs = super().train_on_batch(*args, **kwargs)
        check_not_diverged(self)
        return logs

    def reset_metrics(self):
        """Resets the logs, and the noise of `evaluate` to its beginning."""
        super().reset_metrics()
        self.test_counter.assign(0)


def _without_labels(x):
    return x[0] if isinstance(x, tuple) and x else x
