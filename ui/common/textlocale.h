// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLocale>

namespace Crossroads {

/// For dates and times: the language of the program's own texts, with the order of the person's country, so
/// that no sentence is in two languages. Numbers go by QLocale().
QLocale textLocale();

} // namespace Crossroads
