// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/claudemodel.h"

#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

ClaudeModel::ClaudeModel(QStringView id)
{
    const QString name = id.toString().toLower();
    const qsizetype at = name.indexOf("claude-"_L1);
    if (at < 0)
        return;
    m_claude = true;
    static const QRegularExpression separators(u"[-.@:/_]"_s);
    QString family;
    QList<int> numbers; // the first two are the generation; longer ones are dates
    const QStringList words = name.sliced(at + 7).split(separators, Qt::SkipEmptyParts);
    for (const QString &word : words) {
        bool isNumber = false;
        const int number = word.toInt(&isNumber);
        if (isNumber && word.size() <= 2)
            numbers.append(number);
        else if (!isNumber && family.isEmpty() && word[0].isLetter())
            family = word;
    }
    if (!numbers.isEmpty())
        m_generation = numbers[0] * 100 + (numbers.size() > 1 ? numbers[1] : 0);
    static const QStringList oldFamilies = {u"opus"_s, u"sonnet"_s, u"haiku"_s, u"instant"_s, u"v2"_s};
    m_newFamily = !family.isEmpty() && !oldFamilies.contains(family);
}

} // namespace Crossroads
