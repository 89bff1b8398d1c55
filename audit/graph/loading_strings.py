"""Dotted strings that load code: which places mean an import path, and which any text."""

from __future__ import annotations

import builtins

from audit.model.facts import StringFact

__all__ = ["loads_code", "makes_name"]

_PATCHING = ("patch", "patch.multiple", "patch.dict", "setattr", "delattr")
_BUILT_IN = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_LOADING = frozenset(
    """
    __import__ find_spec import_module import_object import_string importorskip load_entry_point
    load_object locate resolve_name
    """.split()  # noqa: SIM905
)
# Django's settings that hold import paths, themselves or in lists.
_SETTINGS = frozenset(
    """
    ASGI_APPLICATION AUTHENTICATION_BACKENDS AUTH_PASSWORD_VALIDATORS CSRF_FAILURE_VIEW
    DATABASE_ROUTERS DEFAULT_AUTO_FIELD DEFAULT_EXCEPTION_REPORTER
    DEFAULT_EXCEPTION_REPORTER_FILTER DEFAULT_FILE_STORAGE EMAIL_BACKEND FILE_UPLOAD_HANDLERS
    FORMAT_MODULE_PATH FORM_RENDERER INSTALLED_APPS LOGGING_CONFIG MESSAGE_STORAGE MIDDLEWARE
    MIDDLEWARE_CLASSES MIGRATION_MODULES PASSWORD_HASHERS ROOT_URLCONF SESSION_ENGINE
    SESSION_SERIALIZER SIGNING_BACKEND STATICFILES_FINDERS STATICFILES_STORAGE
    TEMPLATE_CONTEXT_PROCESSORS TEMPLATE_LOADERS TEST_RUNNER WSGI_APPLICATION
    """.split()  # noqa: SIM905
)
# Keys inside settings: of Django's dictionaries, and of `logging.config`.
_KEYS = frozenset(
    """
    () BACKEND ENGINE builtins class context_processors dispatcher EXCEPTION_HANDLER KEY_FUNCTION
    loaders
    """.split()  # noqa: SIM905
)
_KEY_ENDS = ("_CLASS", "_CLASSES")


def loads_code(text: StringFact) -> bool:
    """Whether the string stands in a place that loads code by dotted path.

    These are patches, dynamic imports, the settings of Django and of logging, and entry points
    in a `setup` call.
    """
    context = text.context
    if not context:
        return False
    last = context.rpartition(".")[2]
    if last in ("setattr", "delattr"):
        return context.startswith("monkeypatch") or context.endswith("mp.setattr")
    if context.endswith(_PATCHING) and ("patch" in context):
        return True
    if last in _LOADING:
        return True
    if not context.endswith("]"):
        return context in _SETTINGS or context == "entry point"
    owner, key = context.partition("[")[0], context[context.rfind("[") + 1 : -1]
    return key in _KEYS or owner in _SETTINGS or (owner.isupper() and key.endswith(_KEY_ENDS))


def makes_name(text: StringFact) -> bool:
    """Whether the place makes the name that the string ends with: `mock.patch` of a builtin in a
    module, whose code sees that in place of the builtin from then on."""
    name = text.value.replace(":", ".").rpartition(".")[2]
    return text.context.rpartition(".")[2] == "patch" and name in _BUILT_IN
