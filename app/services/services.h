// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalog.h"
#include "app/core/clock.h"
#include "app/core/paths.h"
#include "app/http/httpclient.h"
#include "app/keys/customproviders.h"
#include "app/keys/keyring.h"
#include "app/refresh/catalogshelf.h"
#include "app/routing/router.h"
#include "app/sandbox/sandbox.h"
#include "app/settings/settings.h"
#include "app/settings/settingsfile.h"
#include "app/storage/store.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace Crossroads {

/// A provider named for this process: --provider NAME=URL [--wire W] [--key-env VAR].
struct CustomProvider
{
    QString name;
    QUrl url;
    std::optional<Wire> wire;
    QByteArray keyEnv;
};

/// Builds the rooms in order, owns them and lends them out. Three threads: the caller's (GUI or command
/// line), the engine (http, sandbox, routing) and the store.
class Services
{
public:
    struct Options
    {
        Paths paths;
        QList<CustomProvider> providers;
        bool keysFromEnv = false;
        bool askKeychain = true; ///< read stored keys at the start, without waiting for them
    };

    explicit Services(const Options &options);
    ~Services(); ///< stops what runs, keeps what arrived

    /// Opens the store and starts the sandbox; blocks the caller until both answered. A store that can not be
    /// opened is a Storage error, and the app can go on with an in-memory one.
    Result<void> start();

    Store &store() { return *m_store; }
    Router &router() { return *m_router; }
    HttpClient &http() { return *m_http; }
    KeyRing &keyRing() { return *m_keyRing; }
    KeychainStore &keychain() { return m_keychain; }
    KeyHealth &keyHealth() { return m_keyHealth; }
    /// Resolves when the keychain has answered for every stored key; a prompt of its own may stand until
    /// then.
    QFuture<void> keysLoaded() const { return m_keysLoaded; }
    /// Every provider by slug, as the routing knows it: addresses replaced, the person's own ones added.
    const QHash<QString, Vendor> &vendors() const { return m_vendors; }
    /// Those that the person described; kept. Every model NAME/ID of theirs is callable.
    CustomProviders &customProviders() { return *m_customProviders; }
    /// Names that mean something else than a provider yet to be added: other providers', and models' authors.
    QSet<QString> takenNames() const;
    /// The way out of this machine as set now; \p proxy, where it is not empty, for \p host.
    NetworkWay networkWay(const QString &host = {}, const QString &proxy = {}) const;
    /// Asks \p provider for its models, so that the catalog has them. Waits for a refresh that is under way.
    /// \param key for it, where the key ring does not have it yet.
    void readModelsOf(const QString &provider, const Secret &key = {});
    /// Keeps it. Where its address or wire is another one now, the catalog forgets what the earlier one
    /// listed.
    QFuture<Result<void>> saveProvider(const ProviderRecord &provider);
    /// Takes it out of the store and the catalog. \param keysToo its keys out of the keychain as well; ends
    /// with the first error.
    QFuture<Result<void>> removeProvider(const QString &slug, bool keysToo);
    /// The catalog that is in use; a refresh replaces it, so hold shelf().catalog() rather than this.
    const Catalog &catalog() const { return *m_shelf->catalog(); }
    std::shared_ptr<const Catalog> sharedCatalog() const { return m_shelf->catalog(); }
    CatalogShelf &shelf() { return *m_shelf; }
    /// What the person has, for searching the catalog.
    Standing standing() const;
    /// Where a refresh asks: the public lists, and those of providers that a key is there for.
    QList<RefreshSource> refreshSources() const;
    const Settings &settings() const { return m_settings; }
    void saveSettings(const Settings &settings);
    const Paths &paths() const { return m_options.paths; }
    const Clock &clock() const { return m_clock; }

private:
    Directory directory() const;
    void takeProviders();
    std::optional<RefreshSource> sourceOf(const Vendor &vendor, const Secret &key) const;
    QFuture<Result<void>> removeKeysOf(const QString &slug);
    void makeVendors();
    void updateDirectory();
    void loadKeys();
    void learnTokens();
    void applyNetwork();
    Options m_options;
    Clock m_clock;
    SettingsFile m_settingsFile;
    Settings m_settings;
    std::unique_ptr<CatalogShelf> m_shelf;
    QObject m_context; // of connections that end with this
    QThread m_engine;
    std::unique_ptr<Store> m_store;
    QHash<QString, Vendor> m_vendors;
    std::unique_ptr<CustomProviders> m_customProviders;
    QHash<QString, Secret> m_unread; ///< to be asked for their models after the refresh under way
    KeychainStore m_keychain;
    KeyHealth m_keyHealth;
    std::unique_ptr<KeyRing> m_keyRing; // after what it works on
    QFuture<void> m_keysLoaded;
    HttpClient *m_http = nullptr; // these three live on the engine thread and die with it
    Sandbox *m_sandbox = nullptr;
    Router *m_router = nullptr;
};

} // namespace Crossroads
