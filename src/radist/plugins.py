"""A plugin's name to its class: a file is a plugin, its name is the name in the configuration."""

import inspect
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, get_type_hints

from radist.config import convert, unknown_key
from radist.errors import ConfigError


def names(kind: str) -> tuple[str, ...]:
    """The plugins that come with Radist, such as the files of `exchanges`."""
    folder = import_module(f"radist.{kind}").__path__
    found = (module.name for module in iter_modules(folder))
    return tuple(sorted(name for name in found if name != "base" and not name.startswith("_")))


def find(kind: str, name: str) -> type:
    """The class behind a name, or behind an import string `module:Class`. Raises ConfigError."""
    candidates: list[type]
    if ":" in name:
        module_name, _, class_name = name.partition(":")
        module = _imported(kind, name, module_name)
        made = _plugins(kind, module, foreign=True)
        candidates = [cls for cls in made if cls is getattr(module, class_name, None)]
    elif name in names(kind):
        module = _imported(kind, name, f"radist.{kind}.{name}")
        candidates = _plugins(kind, module)
    else:
        raise _unknown(kind, name)
    if len(candidates) != 1:
        raise ConfigError(f"{kind} {name!r}: expected one class made for radist.{kind} there")
    return candidates[0]


def options(cls: type, values: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The values, checked and converted to what the constructor's keywords ask for.

    `where` is the configuration's section, such as `exchanges.<name>`. Raises ConfigError.
    """
    wanted = {
        parameter.name: parameter
        for parameter in inspect.signature(cls).parameters.values()
        if parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    }
    constructor = inspect.getattr_static(cls, "__init__")
    hints = get_type_hints(constructor, include_extras=True)
    for key in values:
        if key not in wanted:
            raise unknown_key(f"{where}.{key}", key, wanted)
    for key, parameter in wanted.items():
        if parameter.default is parameter.empty and key not in values:
            raise ConfigError(f"{where}.{key}: is missing")
    return {
        key: convert(value, hints.get(key, Any), f"{where}.{key}", strict=False)
        for key, value in values.items()
    }


def _imported(kind: str, name: str, module: str) -> ModuleType:
    try:
        return import_module(module)
    except (ImportError, ValueError) as error:
        raise ConfigError(f"{kind} {name!r}: cannot be imported: {error}") from error


def _plugins(kind: str, module: ModuleType, *, foreign: bool = False) -> list[type]:
    """The public classes of a module that derive from one in the kind's base file."""
    base = f"radist.{kind}.base"
    return [
        value
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and not name.startswith("_")
        and (foreign or value.__module__ == module.__name__)
        and any(parent.__module__ == base for parent in value.__mro__[1:])
    ]


def _unknown(kind: str, name: str) -> ConfigError:
    known = names(kind)
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"known are: {', '.join(known)}"
    return ConfigError(f"{kind}: there is no {name!r}; {hint}")
