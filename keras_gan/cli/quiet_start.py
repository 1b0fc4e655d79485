"""TensorFlow's start without what it says on machines where all is well."""

import contextlib
import os
import re
import sys
import tempfile

# Written by TensorFlow's C++ before any of its settings for logs count.
NOISE = re.compile(
    r"WARNING: All log messages before absl::InitializeLog"
    r"|[IWE]\d{4} .*(port|cudart_stub|cuda_platform|cpu_feature_guard)\.cc:"
    r"|To enable the following instructions"
)


@contextlib.contextmanager
def quiet_start():
    """Holds back what is written to standard error, and passes on what is no noise."""
    try:
        stream = sys.stderr.fileno()
    except (AttributeError, OSError):  # no file of the system's, as in tests
        yield
        return
    sys.stderr.flush()
    aside = os.dup(stream)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), stream)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(aside, stream)
            os.close(aside)
            held.seek(0)
            lines = held.read().decode(errors="replace").splitlines(keepends=True)
            sys.stderr.writelines(line for line in lines if not NOISE.match(line))
            sys.stderr.flush()
