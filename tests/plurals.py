# SPDX-FileCopyrightText: 2026 The Crossroads authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds translations/crossroads_en.ts against the code: every text with a count has a form for one and a form for more,
under the context that it is asked in, and no form is left of a text that is gone. plurals.py ROOT"""
import glob
import re
import sys
import xml.etree.ElementTree as ET

root = sys.argv[1]
# tr("text"... and translate("Context", "text"...; a text may stand in several quoted pieces.
piece = r'"(?:[^"\\]|\\.)*"'
call = re.compile(rf'(\w+::)?\b(tr|translate)\(\s*((?:{piece}\s*)+(?:,\s*(?:{piece}\s*)+)?)')
method = re.compile(r"^(?:[\w:<>&*, ]+ \*?)?(\w+)::~?\w+\(", re.M)


def joined(pieces):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', pieces))


def countedTexts():
    for path in glob.glob(root + "/app/**/*.cpp", recursive=True) + glob.glob(root + "/ui/**/*.cpp", recursive=True):
        code = open(path, encoding="utf-8").read()
        for found in call.finditer(code):
            words = [joined(part) for part in re.split(r'(?<=["\s]),', found[3])]
            text = words[-1] if found[2] == "translate" else words[0]
            if not re.search(r"%L?n\b", text):
                continue
            if found[2] == "translate":
                yield words[0], text
            elif found[1]:
                yield "Crossroads::" + found[1][:-2], text
            else:
                yield "Crossroads::" + method.findall(code[: found.start()])[-1], text


def places(text):
    return sorted(re.findall(r"%L?\d", text))


known = {}
for context in ET.parse(root + "/translations/crossroads_en.ts").iter("context"):
    for message in context.iter("message"):
        forms = [form.text or "" for form in message.iter("numerusform")]
        known[context.findtext("name"), message.findtext("source")] = forms
needed = set(countedTexts())
wrong = [f'{context}: "{text}" is not in the table' for context, text in sorted(needed - known.keys())]
wrong += [f'{context}: "{text}" is in no code' for context, text in sorted(known.keys() - needed)]
for (context, text), forms in sorted(known.items()):
    if len(forms) != 2 or not all(forms):
        wrong.append(f'{context}: "{text}" wants a form for one and a form for more')
    elif any(places(form) != places(text) for form in forms):
        wrong.append(f'{context}: "{text}" has other places in its forms')
print("\n".join(wrong) or f"{len(needed)} texts have both forms")
sys.exit(bool(wrong) or not needed)
