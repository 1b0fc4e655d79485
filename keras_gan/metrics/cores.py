"""Threads that multiply on a core each."""

import concurrent.futures
import contextlib
import os

from threadpoolctl import threadpool_limits


def num_cores():
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def one_thread_a_core():
    """A pool of threads, whose products take one core each.

    So none waits while others multiply, and what follows a product runs on all cores.

    Yields:
        A `concurrent.futures.ThreadPoolExecutor`.
    """
    with (
        threadpool_limits(1, user_api="blas"),
        concurrent.futures.ThreadPoolExecutor(num_cores()) as threads,
    ):
        yield threads
