// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/inlineextras.h"

#include "app/markdown/bareaddress.h"
#include "app/markdown/characters.h"
#include "app/markdown/mathsigns.h"

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr char16_t placeholderMark = 0xFDD0;
static constexpr char16_t placeholderDigit = 0xFDE0; ///< to 0xFDEF
static constexpr size_t mostExtras = 4096;
static constexpr qsizetype longestLabel = 200;

qsizetype behindCodeSpan(QStringView s, qsizetype i)
{
    qsizetype ticks = 0;
    while (i + ticks < s.size() && s[i + ticks] == u'`')
        ++ticks;
    for (qsizetype j = i + ticks; j < s.size();) {
        if (s[j] != u'`') {
            ++j;
            continue;
        }
        qsizetype run = 0;
        while (j + run < s.size() && s[j + run] == u'`')
            ++run;
        j += run;
        if (run == ticks)
            return j;
    }
    return i + ticks;
}

namespace {
/// Behind "<https://...>" and "<mail@example.com>": md4c reads those, and needs them as they are.
qsizetype behindAutolink(QStringView s, qsizetype i)
{
    qsizetype end = i + 1;
    while (end < s.size() && end - i < 320 && (isAsciiAlphanumeric(s[end]) || u".-_+@"_s.contains(s[end])))
        ++end;
    if (characterAt(s, end) == u'>' && s.sliced(i, end - i).contains(u'@'))
        return end + 1;
    end = i + 1;
    while (end < s.size() && end - i < 34 && (isAsciiAlphanumeric(s[end]) || u"+.-"_s.contains(s[end])))
        ++end;
    if (end < i + 3 || characterAt(s, end) != u':')
        return i + 1;
    while (end < s.size() && !s[end].isSpace() && s[end] != u'<' && s[end] != u'>')
        ++end;
    return characterAt(s, end) == u'>' ? end + 1 : i + 1;
}

/// Which sides of a run of asterisks md4c must take for letters, so that emphasis begins and ends beside
/// Chinese, Japanese and Korean as it does beside a space: there are none between words.
/// https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
struct Sides
{
    bool before = false, behind = false;
};

Sides lettersBeside(QChar before, QChar behind, qsizetype run)
{
    const auto isWide = [](QChar c) { return isCjk(c) && isMark(c); };
    const auto isNarrow = [](QChar c) { return !isCjk(c) && isMark(c); };
    // "5*（3+2）*6" is a product.
    if (run == 1 && (isAsciiDigit(before) || isAsciiDigit(behind)))
        return {};
    return {isWide(before) || (isNarrow(before) && isCjk(behind)),
            isWide(behind) || (isNarrow(behind) && isCjk(before))};
}
} // namespace

qsizetype InlineExtras::next(QStringView text, qsizetype from)
{
    const qsizetype i = text.indexOf(QChar(placeholderMark), from);
    return i >= 0 && i + length <= text.size() ? i : -1;
}

const InlineExtras::Extra *InlineExtras::at(QStringView text, qsizetype i) const
{
    const auto digit = [&](qsizetype k) { return size_t(text[i + k].unicode() - placeholderDigit); };
    const size_t number = digit(1) << 8 | digit(2) << 4 | digit(3);
    return number < m_extras.size() ? &m_extras[number] : nullptr;
}

QString InlineExtras::original(QString text) const
{
    if (next(text, 0) < 0)
        return text;
    QString result;
    qsizetype from = 0;
    for (qsizetype i = next(text, 0); i >= 0; i = next(text, from)) {
        result += QStringView(text).sliced(from, i - from);
        if (const Extra *extra = at(text, i))
            result += extra->span == InlineSink::Span::Link ? extra->text : extra->source;
        from = i + length;
    }
    return result.append(QStringView(text).sliced(from));
}

QString InlineExtras::take(Extra extra)
{
    if (m_extras.size() >= mostExtras)
        return extra.source;
    const auto number = char16_t(m_extras.size());
    m_extras.push_back(std::move(extra));
    const QChar characters[] = {QChar(placeholderMark), QChar(char16_t(placeholderDigit + (number >> 8))),
                                QChar(char16_t(placeholderDigit + (number >> 4 & 15))),
                                QChar(char16_t(placeholderDigit + (number & 15)))};
    return QString(characters, length);
}

/// One that stands for nothing: md4c sees a letter there.
QString InlineExtras::letter()
{
    if (m_letter.isEmpty())
        m_letter = take({InlineSink::Span::Code, {}, {}, {}, true});
    return m_letter;
}

QString InlineExtras::extract(QStringView s)
{
    m_addresses = s.contains("://"_L1) || s.contains(u'@') || s.contains("www."_L1, Qt::CaseInsensitive);
    QString result;
    result.reserve(s.size());
    qsizetype copied = 0;
    for (qsizetype i = 0; i < s.size();) {
        if (!mayBegin(s, i)) {
            ++i;
            continue;
        }
        result += s.sliced(copied, i - copied);
        const qsizetype behind = readAt(s, i, result);
        copied = i;
        if (behind > i)
            copied = i = behind;
        else
            ++i;
    }
    return result.append(s.sliced(copied));
}

bool InlineExtras::mayBegin(QStringView s, qsizetype i) const
{
    switch (s[i].unicode()) {
    case u'`':
    case u'<':
    case u'\\':
    case u'$':
    case u'[':
    case u'!':
    case u'~':
    case u'*':
        return true;
    default:
        return m_addresses && isAsciiAlphanumeric(s[i]) && (i == 0 || !isAsciiAlphanumeric(s[i - 1]));
    }
}

/// Reads what begins at \p i. \return behind it; \p i: an ordinary character
qsizetype InlineExtras::readAt(QStringView s, qsizetype i, QString &result)
{
    const auto asItIs = [&](qsizetype behind) {
        result += s.sliced(i, behind - i);
        return behind;
    };
    switch (s[i].unicode()) {
    case u'`':
        return asItIs(behindCodeSpan(s, i));
    case u'<':
        return asItIs(behindAutolink(s, i));
    case u'\\':
        if (const qsizetype behind = readMath(s, i, result); behind > i)
            return behind;
        return asItIs(qMin(s.size(), i + 2));
    case u'$':
        return readMath(s, i, result);
    case u'[':
        return readNote(s, i, result);
    case u'!':
        return readPicture(s, i, result);
    case u'~':
        return readTildes(s, i, result);
    case u'*':
        return readAsterisks(s, i, result);
    default:
        return readAddress(s, i, result);
    }
}

qsizetype InlineExtras::readMath(QStringView s, qsizetype i, QString &result)
{
    const auto math = mathAt(s, i);
    if (!math)
        return i;
    result += take({math->display ? InlineSink::Span::DisplayMath : InlineSink::Span::Math,
                    {},
                    s.sliced(math->begin, math->end - math->begin).trimmed().toString(),
                    s.sliced(i, math->behind - i).toString()});
    return math->behind;
}

qsizetype InlineExtras::readNote(QStringView s, qsizetype i, QString &result)
{
    if (characterAt(s, i + 1) != u'^')
        return i;
    const qsizetype found = s.sliced(i, qMin(longestLabel + 4, s.size() - i)).indexOf(u']');
    if (found < 3)
        return i;
    const QStringView label = s.sliced(i + 2, found - 2);
    if (std::ranges::any_of(label, [](QChar c) { return c.isSpace() || c == u'[' || isReserved(c); }))
        return i;
    const QString key = u'^' + labelKey(label);
    if (m_options.labels)
        m_options.labels->append(key);
    const auto link = m_options.lookUp ? m_options.lookUp(key) : std::nullopt;
    if (!link)
        return i;
    result += take({InlineSink::Span::Note, *link, label.toString(), s.sliced(i, found + 1).toString()});
    return i + found + 1;
}

qsizetype InlineExtras::readAddress(QStringView s, qsizetype i, QString &result)
{
    if (const auto address = bareAddressAt(s, i)) {
        result += take({InlineSink::Span::Link,
                        {address->target, {}},
                        address->text,
                        s.sliced(i, address->length).toString()});
        return i + address->length;
    }
    return i;
}

/// A picture whose data still arrives, or broke off: nobody wants to read the data.
qsizetype InlineExtras::readPicture(QStringView s, qsizetype i, QString &result)
{
    if (characterAt(s, i + 1) != u'[')
        return i;
    const QStringView near = s.sliced(i, qMin(qsizetype(1000), s.size() - i));
    const qsizetype close = near.indexOf("]("_L1);
    if (close < 2 || near.sliced(2, close - 2).contains(u'['))
        return i;
    const QStringView rest = s.sliced(i + close + 2);
    if (!rest.startsWith("data:"_L1, Qt::CaseInsensitive) &&
        !rest.startsWith("<data:"_L1, Qt::CaseInsensitive))
        return i;
    if (std::ranges::any_of(rest, [](QChar c) { return c.isSpace() || c == u')' || c == u'>'; }))
        return i;
    const QString words = s.sliced(i + 2, close - 2).toString();
    result += take({InlineSink::Span::Image,
                    {u"data:"_s, {}},
                    words.isEmpty() ? u"\u25A3"_s : words,
                    s.sliced(i).toString()});
    return s.size();
}

/// One tilde is "about", "from to" or somebody's home folder; two are a line through the text.
qsizetype InlineExtras::readTildes(QStringView s, qsizetype i, QString &result)
{
    qsizetype end = i;
    while (end < s.size() && s[end] == u'~')
        ++end;
    if (end - i > 1)
        result += s.sliced(i, end - i);
    else if (!m_tilde.isEmpty())
        result += m_tilde;
    else
        result += m_tilde = take({InlineSink::Span::Strike, {}, u"~"_s, u"~"_s, true});
    return end;
}

qsizetype InlineExtras::readAsterisks(QStringView s, qsizetype i, QString &result)
{
    qsizetype end = i;
    while (end < s.size() && s[end] == u'*')
        ++end;
    const Sides letters = lettersBeside(characterBefore(s, i), characterAt(s, end), end - i);
    if (letters.before)
        result += letter();
    result += s.sliced(i, end - i);
    if (letters.behind)
        result += letter();
    return end;
}

} // namespace Crossroads
