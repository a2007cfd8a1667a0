// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/routetext.h"

#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"

#include <QCoreApplication>
#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Tone = RouteHop::Tone;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Route", text);
}

static QString kindWords(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Authentication:
        return tr("key refused");
    case ErrorKind::Payment:
        return tr("no credit");
    case ErrorKind::Permission:
        return tr("not allowed");
    case ErrorKind::NotFound:
        return tr("no such model");
    case ErrorKind::ContextTooLong:
        return tr("prompt too long");
    case ErrorKind::ContentBlocked:
        return tr("content blocked");
    case ErrorKind::InvalidRequest:
        return tr("request not taken");
    case ErrorKind::RateLimited:
        return tr("too many requests");
    case ErrorKind::Overloaded:
        return tr("overloaded");
    case ErrorKind::Server:
        return tr("server error");
    case ErrorKind::Network:
        return tr("connection lost");
    case ErrorKind::Tls:
        return tr("no trusted connection");
    case ErrorKind::Timeout:
        return tr("time-out");
    case ErrorKind::Protocol:
        return tr("no valid answer");
    case ErrorKind::Cancelled:
        return tr("stopped");
    default:
        return tr("failed");
    }
}

QString failureWords(const Attempt &attempt)
{
    if (!attempt.errorKind)
        return {};
    const QString words =
        attempt.outcome == AttemptOutcome::GaveUp ? tr("too late, cancelled") : kindWords(*attempt.errorKind);
    return attempt.httpStatus >= 400 ? u"%1, %2"_s.arg(attempt.httpStatus).arg(words) : words;
}

/// What will pass by itself is a warning; what needs somebody is an error.
static Tone toneOf(const Attempt &attempt)
{
    if (!attempt.errorKind)
        return Tone::Plain;
    switch (*attempt.errorKind) {
    case ErrorKind::RateLimited:
    case ErrorKind::Overloaded:
    case ErrorKind::Timeout:
        return Tone::Warn;
    case ErrorKind::Cancelled:
        return Tone::Muted;
    default:
        return attempt.outcome == AttemptOutcome::Incomplete ? Tone::Warn : Tone::Error;
    }
}

QList<RouteHop> routeHops(const Answer &answer)
{
    QList<RouteHop> hops;
    for (const Attempt &attempt : answer.attempts) {
        RouteHop hop{attempt.providerName, toneOf(attempt)};
        if (attempt.httpStatus >= 400)
            hop.text += u" %1"_s.arg(attempt.httpStatus);
        else if (attempt.errorKind && attempt.outcome != AttemptOutcome::Incomplete &&
                 attempt.outcome != AttemptOutcome::Stopped)
            hop.text += u' ' + failureWords(attempt);
        if (!attempt.errorKind && !answer.upstream.isEmpty())
            hop.text += u" › "_s + answer.upstream;
        hops.append(hop);
    }
    return hops;
}

QString routeText(const QList<RouteHop> &hops)
{
    QStringList texts;
    for (const RouteHop &hop : hops)
        texts.append(hop.text);
    return texts.join(u"  ›  "_s);
}

static QColor colorOf(Tone tone, const Tokens &tokens)
{
    switch (tone) {
    case Tone::Warn:
        return tokens.warn;
    case Tone::Error:
        return tokens.error;
    case Tone::Muted:
        return tokens.muted;
    case Tone::Plain:
        break;
    }
    return tokens.text;
}

int paintRoute(QPainter &painter, const QRect &rect, const QList<RouteHop> &hops, const Tokens &tokens)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const QString chevron = u"  ›  "_s;
    QList<RouteHop> shown = hops;
    const auto width = [&] {
        int sum = 0;
        for (const RouteHop &hop : std::as_const(shown))
            sum += metrics.horizontalAdvance(hop.text);
        return sum + int(qMax(qsizetype(0), shown.size() - 1)) * metrics.horizontalAdvance(chevron);
    };
    while (shown.size() > 2 && width() > rect.width()) {
        shown.removeAt(shown.size() / 2 - (shown.size() % 2 == 0));
        if (shown.size() == 2) {
            shown.insert(1, {u"…"_s, Tone::Muted});
            break;
        }
    }
    int x = rect.left();
    for (qsizetype i = 0; i < shown.size() && x < rect.right(); ++i) {
        const auto draw = [&](const QString &text, const QColor &color) {
            const int room = rect.right() - x;
            painter.setPen(color);
            const QString fits = metrics.elidedText(text, Qt::ElideRight, room);
            const QRect from(x, rect.top(), room, rect.height());
            painter.drawText(mirrored(from, rect, painter.layoutDirection()),
                             Qt::AlignLeft | Qt::AlignVCenter, fits);
            x += metrics.horizontalAdvance(fits);
        };
        draw(shown[i].text, colorOf(shown[i].tone, tokens));
        if (i + 1 < shown.size())
            draw(chevron, tokens.muted);
    }
    return x - rect.left();
}

} // namespace Crossroads
