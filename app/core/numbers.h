// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLocale>
#include <QString>

#include <chrono>

namespace Crossroads {

/// \p time in seconds as the person's locale writes numbers, without the unit: "2.5", "120".
inline QString secondsIn(std::chrono::milliseconds time)
{
    return QLocale().toString(double(time.count()) / 1000.0, 'f', QLocale::FloatingPointShortest);
}

} // namespace Crossroads
