// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>

#include <optional>

class QUrl;

namespace Crossroads {

/// A proxy, or that there is none. It resolves the names itself (but SOCKS 4, which knows no names).
struct Proxy
{
    enum class Kind { None, Http, Https, Socks4, Socks4a, Socks5 };
    Kind kind = Kind::None;
    QString host = {};
    quint16 port = 0;
    QString user = {};
    QString password = {};
    bool operator==(const Proxy &) const = default;

    /// "http://HOST:PORT", for people: never with a name or a password.
    QString address() const;
};

/// Reads SCHEME://[USER[:PASSWORD]@]HOST[:PORT]; the schemes are http, https, socks4, socks4a, socks5 and
/// socks5h. Without one, it is http. Nothing where it is no such address.
std::optional<Proxy> proxyFromAddress(const QString &text);

/// \p text without what stands before its host: for showing an address that may be wrong.
QString withoutCredentials(const QString &text);

/// What the environment says of the way to \p url: http_proxy or https_proxy by its scheme, else all_proxy,
/// each in lower or upper case; none where no_proxy names its host. Nothing where the environment is silent.
std::optional<Proxy> environmentProxy(const QUrl &url);

/// Whether \p list, as in no_proxy, names \p url's host: names with their subdomains, addresses, networks as
/// 10.0.0.0/8, each perhaps with a port; "*" is all, "<local>" a name without dots.
bool isListed(const QString &list, const QUrl &url);

/// A variable that says something of proxies.
struct ProxyVariable
{
    QString name;
    QString value;                   ///< as it is written; may hold a password
    std::optional<Proxy> proxy = {}; ///< absent: no_proxy, or no address
    bool isList = false;             ///< no_proxy
};
/// Those that are set, as environmentProxy() reads them.
QList<ProxyVariable> proxyVariables();

/// What the desktop says (its settings, a script of the network's), through Qt. May take seconds: not for the
/// engine thread.
Proxy desktopProxy(const QUrl &url);

} // namespace Crossroads
