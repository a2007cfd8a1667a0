#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Crossroads authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds every include of app/ and ui/ against the LINKS of its room's CMakeLists.txt, and against the wall:
nothing in app/ (but main) may see ui/ or QtGui. Also: each library that has a gatekeeper is included there only."""
import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
problems = []

GATEKEEPERS = {
    "QNetworkAccessManager": set(),  # it sends a POST twice: libcurl is our client
    "curl": {"app/http/curlmulti.h", "app/http/curltransfer.h", "app/http/networkway.cpp"},
    "QTcpServer": {"app/http/httpserver.cpp", "app/http/httpserver.h"},
    "QSqlDatabase": {"app/storage/database.cpp", "app/storage/database.h"},
    "qt6keychain": {"app/keys/keychainstore.cpp"},
    "QSettings": {"app/settings/settingsfile.cpp"},
    "KSyntaxHighlighting": {"ui/common/codehighlighter.cpp", "ui/common/codehighlighter.h"},
    "QMessageBox": {"ui/common/confirm.cpp", "ui/common/confirm.h"},
}
GUI = re.compile(r"#include <(QtGui|QtWidgets|QWidget|QApplication|QGuiApplication|QColor|QPalette|QFont|QPainter|QPixmap|QImage|QIcon|QKeyEvent|QLabel|QWindow|QScreen|QClipboard)\b")


def room_of(path):
    parts = path.relative_to(top).parts
    return parts[1] if parts[0] == "app" else "ui_" + parts[1]


def links_of(folder):
    text = (folder / "CMakeLists.txt").read_text()
    found = re.search(r"crossroads_room\((\w+)(.*?)\)\s", text + "\n", re.S)
    if not found:
        return None, set()
    words = found.group(2).split()
    links, reading = set(), False
    for word in words:
        if word in ("SOURCES", "LIBS"):
            reading = False
        elif word == "LINKS":
            reading = True
        elif reading:
            links.add(word)
    return found.group(1), links


rooms = {}
for base in ("app", "ui"):
    for folder in sorted((top / base).iterdir()):
        if folder.is_dir() and (folder / "CMakeLists.txt").exists() and folder.name != "main":
            name, links = links_of(folder)
            if not name:
                problems.append(f"{folder.relative_to(top)}: no crossroads_room()")
                continue
            rooms[name] = links
            expected = folder.name if base == "app" else "ui_" + folder.name
            if name != expected:
                problems.append(f"{folder.relative_to(top)}: its library is called {name}, not {expected}")

order = list(rooms)
files = [p for base in ("app", "ui") for p in (top / base).rglob("*") if p.suffix in (".h", ".cpp")]
if len(files) < 20:
    problems.append("found hardly any source: is the path right?")
for path in files:
    here = str(path.relative_to(top))
    if here.startswith("app/main/"):
        continue
    room = room_of(path)
    text = path.read_text()
    for match in re.finditer(r'#include "((?:app|ui)/(\w+)/[^"]+)"', text):
        target = match.group(2) if match.group(1).startswith("app/") else "ui_" + match.group(2)
        if target != room and target not in rooms.get(room, set()):
            problems.append(f"{here} includes {match.group(1)}, but {room} does not link {target}")
    if here.startswith("app/") and GUI.search(text):
        problems.append(f"{here} includes {GUI.search(text).group(1)}: no QtGui in app/")
    for word, allowed in GATEKEEPERS.items():
        if re.search(rf"#include <{word}[/>]", text) and here not in allowed:
            problems.append(f"{here} includes {word}, which only {', '.join(sorted(allowed)) or 'nobody'} may")


def reach(room, seen=()):
    for target in rooms.get(room, ()):
        if target in seen:
            problems.append(f"the ladder has a circle: {' > '.join(seen + (target,))}")
            return
        reach(target, seen + (target,))


for name, links in rooms.items():
    for link in links - set(rooms):
        problems.append(f"{name} links {link}, which is no room")
    if not name.startswith("ui_") and any(link.startswith("ui_") for link in links):
        problems.append(f"{name} is in app/ and links a room of ui/")
    reach(name, (name,))

print("\n".join(problems) or f"{len(files)} files of {len(rooms)} rooms keep to the ladder")
sys.exit(1 if problems else 0)
