// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/proxy.h"

#include "app/core/logging.h"

#include <QHostAddress>
#include <QNetworkProxyFactory>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Kind = Proxy::Kind;

namespace {
struct Scheme
{
    QLatin1StringView name;
    Kind kind;
    quint16 usualPort;
};
constexpr Scheme schemes[] = {
    {"http"_L1, Kind::Http, 8080},
    {"https"_L1, Kind::Https, 443},
    {"socks4"_L1, Kind::Socks4, 1080},
    {"socks4a"_L1, Kind::Socks4a, 1080},
    {"socks5"_L1, Kind::Socks5, 1080}, // the name is for the proxy to resolve here, too: it may be the
                                       // only one
    {"socks5h"_L1, Kind::Socks5, 1080},
    {"socks"_L1, Kind::Socks5, 1080},
};
} // namespace

QString Proxy::address() const
{
    if (kind == Kind::None)
        return {};
    const auto *scheme = std::ranges::find(schemes, kind, &Scheme::kind);
    return (host.contains(u':') ? u"%1://[%2]:%3"_s : u"%1://%2:%3"_s).arg(scheme->name).arg(host).arg(port);
}

std::optional<Proxy> proxyFromAddress(const QString &text)
{
    const QString trimmed = text.trimmed();
    const QUrl url(trimmed.contains("://"_L1) ? trimmed : "http://"_L1 + trimmed, QUrl::StrictMode);
    const auto *scheme =
        std::ranges::find_if(schemes, [&](const Scheme &one) { return url.scheme() == one.name; });
    if (!url.isValid() || url.host().isEmpty() || scheme == std::end(schemes))
        return std::nullopt;
    return Proxy{scheme->kind, url.host(), quint16(url.port(scheme->usualPort)),
                 url.userName(QUrl::FullyDecoded), url.password(QUrl::FullyDecoded)};
}

QString withoutCredentials(const QString &text)
{
    const qsizetype at = text.lastIndexOf(u'@');
    if (at < 0)
        return text;
    const qsizetype scheme = text.indexOf("://"_L1);
    return (scheme < 0 || scheme > at ? QString() : text.first(scheme + 3)) + text.sliced(at + 1);
}

// --- the environment
// -------------------------------------------------------------------------------------------------

/// \p lower or, where that is not set, the same in upper case.
static std::pair<QString, QString> variable(const char *lower)
{
    for (const QByteArray &name : {QByteArray(lower), QByteArray(lower).toUpper()}) {
        const QString value = qEnvironmentVariable(name.constData()).trimmed();
        if (!value.isEmpty())
            return {QString::fromLatin1(name), value};
    }
    return {};
}

std::optional<Proxy> environmentProxy(const QUrl &url)
{
    if (const QString list = variable("no_proxy").second; !list.isEmpty() && isListed(list, url))
        return Proxy{};
    for (const char *name : {url.scheme() == "https"_L1 ? "https_proxy" : "http_proxy", "all_proxy"}) {
        const auto [set, value] = variable(name);
        if (value.isEmpty())
            continue;
        if (const auto proxy = proxyFromAddress(value))
            return proxy;
        qCWarning(lcHttp) << set << "names no proxy that can be used";
    }
    return std::nullopt;
}

QList<ProxyVariable> proxyVariables()
{
    QList<ProxyVariable> found;
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}) {
        const auto [set, value] = variable(name);
        const bool list = QLatin1StringView(name) == "no_proxy"_L1;
        if (!value.isEmpty())
            found.append({set, value, list ? std::nullopt : proxyFromAddress(value), list});
    }
    return found;
}

static bool isInNetwork(const QHostAddress &address, const QString &network)
{
    const auto subnet = QHostAddress::parseSubnet(network);
    return !address.isNull() && subnet.second >= 0 && address.protocol() == subnet.first.protocol() &&
           address.isInSubnet(subnet);
}

static bool isNamed(QString entry, const QUrl &url)
{
    QString host = url.host().toLower();
    if (host.endsWith(u'.'))
        host.chop(1);
    const QHostAddress address(host);
    if (entry == "*"_L1)
        return true;
    if (entry == "<local>"_L1)
        return address.isNull() && !host.contains(u'.');
    if (entry.contains(u'/'))
        return isInNetwork(address, entry);
    static const QRegularExpression withPort(uR"(^(?:\[([^\]]+)\]|([^:]+)):(\d+)$)"_s);
    if (const auto match = withPort.match(entry); match.hasMatch()) {
        if (match.capturedView(3).toInt() != url.port(url.scheme() == "https"_L1 ? 443 : 80))
            return false;
        entry = match.captured(1) + match.captured(2);
    }
    if (entry.startsWith(u'[') && entry.endsWith(u']'))
        entry = entry.sliced(1, entry.size() - 2);
    if (const QHostAddress other(entry); !other.isNull())
        return other == address;
    entry.remove(QRegularExpression(uR"(^\*?\.|\.$)"_s));
    return !entry.isEmpty() && (host == entry || host.endsWith(u'.' + entry));
}

bool isListed(const QString &list, const QUrl &url)
{
    static const QRegularExpression between(uR"([\s,;|]+)"_s);
    const QStringList entries = list.toLower().split(between, Qt::SkipEmptyParts);
    return std::ranges::any_of(entries, [&](const QString &entry) { return isNamed(entry, url); });
}

// --- the desktop
// -------------------------------------------------------------------------------------------------

/// The first that libcurl can speak to.
Proxy desktopProxy(const QUrl &url)
{
    const QList<QNetworkProxy> proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
    for (const QNetworkProxy &proxy : proxies) {
        const auto of = [&](Kind kind) {
            return Proxy{kind, proxy.hostName(), proxy.port(), proxy.user(), proxy.password()};
        };
        switch (proxy.type()) {
        case QNetworkProxy::NoProxy:
        case QNetworkProxy::DefaultProxy:
            return {};
        case QNetworkProxy::HttpProxy:
        case QNetworkProxy::HttpCachingProxy: // for plain http; the same to libcurl
            return of(Kind::Http);
        case QNetworkProxy::Socks5Proxy:
            return of(Kind::Socks5);
        case QNetworkProxy::FtpCachingProxy:
            break;
        }
    }
    return {};
}

} // namespace Crossroads
