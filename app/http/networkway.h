// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/http/proxy.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

class QUrl;

namespace Crossroads {

/// The way out of this machine. A proxy is "system", "none" or an address for proxyFromAddress() that names a
/// scheme or a port.
struct NetworkWay
{
    QString proxy = QStringLiteral("system");
    QHash<QString, QString> proxyByHost = {}; ///< the same for one host; it counts for loopback, too
    QList<QByteArray> authorities = {};       ///< certificates in PEM that are trusted besides the system's
    bool operator==(const NetworkWay &) const = default;
};

/// WrongUse, with the forms that are taken, for any other text.
Result<void> checkProxy(const QString &text);

/// The chosen proxy, else the environment's, for the world; none for this machine. Nothing where neither says
/// anything, so that the desktop must be asked.
std::optional<Proxy> proxyFor(const NetworkWay &way, const QUrl &url);

/// Whether \p url names this machine.
bool isLoopback(const QUrl &url);

/// The TLS library that requests go through, as "OpenSSL/3.5.1"; empty: only http can be spoken.
QString tlsLibrary();

/// \p authorities and the system's, in one file of PEM. Empty where libcurl finds the system's itself and
/// there are no others. What is no certificate is passed over, with a warning in the log.
QByteArray trustedAuthorities(const QList<QByteArray> &authorities);

} // namespace Crossroads
