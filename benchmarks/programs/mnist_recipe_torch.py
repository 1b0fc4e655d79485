"""The recipe `mnist` as a training loop in PyTorch."""

import copy
import itertools

import torch
from torch import nn

from benchmarks.programs.mnist_recipe import (
    BATCH,
    LATENT_DIM,
    LEARNING_RATES,
    R1_EVERY,
    R1_WEIGHTS,
    RECIPE,
    WIDTHS,
)
from keras_gan import datasets


def dense(inputs, outputs, is_last=False):
    layer = nn.Linear(inputs, outputs)
    if is_last:
        nn.init.xavier_uniform_(layer.weight)
    else:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    nn.init.zeros_(layer.bias)
    return layer


def networks(mean_image):
    layers = []
    for inputs, outputs in itertools.pairwise((LATENT_DIM, *WIDTHS)):
        layers += [dense(inputs, outputs), nn.ReLU()]
    output = dense(WIDTHS[-1], 784, is_last=True)
    output.bias.data = torch.logit(mean_image, eps=1e-3)
    generator = nn.Sequential(*layers, output, nn.Sigmoid())
    layers = []
    for inputs, outputs in itertools.pairwise((784, *WIDTHS)):
        layers += [dense(inputs, outputs), nn.LeakyReLU(0.2)]
    return generator, nn.Sequential(*layers, dense(WIDTHS[-1], 1, is_last=True))


def shifted(images, groups=8):
    """Eight parts of a batch, each moved by up to a pixel."""
    padded = nn.functional.pad(images.view(-1, 28, 28), (1, 1, 1, 1))
    parts = []
    for part in padded.chunk(groups):
        top, left = torch.randint(0, 3, (2,)).tolist()
        parts.append(part[:, top : top + 28, left : left + 28])
    return torch.cat(parts).flatten(1)


class Trainer:
    def __init__(self):
        torch.manual_seed(0)
        self.images = torch.from_numpy(datasets.mnist().train).flatten(1)
        self.steps_per_epoch = len(self.images) // BATCH
        self.total_steps = RECIPE.epochs * self.steps_per_epoch
        self.generator, self.discriminator = networks(self.images.mean(0))
        self.average = copy.deepcopy(self.generator)
        self.d_optimizer, self.g_optimizer = (
            torch.optim.Adam(
                network.parameters(),
                lr=LEARNING_RATES[0],
                betas=(0.5, 0.99),
                eps=1e-7,
            )
            for network in (self.discriminator, self.generator)
        )
        self.steps = 0

    def penalty(self, real_images):
        real_images = real_images.requires_grad_()
        logits = self.discriminator(shifted(real_images))
        (gradient,) = torch.autograd.grad(logits.sum(), real_images, create_graph=True)
        weight = R1_WEIGHTS[self.steps >= 0.3 * self.total_steps]
        return R1_EVERY * weight / 2 * gradient.square().sum(1).mean()

    def latents(self):
        return torch.randn(BATCH, LATENT_DIM)

    def step(self, real_images):
        fake_images = self.generator(self.latents()).detach()
        d_loss = nn.functional.softplus(-self.discriminator(shifted(real_images)))
        d_loss = d_loss + nn.functional.softplus(
            self.discriminator(shifted(fake_images))
        )
        d_loss = d_loss.mean()
        if self.steps % R1_EVERY == 0:
            d_loss = d_loss + self.penalty(real_images)
        self.d_optimizer.zero_grad(set_to_none=True)
        d_loss.backward()
        self.d_optimizer.step()

        logits = self.discriminator(shifted(self.generator(self.latents())))
        g_loss = nn.functional.softplus(-logits).mean()
        self.g_optimizer.zero_grad(set_to_none=True)
        g_loss.backward()
        self.g_optimizer.step()

        self.steps += 1
        if self.steps == round(0.75 * self.total_steps):
            for optimizer in (self.d_optimizer, self.g_optimizer):
                optimizer.param_groups[0]["lr"] = LEARNING_RATES[1]
        decay = (1 - 1 / self.steps) ** 4
        with torch.no_grad():
            torch._foreach_lerp_(
                list(self.average.parameters()),
                list(self.generator.parameters()),
                1 - decay,
            )

    def train(self, epochs):
        for _ in range(epochs):
            order = torch.randperm(len(self.images)).split(BATCH)
            for rows in order[: self.steps_per_epoch]:
                self.step(self.images[rows])

    def sample(self, count):
        generator = torch.Generator().manual_seed(0)
        latents = torch.randn(count, LATENT_DIM, generator=generator)
        with torch.no_grad():
            return self.average(latents).numpy()


def make():
    trainer = Trainer()

    def run(steps):
        order = itertools.cycle(torch.randperm(len(trainer.images)).split(BATCH))
        for rows in itertools.islice(order, steps):
            trainer.step(trainer.images[rows])

    return run
