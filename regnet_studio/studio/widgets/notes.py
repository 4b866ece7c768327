"""What is wrong or unwise about the settings of a tab, in whole sentences beside them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy

from regnet_studio.recipe.advice import advice
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import GAP, column, label


class Notes(QFrame):
    """A fault (the training would refuse) above the advice (it would only be unwise)."""

    def __init__(self, state: StudioState, theme: Theme, about: tuple[str, ...], name: str) -> None:
        """``about``: beginnings of the keys of which advice is shown, such as ``balance.``."""
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self._state, self._about = state, about
        self._fault = ""
        self._text = label("", wrap=True)
        self._text.setObjectName(f"{name}.text")
        layout = column(self._text)
        layout.setContentsMargins(12, GAP, 12, GAP)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        state.recipe_changed.connect(self._show)
        state.data_changed.connect(self._show)
        self._show()

    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def show_fault(self, fault: str) -> None:
        """Say why it cannot be done so; empty where it can."""
        self._fault = fault
        self._show()

    def _show(self) -> None:
        said = [self._fault] if self._fault else []
        for sentence in advice(self._state.sized_recipe()):
            if any(key in sentence for key in self._about):
                said.append(words.told(sentence))
        text = "\n".join(one[:1].upper() + one[1:] for one in said)
        if text != self._text.text():
            self._text.setText(text)
            self._text.setAccessibleName(text)
        # Without a parent yet it would be shown as a window of its own.
        if self.parent() is not None or not text:
            self.setVisible(bool(text))
