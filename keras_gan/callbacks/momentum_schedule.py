"""Momentum that grows during training."""

import keras


class MomentumSchedule(keras.callbacks.Callback):
    """Moves the momentum of both optimizers linearly over epochs.

    Args:
        start: float in [0, 1], the momentum up to and including `first_epoch`.
        end: float in [0, 1], the momentum from `last_epoch` on.
        first_epoch: int, the epoch at which the move begins; the first epoch of
            training is epoch 1.
        last_epoch: int, the epoch at which it ends.

    Raises:
        ValueError: if `last_epoch` does not lie after `first_epoch`.
        TypeError: at the start of training, if an optimizer's momentum cannot change.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), whose
    published configuration moves it from .5 to .7 between epochs 1 and 250.
    """

    def __init__(self, start=0.5, end=0.7, first_epoch=1, last_epoch=250):
        super().__init__()
        if last_epoch <= first_epoch:
            raise ValueError(
                "`last_epoch` must lie after `first_epoch`. "
                f"Received: first_epoch={first_epoch}, last_epoch={last_epoch}."
            )
        if not (0 <= start <= 1 and 0 <= end <= 1):
            raise ValueError(
                f"A momentum lies between 0 and 1. Received: start={start}, end={end}."
            )
        self.start = start
        self.end = end
        self.first_epoch = first_epoch
        self.last_epoch = last_epoch

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
