// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/tokencalibration.h"

#include "app/money/tokenestimate.h"

#include <algorithm>
#include <array>

namespace Crossroads {

// Below this, what a template puts around a text weighs more than the text.
static constexpr qint64 leastTokens = 20;
// As many tokens of no error stand against what is learned, so that one answer does not decide.
static constexpr qint64 doubt = 300;
static constexpr int leastPermille = 500;
static constexpr int mostPermille = 2'000;
// No vocabulary is off by so much: the figure is about something else, as hidden reasoning.
static constexpr qint64 farOff = 3;

static TextScript scriptOf(QChar c)
{
    switch (c.script()) {
    case QChar::Script_Cyrillic:
        return TextScript::Cyrillic;
    case QChar::Script_Arabic:
        return TextScript::Arabic;
    case QChar::Script_Devanagari:
    case QChar::Script_Bengali:
    case QChar::Script_Tamil:
    case QChar::Script_Telugu:
        return TextScript::Indic;
    case QChar::Script_Han:
        return TextScript::Han;
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
        return TextScript::Kana;
    case QChar::Script_Hangul:
        return TextScript::Hangul;
    case QChar::Script_Latin:
        return TextScript::Latin;
    default:
        return TextScript::Other;
    }
}

TextScript mainScript(QStringView text)
{
    std::array<qsizetype, int(TextScript::Other) + 1> counts{};
    for (const QChar c : text) {
        if (c.isLetter())
            ++counts[size_t(scriptOf(c))];
    }
    // Japanese is mostly written with both; Chinese has no kana at all.
    const qsizetype kana = counts[size_t(TextScript::Kana)];
    if (kana * 5 > counts[size_t(TextScript::Han)] && kana > 0)
        counts[size_t(TextScript::Kana)] += counts[size_t(TextScript::Han)];
    return TextScript(std::ranges::max_element(counts) - counts.begin());
}

static std::pair<QString, int> keyOf(const QString &model, TextScript script)
{
    return {model.section(u'@', 0, 0).section(u':', 0, 0), int(script)};
}

void TokenCalibration::learn(const QString &model, QStringView text, qint64 reported)
{
    const qint64 estimated = estimateTokens(text, tokenFamilyOf(model));
    if (estimated < leastTokens || reported < leastTokens || reported > estimated * farOff ||
        estimated > reported * farOff)
        return;
    Sum &sum = m_sums[keyOf(model, mainScript(text))];
    sum.estimated += estimated;
    sum.reported += reported;
}

int TokenCalibration::permille(const QString &model, TextScript script) const
{
    const Sum sum = m_sums.value(keyOf(model, script));
    return int(std::clamp<qint64>((sum.reported + doubt) * 1'000 / (sum.estimated + doubt), leastPermille,
                                  mostPermille));
}

qint64 TokenCalibration::tokens(const QString &model, QStringView text) const
{
    return estimateTokens(text, tokenFamilyOf(model)) * permille(model, mainScript(text)) / 1'000;
}

} // namespace Crossroads
