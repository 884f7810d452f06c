"""The same form written by hand, as one would without a table, a model or checks: plain widgets and plain lambdas.

It is what the application's keystrokes are measured against.
"""

import shlex
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QWidget,
)

DEFAULTS = {
    "mode": "min",
    "compression": "gzip",
    "compression-level": "",
    "oci-mediatypes": "true",
    "image-manifest": "true",
    "force-compression": "false",
    "ignore-error": "false",
}


class HandwrittenForm(QWidget):
    """Fields on the left, the command on the right, rewritten on every change."""

    def __init__(self) -> None:
        super().__init__()
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.image = QLineEdit()
        self.output = QComboBox()
        self.output.addItems(["push", "load", "nothing"])
        self.context = QLineEdit(".")
        self.ref = QLineEdit()
        self.mode = QComboBox()
        self.mode.addItems(["min", "max"])
        self.compression = QComboBox()
        self.compression.addItems(["gzip", "estargz", "zstd"])
        self.level = QLineEdit()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-1, 22)
        self.boxes = {name: QCheckBox() for name, value in DEFAULTS.items() if value in ("true", "false")}
        for name, box in self.boxes.items():
            box.setChecked(DEFAULTS[name] == "true")
        self.from_ref = QLineEdit()
        self.follows = True
        self._lay_out()
        self._connect()
        self.show_command()

    def _lay_out(self) -> None:
        form = QFormLayout()
        for name, field in (
            ("image", self.image),
            ("output", self.output),
            ("context", self.context),
            ("ref", self.ref),
            ("mode", self.mode),
            ("compression", self.compression),
            ("compression-level", self.level),
            ("", self.slider),
            *self.boxes.items(),
            ("cache-from ref", self.from_ref),
        ):
            form.addRow(name, field)
        layout = QHBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.preview)

    def _connect(self) -> None:
        for line in (self.image, self.context, self.level):
            line.textEdited.connect(lambda _: self.show_command())
        for drop_down in (self.output, self.mode, self.compression):
            drop_down.activated.connect(lambda _: self.show_command())
        for box in self.boxes.values():
            box.clicked.connect(lambda _: self.show_command())
        self.slider.sliderMoved.connect(lambda value: self.level.setText("" if value < 0 else str(value)))
        self.slider.sliderMoved.connect(lambda _: self.show_command())
        self.ref.textEdited.connect(self._ref_edited)
        self.from_ref.textEdited.connect(self._from_ref_edited)

    def _ref_edited(self, text: str) -> None:
        if self.follows:
            self.from_ref.setText(text)
        self.show_command()

    def _from_ref_edited(self, _text: str) -> None:
        self.follows = False
        self.show_command()

    def show_command(self) -> None:
        """Write the command anew."""
        values = {
            "image": self.image.text(),
            "output": self.output.currentText(),
            "context": self.context.text(),
            "ref": self.ref.text(),
            "mode": self.mode.currentText(),
            "compression": self.compression.currentText(),
            "compression-level": self.level.text(),
            **{name: "true" if box.isChecked() else "false" for name, box in self.boxes.items()},
            "from": self.from_ref.text(),
        }
        self.preview.setPlainText(command(values))


def command(values: Mapping[str, str]) -> str:
    """The command of these values, one flag a line."""
    head = "docker buildx build" + (f" --{values['output']}" if values["output"] != "nothing" else "")
    lines = [head]
    if values["image"]:
        lines.append(f"-t {shlex.quote(values['image'])}")
    attrs = ["type=registry", f"ref={values['ref']}"]
    attrs += [f"{name}={values[name]}" for name, default in DEFAULTS.items() if values[name] != default]
    lines.append(f"--cache-to {shlex.quote(','.join(attrs))}")
    lines.append(f"--cache-from {shlex.quote('type=registry,ref=' + values['from'])}")
    lines.append(shlex.quote(values["context"] or "."))
    return " \\\n  ".join(lines)
