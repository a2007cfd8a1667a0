// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

class QNetworkProxy;
class QUrl;

namespace Crossroads {

/// The way out of this machine. A proxy is "system", "none", "http://HOST:PORT" or "socks5://HOST:PORT".
struct NetworkWay
{
    QString proxy = QStringLiteral("system");
    QHash<QString, QString> proxyByHost = {}; ///< the same for one host; it counts for loopback, too
    QList<QByteArray> authorities = {};       ///< certificates in PEM that are trusted besides the system's
    bool operator==(const NetworkWay &) const = default;
};

/// WrongUse, with the forms that are taken, for any other text.
Result<void> checkProxy(const QString &text);

/// The chosen proxy, else the system's, for the world; none for this machine. Of type NoProxy, HttpProxy or
/// Socks5Proxy; a proxy resolves the names itself.
QNetworkProxy proxyFor(const NetworkWay &way, const QUrl &url);

/// Whether \p url names this machine.
bool isLoopback(const QUrl &url);

/// \p authorities and the system's, in one file of PEM. Empty where libcurl finds the system's itself and
/// there are no others. What is no certificate is passed over, with a warning in the log.
QByteArray trustedAuthorities(const QList<QByteArray> &authorities);

} // namespace Crossroads
