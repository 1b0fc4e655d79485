"""Tables in Markdown."""


def table(heads, rows):
    """A table as text.

    Args:
        heads: list of str, of the columns.
        rows: list of lists of as many str.

    Returns:
        str, a line for the heads, one of dashes, and one for each row.
    """
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
