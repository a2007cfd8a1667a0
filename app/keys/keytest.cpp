// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/keytest.h"

#include "app/http/fetch.h"
#include "app/providers/adapter.h"
#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPromise>

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

static constexpr FetchLimits testLimits{.total = milliseconds(20'000), .bytes = 16 * 1024 * 1024};
static constexpr milliseconds testConnect{10'000};

static const Adapter &adapterOf(const Vendor &vendor)
{
    const Adapter *adapter = adapterFor(vendor.wire);
    return adapter ? *adapter : *adapterFor(Wire::OpenAi);
}

static HttpRequest getRequest(const Vendor &vendor, const Secret &key, const QUrl &url)
{
    HttpRequest request{
        .method = "GET", .url = url, .headers = {}, .body = {}, .connectTimeout = testConnect};
    request.headers.append(QHttpHeaders::WellKnownHeader::Accept, "application/json");
    addCredential(request.headers, vendor, key.expose());
    return request;
}

/// A page of a hotel's network answers 200 too: only JSON of the right shape counts.
static void readAccepted(KeyReport &report, const Vendor &vendor, const QByteArray &body)
{
    if (vendor.keyTestPath.isEmpty()) {
        const auto page = adapterOf(vendor).readModels(vendor, body);
        if (page)
            report.models = int(page->models.size());
        else
            report.error = page.error();
    } else if (JsonReader reader; !reader.read(body)) {
        report.error = Error{ErrorKind::Protocol,
                             QCoreApplication::translate("Keys", "What answers at %1 is not %2.")
                                 .arg(vendor.baseUrl.host(), vendor.name),
                             QCoreApplication::translate(
                                 "Keys", "Check the address, and whether this network asks you to sign in."),
                             {}};
    }
    if (vendor.balance == BalanceApi::None)
        return;
    if (auto balance = readBalance(vendor.balance, vendor.currency, body))
        report.balance = *balance;
}

namespace {
/// One test, from its first request to its report. Deletes itself.
struct Test
{
    HttpClient &http;
    Vendor vendor;
    Secret key;
    KeyReport report;
    QPromise<KeyReport> promise;

    void finish()
    {
        if (report.balance)
            report.balance->atMs = QDateTime::currentMSecsSinceEpoch();
        promise.addResult(std::move(report));
        promise.finish();
    }
};
} // namespace

static void askBalance(const std::shared_ptr<Test> &test)
{
    const QUrl url = balanceUrl(test->vendor);
    if (test->report.error || test->report.balance || !url.isValid()) {
        test->finish();
        return;
    }
    fetch(test->http, getRequest(test->vendor, test->key, url), testLimits)
        .then([test](const Result<HttpAnswer> &answer) {
            if (answer && answer->isOk()) {
                if (auto balance = readBalance(test->vendor.balance, test->vendor.currency, answer->body))
                    test->report.balance = *balance;
            }
            test->finish();
        });
}

QFuture<KeyReport> testKey(HttpClient &http, const Vendor &vendor, const Secret &key)
{
    const auto test =
        std::make_shared<Test>(http, vendor, key, KeyReport{}, QPromise<KeyReport>()); // until it ends
    test->promise.start();
    const QByteArray path =
        vendor.keyTestPath.isEmpty() ? adapterOf(vendor).modelsPath(vendor) : vendor.keyTestPath;
    fetch(http, getRequest(vendor, key, requestUrl(vendor, path)), testLimits)
        .then([test](const Result<HttpAnswer> &answer) {
            if (!answer)
                test->report.error = answer.error();
            else if (answer->isOk())
                readAccepted(test->report, test->vendor, answer->body);
            else
                test->report.error =
                    adapterOf(test->vendor)
                        .errorFrom(test->vendor, answer->status, answer->headers, answer->body);
            askBalance(test);
        });
    return test->promise.future();
}

} // namespace Crossroads
