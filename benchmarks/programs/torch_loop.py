"""A training loop in PyTorch."""

import itertools

import torch
from torch import nn

from benchmarks import programs
from keras_gan import datasets


class Maxout(nn.Module):
    def __init__(self, features, units, pieces):
        super().__init__()
        self.linear = nn.Linear(features, units * pieces)
        self.pieces = pieces

    def forward(self, x):
        return self.linear(x).unflatten(1, (-1, self.pieces)).amax(dim=2)


def generator():
    sizes = (programs.LATENT_DIM, *programs.GENERATOR_WIDTHS)
    layers = []
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1], nn.Sigmoid())


def discriminator():
    units, pieces = programs.MAXOUT_UNITS, programs.MAXOUT_PIECES
    return nn.Sequential(
        nn.Dropout(0.2),
        Maxout(784, units, pieces),
        nn.Dropout(0.5),
        Maxout(units, units, pieces),
        nn.Dropout(0.5),
        nn.Linear(units, 1),
    )


def make(update, compiled):
    """The loop as it is, or with its step through `torch.compile`.

    Args:
        update: str, "sgd" (with momentum) or "adam".
        compiled: bool, whether to compile the step.
    """
    torch.manual_seed(0)
    optimizers = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.5),
        "adam": lambda p: torch.optim.Adam(p, lr=2e-4, betas=(0.5, 0.999)),
    }
    g, d = generator(), discriminator()
    g_optimizer = optimizers[update](g.parameters())
    d_optimizer = optimizers[update](d.parameters())
    loss = nn.BCEWithLogitsLoss()
    ones, zeros = (
        torch.ones(programs.BATCH_SIZE, 1),
        torch.zeros(programs.BATCH_SIZE, 1),
    )

    def d_loss(real):
        fake = g(torch.randn(len(real), programs.LATENT_DIM)).detach()
        return loss(d(real), ones) + loss(d(fake), zeros)

    def g_loss():
        return loss(d(g(torch.randn(programs.BATCH_SIZE, programs.LATENT_DIM))), ones)

    if compiled:
        d_loss, g_loss = torch.compile(d_loss), torch.compile(g_loss)
    images = torch.from_numpy(datasets.mnist().train[:10_000].reshape(-1, 784))
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(images),
        batch_size=None,
        sampler=torch.utils.data.BatchSampler(
            torch.utils.data.RandomSampler(images), programs.BATCH_SIZE, drop_last=True
        ),
    )
    batches = (real for _ in itertools.count() for (real,) in loader)

    def run(steps):
        for real in itertools.islice(batches, steps):
            d_optimizer.zero_grad(set_to_none=True)
            d_loss(real).backward()
            d_optimizer.step()
            g_optimizer.zero_grad(set_to_none=True)
            g_loss().backward()
            g_optimizer.step()

    return run
