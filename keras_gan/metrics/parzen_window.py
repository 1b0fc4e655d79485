"""The log-likelihood of examples under a Gaussian Parzen window on samples."""

from tqdm.auto import tqdm

from keras_gan.metrics.checks import checked_rows
from keras_gan.metrics.parzen_stream import BLOCKS, ParzenStream


def parzen_log_likelihood(
    examples,
    samples,
    sigma,
    block_size=2000,
    dtype="float64",
    progress=False,
    device="auto",
):
    """Computes log p(x) of each example under a Parzen window on the samples.

    A Gaussian of width sigma sits on each of the n samples s_i, and p is their mean:
    `log p(x) = log mean_i exp(-|x - s_i|^2 / (2 sigma^2)) - d log(sigma sqrt(2 pi))`
    with d values to an example. Distances come from matrix products of one block of
    examples with one block of samples, and serve all sigmas at once, so that the
    memory needed grows by no more than a few numbers an example.

    Args:
        examples: float array `(num_examples, ...)`, what is scored.
        samples: float array `(num_samples, ...)`, where the Gaussians sit. Examples
            and samples may differ in rank, as images and flattened images do.
        sigma: positive float, or a sequence of them, in the units of a pixel.
        block_size: int, rows of samples that are multiplied at a time; of examples, a
            quarter of it in each thread. Memory holds eight such blocks.
        dtype: `"float64"` or `"float32"`. The latter takes about half the time, and
            is good to about 1e-3 nats on images in [0, 1] when sigma is 0.1 or more.
            A GPU works in float64 either way.
        progress: bool, whether to show a progress bar.
        device: str, "CPU", "GPU", or "auto" for a GPU where TensorFlow finds one.

    Returns:
        float64 array of nats: `(num_examples,)` for one sigma,
        `(num_sigmas, num_examples)` for a sequence.

    Raises:
        ValueError: if a sigma is not positive, if examples or samples are empty or
            hold NaN or infinity, if their dimensions differ, or if there is no such
            device.
        TypeError: if examples or samples are not of a floating-point type.

    Example:
        >>> images = np.random.default_rng(0).random((200, 28, 28, 1))
        >>> parzen_log_likelihood(images[:100], images[100:], sigma=0.2).shape
        (100,)

    Reference: [Breuleux et al., 2011](https://doi.org/10.1162/NECO_a_00142)
    """
    stream = ParzenStream(examples, sigma, block_size, dtype, device)
    samples = checked_rows(samples, "samples")
    portion = BLOCKS * block_size
    starts = range(0, len(samples), portion)
    for start in tqdm(starts, "Parzen window", disable=not progress, leave=False):
        stream.add(samples[start : start + portion])
    return stream.log_likelihood()
