"""How long does it take to import the package, and to read the program's help?

Whole processes, in turn. Run as `python -m benchmarks.starting`.
"""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks import timing

REPETITIONS = 9


def main():
    commands = {
        "import tensorflow": [sys.executable, "-c", "import tensorflow"],
        "import tensorflow, keras": [sys.executable, "-c", "import tensorflow, keras"],
        "import keras_gan": [sys.executable, "-c", "import keras_gan"],
        "keras-gan --help": [Path(sys.executable).with_name("keras-gan"), "--help"],
    }
    times = {name: [] for name in commands}
    for repetition in range(REPETITIONS + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            if repetition:  # the first one warms the disk
                times[name].append(time.perf_counter() - start)
    ratios = {
        "import keras_gan / import tensorflow": timing.ratio(
            times, "import keras_gan", "import tensorflow"
        )
    }
    timing.report_times("starting", times, ratios, unit="s")


if __name__ == "__main__":
    main()
