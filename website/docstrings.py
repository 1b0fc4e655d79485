"""The project's docstrings, as the generator of API pages wants to have them."""

import re

import griffe

# Lines that begin so are a paragraph with a title, also over several lines.
TITLED = re.compile(
    r"^(Input shape|Output shape|Input shape and output shape|Reference|References):"
    r"\s*(\S.*(?:\n[ \t]+\S.*)*)",
    re.M,
)


class ProjectStyle(griffe.Extension):
    """Makes sections of `Example:`, and titles of `Input shape:` and `Reference:`."""

    def on_object(self, *, obj, **kwargs):
        """Rewrites the docstring of an object that was read."""
        if obj.docstring is not None:
            obj.docstring.value = rewritten(obj.docstring.value)


def rewritten(docstring):
    """A docstring with sections that the Google style of `griffe` knows."""
    docstring = re.sub(r"^Example:$", "Examples:", docstring, flags=re.M)
    return TITLED.sub(_as_paragraph, docstring)


def _as_paragraph(found):
    title, text = found.groups()
    text = re.sub(r"\s+", " ", text).replace(" Output shape:", " **Output shape:**")
    return f"**{title}:** {text}"
