"""Rates of an optimizer that a lazy term goes with."""

import keras

from keras_gan.arguments import check_integer


def for_lazy_term(optimizer, every):
    """An optimizer like another, with its rates corrected for a term that is lazy.

    A term with `every=k` joins one step in k, with k times its weight. Counted as a
    step of its own, as in StyleGAN2, there are k + 1 in the time of k: with
    `c = k / (k + 1)` the learning rate is multiplied by c, and each beta becomes its
    power c.

    Args:
        optimizer: Keras optimizer, not yet built, with a number as its learning rate.
        every: int, k, at how many steps the term is computed once.

    Returns:
        A Keras optimizer of the same class.

    Raises:
        TypeError: if the learning rate follows a schedule.
        ValueError: if `every` is not a positive integer.

    Example:
        >>> d_optimizer = for_lazy_term(Adam(2e-3, beta_1=0.0, beta_2=0.99), every=16)

    Reference: [Karras et al., 2020](https://arxiv.org/abs/1912.04958), appendix B
    """
    every = check_integer("every", every, minimum=1)
    factor = every / (every + 1)
    config = keras.optimizers.serialize(optimizer)
    rates = config["config"]
    if isinstance(rates["learning_rate"], dict):
        raise TypeError(
            "Only a learning rate that is a number can be corrected. Received: an "
            f"optimizer {optimizer.name!r} with a schedule. Multiply the schedule's "
            f"rates by {factor:.4g}."
        )
    rates["learning_rate"] *= factor
    for beta in ("beta_1", "beta_2"):
        if beta in rates:
            rates[beta] = rates[beta] ** factor
    return keras.optimizers.deserialize(config)
