import pytest


@pytest.fixture
def offline(monkeypatch):
    """A world without a network, as far as the first try to reach a server goes."""
    import requests

    def refuse(url, timeout):
        raise requests.ConnectionError("Name or service not known")

    monkeypatch.setattr(requests, "head", refuse)
