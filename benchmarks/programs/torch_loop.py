"""A training loop in PyTorch, on a GPU where there is one."""

import contextlib
import itertools
import math

import torch
from torch import nn

from benchmarks.programs import CIFAR10, MNIST, PHOTOS, sizes_of
from benchmarks.programs.images import training_images

OPTIMIZERS = {
    "sgd": lambda weights: torch.optim.SGD(weights, lr=0.01, momentum=0.5),
    "adam": lambda weights: torch.optim.Adam(weights, lr=2e-4, betas=(0.5, 0.999)),
}
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class Maxout(nn.Module):
    """A layer of linear pieces, and the maximum over those of a unit."""

    def __init__(self, linear, pieces):
        super().__init__()
        self.linear = linear
        self.pieces = pieces

    def forward(self, x):
        return self.linear(x).unflatten(1, (-1, self.pieces)).amax(dim=2)


def dense_maxout(features, units, pieces):
    return Maxout(nn.Linear(features, units * pieces), pieces)


def mnist_networks():
    layers = []
    sizes = (MNIST.latent_dim, *MNIST.generator_widths, 784)
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    generator = nn.Sequential(*layers[:-1], nn.Sigmoid())
    units, pieces = MNIST.maxout_units, MNIST.maxout_pieces
    discriminator = nn.Sequential(
        nn.Flatten(),
        nn.Dropout(0.2),
        dense_maxout(784, units, pieces),
        nn.Dropout(0.5),
        dense_maxout(units, units, pieces),
        nn.Dropout(0.5),
        nn.Linear(units, 1),
    )
    return generator, discriminator


def cifar10_networks():
    height, width, channels = CIFAR10.small_shape
    generator = nn.Sequential(
        nn.Linear(CIFAR10.latent_dim, CIFAR10.generator_width),
        nn.ReLU(),
        nn.Linear(CIFAR10.generator_width, height * width * channels),
        nn.Sigmoid(),
        nn.Unflatten(1, (channels, height, width)),
        nn.ConvTranspose2d(channels, 3, CIFAR10.paint_size, CIFAR10.paint_strides),
    )
    layers, inputs = [nn.Dropout(0.2)], 3
    pieces = CIFAR10.conv_pieces
    for filters, size, zeros, pool_size in CIFAR10.convolutions:
        convolution = nn.Conv2d(inputs, filters * pieces, size, padding=zeros)
        pool = nn.MaxPool2d(pool_size, CIFAR10.pool_strides, ceil_mode=True)
        layers += [Maxout(convolution, pieces), pool, nn.Dropout(0.5)]
        inputs = filters
    units, pieces = CIFAR10.maxout_units, CIFAR10.maxout_pieces
    features = math.prod(nn.Sequential(*layers)(torch.zeros(1, 3, 32, 32)).shape)
    discriminator = nn.Sequential(
        *layers,
        nn.Flatten(),
        dense_maxout(features, units, pieces),
        nn.Dropout(0.5),
        nn.Linear(units, 1),
    )
    return generator, discriminator


def photo_networks():
    filters, size = PHOTOS.generator_filters, PHOTOS.small_size
    kernel = (PHOTOS.kernel_size, 2, 1)  # and strides, and padding
    layers = [
        nn.Linear(PHOTOS.latent_dim, filters[0] * size * size, bias=False),
        nn.Unflatten(1, (filters[0], size, size)),
    ]
    for inputs, outputs in itertools.pairwise(filters):
        layers += [nn.BatchNorm2d(inputs), nn.ReLU()]
        layers += [nn.ConvTranspose2d(inputs, outputs, *kernel, bias=False)]
    layers += [nn.BatchNorm2d(filters[-1]), nn.ReLU()]
    generator = nn.Sequential(
        *layers, nn.ConvTranspose2d(filters[-1], 3, *kernel), nn.Tanh()
    )
    layers = []
    for inputs, outputs in itertools.pairwise((3, *PHOTOS.discriminator_filters)):
        layers += [nn.Conv2d(inputs, outputs, *kernel), nn.LeakyReLU(0.2)]
    last = PHOTOS.discriminator_filters[-1] * size * size
    return generator, nn.Sequential(*layers, nn.Flatten(), nn.Linear(last, 1))


NETWORKS = {
    "mnist": mnist_networks,
    "cifar10-conv": cifar10_networks,
    "photos": photo_networks,
}
# How products and convolutions are made.
PRECISIONS = ("float32", "tf32", "bfloat16")


def image_batches(pair, dataset, batch_size):
    """Images with the channels first, but for those of MNIST, which are flat."""
    images = torch.from_numpy(training_images(pair, dataset))
    images = images.flatten(1) if pair == "mnist" else images.permute(0, 3, 1, 2)
    images = images.contiguous()
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(images),
        batch_size=None,
        sampler=torch.utils.data.BatchSampler(
            torch.utils.data.RandomSampler(images),
            batch_size,
            drop_last=True,
        ),
        pin_memory=DEVICE != "cpu",
    )
    return (batch for _ in itertools.count() for (batch,) in loader)


def make(
    optimizer, compiled, pair="mnist", dataset=None, precision="float32", **changes
):
    """The loop as it is, or with its step through `torch.compile`.

    Args:
        optimizer: str, "sgd" (with momentum) or "adam".
        compiled: bool, whether to compile the step.
        pair: str, one of `PAIRS`.
        dataset: str or None, what takes the place of the pair's own data set.
        precision: str, one of `PRECISIONS`.
        **changes: sizes of the pair that are others.
    """
    torch.manual_seed(0)
    if DEVICE != "cpu":
        torch.backends.cuda.matmul.allow_tf32 = precision != "float32"
        torch.backends.cudnn.allow_tf32 = precision != "float32"
        torch.backends.cudnn.benchmark = True
    sizes = sizes_of(pair, **changes)
    g, d = (network.to(DEVICE) for network in NETWORKS[pair]())
    g_optimizer, d_optimizer = (
        OPTIMIZERS[optimizer](network.parameters()) for network in (g, d)
    )
    batch_size, latent_dim = sizes.batch_size, sizes.latent_dim
    loss = nn.BCEWithLogitsLoss()
    ones, zeros = (f(batch_size, 1, device=DEVICE) for f in (torch.ones, torch.zeros))

    def in_precision():
        if precision == "bfloat16":
            return torch.autocast(DEVICE, torch.bfloat16)
        return contextlib.nullcontext()

    def latents():
        return torch.randn(batch_size, latent_dim, device=DEVICE)

    def d_loss(real):
        with in_precision():
            return loss(d(real), ones) + loss(d(g(latents()).detach()), zeros)

    def g_loss():
        with in_precision():
            return loss(d(g(latents())), ones)

    if compiled:
        torch.compiler.reset()  # it gives up after eight versions of a function
        d_loss, g_loss = (torch.compile(f, dynamic=False) for f in (d_loss, g_loss))
    batches = image_batches(pair, dataset, batch_size)

    def run(steps):
        for real in itertools.islice(batches, steps):
            d_optimizer.zero_grad(set_to_none=True)
            d_loss(real.to(DEVICE, non_blocking=True)).backward()
            d_optimizer.step()
            g_optimizer.zero_grad(set_to_none=True)
            g_loss().backward()
            g_optimizer.step()
        if DEVICE != "cpu":
            torch.cuda.synchronize()

    return run
