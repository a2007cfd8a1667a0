// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/networkway.h"

#include "app/core/logging.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QUrl>

#include <curl/curl.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

bool isLoopback(const QUrl &url)
{
    return url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
}

/// Nothing for "system"; a proxy of type DefaultProxy for a text that is none.
static std::optional<QNetworkProxy> proxyFrom(const QString &text)
{
    if (text == "system"_L1 || text.isEmpty())
        return std::nullopt;
    if (text == "none"_L1)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl url(text, QUrl::StrictMode);
    const bool http = url.scheme() == "http"_L1;
    if (!url.isValid() || url.host().isEmpty() || (!http && url.scheme() != "socks5"_L1))
        return QNetworkProxy(QNetworkProxy::DefaultProxy);
    constexpr int usualHttp = 8080, usualSocks = 1080;
    return QNetworkProxy(http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy, url.host(),
                         quint16(url.port(http ? usualHttp : usualSocks)), url.userName(), url.password());
}

Result<void> checkProxy(const QString &text)
{
    const auto proxy = proxyFrom(text);
    if (proxy && proxy->type() == QNetworkProxy::DefaultProxy)
        return fail(ErrorKind::WrongUse, QCoreApplication::translate("Http", "\"%1\" is no proxy.").arg(text),
                    QCoreApplication::translate(
                        "Http", "Write system, none, http://HOST:PORT or socks5://HOST:PORT."));
    return {};
}

/// The first that libcurl can speak to.
static QNetworkProxy systemProxy(const QUrl &url)
{
    const QList<QNetworkProxy> proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
    for (const QNetworkProxy &proxy : proxies) {
        switch (proxy.type()) {
        case QNetworkProxy::NoProxy:
        case QNetworkProxy::DefaultProxy:
            return QNetworkProxy::NoProxy;
        case QNetworkProxy::HttpProxy:
        case QNetworkProxy::HttpCachingProxy: // for plain http; the same to libcurl
            return {QNetworkProxy::HttpProxy, proxy.hostName(), proxy.port(), proxy.user(), proxy.password()};
        case QNetworkProxy::Socks5Proxy:
            return proxy;
        case QNetworkProxy::FtpCachingProxy:
            break;
        }
    }
    return QNetworkProxy::NoProxy;
}

QNetworkProxy proxyFor(const NetworkWay &way, const QUrl &url)
{
    std::optional<QNetworkProxy> chosen;
    if (const auto own = way.proxyByHost.constFind(url.host()); own != way.proxyByHost.cend())
        chosen = proxyFrom(*own);
    else if (isLoopback(url))
        return QNetworkProxy::NoProxy;
    else
        chosen = proxyFrom(way.proxy);
    return chosen ? *chosen : systemProxy(url);
}

/// Whether the authorities that libcurl was built to look for are on this machine.
static bool curlHasAuthorities()
{
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    const auto exists = [](const char *path) { return path && QFileInfo::exists(QFile::decodeName(path)); };
    return info->age >= CURLVERSION_SEVENTH && (exists(info->cainfo) || exists(info->capath));
}

QByteArray trustedAuthorities(const QList<QByteArray> &authorities)
{
    QByteArray own;
    for (const QByteArray &pem : authorities) {
        const QList<QSslCertificate> found = QSslCertificate::fromData(pem, QSsl::Pem);
        if (found.isEmpty())
            qCWarning(lcHttp) << "a file of certificate authorities holds no certificate in PEM";
        for (const QSslCertificate &certificate : found)
            own += certificate.toPem();
    }
    if (own.isEmpty() && curlHasAuthorities())
        return {};
    const QList<QSslCertificate> system = QSslConfiguration::systemCaCertificates();
    for (const QSslCertificate &certificate : system)
        own += certificate.toPem();
    return own;
}

} // namespace Crossroads
