// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>
#include <QStringView>

namespace Crossroads {

/// What people call a thing, and what the catalog calls it.
struct Alias
{
    QStringView said;  ///< lower case; several words are one alias
    QStringView meant; ///< words separated by spaces; "|" separates alternatives
};

/// Names of vendors and models in other scripts and in everyday use.
const QList<Alias> &aliases();

/// A word that asks for a property where it is in no name: "cheap", "free", "vision", "newest".
enum class Wish : quint8 {
    None,
    Cheap,
    Free,
    Newest,
    Sees,
    Hears,
    Reasons,
    CallsTools,
    OpenWeights,
    LongContext,
    Draws
};
Wish wishFromWord(QStringView word);

/// Words that say nothing about which model: "model", "the", "api".
bool isNoise(QStringView word);

} // namespace Crossroads
