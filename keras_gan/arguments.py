"""Checks of arguments, with errors that name them."""

import numbers


class WrongTypeError(TypeError, ValueError):
    """An argument of the wrong type.

    It is a `TypeError`, and a `ValueError` for those who expect one of a bad argument.
    """


def is_integer(value, minimum=None):
    """Whether a value is an integer, Python's or NumPy's, and large enough.

    Args:
        value: anything; True and False are no integers.
        minimum: int, the least that will do, or None for any.
    """
    is_integral = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    return is_integral and (minimum is None or value >= minimum)


def check_integer(name, value, minimum=None, expected=None, hint=""):
    """Returns an argument as an int, or raises an error that names it.

    Args:
        name: str, the argument's name.
        value: what was passed.
        minimum: int, the least that will do, or None for any.
        expected: str, what the error says that it must be, such as "a positive
            integer, in pixels". By default it follows from `minimum`.
        hint: str, a sentence for the error's end: what to do.

    Raises:
        WrongTypeError: if it is not an integer, Python's or NumPy's.
        ValueError: if it is below `minimum`.

    Example:
        >>> check_integer("every", np.int64(4), minimum=1)
        4
        >>> check_integer("every", 0, minimum=1)
        Traceback (most recent call last):
            ...
        ValueError: `every` must be a positive integer. Received: every=0.
    """
    expected = expected or _integers_of(minimum)
    _check_all_integers({name: value}, minimum, expected, hint)
    return int(value)


def check_integers(minimum, hint="", **values):
    """Returns arguments as a list of int, or raises an error that names them all.

    Args:
        minimum: int, the least that will do for each of them, or None for any.
        hint: str, a sentence for the error's end: what to do.
        **values: what was passed, by the arguments' names.

    Raises:
        WrongTypeError: if one is not an integer, Python's or NumPy's.
        ValueError: if one is below `minimum`.

    Example:
        >>> rows, columns = check_integers(1, rows=4, columns=0)
        Traceback (most recent call last):
            ...
        ValueError: `rows` and `columns` must be positive integers. Received: rows=4,
        columns=0.
    """
    _check_all_integers(values, minimum, _integers_of(minimum, several=True), hint)
    return [int(value) for value in values.values()]


def check_number(name, value, expected="", holds=None, hint=""):
    """Returns an argument as a float, or raises an error that names it.

    Args:
        name: str, the argument's name.
        value: what was passed.
        expected: str, what the error says that the number must be, such as
            "positive".
        holds: function from the value to a bool, whether it is that; by default every
            number will do. NaN fails every comparison.
        hint: str, a sentence for the error's end: what to do.

    Raises:
        WrongTypeError: if it is not a real number, Python's or NumPy's.
        ValueError: if it is not what was expected.

    Example:
        >>> check_number("sigma", 0, "positive", lambda sigma: sigma > 0)
        Traceback (most recent call last):
            ...
        ValueError: `sigma` must be positive. Received: sigma=0.
    """
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise WrongTypeError(_message({name: value}, "a number", hint))
    if holds is not None and not holds(value):
        raise ValueError(_message({name: value}, expected, hint))
    return float(value)


def _check_all_integers(values, minimum, expected, hint):
    if not all(is_integer(value) for value in values.values()):
        raise WrongTypeError(_message(values, expected, hint))
    if not all(is_integer(value, minimum) for value in values.values()):
        raise ValueError(_message(values, expected, hint))


def _integers_of(minimum, several=False):
    if minimum == 1:
        return "positive integers" if several else "a positive integer"
    bound = "" if minimum is None else f" of at least {minimum}"
    return ("integers" if several else "an integer") + bound


def _message(values, expected, hint):
    *first, last = [f"`{name}`" for name in values]
    names = f"{', '.join(first)} and {last}" if first else last
    received = ", ".join(f"{name}={value!r}" for name, value in values.items())
    end = f" {hint}" if hint else ""
    return f"{names} must be {expected}. Received: {received}.{end}"
