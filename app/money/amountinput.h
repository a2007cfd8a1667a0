// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"

#include <QLocale>
#include <QString>

namespace Crossroads {

/// Who wrote an amount, which decides what its points and commas may mean.
enum class AmountFrom {
    Person, ///< typed into a field: by the locale
    Script, ///< on the command line: the decimal separator is the point alone, and an exponent may follow
};

/// The one reader of amounts that people type: dollars, or a balance's own currency. Returns plain decimal
/// text ("1000.50") as Money::fromDecimal() and Rate::perMillion() take it, with the digits that were typed;
/// empty where there is only white space. Reads any script's digits, full-width forms, "$" or "USD" at either
/// end, and separators between thousands. WrongUse, with a sentence for people, where the text is no amount,
/// is negative, is not finished ("5."), is more than Money counts, or can mean two amounts: one separator
/// before exactly three digits is a thousand in one country and a fraction in another, so "1.000" is read
/// only where \p locale itself separates thousands that way. It is never read as 1.
Result<QString> readAmount(const QString &text, const QLocale &locale, AmountFrom from = AmountFrom::Person);

/// Plain decimal text as a field shows it to a person of \p locale: readAmount() reads it back as the same.
QString shownAmount(const QString &decimal, const QLocale &locale);

} // namespace Crossroads
