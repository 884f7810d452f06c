"""What ``if`` asks in a batch file."""

import re

from buildx_cache_flags.core.formats.script.model import Condition, Expression, Fixed, Variable

from .texts import Texts, variable

_BLANKS = re.compile(r"(?:[ \t]|\^\r?\n)+")


class Conditions(Texts):
    """Reads conditions."""

    def condition(self) -> tuple[bool, Condition | None]:
        """What ``if`` asks, and whether ``not`` stands before it; ``None`` where nobody knows the answer."""
        self.take(re.compile(r"(?:/i[ \t]+)+", re.IGNORECASE))
        negated = self.take(re.compile(r"not[ \t]+", re.IGNORECASE)) is not None
        self.take(re.compile(r"(?:/i[ \t]+)+", re.IGNORECASE))
        line = self.line
        defined = self.take(re.compile(r"defined[ \t]+([\w.-]+)[ \t]*", re.IGNORECASE))
        if defined:
            return negated, Condition("set", (Variable(variable(defined[1]), f"%{defined[1]}%", line),))
        if self.take(re.compile(r"(?:exist|errorlevel|cmdextversion)[ \t]+", re.IGNORECASE)):
            self._operand()
            return negated, None
        left = self._operand()
        operator = self.take(re.compile(r"[ \t]*(==|equ|neq|lss|leq|gtr|geq)[ \t]*", re.IGNORECASE))
        right = self._operand()
        if not operator or operator[1].lower() not in ("==", "equ", "neq"):
            return negated, None
        return negated, Condition("!=" if operator[1].lower() == "neq" else "==", (left, right))

    def _operand(self) -> Expression:
        """One word of a comparison, its quotes included."""
        parts: list[Expression] = []
        while self.peek() and self.peek() not in " \t\r\n&|(" and not self.text.startswith("==", self.at):
            before = self.at
            if self.peek() in '"%!^':
                self._part(parts, self.peek())
            else:
                match = self.take(re.compile(r"[^\s\"%!^&|(=]+|=(?!=)|\("))
                parts.append(Fixed(match[0] if match else "", self.line))
            if self.at == before:
                break
        self.take(_BLANKS)
        return self.joined(parts)
