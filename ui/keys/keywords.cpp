// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/keywords.h"

#include "ui/common/moneytext.h"
#include "ui/common/textlocale.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("KeyWords", text);
}

static bool isResting(const KeyEntry &entry, qint64 nowMs)
{
    return entry.condition.state == KeyState::Resting && entry.condition.untilMs.value_or(0) > nowMs;
}

static KeyMood moodWithoutValue(KeychainProblem problem)
{
    using Tone = KeyMood::Tone;
    switch (problem) {
    case KeychainProblem::Missing:
        return {Tone::Error, u"failed"_s, tr("Missing")};
    case KeychainProblem::Locked:
    case KeychainProblem::Dismissed:
        return {Tone::Warn, u"lock"_s, tr("Locked")};
    default:
        return {Tone::Warn, u"warning"_s, tr("No keychain")};
    }
}

KeyMood moodOf(const KeyEntry &entry, qint64 nowMs)
{
    using Tone = KeyMood::Tone;
    if (!entry.record.enabled)
        return {Tone::Muted, u"stopped"_s, tr("Off")};
    if (entry.problem)
        return moodWithoutValue(*entry.problem);
    if (entry.isOverLimit())
        return {Tone::Warn, u"warning"_s, tr("At its limit")};
    switch (entry.condition.state) {
    case KeyState::Works:
        return {Tone::Ok, u"done"_s, tr("Works")};
    case KeyState::Refused:
        return {Tone::Error, u"failed"_s, tr("Refused")};
    case KeyState::NoCredit:
        return {Tone::Warn, u"warning"_s, tr("No credit")};
    case KeyState::Resting:
        if (!isResting(entry, nowMs))
            return {Tone::Ok, u"done"_s, tr("Rested")};
        return {Tone::Warn, u"waiting"_s,
                tr("Resting %1 s").arg((*entry.condition.untilMs - nowMs + 999) / 1000)};
    case KeyState::Forbidden:
        return {Tone::Warn, u"warning"_s, tr("Not allowed")};
    case KeyState::Untested:
        break;
    }
    return {Tone::Muted, u"queued"_s, tr("Untested")};
}

QString amountText(const Amount &amount)
{
    // Display only; at least two digits after the point, at most four.
    QString digits = Money{amount.pico}.toDecimal();
    const qsizetype point = digits.indexOf(u'.');
    const qsizetype fraction = point < 0 ? 0 : std::min(qsizetype(4), digits.size() - point - 1);
    const QString number = QLocale().toString(digits.toDouble(), 'f', int(std::max(qsizetype(2), fraction)));
    if (amount.currency == "USD"_L1)
        return u'$' + number;
    if (amount.currency == "CNY"_L1)
        return u'\u00a5' + number;
    if (amount.currency == "EUR"_L1)
        return u'\u20ac' + number;
    return number + u' ' + amount.currency;
}

QString whenText(qint64 wallMs, qint64 nowMs)
{
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(wallMs);
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    const QString time = textLocale().toString(then.time(), QLocale::ShortFormat);
    if (then.date() == today)
        return time;
    if (then.date().addDays(1) == today)
        return tr("yesterday, %1").arg(time);
    return u"%1, %2"_s.arg(textLocale().toString(then.date(), u"d MMM"_s), time);
}

static double shareOf(qint64 part, qint64 whole)
{
    return whole > 0 ? std::clamp(double(part) / double(whole), 0.0, 1.0) : -1;
}

static KeyFigure balanceFigure(const Balance &balance)
{
    if (!balance.left.isEmpty() && balance.limit)
        return {tr("%1 of %2 left").arg(amountText(balance.left.first()), amountText(*balance.limit)),
                shareOf(balance.left.first().pico, balance.limit->pico)};
    QStringList amounts;
    for (const Amount &amount : balance.left)
        amounts.append(amountText(amount));
    if (!amounts.isEmpty())
        return {tr("balance %1").arg(amounts.join(tr(" and ")))};
    if (balance.freeTier)
        return {tr("free tier")};
    if (balance.used)
        return {tr("%1 used, no limit there").arg(amountText(*balance.used))};
    return {};
}

KeyFigure figureOf(const KeyEntry &entry, qint64 nowMs)
{
    const KeyCondition &c = entry.condition;
    if (isResting(entry, nowMs))
        return {
            tr("%1, back at %2")
                .arg(c.httpStatus)
                .arg(textLocale().toString(QDateTime::fromMSecsSinceEpoch(*c.untilMs).time(), u"HH:mm:ss"_s)),
            1, true};
    if (c.state == KeyState::NoCredit)
        return {tr("%1 at %2").arg(c.httpStatus).arg(whenText(c.sinceMs, nowMs))};
    if (entry.record.limit)
        return {tr("%1 of %2 this month").arg(moneyText(entry.spent), moneyText(*entry.record.limit)),
                shareOf(entry.spent.pico, entry.record.limit->pico), entry.isOverLimit()};
    if (const auto balance = Balance::fromJson(entry.record.balance)) {
        if (const KeyFigure figure = balanceFigure(*balance); !figure.text.isEmpty())
            return figure;
    }
    if (entry.sessionOnly)
        return {tr("until you quit")};
    if (c.lastUsedMs > 0)
        return {tr("last used %1").arg(whenText(c.lastUsedMs, nowMs))};
    if (entry.record.origin == "imported"_L1)
        return {tr("imported")};
    return {tr("no limit set")};
}

static QString meanwhile(const QString &other)
{
    return other.isEmpty() ? tr("No other key takes its place.")
                           : tr("Crossroads uses \u201c%1\u201d until then.").arg(other);
}

KeyTrouble troubleOf(const KeyEntry &entry, const QString &provider, const QString &other, qint64 nowMs)
{
    if (!entry.record.enabled)
        return {};
    if (entry.problem == KeychainProblem::Missing)
        return {tr("The keychain no longer has this key."),
                tr("Another program removed it. Paste it again, or remove its entry.")};
    if (entry.problem)
        return {}; // one banner for all keys says it
    const KeyCondition &c = entry.condition;
    if (c.state == KeyState::Refused)
        return {tr("%1 refuses this key (%2) since %3.")
                    .arg(provider)
                    .arg(c.httpStatus)
                    .arg(whenText(c.sinceMs, nowMs)),
                tr("It was probably revoked or replaced. %1").arg(meanwhile(other))};
    if (c.state == KeyState::NoCredit)
        return {tr("%1 has no credit left.").arg(provider),
                tr("Nothing was charged. %1").arg(meanwhile(other)), false};
    return {};
}

} // namespace Crossroads
