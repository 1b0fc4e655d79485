"""Worker 0 that fails before it shares what the other workers wait for."""

import pytest

from keras_gan.models import workers


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_the_others_are_told_that_worker_0_ended(monkeypatch, failure):
    shared = []

    def fail():
        raise failure("of worker 0")

    monkeypatch.setattr(workers, "is_multi_worker", lambda strategy: True)
    monkeypatch.setattr(workers, "is_chief", lambda strategy: True)
    monkeypatch.setattr(workers, "_shared", lambda strategy, sent: shared.append(sent))
    with pytest.raises(failure, match="of worker 0"):
        workers.from_chief(None, 2, fail)
    assert shared == [[1.0, 0.0, 0.0]]
