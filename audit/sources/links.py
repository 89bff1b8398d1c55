"""Symbolic links of a tree that is not on disk."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["follow_link"]

_MAX_HOPS = 40
_OUTSIDE = "a link that leads outside the source"


def follow_link(path: str, texts: Mapping[str, str]) -> tuple[str, str]:
    """Return where the link at `path` leads, and why it leads nowhere.

    `texts` maps the path of each link of the tree to the text that it holds. Answers (target, "")
    with a normalised path, or ("", reason) when the way leaves the tree or takes more than 40
    links, the number at which Linux gives up too. The target need not exist.
    """
    pending = path.split("/")[::-1]
    done: list[str] = []
    hops = 0
    while pending:
        part = pending.pop()
        if part == "..":
            if not done:
                return "", _OUTSIDE
            done.pop()
            continue
        if part in ("", "."):
            continue
        done.append(part)
        text = texts.get("/".join(done))
        if text is not None:
            hops += 1
            if hops > _MAX_HOPS:
                return "", "a link loop"
            if text.startswith("/"):
                return "", _OUTSIDE
            done.pop()
            pending.extend(text.split("/")[::-1])
    return "/".join(done), ""
