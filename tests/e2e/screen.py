"""What a person sees of the bytes that a terminal gets."""

import re
import unicodedata

TOKEN = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|(\r)|(\n)|([^\x00-\x1f\x7f])|(.)", re.DOTALL)


class Screen:
    """A window of so many columns that scrolls without end. A sequence that it does not know is an error."""

    def __init__(self, columns):
        self.columns = columns
        self.rows = [[]]
        self.row = self.column = 0
        self.wraps = True
        self.cursor_visible = True
        self.colours = set()  # that were asked for

    def write(self, text):
        for parameters, final, carriage, newline, character, other in TOKEN.findall(text):
            if final:
                self.control(parameters, final)
            elif carriage:
                self.column = 0
            elif newline:
                self.down()
            elif character:
                self.put(character)
            else:
                raise AssertionError(f"a control character: {other!r}")

    def control(self, parameters, final):
        if parameters == "?7":
            self.wraps = final == "h"
        elif parameters == "?25":
            self.cursor_visible = final == "h"
        elif final == "A":
            self.row -= int(parameters or 1)
            if self.row < 0:
                raise AssertionError("above the first line")
        elif final == "J" and not parameters:
            del self.rows[self.row + 1:]
            del self.rows[self.row][self.column:]
        elif final == "m":
            self.colours.add(parameters)
        else:
            raise AssertionError(f"an unknown sequence: {parameters}{final}")

    def down(self):
        self.row += 1
        if self.row == len(self.rows):
            self.rows.append([])

    def put(self, character):
        if unicodedata.east_asian_width(character) in "WF":
            raise AssertionError("a wide character")
        if self.column == self.columns:
            if self.wraps:
                self.down()
                self.column = 0
            else:
                self.column -= 1
        line = self.rows[self.row]
        line.extend(" " * (self.column + 1 - len(line)))
        line[self.column] = character
        self.column += 1

    def lines(self):
        return ["".join(row).rstrip() for row in self.rows]
