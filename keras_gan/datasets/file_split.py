"""Which picture of a folder is in which part, kept from a run's start to its end."""

import concurrent.futures
import functools
import hashlib
import json
import os
import warnings

import numpy as np

from keras_gan.datasets.picture_labels import as_array

PARTS = ("train", "validation", "test")
READ_AHEAD = 256


class FileSplit:
    """The files of each part, by name and by what was in them.

    Kept beside a run, it holds the run to the pictures that it began with: one that was
    trained on is never tested on, whatever is added to the folder or taken from it.

    Args:
        parts: dict from "train", "validation" and "test" to a list of pairs `(name,
            digest)`: the path below the folder, with slashes, and the SHA-256 of the
            file's bytes.
        classes: sequence of str, the names of the classes that labels count.
        labels: dict from a picture's name to its label; those of no class are in none
            of its entries.
    """

    def __init__(self, parts, classes=(), labels=None):
        self.parts = {
            part: [(name, digest) for name, digest in parts[part]] for part in PARTS
        }
        self.classes, self.labels = tuple(classes), dict(labels or {})
        if not all(label in range(len(self.classes)) for label in self.labels.values()):
            raise ValueError("a label is of none of the classes")

    @classmethod
    def of(cls, directory, parts, classes=(), labels=None):
        """The split of pictures below a folder.

        Args:
            directory: `pathlib.Path` of the folder.
            parts: dict from a part to a list of names.
            classes: as above.
            labels: as above.
        """
        pairs = {
            part: [*zip(names, _digests(directory, names), strict=True)]
            for part, names in parts.items()
        }
        return cls(pairs, classes, labels)

    @classmethod
    def read(cls, path):
        """Reads a file of what `as_json` returns.

        Raises:
            ValueError: if the file does not hold a split.
        """
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(kept, kept.get("classes", ()), kept.get("labels"))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(
                f"{str(path)!r} does not say which pictures a run trains on ({error}). "
                "Put it back from a copy, or start a new run."
            ) from error

    def as_json(self):
        """The split as text."""
        labelled = {"classes": self.classes, "labels": self.labels}
        kept = self.parts | (labelled if self.classes else {})
        return json.dumps(kept, indent=0) + "\n"

    def labels_of(self, names):
        """The labels of some pictures of the split, int32, -1 where unknown.

        Args:
            names: list of str, as `names` returns them.
        """
        return as_array(names, self.labels)

    def digests(self, names):
        """The name and what was in it, of each of some pictures of the split.

        Args:
            names: list of str, as `names` returns them.
        """
        known = dict(pair for pairs in self.parts.values() for pair in pairs)
        return [(name, known[name]) for name in names]

    def names(self, directory, found):
        """The pictures of the parts in a folder as it is now.

        The place of a training picture that is gone or has changed is taken by the next
        one that is there, so that an epoch keeps its length and the others their turn.
        Of the other parts, it is left out. New pictures are in no part.

        Args:
            directory: `pathlib.Path` of the folder.
            found: list of the names of all its pictures.

        Returns:
            Dict from a part to a list of names. A warning tells what has changed.

        Raises:
            ValueError: if not even half of the pictures are there, or none of a part,
                so that it is another folder.
        """
        there = dict(zip(found, found, strict=True))
        return self._kept(
            str(directory), there, lambda names: _digests(directory, names)
        )

    def rows(self, source, digests):
        """The rows of the parts in a file of pictures as it is now; see `names`.

        Args:
            source: str, what the file is called in messages.
            digests: list of str, of what is in each row.

        Returns:
            Dict from a part to a list of int. A warning tells what has changed.
        """
        there = {str(row): row for row in range(len(digests))}
        return self._kept(source, there, lambda rows: [digests[row] for row in rows])

    def _kept(self, source, there, digests_of):
        known = [pair for pairs in self.parts.values() for pair in pairs]
        here = {name: there[name] for name, _ in known if name in there}
        digests = dict(zip(here, digests_of(here.values()), strict=True))
        same = {name for name, digest in known if digests.get(name) == digest}
        kept = {
            part: [there[name] if name in same else None for name, _ in pairs]
            for part, pairs in self.parts.items()
        }
        has_some = [any(x is not None for x in part) for part in kept.values()]
        if 2 * len(same) < len(known) or not all(has_some):
            missing = len(known) - len(same)
            raise ValueError(
                f"{source!r} does not have the pictures that the run began with. "
                f"Received: {missing:,} of {len(known):,} are gone or have changed. "
                "Pass what has them with `--images`."
            )
        _tell(
            source,
            gone=len(known) - len(here),
            changed=len(here) - len(same),
            new=len(there) - len(here),
        )
        return {
            part: _filled(found)
            if part == "train"
            else [each for each in found if each is not None]
            for part, found in kept.items()
        }


def split_at_random(items, validation, test, seed, least, source):
    """Splits what pictures are read from in three, in an order drawn with the seed.

    Args:
        items: list of names or rows.
        validation: float, the fraction set aside for validation.
        test: float, the fraction set aside for testing.
        seed: int, of the order.
        least: int, how many there must be.
        source: str or path, where they are, for errors.

    Returns:
        Dict from a part to a list of items, each of one at least.

    Raises:
        ValueError: if there are too few of them, or a fraction is out of its range.
    """
    check_fractions(validation, test)
    counts = [max(1, round(len(items) * part)) for part in (validation, test)]
    num_train = len(items) - sum(counts)
    least = max(least, sum(counts) + 1)
    if len(items) < least:
        raise ValueError(
            f"There are too few pictures: a split needs at least {least}. Received: "
            f"{len(items)} images in {str(source)!r}, validation={validation}, "
            f"test={test}. Add more, or pass smaller fractions."
        )
    order = np.random.default_rng(seed).permutation(len(items))
    ends = np.cumsum([num_train, counts[0]])
    parts = ([items[index] for index in part] for part in np.split(order, ends))
    return dict(zip(PARTS, parts, strict=True))


def check_fractions(validation, test):
    """Raises ValueError unless fractions leave some pictures to train on."""
    if not (validation > 0 and test > 0 and validation + test < 1):
        raise ValueError(
            "`validation` and `test` must be positive fractions of the images that "
            f"leave some to train on. Received: validation={validation!r}, "
            f"test={test!r}. Pass for example validation=0.1, test=0.1."
        )


def _digests(directory, names):
    digest = functools.partial(_digest, directory)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(in_turn(threads, digest, list(names)))


def _digest(directory, name):
    return hashlib.sha256((directory / name).read_bytes()).hexdigest()


def in_turn(threads, function, items):
    """A function's results in the order of the items, not all of them on their way.

    Args:
        threads: `concurrent.futures.Executor`.
        function: function of an item.
        items: list.
    """
    for start in range(0, len(items), READ_AHEAD):
        yield from threads.map(function, items[start : start + READ_AHEAD])


def _filled(items):
    """The items with the next one in the place of a None, the first after the last."""
    following = next(item for item in items if item is not None)
    filled = []
    for item in reversed(items):
        following = following if item is None else item
        filled.append(following)
    return filled[::-1]


def _tell(source, gone, changed, new):
    told = [
        f"{count:,} {what}"
        for count, what in [
            (gone, "are gone"),
            (changed, "have changed"),
            (new, "are new"),
        ]
        if count
    ]
    if told:
        warnings.warn(
            f"Of the pictures in {source!r}, {', '.join(told)} since the run "
            "began. It goes on with those that are as they were.",
            stacklevel=4,
        )
