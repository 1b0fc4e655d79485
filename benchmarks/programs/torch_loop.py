"""A training loop in PyTorch."""

import itertools
import math

import torch
from torch import nn

from benchmarks.programs import CIFAR10, MNIST, PAIRS
from benchmarks.programs.images import training_images

OPTIMIZERS = {
    "sgd": lambda weights: torch.optim.SGD(weights, lr=0.01, momentum=0.5),
    "adam": lambda weights: torch.optim.Adam(weights, lr=2e-4, betas=(0.5, 0.999)),
}


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


NETWORKS = {"mnist": mnist_networks, "cifar10-conv": cifar10_networks}


def image_batches(pair, dataset):
    """Images with the channels first, but for those of MNIST, which are flat."""
    images = torch.from_numpy(training_images(pair, dataset))
    images = images.flatten(1) if pair == "mnist" else images.permute(0, 3, 1, 2)
    images = images.contiguous()
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(images),
        batch_size=None,
        sampler=torch.utils.data.BatchSampler(
            torch.utils.data.RandomSampler(images),
            PAIRS[pair].batch_size,
            drop_last=True,
        ),
    )
    return (batch for _ in itertools.count() for (batch,) in loader)


def make(optimizer, compiled, pair="mnist", dataset=None):
    """The loop as it is, or with its step through `torch.compile`.

    Args:
        optimizer: str, "sgd" (with momentum) or "adam".
        compiled: bool, whether to compile the step.
        pair: str, "mnist" or "cifar10-conv".
        dataset: str or None, what takes the place of the pair's own data set.
    """
    torch.manual_seed(0)
    g, d = NETWORKS[pair]()
    g_optimizer, d_optimizer = (
        OPTIMIZERS[optimizer](network.parameters()) for network in (g, d)
    )
    batch_size, latent_dim = PAIRS[pair].batch_size, PAIRS[pair].latent_dim
    loss = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(batch_size, 1), torch.zeros(batch_size, 1)

    def d_loss(real):
        fake = g(torch.randn(batch_size, latent_dim)).detach()
        return loss(d(real), ones) + loss(d(fake), zeros)

    def g_loss():
        return loss(d(g(torch.randn(batch_size, latent_dim))), ones)

    if compiled:
        d_loss, g_loss = torch.compile(d_loss), torch.compile(g_loss)
    batches = image_batches(pair, dataset)

    def run(steps):
        for real in itertools.islice(batches, steps):
            d_optimizer.zero_grad(set_to_none=True)
            d_loss(real).backward()
            d_optimizer.step()
            g_optimizer.zero_grad(set_to_none=True)
            g_loss().backward()
            g_optimizer.step()

    return run
