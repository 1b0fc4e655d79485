"""What is done every few epochs, and after the last one."""

import keras

from keras_gan.arguments import check_integer


class PeriodicCallback(keras.callbacks.Callback):
    """Does something after the first epoch of a `fit`, every few, and after the last.

    A subclass says what, in `on_due_epoch`. The last epoch of a `fit` that is stopped
    early is known when a callback before this one has set `model.stop_training`. When
    one after it does, such as `EarlyStopping`, its turn comes when training ends.

    Args:
        every: int, epochs from one time to the next.

    Raises:
        ValueError: if `every` is not a positive integer.

    Example:
        >>> class Show(PeriodicCallback):
        ...     def on_due_epoch(self, epoch, logs):
        ...         print(epoch + 1, logs["d_loss"])
        >>> gan.fit(images, epochs=50, callbacks=[Show(every=5)])
    """

    after_first_epoch = True  # of each `fit`; a subclass may leave it out

    def __init__(self, every=1):
        super().__init__()
        self.every = check_integer("every", every, minimum=1)
        self._is_first_epoch = True
        self._left_out = None  # the latest epoch, if it was not due

    def on_due_epoch(self, epoch, logs):
        """Does what is to be done after this epoch; for subclasses to define.

        Args:
            epoch: int, counted from 0 as Keras does.
            logs: dict of the epoch's logs. What is put into it is logged, but not in
                the `History`, or a file of logs, when training has ended already.
        """
        raise TypeError(
            f"A periodic callback must define `on_due_epoch(epoch, logs)`. Received: "
            f"{type(self).__name__}, which does not."
        )

    def on_train_begin(self, logs=None):
        """Begins to count anew. Subclasses that override it call it."""
        self._is_first_epoch = True
        self._left_out = None

    def on_epoch_end(self, epoch, logs=None):
        """Calls `on_due_epoch`, if it is time to."""
        done = epoch + 1
        is_first = self._is_first_epoch and self.after_first_epoch
        is_last = done == self.params.get("epochs") or self.model.stop_training
        self._is_first_epoch = False
        if is_first or is_last or done % self.every == 0:
            self._left_out = None
            self.on_due_epoch(epoch, {} if logs is None else logs)
        else:
            self._left_out = epoch

    def on_train_end(self, logs=None):
        """Calls `on_due_epoch` for a last epoch that was not known to be the last.

        Subclasses that override it call it.
        """
        epoch, self._left_out = self._left_out, None
        if epoch is not None:
            self.on_due_epoch(epoch, {} if logs is None else logs)
