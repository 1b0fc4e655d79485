"""Adversarial losses by name."""

from keras_gan.losses import adversarial, critic

LOSSES = {
    "minimax": adversarial.Minimax,
    "non_saturating": adversarial.NonSaturating,
    "bidirectional": adversarial.Bidirectional,
    "maximum_likelihood": adversarial.MaximumLikelihood,
    "blend": adversarial.Blend,
    "softplus": adversarial.Softplus,
    "least_squares": critic.LeastSquares,
    "wasserstein": critic.Wasserstein,
    "hinge": critic.Hinge,
    "relativistic_average": critic.RelativisticAverage,
    "relativistic_pairing": critic.RelativisticPairing,
}


def get(loss):
    """Returns the loss for a name, or the loss object that was given.

    Args:
        loss: str, one of `LOSSES`, or an object with `discriminator_loss` and
            `generator_loss`.

    Raises:
        ValueError: if the name is unknown.
        TypeError: if it is neither a name nor such an object.
    """
    if isinstance(loss, str):
        if loss not in LOSSES:
            raise ValueError(
                f"Unknown adversarial loss. Expected one of {sorted(LOSSES)} or an "
                f"`AdversarialLoss`. Received: loss={loss!r}."
            )
        return LOSSES[loss]()
    methods = ("discriminator_loss", "generator_loss")
    if isinstance(loss, type) or not all(hasattr(loss, name) for name in methods):
        raise TypeError(
            f"`loss` must be one of {sorted(LOSSES)} or an instance of "
            f"`AdversarialLoss`, with a loss for each player. Received: loss={loss!r}."
        )
    return loss
