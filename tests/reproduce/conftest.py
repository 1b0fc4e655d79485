import pytest

from keras_gan.reproduce import baseline_scores, figure2, figure3, runs, table1, table2


@pytest.fixture
def on_digits(monkeypatch):
    """Everything that can be reproduced, on the digits and in a few epochs."""
    monkeypatch.setitem(runs.QUICK, "digits", {"epochs": 2, "limit": 200})
    monkeypatch.setattr(table1, "RECIPES", {"MNIST": ("digits",)})
    monkeypatch.setattr(table2, "RECIPE", "digits")
    monkeypatch.setattr(figure2, "PANELS", {"a-digits": "digits"})
    monkeypatch.setattr(figure3, "PANELS", {"digits": "digits"})
    monkeypatch.setattr(
        baseline_scores,
        "QUICK",
        {
            "kmeans": {"epochs": 1},
            "variational_autoencoder": {"epochs": 1, "width": 8, "latent_dim": 2},
        },
    )
