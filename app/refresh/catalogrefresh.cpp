// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/refresh/catalogrefresh.h"

#include "app/core/logging.h"
#include "app/providers/adapter.h"
#include "app/refresh/modelsdevlist.h"
#include "app/refresh/openrouterlist.h"

#include <QDateTime>
#include <QPromise>
#include <QThreadPool>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype mostBytes = 64 * 1024 * 1024;
static constexpr int mostPages = 50;
static constexpr int idleMs = 60'000;

CatalogRefresh::CatalogRefresh(HttpClient &http, QObject *parent) : QObject(parent), m_http(http)
{
    m_idle.setParent(this); // moves to another thread with us
    m_idle.setSingleShot(true);
    m_idle.setInterval(idleMs);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        if (m_exchange)
            m_exchange->abort(
                {ErrorKind::Timeout, tr("%1 stopped answering.").arg(source().url.host()), {}, {}});
    });
}

void CatalogRefresh::start(const RefreshRequest &request)
{
    if (m_running)
        return;
    m_running = true;
    ++m_run;
    m_request = request;
    m_outcome = {};
    m_outcome.catalog = request.base;
    m_at = -1;
    nextSource();
}

void CatalogRefresh::cancel()
{
    if (!m_running)
        return;
    m_outcome = {};
    m_outcome.catalog = m_request.base; // all or nothing: half a refresh would look like a whole one
    m_outcome.cancelled = true;
    if (m_exchange) {
        m_exchange->disconnect(this);
        m_exchange->abort({ErrorKind::Cancelled, tr("Stopped."), {}, {}});
        m_exchange->deleteLater();
    }
    done();
}

void CatalogRefresh::done()
{
    m_idle.stop();
    m_running = false;
    ++m_run;
    const RefreshOutcome outcome = std::exchange(m_outcome, {});
    m_request = {};
    QMetaObject::invokeMethod(this, [this, outcome] { Q_EMIT finished(outcome); }, Qt::QueuedConnection);
}

void CatalogRefresh::nextSource()
{
    if (++m_at >= m_request.sources.size()) {
        done();
        return;
    }
    Q_EMIT progress(int(m_at), int(m_request.sources.size()), source().name);
    m_pages = 0;
    m_gathered = {};
    m_validators = {};
    QUrl url = source().url;
    if (source().kind == RefreshSource::Kind::ProviderList) {
        const Adapter *adapter = adapterFor(source().vendor.wire);
        if (!adapter) {
            nextSource();
            return;
        }
        url = requestUrl(source().vendor, adapter->modelsPath(source().vendor));
    }
    ask(url);
}

void CatalogRefresh::ask(const QUrl &url)
{
    HttpRequest request;
    request.url = url;
    request.headers.append(QHttpHeaders::WellKnownHeader::Accept, "application/json");
    if (source().kind == RefreshSource::Kind::ProviderList)
        addCredential(request.headers, source().vendor, source().key.expose());
    // Only the first page: a list is news as a whole.
    if (const CatalogSource *before = m_pages == 0 ? m_outcome.catalog->source(source().name) : nullptr) {
        if (!before->etag.isEmpty())
            request.headers.append(QHttpHeaders::WellKnownHeader::IfNoneMatch, before->etag);
        else if (!before->lastModified.isEmpty())
            request.headers.append(QHttpHeaders::WellKnownHeader::IfModifiedSince, before->lastModified);
    }
    ++m_pages;
    m_body.clear();
    m_exchange = m_http.send(request, this);
    m_idle.start();
    connect(m_exchange, &HttpExchange::dataReceived, this, [this](const QByteArray &bytes) {
        m_idle.start();
        m_body += bytes;
        if (m_body.size() > mostBytes)
            m_exchange->abort(
                {ErrorKind::Protocol, tr("%1 sent more than 64 MiB.").arg(source().name), {}, {}});
    });
    connect(m_exchange, &HttpExchange::finished, this, &CatalogRefresh::answered);
}

void CatalogRefresh::answered(const std::optional<Error> &error)
{
    m_idle.stop();
    HttpExchange *exchange = m_exchange;
    exchange->deleteLater();
    const int status = exchange->status();
    if (error) {
        fail(*error);
        return;
    }
    if (status == 304 && m_pages == 1) {
        CatalogSource seen = *m_outcome.catalog->source(source().name);
        seen.checkedMs = QDateTime::currentMSecsSinceEpoch();
        auto catalog = std::make_shared<Catalog>(*m_outcome.catalog);
        catalog->setSource(seen);
        m_outcome.catalog = catalog;
        ++m_outcome.answered;
        nextSource();
        return;
    }
    if (status != 200) {
        Error refused{ErrorKind::Server, tr("It answered %1.").arg(status), {}, {}};
        if (source().kind == RefreshSource::Kind::ProviderList) {
            if (const Adapter *adapter = adapterFor(source().vendor.wire))
                refused = adapter->errorFrom(source().vendor, status, exchange->headers(), m_body);
        }
        fail(refused);
        return;
    }
    if (m_pages == 1) {
        m_validators.etag = exchange->headers().value("etag").toByteArray();
        m_validators.lastModified = exchange->headers().value("last-modified").toByteArray();
    }
    takePage(std::exchange(m_body, {}));
}

/// Runs \p work on a thread of the pool, and hands its result to \p take on \p context's thread.
template<typename Work, typename Take>
static void aside(QObject *context, Work work, Take take)
{
    using Value = decltype(work());
    auto promise = std::make_shared<QPromise<Value>>(); // shared by the pool's thread and this one
    promise->start();
    promise->future().then(context, take);
    QThreadPool::globalInstance()->start([promise, work] {
        promise->addResult(work());
        promise->finish();
    });
}

void CatalogRefresh::takePage(const QByteArray &body)
{
    const int run = m_run;
    switch (source().kind) {
    case RefreshSource::Kind::OpenRouter:
        aside(
            this, [body] { return readOpenRouterPage(body); },
            [this, run](const Result<OpenRouterPage> &page) {
                if (run == m_run)
                    takeOpenRouter(page);
            });
        break;
    case RefreshSource::Kind::ModelsDev:
        aside(
            this, [body] { return readModelsDev(body); },
            [this, run](const Result<Listing> &listing) {
                if (run != m_run)
                    return;
                if (listing)
                    mergeListing(*listing);
                else
                    fail(listing.error());
            });
        break;
    case RefreshSource::Kind::ProviderList:
        takeProviderPage(body);
        break;
    }
}

void CatalogRefresh::takeOpenRouter(const Result<OpenRouterPage> &page)
{
    if (!page) {
        fail(page.error());
        return;
    }
    if (m_pages == 1)
        m_gathered = page->listing;
    else
        m_gathered.models += page->listing.models;
    if (m_pages > 1)
        m_gathered.skippedRows += page->listing.skippedRows;
    if (page->next.isEmpty()) {
        // Some rows are no chat models, but a list that tells its length must not be far shorter.
        if (page->total > 0 && m_pages == 1 && page->listing.models.isEmpty())
            fail({ErrorKind::Protocol, tr("The list is empty."), {}, {}});
        else
            mergeListing(std::exchange(m_gathered, {}));
        return;
    }
    const QUrl next = source().url.resolved(QUrl(page->next));
    // Where a list sends us is not for the list to say.
    if (next.host() != source().url.host() || next.scheme() != source().url.scheme() ||
        next.port() != source().url.port()) {
        fail({ErrorKind::Protocol, tr("Its next page is at another address."), {}, {}});
        return;
    }
    if (m_pages >= mostPages) {
        fail({ErrorKind::Protocol, tr("It has no end."), {}, {}});
        return;
    }
    ask(next);
}

void CatalogRefresh::takeProviderPage(const QByteArray &body)
{
    const Vendor &vendor = source().vendor;
    const Adapter *adapter = adapterFor(vendor.wire);
    const auto page = adapter->readModels(vendor, body);
    if (!page) {
        fail(page.error());
        return;
    }
    const Listing listing = providerListing(vendor, page->models);
    if (m_pages == 1)
        m_gathered = listing;
    else
        m_gathered.models += listing.models;
    if (page->nextPath.isEmpty() || m_pages >= mostPages)
        mergeListing(std::exchange(m_gathered, {}));
    else
        ask(requestUrl(vendor, page->nextPath));
}

Listing providerListing(const Vendor &vendor, const QList<ModelListing> &models)
{
    Listing listing{.source = vendor.slug, .providers = {}, .models = {}, .completeFor = {}};
    const auto known = [](const std::optional<bool> &told) {
        return told ? *told ? Known::Yes : Known::No : Known::Unknown;
    };
    for (const ModelListing &row : models) {
        if (!row.chat || row.id.isEmpty())
            continue;
        Model m;
        m.id = row.id.count(u'/') == 1 ? row.id : vendor.slug + u'/' + row.id.section(u'/', -1);
        m.author = m.id.section(u'/', 0, 0);
        m.name = row.name.isEmpty() ? row.id.section(u'/', -1) : row.name;
        m.contextTokens = row.contextTokens;
        m.maxOutputTokens = row.maxOutputTokens;
        m.released = row.created;
        m.tools = known(row.capabilities.tools);
        m.structuredOutput = known(row.capabilities.structuredOutput);
        m.temperature = known(row.capabilities.temperature);
        m.reasoning = row.capabilities.reasoning.value_or(false);
        if (row.capabilities.imageInput.value_or(false))
            m.inputs |= Modality::Image;
        if (row.capabilities.pdfInput.value_or(false))
            m.inputs |= Modality::Pdf;
        Offer o;
        o.provider = vendor.slug;
        o.providerModelId = row.id;
        o.prices = row.prices;
        o.unpriced = row.prices.isKnown() ? Unpriced::No : vendor.local ? Unpriced::Local : Unpriced::Unknown;
        o.contextTokens = row.contextTokens;
        o.maxOutputTokens = row.maxOutputTokens;
        m.offers = {o};
        listing.models.append(m);
    }
    return listing;
}

void CatalogRefresh::mergeListing(Listing listing)
{
    if (listing.skippedRows > 0)
        m_outcome.notices.append(tr("%1: %2 rows of its list make no sense and are left out.")
                                     .arg(source().name)
                                     .arg(listing.skippedRows));
    CatalogSource seen = m_validators;
    seen.name = source().name;
    seen.checkedMs = QDateTime::currentMSecsSinceEpoch();
    seen.offers = listing.models.size();
    const int run = m_run;
    aside(
        this,
        [base = m_outcome.catalog, listing = std::move(listing), today = m_request.today, seen] {
            Result<MergeResult> merged = merge(*base, listing, today);
            if (merged)
                merged->catalog.setSource(seen);
            return merged;
        },
        [this, run](const Result<MergeResult> &merged) {
            if (run != m_run)
                return;
            if (!merged) {
                fail(merged.error());
                return;
            }
            m_outcome.catalog = std::make_shared<const Catalog>(merged->catalog);
            m_outcome.changes += merged->changes;
            ++m_outcome.answered;
            nextSource();
        });
}

void CatalogRefresh::fail(const Error &error)
{
    qCWarning(lcApp) << "refresh of" << source().name << "failed:" << error.message << error.detail;
    m_outcome.notices.append(
        QStringList{source().name + u':', error.message, error.hint}.join(u' ').trimmed());
    nextSource();
}

} // namespace Crossroads
