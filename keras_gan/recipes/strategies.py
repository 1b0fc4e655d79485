"""Distribution strategies by name, made of what the environment says."""

import os

# What each is, in a line. Read without TensorFlow by the command line's help.
STRATEGIES = {
    "mirrored": "all GPUs of this machine",
    "multi-worker": "the machines in TF_CONFIG, or the GPUs of a Slurm job",
}


def get(name):
    """Returns a strategy; to be called before TensorFlow is used for anything else.

    Args:
        name: str or None, one of `STRATEGIES`; None for one device.

    Returns:
        A `tf.distribute.Strategy`.

    Raises:
        ValueError: for an unknown name, or for several workers if the environment
            names none.
    """
    import tensorflow as tf

    if name is None:
        return tf.distribute.get_strategy()
    if name not in STRATEGIES:
        raise ValueError(
            f"Unknown strategy. Expected one of {sorted(STRATEGIES)}. "
            f"Received: {name!r}."
        )
    if name == "mirrored":
        return tf.distribute.MirroredStrategy()
    if "TF_CONFIG" in os.environ:
        return tf.distribute.MultiWorkerMirroredStrategy()
    if "SLURM_PROCID" in os.environ:
        return tf.distribute.MultiWorkerMirroredStrategy(
            tf.distribute.cluster_resolver.SlurmClusterResolver()
        )
    raise ValueError(
        "Several workers must know of each other. Expected the environment variable "
        "TF_CONFIG, or a Slurm job with GPUs. Received: neither. Set TF_CONFIG on each "
        'worker, such as {"cluster": {"worker": ["host1:5000", "host2:5000"]}, '
        '"task": {"type": "worker", "index": 0}}.'
    )
