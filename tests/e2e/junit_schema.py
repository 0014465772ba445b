"""What a JUnit report may hold, so that every version of Jenkins' xUnit plugin takes it: what all of its schemas have in
common (jenkinsci/xunit-plugin, junit-10.xsd of 2014 and of 2018 and later; the latter is the narrower one)."""

import re

TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")
MARK = ({}, {"type", "message"}, True)

# Tag → the children that it may have, its attributes (those with "!" must be there), whether it may hold text.
ELEMENTS = {
    "testsuites": ({"testsuite"}, {"name", "time", "tests", "failures", "errors"}, False),
    "testsuite": ({"testsuite", "properties", "testcase", "system-out", "system-err"},
                  {"name!", "tests!", "failures!", "errors!", "time", "skipped", "timestamp", "hostname", "id", "package",
                   "file", "log", "url"}, False),
    "properties": ({"property"}, set(), False),
    "property": (set(), {"name!", "value!"}, False),
    "testcase": ({"skipped", "error", "failure", "rerunFailure", "rerunError", "system-out", "system-err"},
                 {"name!", "time", "classname", "group"}, False),
    "skipped": MARK, "error": MARK, "failure": MARK,
    "system-out": (set(), set(), True), "system-err": (set(), set(), True),
}


def mistakes(element):
    """What of it, and of what is in it, is not as the schema wants it."""
    if element.tag not in ELEMENTS:
        return [f"no element of the schema: {element.tag}"]
    children, attributes, has_text = ELEMENTS[element.tag]
    allowed = {name.rstrip("!") for name in attributes}
    found = [f"{element.tag} has an attribute {name}" for name in element.attrib if name not in allowed]
    found += [f"{element.tag} has no {name[:-1]}" for name in attributes
              if name.endswith("!") and name[:-1] not in element.attrib]
    if not has_text and (element.text or "").strip():
        found.append(f"text in {element.tag}")
    if not TIME.fullmatch(element.get("time", "0")):
        found.append(f"a time: {element.get('time')}")
    for child in element:
        if child.tag not in children:
            found.append(f"{child.tag} in {element.tag}")
        if (child.tail or "").strip():
            found.append(f"text in {element.tag}")
        found += mistakes(child)
    return found
