// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/mathsigns.h"

#include "app/markdown/characters.h"

#include <QString>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype longestMath = 4000;
static constexpr qsizetype longestInline = 1000; ///< between single dollar signs
static constexpr qsizetype shortestWord = 4;     ///< letters: "abc" may be a product, "cost" is a word

namespace {
/// What the letters and signs between two marks say about it.
struct Signs
{
    bool command = false; ///< a TeX command, an exponent or an index
    bool operators = false;
    bool relation = false; ///< "=", "<" and their like
    bool word = false;     ///< of shortestWord letters or more, that is no argument of a command
    bool words = false;    ///< two letters or more beside a space
    bool foreign = false;  ///< signs that formulas do not have
    bool figuresOnly = true;
    bool balanced = true; ///< its braces
    bool closed = true;   ///< its other brackets, of whatever kinds
};

/// Functions that are often written without their backslash.
bool isFunctionName(QStringView word)
{
    static const QStringView names[] = {u"sin", u"cos", u"tan", u"log", u"exp", u"lim",
                                        u"max", u"min", u"ln",  u"mod", u"det", u"gcd"};
    return std::ranges::find(names, word) != std::end(names);
}

Signs signsOf(QStringView tex)
{
    Signs signs;
    int braces = 0;
    int brackets = 0;
    for (qsizetype i = 0; i < tex.size(); ++i) {
        const QChar c = tex[i];
        signs.figuresOnly = signs.figuresOnly && (c.isDigit() || u".,% "_s.contains(c));
        if (c == u'\\') {
            signs.command = true;
            if (isAsciiLetter(characterAt(tex, i + 1))) {
                while (isAsciiLetter(characterAt(tex, i + 1)))
                    ++i;
            } else {
                ++i;
            }
        } else if (c == u'^' || c == u'_') {
            signs.command = signs.command || i + 1 < tex.size();
        } else if (c == u'{') {
            ++braces;
        } else if (c == u'}') {
            signs.balanced = --braces >= 0 && signs.balanced;
        } else if (c.isLetter()) {
            qsizetype end = i + 1;
            while (end < tex.size() && tex[end].isLetter())
                ++end;
            const QStringView word = tex.sliced(i, end - i);
            const bool spaced = (i > 0 && tex[i - 1].isSpace()) || (end < tex.size() && tex[end].isSpace());
            if (braces == 0 && !isFunctionName(word)) {
                signs.word = signs.word || word.size() >= shortestWord || isCjk(c);
                signs.words = signs.words || (word.size() >= 2 && spaced);
            }
            i = end - 1;
        } else {
            signs.relation = signs.relation || u"=<>≤≥≠≈∈"_s.contains(c);
            signs.operators = signs.operators || signs.relation || u"+-*/|!±×·÷→"_s.contains(c);
            brackets += c == u'(' || c == u'[' ? 1 : c == u')' || c == u']' ? -1 : 0;
            signs.closed = signs.closed && brackets >= 0;
            signs.foreign = signs.foreign || u"&@#\";?"_s.contains(c);
        }
    }
    signs.balanced = signs.balanced && braces == 0;
    signs.closed = signs.closed && brackets == 0;
    return signs;
}

/// Whether people would call it math. A TeX command is proof; words without one are not.
bool readsLikeMath(QStringView tex)
{
    const Signs signs = signsOf(tex);
    if (!signs.balanced || tex.contains("://"_L1))
        return false;
    if (signs.command)
        return true;
    return !signs.foreign && signs.closed &&
           (signs.relation || (!signs.word && (!signs.words || signs.operators)));
}

/// "the $n$th": an ending may follow the closing sign, other letters may not.
bool isEnding(QStringView behind)
{
    qsizetype end = 0;
    while (end < behind.size() && behind[end].isLetter())
        ++end;
    static const QStringView endings[] = {u"th", u"st", u"nd", u"rd", u"s"};
    return std::ranges::find(endings, behind.first(end)) != std::end(endings);
}

/// Whether the dollar sign at \p close, the next one behind that at \p open, can close math.
bool closesMath(QStringView s, qsizetype open, qsizetype close)
{
    const QStringView tex = s.sliced(open + 1, close - open - 1);
    const QChar last = tex.back();
    const QChar behind = characterAt(s, close + 1);
    if (last.isSpace() || behind.isDigit() || behind == u'$')
        return false;
    if ((behind.isLetter() && !isCjk(behind)) || behind == u'_') {
        const bool surely = tex.size() == 1 || signsOf(tex).command;
        if (!surely || !isEnding(s.sliced(close + 1)))
            return false;
    }
    // "$a=$b", "$A:$B", "$x[$i]": what joins two variables is no end of a formula. A full stop may be.
    const bool stop =
        u".,"_s.contains(last) && signsOf(tex).relation && (behind.isNull() || behind.isSpace());
    const bool escaped = tex.size() > 1 && tex[tex.size() - 2] == u'\\'; // "$5\%$"
    const bool joins = isAsciiPunctuation(last) && !stop && !escaped && !u")]}'!|*+-"_s.contains(last);
    const bool sign = u"*+-"_s.contains(last) && tex.size() > 1 && !u"^_{"_s.contains(tex[tex.size() - 2]);
    if (tex.size() > 1 && (joins || sign))
        return false;
    if ((behind == u'(' && tex[0] == u'(') || (behind == u'{' && tex[0] == u'{'))
        return false;
    if (tex.size() == 1 && isAsciiPunctuation(last) && !u"+-*/=<>|!"_s.contains(last))
        return false;
    return readsLikeMath(tex);
}

std::optional<MathSpan> dollarMathAt(QStringView s, qsizetype i)
{
    const QChar before = characterBefore(s, i);
    if (i + 2 >= s.size() || s[i + 1].isSpace() || s[i + 1] == u'$' || before == u'$' || before == u'_' ||
        (before.isLetterOrNumber() && !isCjk(before)))
        return std::nullopt;
    for (qsizetype j = i + 1; j < s.size() && j < i + longestInline; ++j) {
        if (s[j] == u'\\') {
            ++j;
        } else if (s[j] == u'`' || isReserved(s[j])) {
            return std::nullopt;
        } else if (s[j] == u'$') {
            if (closesMath(s, i, j))
                return MathSpan{i + 1, j, j + 1, false};
            return std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<MathSpan> between(QStringView s, qsizetype i, QLatin1StringView open, QLatin1StringView close,
                                bool display)
{
    if (!s.sliced(i).startsWith(open))
        return std::nullopt;
    const qsizetype begin = i + open.size();
    const qsizetype found = s.sliced(begin, qMin(longestMath, s.size() - begin)).indexOf(close);
    const qsizetype end = found < 0 ? -1 : begin + found;
    if (end <= begin)
        return std::nullopt;
    const QStringView tex = s.sliced(begin, end - begin);
    if (tex.trimmed().isEmpty() || std::ranges::any_of(tex, isReserved) ||
        !readsLikeMath(open == "$$"_L1 ? tex : tex.trimmed())) // "$$ and $$" are two numbers of processes
        return std::nullopt;
    return MathSpan{begin, end, end + close.size(), display};
}
} // namespace

std::optional<MathSpan> mathAt(QStringView s, qsizetype i)
{
    if (s[i] == u'\\') {
        if (auto inlined = between(s, i, "\\("_L1, "\\)"_L1, false))
            return inlined;
        auto display = between(s, i, "\\["_L1, "\\]"_L1, true);
        // "\[1\]" is a reference whose brackets are escaped.
        if (display && signsOf(s.sliced(display->begin, display->end - display->begin)).figuresOnly)
            return std::nullopt;
        return display;
    }
    if (auto display = between(s, i, "$$"_L1, "$$"_L1, true))
        return display;
    return dollarMathAt(s, i);
}

} // namespace Crossroads
