"""The log-likelihood of examples under a Gaussian Parzen window on samples."""

import math

import numpy as np
from tqdm.auto import tqdm


def parzen_log_likelihood(
    examples,
    samples,
    sigma,
    block_size=1000,
    dtype="float64",
    progress=False,
):
    """Computes log p(x) of each example under a Parzen window on the samples.

    A Gaussian of width sigma sits on each of the n samples s_i, and p is their mean:
    `log p(x) = log mean_i exp(-|x - s_i|^2 / (2 sigma^2)) - d log(sigma sqrt(2 pi))`
    with d values to an example. Distances come from matrix products of one block of
    examples with one block of samples, and serve all sigmas at once, so that the
    memory needed does not grow with the number of examples, but for the result.

    Args:
        examples: float array `(num_examples, ...)`, what is scored.
        samples: float array `(num_samples, ...)`, where the Gaussians sit. Examples
            and samples may differ in rank, as images and flattened images do.
        sigma: positive float, or a sequence of them, in the units of a pixel.
        block_size: int, rows of examples and of samples that are handled at a time.
        dtype: `"float64"` or `"float32"`. The latter takes about half the time, and
            is good to about 1e-3 nats on images in [0, 1] when sigma is 0.1 or more.
        progress: bool, whether to show a progress bar.

    Returns:
        float64 array of nats: `(num_examples,)` for one sigma,
        `(num_sigmas, num_examples)` for a sequence.

    Raises:
        ValueError: if a sigma is not positive, if examples or samples are empty or
            hold NaN or infinity, or if their dimensions differ.
        TypeError: if examples or samples are not of a floating-point type.

    Example:
        >>> images = np.random.default_rng(0).random((200, 28, 28, 1))
        >>> parzen_log_likelihood(images[:100], images[100:], sigma=0.2).shape
        (100,)

    Reference: [Breuleux et al., 2011](https://doi.org/10.1162/NECO_a_00142)
    """
    sigmas = checked_sigmas(sigma)
    _check_settings(block_size, dtype)
    samples = checked_rows(samples, "samples")
    examples = checked_rows(examples, "examples")
    _check_same_shape(examples, samples)
    samples = samples.reshape(len(samples), -1)
    examples = examples.reshape(len(examples), -1)
    centre = samples.mean(axis=0, dtype="float64")
    log_likelihood = np.empty((sigmas.size, len(examples)))
    starts = range(0, len(examples), block_size)
    for start in tqdm(starts, "Parzen window", disable=not progress, leave=False):
        rows = slice(start, start + block_size)
        block = (examples[rows] - centre).astype(dtype)
        log_likelihood[:, rows] = _log_mean_exp(
            block, samples, centre, sigmas.ravel(), block_size
        )
    dimension = samples.shape[1]
    log_normalizer = dimension * np.log(sigmas.ravel() * math.sqrt(2 * math.pi))
    log_likelihood -= log_normalizer[:, None]
    return log_likelihood if sigmas.ndim else log_likelihood[0]


def _log_mean_exp(block, samples, centre, sigmas, block_size):
    """Returns log mean_i exp(-|x - s_i|^2 / (2 sigma^2)), `(num_sigmas, rows)`.

    One pass over the samples: the exponents are largest at the nearest sample, for
    every sigma, so the running sums are kept relative to the nearest one so far.
    """
    precisions = 1.0 / (2.0 * sigmas**2)
    nearest = np.full(len(block), np.inf)
    sums = np.zeros((sigmas.size, len(block)))
    block_norms = np.einsum("ij,ij->i", block, block)[:, None]
    for start in range(0, len(samples), block_size):
        others = (samples[start : start + block_size] - centre).astype(block.dtype)
        distances = block @ (-2.0 * others.T)
        distances += block_norms
        distances += np.einsum("ij,ij->i", others, others)
        np.maximum(distances, 0.0, out=distances)
        closer = np.minimum(nearest, distances.min(axis=1))
        distances -= closer[:, None].astype(block.dtype)
        kernel = np.empty_like(distances)
        for row, precision in zip(sums, precisions, strict=True):
            np.multiply(distances, -precision, out=kernel)
            np.exp(kernel, out=kernel)
            row *= np.exp((closer - nearest) * precision)
            row += kernel.sum(axis=1, dtype="float64")
        nearest = closer
    return np.log(sums / len(samples)) - nearest * precisions[:, None]


def checked_sigmas(sigma):
    """Returns sigma as an array, known to be positive numbers."""
    sigmas = np.asarray(sigma, dtype="float64")
    if sigmas.ndim > 1 or sigmas.size == 0:
        raise ValueError(
            "`sigma` must be a number or a non-empty sequence of numbers. "
            f"Received: an array of shape {sigmas.shape}."
        )
    if not (np.isfinite(sigmas).all() and (sigmas > 0).all()):
        raise ValueError(
            "Every `sigma` must be positive and finite, it is the width of a Gaussian. "
            f"Received: sigma={sigma}. For images in [0, 1] try 0.1 to 1."
        )
    return sigmas


def _check_settings(block_size, dtype):
    if block_size < 1:
        raise ValueError(
            "`block_size` must be a positive integer. "
            f"Received: block_size={block_size}. 1000 suits most machines."
        )
    if dtype not in ("float32", "float64"):
        raise ValueError(
            f"`dtype` must be 'float32' or 'float64'. Received: dtype={dtype!r}."
        )


def checked_rows(values, name, rows_at_a_time=4096):
    """Returns the values as an array, known to be finite floats with rows."""
    values = np.asarray(values)
    if values.ndim < 2 or values.size == 0:
        raise ValueError(
            f"`{name}` must be a non-empty array of shape (count, ...). "
            f"Received: an array of shape {values.shape}."
        )
    if not np.issubdtype(values.dtype, np.floating):
        raise TypeError(
            f"`{name}` must hold floating-point numbers. "
            f"Received: dtype {values.dtype}. For images with pixels from 0 to 255 "
            f"pass `{name}.astype('float32') / 255`."
        )
    starts = range(0, len(values), rows_at_a_time)
    blocks = (values[start : start + rows_at_a_time] for start in starts)
    bad = sum(
        int((~np.isfinite(block).reshape(len(block), -1).all(axis=1)).sum())
        for block in blocks
    )
    if bad:
        raise ValueError(
            f"`{name}` must be finite. Received: NaN or infinity in {bad} of "
            f"{len(values)} rows. Look for what produced them: no score can be given."
        )
    return values


def _check_same_shape(examples, samples):
    shapes = [
        tuple(size for size in array.shape[1:] if size != 1)
        for array in (examples, samples)
    ]
    either_is_flat = min(len(shape) for shape in shapes) <= 1
    same = math.prod(shapes[0]) == math.prod(shapes[1])
    if not same or not (either_is_flat or shapes[0] == shapes[1]):
        raise ValueError(
            "Examples and samples must have the same shape, or the same number of "
            "values when one of them is flattened. Received: "
            f"examples of shape {examples.shape}, samples of shape {samples.shape}."
        )
