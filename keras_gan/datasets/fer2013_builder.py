"""FER-2013 for tensorflow-datasets, which has no builder of its own for it.

This module imports tensorflow-datasets, which is slow, so import it where it is used.
"""

import csv

import numpy as np
import tensorflow_datasets as tfds

FILE = "fer2013.csv"
USAGES = {"train": "Training", "validation": "PublicTest", "test": "PrivateTest"}


class Fer2013(tfds.core.GeneratorBasedBuilder, skip_registration=True):
    """48x48 grey faces with seven expressions, from the file that Kaggle gives out.

    `download_and_prepare` turns `downloads/manual/fer2013.csv` into the files of
    tensorflow-datasets, which are then read with no need of this class.

    Args:
        data_dir: path of a tensorflow-datasets directory.

    Reference:
        [Goodfellow et al., 2013](https://arxiv.org/abs/1307.0414)
    """

    VERSION = tfds.core.Version("1.0.0")
    MANUAL_DOWNLOAD_INSTRUCTIONS = """
    download fer2013.tar.gz, with an account of Kaggle's, from
    https://www.kaggle.com/c/challenges-in-representation-learning-facial-expression-recognition-challenge/data
    and put the file fer2013.csv that is in it there
    """

    def _info(self):
        features = {
            "image": tfds.features.Image(shape=(48, 48, 1)),
            "label": tfds.features.ClassLabel(num_classes=7),
        }
        return tfds.core.DatasetInfo(
            builder=self, features=tfds.features.FeaturesDict(features)
        )

    def _split_generators(self, dl_manager):
        path = dl_manager.manual_dir / FILE
        return {
            split: self._generate_examples(path, usage)
            for split, usage in USAGES.items()
        }

    def _generate_examples(self, path, usage):
        with path.open() as file:
            for index, row in enumerate(csv.DictReader(file)):
                if row["Usage"] == usage:
                    pixels = np.array(row["pixels"].split(), "uint8")
                    yield (
                        index,
                        {
                            "image": pixels.reshape(48, 48, 1),
                            "label": int(row["emotion"]),
                        },
                    )
