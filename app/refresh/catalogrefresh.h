// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/merge.h"
#include "app/core/secret.h"
#include "app/http/httpclient.h"
#include "app/providers/vendors.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

namespace Crossroads {

/// Where to ask.
struct RefreshSource
{
    enum class Kind { OpenRouter, ModelsDev, ProviderList };
    Kind kind = Kind::OpenRouter;
    QString name; ///< as CatalogSource::name
    QUrl url;     ///< of the list; of a ProviderList: ignored, the vendor's
    Vendor vendor = {};
    Secret key = {};
};

struct RefreshRequest
{
    std::shared_ptr<const Catalog> base;
    QList<RefreshSource> sources;
    QDate today;
    QString snapshotPath; ///< written once the person or the timer takes the outcome; see CatalogShelf
};

/// What a refresh found. The base is never harmed: the catalog is a new one.
struct RefreshOutcome
{
    std::shared_ptr<const Catalog> catalog;
    QList<CatalogChange> changes;
    QStringList notices; ///< a sentence for every source that failed or sent rows that made no sense
    int answered = 0;    ///< sources that answered, "nothing new" included
    bool cancelled = false;
};

/// Asks the sources one after another, with what makes the request conditional, and merges what they list.
/// One that fails, sends something else than a list, more than 64 MiB, or a list that looks cut off, is named
/// in a notice and changes nothing. Parsing and merging happen off this object's thread. Ends in exactly one
/// finished(), queued.
class CatalogRefresh : public QObject
{
    Q_OBJECT

public:
    explicit CatalogRefresh(HttpClient &http, QObject *parent = nullptr);
    void start(const RefreshRequest &request);
    void cancel();
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void progress(int done, int total, const QString &source);
    void finished(const Crossroads::RefreshOutcome &outcome);

private:
    void nextSource();
    void ask(const QUrl &url);
    void answered(const std::optional<Error> &error);
    void takePage(const QByteArray &body);
    void takeOpenRouter(const Result<struct OpenRouterPage> &page);
    void takeProviderPage(const QByteArray &body);
    void mergeListing(Listing listing);
    void fail(const Error &error);
    void done();
    const RefreshSource &source() const { return m_request.sources[m_at]; }

    HttpClient &m_http;
    RefreshRequest m_request;
    RefreshOutcome m_outcome;
    qsizetype m_at = -1;
    int m_pages = 0;
    int m_run = 0; ///< late answers of an earlier run, or of a cancelled one, are dropped
    Listing m_gathered;
    CatalogSource m_validators;
    QByteArray m_body;
    QPointer<HttpExchange> m_exchange;
    QTimer m_idle;
    bool m_running = false;
};

/// The listing that \p models of \p vendor amount to.
Listing providerListing(const Vendor &vendor, const QList<struct ModelListing> &models);

} // namespace Crossroads

Q_DECLARE_METATYPE(Crossroads::RefreshOutcome)
