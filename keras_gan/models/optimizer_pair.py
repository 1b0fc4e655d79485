"""The two optimizers of a game, seen by Keras' callbacks as one."""

import keras


class OptimizerPair:
    """What `gan.optimizer` is: a view of both optimizers that owns nothing.

    Callbacks that steer the learning rate find both under `optimizers`.

    Args:
        d_optimizer: Keras optimizer of the discriminator.
        g_optimizer: Keras optimizer of the generator.

    Raises:
        TypeError: if either is not a Keras optimizer.
        ValueError: if both are the same object, or a name is unknown.
    """

    def __init__(self, d_optimizer, g_optimizer):
        self.optimizers = [
            _optimizer("d_optimizer", d_optimizer),
            _optimizer("g_optimizer", g_optimizer),
        ]
        if self.optimizers[0] is self.optimizers[1]:
            raise ValueError(
                "The players need an optimizer each, as an optimizer keeps state. "
                f"Received: d_optimizer=g_optimizer={d_optimizer!r}. "
                "Make two with the same arguments."
            )

    def prepare(self, players):
        """Builds both; under mixed_float16, gives both a loss scale.

        Args:
            players: list of two `keras_gan.models.player.Player`s, in order.
        """
        self._players = players
        for index, player in enumerate(players):
            optimizer = self.optimizers[index]
            layers = [layer for n in player.networks for layer in n._flatten_layers()]
            is_float16 = "mixed_float16" in {
                layer.dtype_policy.name for layer in layers
            }
            if is_float16 and not loss_scaled(optimizer):
                optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
                self.optimizers[index] = optimizer
            optimizer.build(player.variables)
        # Callbacks log learning rates under the name, which Keras would number anew in
        # every model.
        for name, optimizer in zip("dg", self.optimizers, strict=True):
            optimizer.name = f"{name}_optimizer"

    def finalize(self):
        """Puts weights that an optimizer averaged (`use_ema`) into its networks."""
        for optimizer, player in zip(self.optimizers, self._players, strict=True):
            optimizer.finalize_variable_values(player.variables)

    @property
    def built(self):
        """Whether both have their variables."""
        return all(optimizer.built for optimizer in self.optimizers)

    @property
    def iterations(self):
        """The discriminator's updates so far: one a step."""
        return self.optimizers[0].iterations

    @property
    def variables(self):
        """The variables of both."""
        return [v for optimizer in self.optimizers for v in optimizer.variables]

    @property
    def learning_rate(self):
        """The discriminator's learning rate; assigning it sets both."""
        return self.optimizers[0].learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        for optimizer in self.optimizers:
            optimizer.learning_rate = value


def loss_scaled(optimizer):
    """Whether an optimizer scales its loss and skips steps that overflow."""
    return isinstance(optimizer, keras.optimizers.LossScaleOptimizer)


def _optimizer(argument, optimizer):
    if isinstance(optimizer, str):
        try:
            optimizer = keras.optimizers.get(optimizer)
        except ValueError as error:
            raise ValueError(
                f"Unknown optimizer. Received: {argument}={optimizer!r}. Pass a Keras "
                "optimizer, such as `keras.optimizers.Adam(2e-4)`, or the name of one, "
                'such as "adam".'
            ) from error
    if not isinstance(optimizer, keras.optimizers.Optimizer):
        raise TypeError(
            f"`{argument}` must be a Keras optimizer or the name of one. "
            f"Received: {argument}={optimizer!r}."
        )
    return optimizer
