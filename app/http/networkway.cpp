// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/networkway.h"

#include "app/core/logging.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHostAddress>
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

static bool isSystem(const QString &text)
{
    return text == "system"_L1 || text.isEmpty();
}

/// Of a text that is not "system"; nothing where it is no proxy.
static std::optional<Proxy> proxyFrom(const QString &text)
{
    if (text == "none"_L1)
        return Proxy{};
    // A bare word is a slip rather than a host.
    return text.contains(u':') ? proxyFromAddress(text) : std::nullopt;
}

Result<void> checkProxy(const QString &text)
{
    if (!isSystem(text) && !proxyFrom(text))
        return fail(ErrorKind::WrongUse,
                    QCoreApplication::translate("Http", "\"%1\" is no proxy.").arg(withoutCredentials(text)),
                    QCoreApplication::translate(
                        "Http", "Write system, none, http://HOST:PORT or socks5://HOST:PORT."));
    return {};
}

std::optional<Proxy> proxyFor(const NetworkWay &way, const QUrl &url)
{
    const auto own = way.proxyByHost.constFind(url.host());
    const bool isOwn = own != way.proxyByHost.cend();
    if (!isOwn && isLoopback(url))
        return Proxy{};
    const QString &text = isOwn ? *own : way.proxy;
    if (isSystem(text))
        return environmentProxy(url);
    return proxyFrom(text).value_or(Proxy{}); // nothing that is no proxy gets here: checkProxy()
}

QString tlsLibrary()
{
    return QString::fromUtf8(curl_version_info(CURLVERSION_NOW)->ssl_version);
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
