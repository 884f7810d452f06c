"""Types into every form in turns and tells how long each keystroke took, in milliseconds."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from measuring import answer  # type: ignore[import-not-found, unused-ignore]
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from buildx_cache_flags import app as application
from tests.benchmarks import handwritten

REF = "ghcr.io/acme/app:buildcache"
LETTER = (Qt.Key.Key_X, "x")
FIELDS = (
    "image",
    "output",
    "context",
    "ref",
    "mode",
    "compression",
    "compression_level",
    "oci_mediatypes",
    "image_manifest",
    "force_compression",
    "ignore_error",
    "from_ref",
)
BACKSPACE = (Qt.Key.Key_Backspace, "")


@dataclass(frozen=True)
class Form:
    """A form that is open: the window, the field to type into, where the command appears, and what keeps it alive."""

    window: QWidget
    field: QLineEdit
    preview: QPlainTextEdit
    keeps: object = None


def ours() -> Form:
    """The application's own window."""

    running = QApplication.instance()
    if not isinstance(running, QApplication):
        raise TypeError("there is no application yet")
    window = application.make_window(running, application.load_catalog())
    window.show()
    while not window.store.started:
        QApplication.processEvents()
    field = window.form.sections["cache-to"].cards[0].rows["ref"].editor.field
    if not isinstance(field, QLineEdit):
        raise TypeError("the editor of ref is no line edit")
    return Form(window, field, window.output.preview)


def by_hand() -> Form:
    """The form without a table, a model or checks."""
    form = handwritten.HandwrittenForm()
    return Form(form, form.ref, form.preview)


def of_magicgui() -> Form:
    """The form that magicgui makes from a function's parameters; it calls the function on every change."""
    from magicgui import magicgui  # type: ignore[import-not-found, unused-ignore]

    preview = QPlainTextEdit()

    @magicgui(  # type: ignore[untyped-decorator, unused-ignore]
        auto_call=True,
        output={"choices": ["push", "load", "nothing"]},
        mode={"choices": ["min", "max"]},
        compression={"choices": ["gzip", "estargz", "zstd"]},
        compression_level={"widget_type": "Slider", "min": -1, "max": 22},
    )
    def form(
        image: str = "",
        output: str = "push",
        context: str = ".",
        ref: str = "",
        mode: str = "min",
        compression: str = "gzip",
        compression_level: int = -1,
        oci_mediatypes: bool = True,
        image_manifest: bool = True,
        force_compression: bool = False,
        ignore_error: bool = False,
        from_ref: str = "",
    ) -> None:
        preview.setPlainText(handwritten.command(_texts(locals())))

    made: Any = form
    return Form(_beside(made.native, preview), _line_edit(made.ref.native), preview, made)


def of_guidata() -> Form:
    """The form that guidata makes from a data set; it tells of every change."""
    from guidata.dataset import BoolItem, ChoiceItem, DataSet, IntItem, StringItem  # type: ignore[import-not-found, import-untyped, unused-ignore]
    from guidata.dataset.qtwidgets import DataSetEditLayout  # type: ignore[import-not-found, import-untyped, unused-ignore]

    class Flags(DataSet):  # type: ignore[misc, unused-ignore]
        """The same parameters."""

        image = StringItem("image", default="", notempty=False)
        output = ChoiceItem("output", [(name, name) for name in ("push", "load", "nothing")], default="push")
        context = StringItem("context", default=".")
        ref = StringItem("ref", default="")
        mode = ChoiceItem("mode", [(name, name) for name in ("min", "max")], default="min")
        compression = ChoiceItem("compression", [(name, name) for name in ("gzip", "estargz", "zstd")], default="gzip")
        compression_level = IntItem("compression-level", default=-1, min=-1, max=22, slider=True)
        oci_mediatypes = BoolItem("oci-mediatypes", default=True)
        image_manifest = BoolItem("image-manifest", default=True)
        force_compression = BoolItem("force-compression", default=False)
        ignore_error = BoolItem("ignore-error", default=False)
        from_ref = StringItem("from ref", default="")

    flags, preview, body = Flags(), QPlainTextEdit(), QWidget()

    def changed() -> None:
        form.update_dataitems()
        values = {name: getattr(flags, name) for name in FIELDS}
        preview.setPlainText(handwritten.command(_texts(values)))

    form = DataSetEditLayout(body, flags, QGridLayout(body), change_callback=lambda: None)
    form.change_callback = changed
    widget = next(widget for widget in form.widgets if widget.item.item is Flags._items[3])
    return Form(_beside(body, preview), _line_edit(widget.edit), preview, form)


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    """What a function or a data set holds, as the texts of the command."""
    texts = {
        name.replace("_", "-"): str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }
    texts["from"] = texts.pop("from-ref") or texts["ref"]
    texts["compression-level"] = "" if texts["compression-level"] == "-1" else texts["compression-level"]
    return texts


def _beside(form: QWidget, preview: QPlainTextEdit) -> QWidget:
    window = QWidget()
    layout = QHBoxLayout(window)
    layout.addWidget(form)
    layout.addWidget(preview)
    return window


def _line_edit(widget: QWidget) -> QLineEdit:
    found = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
    if not isinstance(found, QLineEdit):
        raise TypeError("there is no line edit to type into")
    return found


def press(form: Form, key: tuple[Qt.Key, str]) -> tuple[float, float]:
    """Milliseconds until the preview has another text, and until all is painted."""
    before = form.preview.toPlainText()
    down = QKeyEvent(QEvent.Type.KeyPress, key[0], Qt.KeyboardModifier.NoModifier, key[1])
    up = QKeyEvent(QEvent.Type.KeyRelease, key[0], Qt.KeyboardModifier.NoModifier, key[1])
    start = time.perf_counter()
    QApplication.sendEvent(form.field, down)
    after = form.preview.toPlainText()
    changed = time.perf_counter()
    if after == before:
        raise RuntimeError(f"the preview of {type(form.window).__name__} did not change")
    QApplication.processEvents()
    painted = time.perf_counter()
    QApplication.sendEvent(form.field, up)
    _settle()
    return 1000 * (changed - start), 1000 * (painted - start)


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


FORMS: dict[str, Callable[[], Form]] = {
    "ours": ours,
    "handwritten": by_hand,
    "magicgui": of_magicgui,
    "guidata": of_guidata,
}


def main(rounds: int) -> None:
    """Open all forms that can be made here, and type into them in turns."""
    forms: dict[str, Form] = {}
    missing: dict[str, str] = {}
    for name, make in FORMS.items():
        try:
            forms[name] = make()
        except ImportError as error:
            missing[name] = f"skipped: {error}"
    for form in forms.values():
        form.window.resize(1160, 800)
        form.window.show()
        form.field.setFocus()
        form.field.setText(REF)
        form.field.textEdited.emit(REF)
        _settle()
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in forms}
    for _ in range(rounds):
        for key in (LETTER, BACKSPACE):
            for name, form in forms.items():
                times[name].append(press(form, key))
    text = {name: [first for first, _ in taken] for name, taken in times.items()}
    painted = {name: [last for _, last in taken] for name, taken in times.items()}
    answer(text=text, painted=painted, missing=missing)


if __name__ == "__main__":
    app = QApplication([*sys.argv[:1], *application.STYLE])
    main(int(sys.argv[1]))
