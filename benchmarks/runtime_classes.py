"""The classes of public paths that the run-time oracle cannot plainly say right, each in words."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "EXPLAINED",
    "LATER",
    "NO_CODE",
    "OPEN_CLASSES",
    "STAND_IN",
    "TIE",
    "UNEXPLAINED",
    "VALUE",
    "Verdict",
]

# What we cannot say right, and why; matched against the text of a failure.
EXPLAINED = (
    (
        r"matplotlib\.backends\.\w+\.(FigureCanvas|FigureManager|Show): ",
        "a class decorator writes the names into the module",
    ),
    (r" object transformers\.\S+Pil ", "the stand-in for a package that is not installed here"),
    (
        r"numpy\.distutils\.command\.install_clib\.new_compiler: ",
        "the package replaces a function of the standard library when it is loaded",
    ),
    (
        r"aiohttp\.http_parser\.Raw(Request|Response)MessagePy: ",
        "the definition's own name is given to the compiled version afterwards",
    ),
    (
        r"statsmodels\.api\.test: ",
        "`from statsmodels.__init__ import` loads the file a second time",
    ),
    (
        r"array_api_compat\.dask\.array\.linalg\.Array: ",
        "a function clones the names of another distribution into globals()",
    ),
    (
        r"skimage\.io\._plugins\.\w+\.imread_collection: ",
        "the plugin manager sets the attribute when it is loaded",
    ),
)
# Why the kit leaves a name open; matched against the reason that it gives.
OPEN_CLASSES = (
    (
        r"whose answers cannot all be read",
        "a `__getattr__` (or a module object in the package's place) searches a table by values "
        "that are computed",
    ),
    (r"hands other names on to", "a `__getattr__` asks another module, which leaves it open too"),
    (
        r"star import of \S+, which makes names at run time",
        "a star import of a module that writes names into its own namespace",
    ),
    (r"star import of", "a star import of a compiled module, whose names cannot be read"),
    (r"makes names at run time", "the module writes names into its own namespace at run time"),
)
LATER = "another branch of a conditional definition was taken here"
STAND_IN = "a stand-in for a package that is not installed here"
NO_CODE = "a compiled object, or one without code in the package: nothing to compare with"
VALUE = "a value (an instance, an alias of a call) whose own path was not probed"
TIE = "two witnesses, one for and one against"
UNEXPLAINED = "unexplained"


class Verdict(NamedTuple):
    """What became of one public path: the verdict, its class ("" when right), what was seen."""

    verdict: str
    why: str
    text: str
