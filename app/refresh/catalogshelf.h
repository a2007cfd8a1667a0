// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"
#include "app/refresh/catalogrefresh.h"
#include "app/refresh/openrouterlist.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

#include <memory>

namespace Crossroads {

/// The catalog that is in use: the bundled one or a newer refreshed one, with the models made by hand on top.
/// Lives on the caller's thread (window or command line); catalogs are immutable and shared.
class CatalogShelf : public QObject
{
    Q_OBJECT

public:
    /// \param extra models that are there whatever the sources say: the Sandbox's.
    /// \param folder for catalog.snapshot and custom-models.json; \param bundled must stay where it is.
    CatalogShelf(QString folder, QByteArrayView bundled, QList<Model> extra, QObject *parent = nullptr);
    ~CatalogShelf() override;

    std::shared_ptr<const Catalog> catalog() const { return m_catalog; }
    /// The index of the current catalog for \p standing; kept until either changes.
    std::shared_ptr<const CatalogIndex> index(const Standing &standing);

    /// Refreshes go through \p http from now on, which lives on \p engine; close() before it dies.
    void connectTo(HttpClient &http, QThread &engine);
    void disconnectFromEngine();
    /// \param preview the outcome waits in pending() for apply() or discard(); else it is applied.
    void refresh(const QList<RefreshSource> &sources, bool preview);
    void cancelRefresh();
    bool isRefreshing() const { return m_refreshing; }
    const std::optional<RefreshOutcome> &pending() const { return m_pending; }
    void apply();
    void discard();
    /// What the last applied refresh changed, and what it had to say.
    const QList<CatalogChange> &lastChanges() const { return m_lastChanges; }
    const QStringList &notices() const { return m_notices; }
    /// When a source last answered, since 1970; 0: never.
    qint64 checkedMs() const;
    /// Nobody has to look at the jumped prices of \p model any more.
    void acceptJump(const QString &model);

    /// The upstreams of a model at OpenRouter, asked for now.
    QFuture<Result<QList<UpstreamOffer>>> upstreams(const QUrl &endpoints);

    const QList<Model> &customModels() const { return m_custom; }
    /// Adds or replaces a model made by hand. Storage error where it can not be kept.
    Result<void> saveCustomModel(const Model &model);
    Result<void> removeCustomModel(const QString &id);

    /// Takes out all that \p provider offers, and models that nobody else offers or ever offered.
    void forgetProvider(const QString &provider);

    /// The sources that need no key.
    static QList<RefreshSource> publicSources();

Q_SIGNALS:
    void changed();
    void refreshBegan();
    void progress(int done, int total, const QString &source);
    /// Ended: \p outcome was applied, waits for the person, or was cancelled.
    void refreshEnded(const Crossroads::RefreshOutcome &outcome);

private:
    void load(QByteArrayView bundled);
    void loadCustom();
    void take(const RefreshOutcome &outcome);
    void use(std::shared_ptr<const Catalog> stored);
    void keepSnapshot();
    Result<void> writeCustom() const;
    QString snapshotPath() const;
    QString customPath() const;

    QString m_folder;
    std::shared_ptr<const Catalog> m_stored;  ///< without the models made by hand
    std::shared_ptr<const Catalog> m_catalog; ///< with them
    std::shared_ptr<const CatalogIndex> m_index;
    QList<Model> m_extra;
    QList<Model> m_custom;
    QList<CatalogChange> m_lastChanges;
    QStringList m_notices;
    std::optional<RefreshOutcome> m_pending;
    HttpClient *m_http = nullptr;
    CatalogRefresh *m_refresh = nullptr; ///< lives on the engine's thread
    bool m_refreshing = false;
    bool m_preview = false;
    QThreadPool m_writer; ///< of one thread; ends with what it was given written
};

} // namespace Crossroads
