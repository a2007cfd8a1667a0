// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

namespace Crossroads {

/// Classes of characters that the readers of Markdown share. Positions count UTF-16 units.

inline bool isAsciiLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

inline bool isAsciiDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

inline bool isAsciiAlphanumeric(QChar c)
{
    return isAsciiLetter(c) || isAsciiDigit(c);
}

inline bool isAsciiPunctuation(QChar c)
{
    return c > u' ' && c < QChar(0x7f) && !isAsciiAlphanumeric(c);
}

/// Chinese, Japanese and Korean: letters, marks and full-width forms. Half of a character pair counts where
/// the pair is an ideograph.
inline bool isCjk(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 0x1100 && u <= 0x11FF) || (u >= 0x2E80 && u <= 0xA4CF) || (u >= 0xA960 && u <= 0xA97F) ||
           (u >= 0xAC00 && u <= 0xD7FF) || (u >= 0xD840 && u <= 0xD8BF) || (u >= 0xF900 && u <= 0xFAFF) ||
           (u >= 0xFE30 && u <= 0xFE4F) || (u >= 0xFF00 && u <= 0xFFEF);
}

/// Punctuation or a symbol, as CommonMark counts them.
inline bool isMark(QChar c)
{
    return c.isPunct() || c.isSymbol();
}

/// The character that ends before \p i, by the half of a pair that tells its script; null at the beginning.
inline QChar characterBefore(QStringView s, qsizetype i)
{
    if (i <= 0)
        return {};
    return s[i - 1].isLowSurrogate() && i >= 2 ? s[i - 2] : s[i - 1];
}

inline QChar characterAt(QStringView s, qsizetype i)
{
    return i < s.size() ? s[i] : QChar();
}

/// Noncharacters stand for what the readers hand to one another; those of the text itself are replaced first.
inline bool isReserved(QChar c)
{
    return c.unicode() >= 0xFDD0 && c.unicode() <= 0xFDEF;
}

} // namespace Crossroads
