// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/textlocale.h"

#include <QCoreApplication>

namespace Crossroads {

QLocale textLocale()
{
    //: The language of this translation, as in de or pt_BR
    const QLocale texts(QCoreApplication::translate("TextLocale", "en"));
    const QLocale person;
    const bool plain = person.language() == QLocale::C && texts.language() == QLocale::English;
    if (plain || person.language() == texts.language())
        return person;
    const QLocale there(texts.language(), person.territory());
    if (there.territory() == person.territory())
        return there;
    // Day before month, as nearly everywhere that English is not spoken.
    return texts.language() == QLocale::English ? QLocale(QLocale::English, QLocale::World) : texts;
}

} // namespace Crossroads
