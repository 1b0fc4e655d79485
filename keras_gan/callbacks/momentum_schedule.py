"""Momentum that grows during training."""

import keras

from keras_gan.arguments import check_integer, check_number


class MomentumSchedule(keras.callbacks.Callback):
    """Moves the momentum of both optimizers linearly over epochs.

    Args:
        start: float in [0, 1], the momentum up to and including `first_epoch`.
        end: float in [0, 1], the momentum from `last_epoch` on.
        first_epoch: int, the epoch at which the move begins; the first epoch of
            training is epoch 1.
        last_epoch: int, the epoch at which it ends.

    Raises:
        ValueError: if a momentum is out of range, or `last_epoch` does not lie after
            `first_epoch`.
        TypeError: if an epoch is not an integer; at the start of training, if an
            optimizer's momentum cannot change.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), whose
    published configuration moves it from .5 to .7 between epochs 1 and 250.
    """

    def __init__(self, start=0.5, end=0.7, first_epoch=1, last_epoch=250):
        super().__init__()
        self.first_epoch = check_integer("first_epoch", first_epoch)
        self.last_epoch = check_integer("last_epoch", last_epoch)
        if last_epoch <= first_epoch:
            raise ValueError(
                "`last_epoch` must lie after `first_epoch`. "
                f"Received: first_epoch={first_epoch}, last_epoch={last_epoch}."
            )
        self.start = _momentum("start", start)
        self.end = _momentum("end", end)

    def momentum(self, epoch):
        """The momentum of an epoch, counted from 1."""
        passed = (epoch - self.first_epoch) / (self.last_epoch - self.first_epoch)
        return self.start + (self.end - self.start) * min(max(passed, 0.0), 1.0)

    def on_train_begin(self, logs=None):  # noqa: D102
        for optimizer in self._optimizers():
            if not hasattr(optimizer, "current_momentum"):
                raise TypeError(
                    "MomentumSchedule steers optimizers whose momentum is a variable. "
                    f"Received: {type(optimizer).__name__} (module "
                    f"{type(optimizer).__module__}). Use "
                    "`keras_gan.optimizers.SGD(learning_rate, momentum=0.5)`."
                )

    def on_epoch_begin(self, epoch, logs=None):  # noqa: D102
        for optimizer in self._optimizers():
            optimizer.current_momentum.assign(self.momentum(epoch + 1))

    def on_epoch_end(self, epoch, logs=None):  # noqa: D102
        if logs is not None:
            logs["momentum"] = self.momentum(epoch + 1)

    def _optimizers(self):
        # Under mixed_float16, each is wrapped in a `LossScaleOptimizer`.
        return [
            getattr(o, "inner_optimizer", o) for o in self.model.optimizer.optimizers
        ]


def _momentum(name, value):
    return check_number(name, value, "between 0 and 1", lambda value: 0 <= value <= 1)
