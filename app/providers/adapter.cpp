// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"

#include "app/providers/openaiadapter.h"

#include <QDateTime>

namespace Crossroads {

using namespace Qt::StringLiterals;

const Adapter *adapterFor(Wire wire)
{
    static const OpenAiAdapter openAi; // stateless
    return wire == Wire::OpenAi ? &openAi : nullptr;
}

void addCredential(QHttpHeaders &headers, const Vendor &vendor, QByteArrayView key)
{
    if (key.isEmpty())
        return;
    switch (vendor.auth) {
    case AuthStyle::None:
        break;
    case AuthStyle::Bearer:
        headers.replaceOrAppend(QHttpHeaders::WellKnownHeader::Authorization,
                                QByteArray("Bearer ").append(key));
        break;
    case AuthStyle::XApiKey:
        headers.replaceOrAppend("x-api-key"_L1, key);
        break;
    case AuthStyle::XGoogApiKey:
        headers.replaceOrAppend("x-goog-api-key"_L1, key);
        break;
    }
}

std::optional<std::chrono::milliseconds> retryAfter(const QHttpHeaders &headers, qint64 nowMs)
{
    using std::chrono::milliseconds;
    std::optional<milliseconds> longest;
    const auto offer = [&](qint64 ms) {
        if (ms >= 0 && (!longest || milliseconds(ms) > *longest))
            longest = milliseconds(ms);
    };
    bool ok = false;
    // Azure has sent retry-after: 1 beside retry-after-ms: 0, so the longer one counts.
    const qint64 ms = headers.value("retry-after-ms"_L1).toByteArray().toLongLong(&ok);
    if (ok)
        offer(ms);
    const QByteArray value = headers.value(QHttpHeaders::WellKnownHeader::RetryAfter).toByteArray().trimmed();
    const double seconds = value.toDouble(&ok);
    if (ok) {
        offer(qint64(seconds * 1000));
    } else if (!value.isEmpty()) {
        const QDateTime date = QDateTime::fromString(QString::fromLatin1(value), Qt::RFC2822Date);
        if (date.isValid())
            offer(qMax(qint64(0), date.toMSecsSinceEpoch() - nowMs));
    }
    return longest;
}

} // namespace Crossroads
