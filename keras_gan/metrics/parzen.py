"""The Parzen score: sigma by cross validation, mean, standard error, and ceiling."""

import dataclasses
import warnings

import numpy as np

from keras_gan.datasets import StoredImages
from keras_gan.metrics.parzen_window import parzen_log_likelihood

SIGMA_GRID = np.logspace(-1, 0, 10)


@dataclasses.dataclass(frozen=True)
class ParzenScore:
    """A mean log-likelihood under a Parzen window, with what is needed to judge it.

    Args:
        mean: float, nats, over the test examples or over the folds.
        standard_error: float, nats, of that mean.
        sigma: float, the width of the window; one for each fold, in a tuple, when
            the score is over folds.
        num_samples: int, the number of samples that the window sits on.
        sigma_at_edge: bool, whether sigma is the smallest or the largest that was
            tried, so that a wider grid might have given a better one.
    """

    mean: float
    standard_error: float
    sigma: float | tuple[float, ...]
    num_samples: int
    sigma_at_edge: bool = False

    def __str__(self):
        sigmas = self.sigma if isinstance(self.sigma, tuple) else (self.sigma,)
        sigma = ", ".join(f"{value:.3f}" for value in sigmas)
        note = "; sigma is at an end of its grid" if self.sigma_at_edge else ""
        return (
            f"{self.mean:.1f} +- {self.standard_error:.1f} nats "
            f"(sigma {sigma}, {self.num_samples:,} samples{note})"
        )

    def as_dict(self):
        """Returns the score as plain numbers, lists and booleans, fit for JSON."""
        several = isinstance(self.sigma, tuple)
        return {
            "mean": self.mean,
            "standard_error": self.standard_error,
            "sigma": list(self.sigma) if several else self.sigma,
            "samples": self.num_samples,
            "sigma_at_edge": self.sigma_at_edge,
        }


def select_sigma(
    validation, samples, sigmas=SIGMA_GRID, num_examples=1000, progress=False
):
    """Picks the sigma under which validation examples are most likely.

    Args:
        validation: float array `(count, ...)`; its first `num_examples` are used.
        samples: float array `(num_samples, ...)`.
        sigmas: sequence of positive floats to pick from.
        num_examples: int, how many validation examples to use.
        progress: bool, whether to show a progress bar.

    Returns:
        The sigma, a float, and the mean log-likelihood in nats at each of the
        `sigmas`, an array `(num_sigmas,)`.

    Raises:
        ValueError: as `parzen_log_likelihood` does.
    """
    sigmas = np.atleast_1d(np.asarray(sigmas, dtype="float64"))
    log_likelihood = parzen_log_likelihood(
        validation[:num_examples], samples, sigmas, progress=progress
    )
    means = log_likelihood.mean(axis=1)
    return float(sigmas[means.argmax()]), means


def parzen_score(
    samples,
    test,
    validation=None,
    sigmas=SIGMA_GRID,
    sigma=None,
    num_examples=1000,
    progress=False,
    warn_at_edge=True,
):
    """Scores samples by the mean log-likelihood of test examples, in nats.

    This is the protocol of the paper: sigma is picked on the first `num_examples`
    of the validation examples, then the whole test set is scored.

    Args:
        samples: float array `(num_samples, ...)`, a generator's; the paper's 10,000.
        test: float array `(count, ...)`, real examples in the range of the samples.
        validation: float array `(count, ...)`, real examples that are not in `test`.
        sigmas: sequence of positive floats to pick sigma from.
        sigma: positive float, given instead of `validation` where sigma is known.
        num_examples: int, how many validation examples to pick sigma on.
        progress: bool, whether to show progress bars.
        warn_at_edge: bool, whether a sigma at an end of the grid is worth a
            `UserWarning`. The score carries it in any case.

    Returns:
        `ParzenScore`, with mean and standard error over the test examples.

    Raises:
        ValueError: if not exactly one of `validation` and `sigma` is given, if `test`
            has fewer than two examples, and as `parzen_log_likelihood` does.

    Example:
        >>> score = parzen_score(gan.sample(10_000, seed=0), test, validation)
        >>> print(score)
        230.6 +- 1.9 nats (sigma 0.167, 10,000 samples)

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    if (validation is None) == (sigma is None):
        raise ValueError(
            "Exactly one of `validation`, to pick sigma on, and `sigma` must be given. "
            f"Received: validation={'None' if validation is None else 'an array'}, "
            f"sigma={sigma}."
        )
    if len(test) < 2:
        raise ValueError(
            "`test` must have at least two examples, to tell the standard error. "
            f"Received: {len(test)}."
        )
    at_edge = False
    if sigma is None:
        sigma, _ = select_sigma(validation, samples, sigmas, num_examples, progress)
        at_edge = _is_at_edge(sigma, sigmas)
    log_likelihood = parzen_log_likelihood(test, samples, sigma, progress=progress)
    mean, standard_error = _mean_and_standard_error(log_likelihood)
    score = ParzenScore(mean, standard_error, float(sigma), len(samples), at_edge)
    if at_edge and warn_at_edge:
        _warn_at_edge(score, sigmas)
    return score


def parzen_folds(samples, folds, sigmas=SIGMA_GRID, num_examples=1000, progress=False):
    """Scores samples over folds of a data set, as the paper does for faces.

    Args:
        samples: float array `(num_samples, ...)`.
        folds: sequence of pairs (validation, test) of float arrays `(count, ...)`.
            Each fold picks its own sigma on its own validation examples.
        sigmas: sequence of positive floats to pick the sigmas from.
        num_examples: int, how many validation examples of a fold to pick sigma on.
        progress: bool, whether to show progress bars.

    Returns:
        `ParzenScore`, with mean and standard error over the folds' means, and the
        sigma of each fold.

    Raises:
        ValueError: if there are fewer than two folds, and as `parzen_score` does.
    """
    folds = list(folds)
    if len(folds) < 2:
        raise ValueError(
            "`folds` must hold at least two pairs (validation, test), to tell the "
            f"standard error. Received: {len(folds)}. Score one with `parzen_score`."
        )
    scores = [
        parzen_score(
            samples,
            test,
            validation,
            sigmas,
            num_examples=num_examples,
            progress=progress,
            warn_at_edge=False,
        )
        for validation, test in folds
    ]
    mean, standard_error = _mean_and_standard_error([one.mean for one in scores])
    score = ParzenScore(
        mean,
        standard_error,
        tuple(one.sigma for one in scores),
        len(samples),
        any(one.sigma_at_edge for one in scores),
    )
    if score.sigma_at_edge:
        _warn_at_edge(score, sigmas)
    return score


def parzen_ceiling(
    train,
    test=None,
    validation=None,
    num_samples=10_000,
    seed=0,
    folds=None,
    **score_arguments,
):
    """Scores training examples as if they were samples, to set scores beside.

    A Parzen window on real examples is no upper bound, and blurred examples can score
    more, but it is what a perfect generator would get from the same estimator.

    The standard error is over test examples, for the one draw of training examples:
    draws of 10,000 from MNIST were seen to score between 241 and 245 nats.

    Args:
        train: float array `(count, ...)`, the real training examples.
        test: float array `(count, ...)`, as in `parzen_score`.
        validation: float array `(count, ...)`, as in `parzen_score`.
        num_samples: int, how many training examples to take: as many as there were
            samples. All are taken when there are no more than that.
        seed: int that decides which are taken, or None for the first ones.
        folds: sequence of pairs (validation, test), as in `parzen_folds`, instead of
            `test` and `validation`.
        **score_arguments: further arguments of `parzen_score` or `parzen_folds`.

    Returns:
        `ParzenScore`; its `num_samples` is the number that was taken.

    Raises:
        ValueError: if not exactly one of `test` and `folds` is given, and as
            `parzen_score` or `parzen_folds` does.
    """
    if (test is None) == (folds is None) or not (folds is None or validation is None):
        raise ValueError(
            "Exactly one of `test`, with `validation`, and `folds` must be given. "
            f"Received: test={'None' if test is None else 'an array'}, "
            f"validation={'None' if validation is None else 'an array'}, "
            f"folds={'None' if folds is None else 'a sequence'}."
        )
    if not isinstance(train, StoredImages):  # of which only the chosen are read
        train = np.asarray(train)
    if len(train) > num_samples:
        if seed is None:
            train = train[:num_samples]
        else:
            chosen = np.random.default_rng(seed).permutation(len(train))[:num_samples]
            train = train[np.sort(chosen)]
    if folds is not None:
        return parzen_folds(train, folds, **score_arguments)
    return parzen_score(train, test, validation, **score_arguments)


def _mean_and_standard_error(values):
    values = np.asarray(values, dtype="float64")
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(values.size))


def _is_at_edge(sigma, sigmas):
    return np.size(sigmas) > 1 and sigma in (float(np.min(sigmas)), np.max(sigmas))


def _warn_at_edge(score, sigmas):
    warnings.warn(
        f"The Parzen score {score} has its sigma at an end of the grid, which runs "
        f"from {np.min(sigmas):.3g} to {np.max(sigmas):.3g}. A wider grid may score "
        "higher; pass it as `sigmas`, and say so beside the score.",
        UserWarning,
        stacklevel=3,
    )
