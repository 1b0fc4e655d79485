"""Numbers as they are shown, and which score is the best."""

import math

import pytest

from keras_gan.report.comparison import best_of
from keras_gan.report.scores import Score, number, scores_of, with_error


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (12.345, 0.52, "12.3 ± 0.5"),
        (12.345, 0.94, "12.3 ± 0.9"),
        (12.345, 0.12, "12.35 ± 0.12"),  # a first digit of 1 leaves two
        (12.345, 1.94, "12.3 ± 1.9"),
        (12.345, 2.04, "12 ± 2"),
        (-1234.5, 13, "-1,234 ± 13"),
        (0.91957, 0.0005164, "0.9196 ± 0.0005"),
        (97.3, 0.0, "97.3 ± 0"),
        (97.3456, None, "97.35"),
        (None, None, "none"),
        (math.nan, 0.5, "nan ± 0.5"),
        (1.0, math.nan, "1 ± nan"),
        (1.0, math.inf, "1 ± inf"),
        (1.0, 1e-300, "1.000000000000 ± 0.000000000000"),
    ],
)
def test_numbers_have_the_digits_that_mean_something(value, error, text):
    assert with_error(value, error) == text


def test_numbers_without_an_error():
    assert [number(x) for x in (0.123456, 1234.56, 123456.7, -math.inf)] == [
        "0.1235",
        "1,235",
        "123,457",
        "-inf",
    ]


def score(mean, error, ceiling=None, key="parzen"):
    return Score(key, "", mean, error, ceiling, None, "", {}, {})


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        # the difference has to be more than 2 sqrt(1 + 1) = 2.83
        ([(5, 1), (7.9, 1)], 1),
        ([(5, 1), (7.8, 1)], None),
        ([(5, 1), (7.9, 1), (7.7, 1)], None),
        ([(5, 1), (9, 1), (-9, 1)], 1),
        ([(5, 1), (9, 1), (3, 3)], None),  # 6 < 2 sqrt(1 + 9)
        ([(5, 1), None], None),
        ([(5, None), (9, 1)], None),
        ([(5, 1), (math.nan, 1)], None),
    ],
)
def test_the_best_parzen_score(scores, best):
    given = [each and score(*each) for each in scores]
    assert best_of(given) == best


def test_the_best_of_other_scores_is_nearest_to_its_ceiling():
    def of(*means, ceiling):
        return best_of([score(mean, 0.01, ceiling, "spread") for mean in means])

    assert of(0.5, 1.1, 1.6, ceiling=1.0) == 1
    assert of(0.5, 0.9, ceiling=0.2) == 0
    assert of(0.9, 1.1, ceiling=1.0) is None
    assert of(0.5, 0.9, ceiling=None) is None


def test_what_else_a_file_says_of_a_score():
    parzen = {"mean": 1.0, "standard_error": 0.5, "sigma": [0.2, 0.25], "samples": 9000}
    metrics = {
        "parzen": {**parzen, "sigma_at_edge": False},
        "parzen_plain": parzen,
        "scores": {
            "a_b": {
                "mean": 2,
                "unit": "",
                "halves": {"left": 1.25, "right": {"deep": {"er": 1}}},
            }
        },
    }
    scores = scores_of(metrics)
    facts = {"sigma": "0.2, 0.25", "samples": "9,000"}
    assert scores["parzen"].facts == {**facts, "sigma at edge": "no"}
    assert scores["a_b"].name == "a b"
    assert scores["a_b"].parts == {"halves": {"left": "1.25", "right": "deep er 1"}}
