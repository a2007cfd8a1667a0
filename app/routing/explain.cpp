// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/plan.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Route", text);
}

/// What happened to an attempt, as the end of "X ...".
static QString happened(const Attempt &attempt)
{
    if (attempt.outcome == AttemptOutcome::GaveUp)
        return tr("was later than it usually is");
    if (!attempt.errorKind)
        return tr("answered");
    switch (*attempt.errorKind) {
    case ErrorKind::Authentication:
        return tr("refused the key");
    case ErrorKind::Payment:
        return tr("has no credit left");
    case ErrorKind::Permission:
        return tr("does not let this key do that");
    case ErrorKind::NotFound:
        return tr("does not know the model");
    case ErrorKind::ContextTooLong:
        return tr("can not hold the prompt");
    case ErrorKind::ContentBlocked:
        return tr("blocked the content");
    case ErrorKind::RateLimited:
        return tr("was at its rate limit");
    case ErrorKind::Overloaded:
        return tr("was overloaded");
    case ErrorKind::Timeout:
        return tr("sent nothing in time");
    case ErrorKind::Network:
    case ErrorKind::Tls:
        return tr("could not be reached");
    case ErrorKind::InvalidRequest:
        return tr("did not take the request");
    case ErrorKind::Protocol:
        return tr("sent no valid answer");
    case ErrorKind::Cancelled:
        return tr("was stopped");
    default:
        return attempt.httpStatus ? tr("failed (%1)").arg(attempt.httpStatus) : tr("failed");
    }
}

QString whyThisRoute(const QList<Attempt> &attempts)
{
    if (attempts.isEmpty())
        return tr("Nothing was sent.");
    const Attempt &first = attempts.first();
    QString sentence = first.why.isEmpty()
                           ? tr("%1 came first").arg(first.providerName)
                           : tr("%1 came first because %2").arg(first.providerName, first.why);
    for (qsizetype i = 0; i + 1 < attempts.size(); ++i) {
        const Attempt &failed = attempts[i];
        const Attempt &next = attempts[i + 1];
        const bool sameProvider = failed.provider == next.provider;
        const QString taker = !sameProvider ? next.providerName
                              : failed.keyLastFour != next.keyLastFour
                                  ? tr("its key ····%1").arg(next.keyLastFour)
                                  : tr("a second try");
        sentence += u"; "_s + tr("it %1, so %2 took over").arg(happened(failed), taker);
        if (next.substitute && !failed.substitute)
            sentence += u' ' + tr("with another model");
    }
    const Attempt &last = attempts.last();
    if (last.errorKind && last.outcome != AttemptOutcome::GaveUp)
        sentence += u"; "_s + tr("it %1, and nothing was left to ask").arg(happened(last));
    return sentence + u'.';
}

} // namespace Crossroads
