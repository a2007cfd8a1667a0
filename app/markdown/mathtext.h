// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <optional>

namespace Crossroads {

/// TeX math as one line of Unicode, where that can be read: Greek, operators, arrows, roots, fractions,
/// exponents and indices, blackboard letters. What it does not know (matrices, alignments, macros) makes the
/// whole formula stay as its source, so that nothing is ever shown wrong. Two formulas that mean different
/// things read differently: what one line can not show by place, brackets and spaces show.
/// \return the text; nothing where \p tex can not be converted
std::optional<QString> mathText(const QString &tex);

} // namespace Crossroads
