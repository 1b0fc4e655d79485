"""Real images: named data sets, folders of pictures, and batches of them."""

from keras_gan.datasets.array_file import image_array
from keras_gan.datasets.batches import batches, steps_per_epoch
from keras_gan.datasets.checks import check_images
from keras_gan.datasets.cifar10 import cifar10
from keras_gan.datasets.contrast import GlobalContrastNormalization
from keras_gan.datasets.digits import digits
from keras_gan.datasets.fer2013 import fer2013
from keras_gan.datasets.few_labels import few_labels
from keras_gan.datasets.file_split import FileSplit
from keras_gan.datasets.image_data import ImageData
from keras_gan.datasets.image_folder import image_folder, usual_side
from keras_gan.datasets.loading import DATASETS, load
from keras_gan.datasets.mnist import fashion_mnist, mnist
from keras_gan.datasets.stored_images import StoredImages

__all__ = [
    "DATASETS",
    "FileSplit",
    "GlobalContrastNormalization",
    "ImageData",
    "StoredImages",
    "batches",
    "check_images",
    "cifar10",
    "digits",
    "fashion_mnist",
    "fer2013",
    "few_labels",
    "image_array",
    "image_folder",
    "load",
    "mnist",
    "steps_per_epoch",
    "usual_side",
]
