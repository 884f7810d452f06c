"""The other files of the checkout that a workflow names."""

from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.formats.yamlnodes import Document


class Sources:
    """The other files of the checkout that are named, each read once."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._documents: dict[str, Document | None] = {}

    def document(self, path: str) -> Document | None:
        """The YAML file at *path*; ``None`` where there is none, or none that can be read."""
        if path not in self._documents:
            self._documents[path] = self._read(path)
        return self._documents[path]

    def _read(self, path: str) -> Document | None:
        text = self._beside.read(path)
        try:
            document = Document(text) if text else None
        except BrokenFileError:
            return None
        return document if document and document.roots else None
