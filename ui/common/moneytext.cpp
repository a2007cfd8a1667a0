// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/moneytext.h"

#include "app/money/decimal.h"

#include <QCoreApplication>

#include <cmath>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Words", text);
}

/// \p pico as the locale writes it, rounded to \p digits after the point. Whole numbers alone: a binary
/// fraction would not round as the ledger does.
static QString fixedText(qint64 pico, int digits)
{
    constexpr int picoDigits = 12;
    qint64 step = 1; // of the last digit that is shown
    qint64 scale = 1;
    for (int i = digits; i < picoDigits; ++i)
        step *= 10;
    for (int i = 0; i < digits; ++i)
        scale *= 10;
    const auto steps = qint64(divideHalfEven(Int128(qAbs(pico)), step));
    const QString fraction = QString::number(steps % scale).rightJustified(digits, u'0');
    const QString text = QLocale().toString(steps / scale) + QLocale().decimalPoint() + fraction;
    return pico < 0 ? u'-' + text : text;
}

QString moneyText(Money money)
{
    if (money.pico == 0)
        return u"$0"_s;
    // Two significant digits, from cents down to a thousandth of a cent. Display only: sums stay integers.
    int digits = 2;
    for (qint64 unit = 100'000'000'000; digits < 5 && qAbs(money.pico) < unit; unit /= 10)
        ++digits;
    constexpr qint64 leastShown = 5'000'000;
    if (qAbs(money.pico) < leastShown)
        return tr("under $0.00001");
    return u'$' + fixedText(money.pico, digits);
}

QString amountText(qint64 pico, const QString &currency)
{
    // Display only. The digits are cut where they end, not padded to four.
    const QString exact = Money{pico}.toDecimal();
    const qsizetype point = exact.indexOf(u'.');
    const qsizetype digits = point < 0 ? 0 : std::min(qsizetype(4), exact.size() - point - 1);
    const QString number = fixedText(qAbs(pico), int(std::max(qsizetype(2), digits)));
    const QString sign = pico < 0 ? u"-"_s : QString();
    if (currency == "USD"_L1)
        return sign + u'$' + number;
    if (currency == "CNY"_L1)
        return sign + u'\u00a5' + number;
    if (currency == "EUR"_L1)
        return sign + u'\u20ac' + number;
    return sign + number + u' ' + currency;
}

QString shareText(int permille)
{
    if (permille >= 10 || permille == 0)
        return tr("%1 %").arg((permille + 5) / 10);
    return tr("%1 %").arg(QLocale().toString(permille / 10.0, 'f', 1));
}

QString shortCountText(qint64 count)
{
    const auto shortened = [count](double unit, const QString &sign) {
        const double value = double(count) / unit;
        const bool whole = std::fmod(value, 1.0) == 0; // "800 K" beside an axis, but "14.5 M"
        return QLocale().toString(value, 'f', whole ? 0 : 1) + u'\u202f' + sign;
    };
    if (count >= 1'000'000)
        return shortened(1e6, u"M"_s);
    return count >= 10'000 ? shortened(1e3, u"K"_s) : QLocale().toString(count);
}

QString agoText(qint64 ms)
{
    const qint64 minutes = ms / 60'000;
    if (minutes < 1)
        return tr("just now");
    if (minutes < 60)
        return tr("%1 min ago").arg(minutes);
    if (minutes < 48 * 60)
        return tr("%1 h ago").arg(minutes / 60);
    return tr("%1 days ago").arg(minutes / (24 * 60));
}

QString costText(const Answer &answer)
{
    if (answer.costState == CostState::Unknown)
        return isEnded(answer.state) ? tr("cost unknown") : QString();
    const QString about = answer.costState == CostState::Estimated ? u"~"_s : QString();
    return about + moneyText(answer.cost.value_or(Money{}));
}

QString secondsText(qint64 ms)
{
    if (ms < 60'000)
        return tr("%1 s").arg(QLocale().toString(double(ms) / 1000.0, 'f', 1));
    return tr("%1 min %2 s").arg(ms / 60'000).arg(ms / 1000 % 60);
}

QString ttftText(qint64 ms)
{
    return QLocale().toString(double(ms) / 1000.0, 'f', 2);
}

QString countText(qint64 count)
{
    return QLocale().toString(count);
}

QString stateWord(LaneState state)
{
    switch (state) {
    case LaneState::Queued:
        return tr("Queued");
    case LaneState::Connecting:
        return tr("Connecting");
    case LaneState::Waiting:
        return tr("Waiting");
    case LaneState::Alive:
        return tr("Waiting, the provider is alive");
    case LaneState::Thinking:
        return tr("Thinking");
    case LaneState::Streaming:
        return tr("Streaming");
    case LaneState::Done:
        return tr("Done");
    case LaneState::Incomplete:
        return tr("Incomplete");
    case LaneState::Stopped:
        return tr("Stopped");
    case LaneState::Failed:
        return tr("Failed");
    }
    return {};
}

QString laneSentence(const Answer &answer)
{
    QStringList parts{answer.displayName, stateWord(answer.state)};
    if (const Attempt *attempt = answer.currentAttempt())
        parts.append(attempt->providerName);
    if (answer.outputTokens() > 0)
        parts.append((answer.outputIsEstimate() ? tr("about %1 tokens") : tr("%1 tokens"))
                         .arg(countText(answer.outputTokens())));
    if (const QString cost = costText(answer); !cost.isEmpty())
        parts.append(cost);
    if (answer.isSimulated())
        parts.append(tr("simulated"));
    return parts.join(u", "_s);
}

QString colophonText(const Answer &answer)
{
    QStringList parts;
    if (answer.finishReason)
        parts.append(answer.nativeFinishReason.isEmpty() ? QString(finishReasonName(*answer.finishReason))
                                                         : answer.nativeFinishReason);
    const QString about = answer.usageState == UsageState::Reported ? QString() : u"~"_s;
    const auto add = [&](const QString &word, const std::optional<qint64> &count) {
        if (count && *count > 0)
            parts.append(u"%1 %2%3"_s.arg(word, about, countText(*count)));
    };
    add(tr("in"), answer.usage.input);
    add(tr("cached"), answer.usage.cachedInput);
    add(tr("out"), answer.usage.output);
    add(tr("reasoning"), answer.usage.reasoning);
    if (answer.isSimulated())
        parts.append(tr("simulated figures"));
    return parts.join(u" · "_s);
}

} // namespace Crossroads
