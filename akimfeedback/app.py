"""Make the application; the only module that knows every package."""

import importlib
import pkgutil
from collections.abc import Iterator
from importlib.util import find_spec
from types import ModuleType

from flask import Flask
from flask.cli import AppGroup

from akimfeedback.core import boot
from akimfeedback.core.settings import Settings

PACKAGES = (
    "accounts", "appeals", "calendars", "demo", "desk", "files", "geography", "journal", "kpi", "mandates",
    "notifications", "oversight", "petitions", "portal", "programmes", "topics", "web",
)  # fmt: skip
WIRED = (
    "web", "accounts.session", "mandates.session", "notifications.bell", "appeals.figures", "portal.shell",
)  # fmt: skip
MODELS = (
    "akimfeedback.accounts.models",
    "akimfeedback.appeals.models",
    "akimfeedback.calendars.models",
    "akimfeedback.files.models",
    "akimfeedback.geography.models",
    "akimfeedback.journal.models",
    "akimfeedback.kpi.board_models",
    "akimfeedback.kpi.context_models",
    "akimfeedback.kpi.correction_models",
    "akimfeedback.kpi.models",
    "akimfeedback.kpi.signal_models",
    "akimfeedback.kpi.year_models",
    "akimfeedback.mandates.models",
    "akimfeedback.notifications.models",
    "akimfeedback.petitions.models",
    "akimfeedback.petitions.support_models",
    "akimfeedback.programmes.models",
    "akimfeedback.topics.models",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return a ready application; without settings they are read from the environment."""
    settings = settings or boot.settings_or_exit()
    app = Flask("akimfeedback", static_folder=None)
    boot.prepare(app, settings)
    for name in MODELS:
        importlib.import_module(name)
    for name in WIRED:
        _wire(app, settings, name)
    for package in _packages(settings):
        _add_pages(app, package)
        _add_commands(app, package)
        _add_words(package)
        _add_personal(package)
        _add_sealed(package)
    _connect()
    app.register_blueprint(importlib.import_module("akimfeedback.web.health").bp)
    app.cli.add_command(importlib.import_module("akimfeedback.core.cli").database)
    return app


def _packages(settings: Settings) -> list[str]:
    """Return the packages of this environment; the demo's pages exist nowhere else."""
    playful = settings.environment in ("demo", "test", "development")
    return [name for name in PACKAGES if name != "demo" or playful]


def _wire(app: Flask, settings: Settings, name: str) -> None:
    """Call `init_app` of a module with the settings where it takes them."""
    module = _module(name)
    if module is None or not hasattr(module, "init_app"):
        return
    if name == "web":
        module.init_app(app, settings)
    else:
        module.init_app(app)


def _module(name: str) -> ModuleType | None:
    full = f"akimfeedback.{name}"
    return importlib.import_module(full) if find_spec(full) else None


def _modules(package: str, name: str) -> Iterator[ModuleType]:
    """Yield `package.name` and, when it is a folder, the modules in it."""
    top = _module(f"{package}.{name}")
    if top is None:
        return
    yield top
    for found in pkgutil.iter_modules(getattr(top, "__path__", [])):
        yield importlib.import_module(f"{top.__name__}.{found.name}")


def _add_pages(app: Flask, package: str) -> None:
    """Register the package's blueprints, once all modules that add to them are loaded."""
    loaded = list(_modules(package, "views"))
    for blueprint in dict.fromkeys(module.bp for module in loaded if hasattr(module, "bp")):
        app.register_blueprint(blueprint)


def _add_commands(app: Flask, package: str) -> None:
    for module in _modules(package, "cli"):
        for value in vars(module).values():
            if isinstance(value, AppGroup):
                app.cli.add_command(value)


def _connect() -> None:
    """Hand lower packages what stands above them: codes leave through the out-tray."""
    tell = importlib.import_module("akimfeedback.notifications.service").tell_address
    importlib.import_module("akimfeedback.accounts.post").register(tell)


def _add_personal(package: str) -> None:
    """Tell accounts what a package keeps about a person (`personal.export`) and how it forgets (`erase`)."""
    module = _module(f"{package}.personal")
    for kind, verb in (("exports", "export"), ("erasure", "erase")):
        if module is not None and hasattr(module, verb):
            importlib.import_module(f"akimfeedback.accounts.{kind}").register(package, getattr(module, verb))


def _add_sealed(package: str) -> None:
    """Tell the journal which rows a package keeps sealed (`sealed.SEALED`)."""
    module = _module(f"{package}.sealed")
    for source in getattr(module, "SEALED", ()):
        importlib.import_module("akimfeedback.journal.facts").register(source)


def _add_words(package: str) -> None:
    """Give the error pages the words of the package's refusals."""
    for module in _modules(package, "labels"):
        if hasattr(module, "REFUSALS"):
            importlib.import_module("akimfeedback.web.errors").register_refusals(module.REFUSALS)
