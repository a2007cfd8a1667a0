// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/refresh/catalogshelf.h"

#include "app/catalog/snapshot.h"
#include "app/core/logging.h"
#include "app/core/privatefiles.h"
#include "app/refresh/custommodels.h"

#include <QFile>
#include <QFileInfo>
#include <QPromise>
#include <QSaveFile>
#include <QThread>

namespace Crossroads {

using namespace Qt::StringLiterals;

CatalogShelf::CatalogShelf(QString folder, QByteArrayView bundled, QList<Model> extra, QObject *parent)
    : QObject(parent), m_folder(std::move(folder)), m_extra(std::move(extra))
{
    qRegisterMetaType<RefreshOutcome>();
    m_writer.setMaxThreadCount(1);
    load(bundled);
    loadCustom();
    use(m_stored);
}

CatalogShelf::~CatalogShelf()
{
    Q_ASSERT(!m_refresh); // its thread is gone by now
}

QString CatalogShelf::snapshotPath() const
{
    return m_folder + u"/catalog.snapshot"_s;
}

QString CatalogShelf::customPath() const
{
    return m_folder + u"/custom-models.json"_s;
}

static std::shared_ptr<const Catalog> shared(Result<Catalog> catalog)
{
    return catalog ? std::make_shared<const Catalog>(std::move(*catalog)) : nullptr;
}

void CatalogShelf::load(QByteArrayView bundled)
{
    QFile file(snapshotPath());
    if (file.open(QIODevice::ReadOnly)) {
        if (auto refreshed = decodeSnapshot(file.readAll())) {
            // A newer program may bring newer facts than the last refresh.
            const auto shipped = shared(decodeSnapshot(bundled));
            if (!shipped || refreshed->asOf() >= shipped->asOf()) {
                m_stored = std::make_shared<const Catalog>(std::move(*refreshed));
                return;
            }
            Listing listing{.source = u"bundled"_s,
                            .providers = shipped->providers(),
                            .models = shipped->models(),
                            .completeFor = {}};
            listing.trusted = true;
            if (auto merged = merge(*refreshed, listing, shipped->asOf())) {
                m_stored = std::make_shared<const Catalog>(std::move(merged->catalog));
                return;
            }
        } else {
            qCWarning(lcApp) << "the refreshed catalog is damaged:" << refreshed.error().detail;
            m_notices.append(tr("The refreshed catalog on the disk is damaged. The one that came with the "
                                "program is used; refresh it."));
        }
    }
    m_stored = shared(decodeSnapshot(bundled));
    if (!m_stored) {
        qCCritical(lcApp) << "the bundled catalog can not be read";
        m_stored = std::make_shared<const Catalog>();
    }
}

void CatalogShelf::loadCustom()
{
    closeToOthers(customPath());
    QFile file(customPath());
    if (!file.open(QIODevice::ReadOnly))
        return;
    auto models = readCustomModels(file.readAll());
    if (models)
        m_custom = *models;
    else
        m_notices.append(tr("%1 can not be read: %2").arg(customPath(), models.error().message));
}

/// A model made by hand stands beside what is known of it: its offers are added.
static Model withCustom(const Model *known, const Model &custom)
{
    if (!known)
        return custom;
    Model model = *known;
    for (const Offer &offer : custom.offers) {
        const auto same = std::ranges::find_if(model.offers, [&](const Offer &o) {
            return o.provider == offer.provider && o.providerModelId == offer.providerModelId;
        });
        if (same == model.offers.end())
            model.offers.append(offer);
        else
            *same = offer;
    }
    return model;
}

void CatalogShelf::use(std::shared_ptr<const Catalog> stored)
{
    m_stored = std::move(stored);
    m_catalog = m_stored;
    if (!m_custom.isEmpty() || !m_extra.isEmpty()) {
        auto catalog = std::make_shared<Catalog>(*m_stored);
        for (const Model &model : std::as_const(m_extra))
            catalog->add(model);
        for (const Model &model : std::as_const(m_custom))
            catalog->add(withCustom(m_stored->find(model.id), model));
        m_catalog = catalog;
    }
    m_index.reset();
}

std::shared_ptr<const CatalogIndex> CatalogShelf::index(const Standing &standing)
{
    Standing wanted = standing;
    if (!wanted.today.isValid())
        wanted.today = QDate::currentDate();
    if (!m_index || m_index->standing() != wanted)
        m_index = std::make_shared<const CatalogIndex>(m_catalog, wanted);
    return m_index;
}

QList<RefreshSource> CatalogShelf::publicSources()
{
    return {{.kind = RefreshSource::Kind::OpenRouter,
             .name = u"openrouter"_s,
             .url = QUrl(u"https://openrouter.ai/api/v1/models?limit=1000"_s)},
            {.kind = RefreshSource::Kind::ModelsDev,
             .name = u"models.dev"_s,
             .url = QUrl(u"https://models.dev/api.json"_s)}};
}

void CatalogShelf::connectTo(HttpClient &http, QThread &engine)
{
    m_http = &http;
    m_refresh = new CatalogRefresh(http);
    m_refresh->moveToThread(&engine);
    connect(m_refresh, &CatalogRefresh::progress, this, &CatalogShelf::progress);
    connect(m_refresh, &CatalogRefresh::finished, this, &CatalogShelf::take);
}

void CatalogShelf::disconnectFromEngine()
{
    if (!m_refresh)
        return;
    CatalogRefresh *refresh = std::exchange(m_refresh, nullptr);
    refresh->disconnect(this);
    QMetaObject::invokeMethod(refresh, [refresh] { delete refresh; }, Qt::BlockingQueuedConnection);
    m_http = nullptr;
    m_refreshing = false;
}

void CatalogShelf::refresh(const QList<RefreshSource> &sources, bool preview)
{
    if (m_refreshing || !m_refresh || sources.isEmpty())
        return;
    m_refreshing = true;
    m_preview = preview;
    m_pending.reset();
    const RefreshRequest request{m_stored, sources, QDate::currentDate(), snapshotPath()};
    QMetaObject::invokeMethod(m_refresh, [refresh = m_refresh, request] { refresh->start(request); });
    Q_EMIT refreshBegan();
}

void CatalogShelf::cancelRefresh()
{
    if (m_refresh && m_refreshing)
        QMetaObject::invokeMethod(m_refresh, [refresh = m_refresh] { refresh->cancel(); });
}

void CatalogShelf::take(const RefreshOutcome &outcome)
{
    m_refreshing = false;
    if (!outcome.cancelled) {
        m_notices = outcome.notices;
        m_pending = outcome;
        // Nothing to look at: taken, so that the age of the prices is true.
        if (!m_preview || outcome.changes.isEmpty())
            apply();
    }
    Q_EMIT refreshEnded(outcome);
}

/// Whole or not at all, beside the caller; one after another, the last one stays.
void CatalogShelf::keepSnapshot()
{
    m_writer.start([path = snapshotPath(), catalog = m_stored] {
        makePrivateFolder(QFileInfo(path).path());
        QSaveFile file(path);
        const QByteArray bytes = encodeSnapshot(*catalog);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            qCWarning(lcApp) << "the refreshed catalog is not kept:" << file.errorString();
    });
}

void CatalogShelf::apply()
{
    if (!m_pending)
        return;
    const RefreshOutcome outcome = *std::exchange(m_pending, std::nullopt);
    if (outcome.answered > 0) {
        m_lastChanges = outcome.changes;
        use(outcome.catalog);
        keepSnapshot();
    }
    Q_EMIT changed();
}

void CatalogShelf::discard()
{
    m_pending.reset();
    Q_EMIT changed();
}

qint64 CatalogShelf::checkedMs() const
{
    qint64 newest = 0;
    for (const CatalogSource &source : m_stored->sources())
        newest = qMax(newest, source.checkedMs);
    return newest;
}

void CatalogShelf::acceptJump(const QString &id)
{
    const Model *known = m_stored->find(id);
    if (!known)
        return;
    Model model = *known;
    for (Offer &offer : model.offers)
        offer.priceJumped = false;
    auto catalog = std::make_shared<Catalog>(*m_stored);
    catalog->add(model);
    use(catalog);
    keepSnapshot();
    Q_EMIT changed();
}

void CatalogShelf::forgetProvider(const QString &provider)
{
    auto catalog = std::make_shared<Catalog>(*m_stored);
    const QList<Model> before = m_stored->models();
    bool any = false;
    for (const Model &known : before) {
        Model model = known;
        if (model.offers.removeIf([&](const Offer &o) { return o.provider == provider; }) == 0)
            continue;
        any = true;
        if (model.offers.isEmpty())
            catalog->remove(model.id);
        else
            catalog->add(model);
    }
    if (!any)
        return;
    CatalogSource unread; // its list is news again when it is asked for the next time
    unread.name = provider;
    catalog->setSource(unread);
    use(catalog);
    keepSnapshot();
    Q_EMIT changed();
}

QFuture<Result<QList<UpstreamOffer>>> CatalogShelf::upstreams(const QUrl &endpoints)
{
    using Answer = Result<QList<UpstreamOffer>>;
    auto promise = std::make_shared<QPromise<Answer>>(); // shared with the engine's thread
    promise->start();
    const auto end = [promise](Answer answer) {
        promise->addResult(std::move(answer));
        promise->finish();
    };
    if (!m_refresh) {
        end(fail(ErrorKind::Network, tr("Nothing can be asked yet.")));
        return promise->future();
    }
    QMetaObject::invokeMethod(m_refresh, [refresh = m_refresh, http = m_http, endpoints, end] {
        HttpRequest request;
        request.url = endpoints;
        request.headers.append(QHttpHeaders::WellKnownHeader::Accept, "application/json");
        HttpExchange *exchange = http->send(request, refresh);
        auto body = std::make_shared<QByteArray>(); // shared by the two connections below
        connect(exchange, &HttpExchange::dataReceived, refresh, [exchange, body](const QByteArray &bytes) {
            constexpr qsizetype mostBytes = 8 * 1024 * 1024;
            *body += bytes;
            if (body->size() > mostBytes)
                exchange->abort({ErrorKind::Protocol, tr("The list of providers is too long."), {}, {}});
        });
        connect(exchange, &HttpExchange::finished, refresh,
                [exchange, body, end](const std::optional<Error> &error) {
                    exchange->deleteLater();
                    if (error)
                        end(std::unexpected(*error));
                    else if (exchange->status() != 200)
                        end(fail(ErrorKind::Server, tr("OpenRouter answered %1.").arg(exchange->status())));
                    else
                        end(readOpenRouterEndpoints(*body));
                });
    });
    return promise->future();
}

Result<void> CatalogShelf::writeCustom() const
{
    makePrivateFolder(m_folder);
    makePrivateFile(customPath()); // what takes its place gets its permissions
    QSaveFile file(customPath());
    const QByteArray bytes = writeCustomModels(m_custom);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorKind::Storage, tr("The model is not kept: %1").arg(file.errorString()),
                    tr("Check that %1 can be written.").arg(customPath()));
    return {};
}

Result<void> CatalogShelf::saveCustomModel(const Model &model)
{
    const QList<Model> before = m_custom;
    m_custom.removeIf([&](const Model &m) { return m.id == model.id; });
    Model made = model;
    made.custom = !m_stored->find(model.id);
    for (Offer &offer : made.offers)
        offer.custom = true;
    m_custom.append(made);
    if (auto written = writeCustom(); !written) {
        m_custom = before;
        return written;
    }
    use(m_stored);
    Q_EMIT changed();
    return {};
}

Result<void> CatalogShelf::removeCustomModel(const QString &id)
{
    const QList<Model> before = m_custom;
    m_custom.removeIf([&](const Model &m) { return m.id == id; });
    if (auto written = writeCustom(); !written) {
        m_custom = before;
        return written;
    }
    use(m_stored);
    Q_EMIT changed();
    return {};
}

} // namespace Crossroads
