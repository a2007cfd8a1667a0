// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/tokenestimate.h"

namespace Crossroads {

// Rough averages of today's 100k to 200k vocabularies: four Latin letters a token, about one and a half CJK
// characters, two of most other scripts. Calibration per model belongs to the credits room.
static int millitokens(QChar c)
{
    if (c.unicode() < 0x80)
        return 250;
    switch (c.script()) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Hangul:
        return 700;
    case QChar::Script_Latin:
    case QChar::Script_Cyrillic:
    case QChar::Script_Greek:
        return 350;
    default:
        return 500;
    }
}

void TokenEstimate::add(QStringView text)
{
    for (const QChar c : text)
        m_millitokens += millitokens(c);
}

qint64 TokenEstimate::tokens() const
{
    return (m_millitokens + 999) / 1000;
}

qint64 estimateTokens(QStringView text)
{
    TokenEstimate estimate;
    estimate.add(text);
    return estimate.tokens();
}

} // namespace Crossroads
