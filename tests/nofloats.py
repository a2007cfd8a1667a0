#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Crossroads authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""nofloats.py TOP: no amount of money passes through floating point.

Where money is kept and computed (STRICT), there is no floating point at all. Elsewhere in app/, a line that names a
floating type, a conversion to one or a number with a point, and money within a line of it, must be one of ALLOWED,
with the reason why no amount comes of it; an exception that is no longer needed fails, too. In ui/, no amount may be
made from floating point."""
import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])

STRICT = re.compile(
    r"app/(money|credits)/|app/storage/(ledger|spend\w+|keytable)\.|app/cli/spendcommand\.|tests/support/ledgersums\.h"
)
FLOATING = re.compile(
    r"\b(double|float|qreal|toDouble|toFloat|strto[df]|stod|stof|atof|fromJsonDouble|llround|lround|nearbyint"
    r"|qRound64|qRound|std::(round|floor|ceil|pow|exp|log2?|log10|sqrt))\b"
    r"|(?<![\w.])\d[\d']*\.\d+(?![\w.])|(?<![\w.])\d+(\.\d+)?e[-+]?\d+\b"
)
MONEY = re.compile(
    r"\b(Money|Rate|Prices?|PriceOverride)\b|pico|atto\b|[pP]rice|[cC]ost(?!Check)|[uU]sd\b|dollar|[bB]udget|"
    r"\b[sS]pen[dt]|[cC]redit|[bB]alance\b|\bbound\b|\bfee\b|withFee|reservation"
)

# (file, what the line holds, why no amount of money comes of it)
ALLOWED = [
    ("app/storage/ledger.cpp", "rows->value(6).toDouble()", "milliseconds"),
    ("app/storage/ledger.cpp", "seen.tokensPerSecond =", "a speed"),
    ("app/catalog/catalogindex.cpp", "constexpr double threeCents", "a weight that orders search results"),
    ("app/catalog/catalogindex.cpp", "return 12 - 12 * std::log2(", "the same"),
    ("app/routing/offers.cpp", "static double costFigure(", "orders offers, and weighs their draw"),
    ("app/routing/offers.cpp", "double(candidate.likelyCost->pico)", "the same"),
    ("app/routing/offers.cpp", "std::numeric_limits<double>::infinity()", "the same"),
    ("app/routing/offers.cpp", "const double cost = costFigure", "the same"),
    ("app/routing/offers.cpp", "-std::log(drawFor(", "the same"),
    ("app/routing/offers.cpp", "double warm, figure, cost;", "the same"),
    ("app/routing/offers.cpp", "return Place{", "the same"),
    ("app/routing/rules.cpp", "QLocale::FloatingPointShortest", "a JSON number back to the text it was read from"),
    ("app/routing/whatif.cpp", "ttft(nowMs, 0.5)", "a percentile of times"),
]
# The window draws amounts and writes them for eyes, which takes floating point. It must never make one of that.
MADE = re.compile(r"\b(Money|Rate)\s*[{(].*|\.(pico|atto)\s*[-+*/]?=[^=].*")


def code_of(path):
    """The lines of a file without comments and the insides of strings."""
    text = path.read_text()
    text = re.sub(r'R"\((.*?)\)"', lambda m: '""' + "\n" * m.group(1).count("\n"), text, flags=re.S)
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)
    return [re.sub(r"//.*", "", line) for line in text.split("\n")]


files = sorted(
    p for base in ("app", "ui", "tests/support") for p in (top / base).rglob("*") if p.suffix in (".h", ".cpp")
)
problems, used, strict = [], set(), 0
if len(files) < 100:
    problems.append("found hardly any source: is the path right?")
for path in files:
    name = path.relative_to(top).as_posix()
    is_strict = bool(STRICT.match(name))
    strict += is_strict
    if name.startswith("tests/") and not is_strict:
        continue
    source = path.read_text().split("\n")
    code = code_of(path)
    for i, line in enumerate(code):
        if not FLOATING.search(line):
            continue
        if name.startswith("ui/"):
            made = MADE.search(line)
            if made and FLOATING.search(made.group(0)):
                problems.append(f"{name}:{i + 1}: {source[i].strip()}")
            continue
        if not is_strict and not any(MONEY.search(near) for near in code[max(0, i - 1) : i + 2]):
            continue
        allowed = [k for k, (file, holds, _) in enumerate(ALLOWED) if file == name and holds in source[i]]
        used.update(allowed)
        if not allowed:
            problems.append(f"{name}:{i + 1}: {source[i].strip()}")
if strict < 20:
    problems.append("found hardly any of the files that keep money")
problems += [f"no longer needed: {ALLOWED[k]}" for k in range(len(ALLOWED)) if k not in used]
print("\n".join(problems) or f"{len(files)} files, {strict} of them strictly: money is counted in integers")
sys.exit(1 if problems else 0)
