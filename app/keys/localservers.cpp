// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/localservers.h"

#include "app/http/fetch.h"
#include "app/providers/adapter.h"

#include <QHostAddress>

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

static QFuture<LocalServer> look(HttpClient &http, const Vendor &vendor, const Adapter &adapter)
{
    const HttpRequest request{.method = "GET",
                              .url = requestUrl(vendor, adapter.modelsPath(vendor)),
                              .headers = {},
                              .body = {},
                              .connectTimeout = milliseconds(400)};
    const FetchLimits limits{.total = milliseconds(1'500), .bytes = 4 * 1024 * 1024};
    return fetch(http, request, limits).then([vendor, &adapter](const Result<HttpAnswer> &answer) {
        LocalServer server{.provider = vendor.slug};
        if (answer && answer->isOk()) {
            if (const auto page = adapter.readModels(vendor, answer->body)) {
                server.running = true;
                server.models = int(page->models.size());
            }
        }
        return server;
    });
}

QFuture<QList<LocalServer>> findLocalServers(HttpClient &http, const QList<Vendor> &vendors)
{
    QList<QFuture<LocalServer>> looks;
    for (const Vendor &vendor : vendors) {
        const QString host = vendor.baseUrl.host();
        const bool loopback = host == "localhost"_L1 || QHostAddress(host).isLoopback();
        const Adapter *adapter = adapterFor(vendor.wire);
        if (vendor.local && loopback && adapter)
            looks.append(look(http, vendor, *adapter));
    }
    if (looks.isEmpty())
        return QtFuture::makeReadyValueFuture(QList<LocalServer>());
    return QtFuture::whenAll(looks.begin(), looks.end()).then([](const QList<QFuture<LocalServer>> &all) {
        QList<LocalServer> servers;
        for (const QFuture<LocalServer> &one : all) {
            if (one.isValid() && one.resultCount() > 0)
                servers.append(one.result());
        }
        return servers;
    });
}

} // namespace Crossroads
