"""A page for each room of the package, made of the docstrings of its public names."""

import ast

NOT_ROOMS = {"cli"}  # a program, which has its own page
# What users of a game and authors of subclasses call, most of it of base classes.
# The subclasses of `GAN` show what they add.
MEMBERS = {
    "GAN": [
        *("compile", "fit", "evaluate", "sample", "predict", "draw_latents"),
        *("export", "reset_average", "train_on_batch"),
        *("encode", "reconstruct", "attach_encoder", "has_encoder"),
        *("latent_dim", "image_shape", "value_range", "conditions", "partners"),
        *("sampling_generator", "examples", "judge", "run"),
    ]
}


def nav(root):
    """The pages as MkDocs has them in `nav`."""
    rooms = sorted(_rooms(root))
    return ["api/index.md", *({room: f"api/{room}.md"} for room in rooms)]


def pages(root):
    """All pages, from their places on the site to their text."""
    made, rows = {}, []
    for room, init in sorted(_rooms(root).items()):
        summary = ast.get_docstring(ast.parse(init)).split("\n\n")[0]
        names = public_names(init)
        listed = ", ".join(f"[`{n}`][keras_gan.{room}.{n}]" for n in names)
        rows.append(f"## [{room}]({room}.md)\n\n{summary}\n\n{listed}\n")
        made[f"api/{room}.md"] = _page(room, names)
    opening = "# API\n\nEvery public name, room by room, from the docstrings.\n"
    made["api/index.md"] = "\n".join([opening, *rows])
    return made


def public_names(init):
    """What a room's `__init__.py` offers, by its `__all__` or else by its names.

    Args:
        init: str, the file's text.
    """
    names = []
    for node in ast.parse(init).body:
        targets = [t.id for t in getattr(node, "targets", []) if hasattr(t, "id")]
        if targets == ["__all__"]:
            return ast.literal_eval(node.value)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            targets = [node.name]
        names += [name for name in targets if not name.startswith("_")]
    return names


def _rooms(root):
    """The text of each room's `__init__.py`, by the room's name."""
    return {
        path.parent.name: path.read_text(encoding="utf-8")
        for path in root.glob("keras_gan/*/__init__.py")
        if path.parent.name not in NOT_ROOMS
    }


def _page(room, names):
    parts = [
        f"# keras_gan.{room}\n",
        f"::: keras_gan.{room}",
        *_options(members="[]", show_root_heading="false", show_root_toc_entry="false"),
    ]
    for name in names:
        parts += ["", f"::: keras_gan.{room}.{name}"]
        if name in MEMBERS:
            members = f"[{', '.join(MEMBERS[name])}]"
            parts += _options(inherited_members="true", members=members)
    return "\n".join([*parts, ""])


def _options(**options):
    return ["    options:", *(f"      {key}: {options[key]}" for key in options)]
