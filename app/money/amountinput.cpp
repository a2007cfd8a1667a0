// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/amountinput.h"

#include "app/money/money.h"

#include <QCoreApplication>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("AmountInput", text);
}

static constexpr char16_t decimalAlways = u'd'; // Arabic's own
static constexpr char16_t groupAlways = u'g';   // a space or an apostrophe
static constexpr qsizetype groupSize = 3;

namespace {
/// Runs of digits, and the separator behind each but the last: '.', ',', decimalAlways or groupAlways.
struct Runs
{
    QStringList digits;
    QString separators;
};
} // namespace

static bool isInvisible(char32_t c)
{
    return c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/// Any script's digits as ASCII, full-width forms as their usual ones, every white space as a space, marks
/// of direction gone.
static QString plain(const QString &text)
{
    QString result;
    const auto points = text.toUcs4();
    for (char32_t c : points) {
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (isInvisible(c))
            continue;
        if (QChar::category(c) == QChar::Number_DecimalDigit)
            result.append(QChar(u'0' + QChar::digitValue(c)));
        else if (QChar::isSpace(c))
            result.append(u' ');
        else if (c == 0x2212 || c == 0x2010 || c == 0x2011 || c == 0x2013)
            result.append(u'-');
        else
            result.append(QString::fromUcs4(&c, 1));
    }
    return result.trimmed();
}

/// Without the dollar's name at either end.
static QString withoutDollar(QString text)
{
    for (const QLatin1StringView name : {"US$"_L1, "USD"_L1, "$"_L1}) {
        if (text.startsWith(name, Qt::CaseInsensitive)) {
            text = text.sliced(name.size()).trimmed();
            break;
        }
    }
    for (const QLatin1StringView name : {"US$"_L1, "USD"_L1, "$"_L1}) {
        if (text.endsWith(name, Qt::CaseInsensitive))
            return text.chopped(name.size()).trimmed();
    }
    return text;
}

static char16_t separatorOf(QChar c)
{
    switch (c.unicode()) {
    case u'.':
    case u',':
        return c.unicode();
    case u'\u066B':
        return decimalAlways;
    case u' ':
    case u'\'':
    case u'\u2019':
    case u'\u066C':
        return groupAlways;
    case u'\u060C': // Arabic's comma, often typed for either
        return u',';
    default:
        return 0;
    }
}

/// Nothing where something else than digits and single separators stands there.
static std::optional<Runs> runsOf(const QString &text)
{
    Runs runs{{QString()}, {}};
    for (const QChar c : text) {
        if (c >= u'0' && c <= u'9') {
            runs.digits.last().append(c);
            continue;
        }
        const char16_t separator = separatorOf(c);
        if (!separator || (runs.digits.last().isEmpty() && !runs.separators.isEmpty()))
            return std::nullopt;
        runs.separators.append(separator);
        runs.digits.append(QString());
    }
    const bool any =
        std::ranges::any_of(runs.digits, [](const QString &digits) { return !digits.isEmpty(); });
    return any ? std::optional(runs) : std::nullopt;
}

/// Thousands, or lakhs as in India: "1,000,000", "10,00,000".
static bool isGrouped(const QStringList &digits)
{
    if (digits.size() < 2 || digits.first().isEmpty() || digits.first().size() > groupSize ||
        digits.last().size() != groupSize)
        return false;
    const QStringList middle = digits.sliced(1, digits.size() - 2);
    const auto have = [&](qsizetype size) {
        return std::ranges::all_of(middle, [size](const QString &run) { return run.size() == size; });
    };
    return have(groupSize) || (have(2) && digits.first().size() <= 2);
}

static QString decimalOf(const QString &whole, const QString &fraction)
{
    qsizetype zeros = 0;
    while (zeros < whole.size() - 1 && whole[zeros] == u'0')
        ++zeros;
    const QString digits = whole.isEmpty() ? u"0"_s : whole.sliced(zeros);
    return fraction.isEmpty() ? digits : digits + u'.' + fraction;
}

static std::unexpected<Error> noAmount(const QString &text)
{
    return fail(ErrorKind::WrongUse,
                tr("\u201c%1\u201d is no amount: write it as in 12.50.").arg(text.trimmed()));
}

static std::unexpected<Error> twoMeanings(const QString &text, const QString &whole, const QString &fraction,
                                          QChar point)
{
    QString shorter = fraction;
    while (shorter.size() > 2 && shorter.endsWith(u'0'))
        shorter.chop(1);
    if (shorter.size() == groupSize)
        shorter.append(u'0');
    return fail(ErrorKind::WrongUse, tr("\u201c%1\u201d can mean two amounts: write %2 or %3.")
                                         .arg(text.trimmed(), whole + fraction, whole + point + shorter));
}

static bool isOneOf(const QString &separators, char16_t kind)
{
    return !separators.isEmpty() && separators.count(QChar(kind)) == separators.size();
}

/// One point or comma, and nothing else between the digits.
static Result<QString> readSingle(const QString &text, const Runs &runs, const QLocale &locale,
                                  AmountFrom from)
{
    const QChar separator = runs.separators.front();
    const QString &whole = runs.digits[0];
    const QString &fraction = runs.digits[1];
    const QString ofLocale = locale.decimalPoint();
    const QChar point = ofLocale == "."_L1 || ofLocale == ","_L1 ? ofLocale.front() : u'.';
    const bool maybeGroup = fraction.size() == groupSize && !whole.isEmpty() && whole.size() <= groupSize &&
                            !whole.startsWith(u'0');
    if (from == AmountFrom::Script && separator != u'.')
        return maybeGroup ? Result<QString>(twoMeanings(text, whole, fraction, u'.')) : noAmount(text);
    const bool groups = locale.groupSeparator() == QString(separator) && separator != point;
    if (groups && fraction.size() > groupSize && !whole.startsWith(u'0'))
        return noAmount(text); // a slip in "10,000", not a fraction of this locale
    if (!maybeGroup)
        return decimalOf(whole, fraction);
    if (from == AmountFrom::Person && groups)
        return whole + fraction;
    return twoMeanings(text, whole, fraction, from == AmountFrom::Script ? QChar(u'.') : point);
}

static Result<QString> readRuns(const QString &text, const Runs &runs, const QLocale &locale, AmountFrom from)
{
    const QStringList &digits = runs.digits;
    const QString &separators = runs.separators;
    if (separators.isEmpty())
        return decimalOf(digits.first(), {});
    if (digits.last().isEmpty()) {
        if (from == AmountFrom::Script && separators == "."_L1)
            return decimalOf(digits.first(), {});
        return fail(ErrorKind::WrongUse,
                    tr("\u201c%1\u201d is not finished: write it as in 12.50.").arg(text.trimmed()));
    }
    if (separators.size() == 1 && !isOneOf(separators, groupAlways))
        return isOneOf(separators, decimalAlways) ? Result<QString>(decimalOf(digits[0], digits[1]))
                                                  : readSingle(text, runs, locale, from);
    if (from == AmountFrom::Script)
        return noAmount(text);
    const QChar last = separators.back();
    const bool sameAll = separators.count(last) == separators.size();
    if (sameAll && last != QChar(decimalAlways))
        return isGrouped(digits) ? Result<QString>(digits.join(QString())) : noAmount(text);
    // Two kinds: the one that stands once, at the end, is the decimal separator.
    const QString before = separators.chopped(1);
    if (last == QChar(groupAlways) || before.contains(last) ||
        before.count(before.front()) != before.size() || before.front() == QChar(decimalAlways) ||
        !isGrouped(digits.first(digits.size() - 1)))
        return noAmount(text);
    return decimalOf(digits.first(digits.size() - 1).join(QString()), digits.last());
}

/// Scripts write small numbers so: "1e-05".
static bool isWithExponent(const QString &text)
{
    return text.contains(u'e', Qt::CaseInsensitive) && Money::fromDecimal(text.toLatin1());
}

Result<QString> readAmount(const QString &text, const QLocale &locale, AmountFrom from)
{
    QString rest = plain(text);
    if (rest.isEmpty())
        return QString();
    const bool negative =
        rest.startsWith(u'-') || rest.endsWith(u'-') || (rest.startsWith(u'(') && rest.endsWith(u')'));
    rest = withoutDollar(rest);
    if (!negative && rest.startsWith(u'+'))
        rest = withoutDollar(rest.sliced(1).trimmed());
    if (negative || rest.startsWith(u'-')) {
        const bool number = std::ranges::any_of(rest, [](QChar c) { return c.isDigit(); });
        return number ? Result<QString>(fail(ErrorKind::WrongUse, tr("An amount can not be negative.")))
                      : noAmount(text);
    }
    if (from == AmountFrom::Script && isWithExponent(rest))
        return Money::fromDecimal(rest.toLatin1())->toDecimal();
    const auto runs = runsOf(rest);
    if (!runs)
        return noAmount(text);
    auto decimal = readRuns(text, *runs, locale, from);
    if (decimal && !Money::fromDecimal(decimal->toLatin1()))
        return fail(ErrorKind::WrongUse,
                    tr("\u201c%1\u201d is more than can be counted.").arg(text.trimmed()));
    return decimal;
}

QString shownAmount(const QString &decimal, const QLocale &locale)
{
    const qsizetype at = decimal.indexOf(u'.');
    if (at < 0)
        return decimal;
    QString fraction = decimal.sliced(at + 1);
    if (fraction.size() == groupSize && !decimal.startsWith(u'0'))
        fraction.append(u'0'); // else it could be read as thousands
    const QString point = locale.decimalPoint();
    return decimal.first(at) + (point == ","_L1 ? u',' : u'.') + fraction;
}

} // namespace Crossroads
