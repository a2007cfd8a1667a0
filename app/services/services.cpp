// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/services/services.h"

#include "app/core/logging.h"
#include "app/keys/recognition.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QResource>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qint64 sandboxContextTokens = 131'072;

static QByteArrayView bundledCatalog()
{
    static const QResource resource(u":/catalog/catalog.snapshot"_s); // stays where it is: not compressed
    return {resource.data(), resource.size()};
}

/// The Sandbox's models stand in the catalog like all others, marked.
static QList<Model> sandboxModels()
{
    QList<Model> models;
    for (const Sandbox::Persona &persona : Sandbox::personas()) {
        Offer offer;
        offer.provider = u"sandbox"_s;
        offer.providerModelId = persona.id;
        offer.prices.input = offer.prices.output = Rate{0};
        offer.contextTokens = sandboxContextTokens;
        // Never planned as an offer: the router sends "sandbox/ID@PARAMETERS" as it is written.
        offer.variant = OfferVariant::Other;
        Model model{.id = u"sandbox/"_s + persona.id,
                    .name = persona.name,
                    .author = u"sandbox"_s,
                    .contextTokens = sandboxContextTokens,
                    .offers = {offer}};
        model.reasoning = persona.id == "thinker"_L1;
        model.simulated = true;
        models.append(model);
    }
    return models;
}

Services::Services(const Options &options)
    : m_options(options), m_settingsFile(options.paths.settings), m_settings(m_settingsFile.load()),
      m_shelf(std::make_unique<CatalogShelf>(QFileInfo(options.paths.database).path(), bundledCatalog(),
                                             sandboxModels())),
      m_store(std::make_unique<Store>(options.paths.database))
{
    m_engine.setObjectName(u"engine"_s);
    m_engine.start();
}

Services::~Services()
{
    m_shelf->disconnectFromEngine();
    m_keyRing.reset();
    if (m_router) {
        // Engine objects die on their own thread, users before what they use.
        QMetaObject::invokeMethod(
            m_router,
            [this] {
                delete m_router;
                delete m_sandbox;
                delete m_http;
            },
            Qt::BlockingQueuedConnection);
    }
    m_engine.quit();
    m_engine.wait();
    m_store.reset(); // last: it commits what the engine handed over
}

/// Runs \p work on the engine thread and waits for it.
template<typename Work>
static void onEngine(QThread &engine, Work work)
{
    QObject anchor;
    anchor.moveToThread(&engine);
    QMetaObject::invokeMethod(
        &anchor,
        [&] {
            work();
            anchor.moveToThread(QCoreApplication::instance()->thread());
        },
        Qt::BlockingQueuedConnection);
}

Result<void> Services::start()
{
    Result<void> sandboxStarted;
    onEngine(m_engine, [&] {
        m_http = new HttpClient;
        m_sandbox = new Sandbox;
        sandboxStarted = m_sandbox->start();
        m_router = new Router(*m_http, *m_store, m_clock, m_keyHealth, m_settings);
    });
    if (!sandboxStarted)
        qCWarning(lcApp) << "no sandbox:" << sandboxStarted.error().message;
    makeVendors();
    m_customProviders = std::make_unique<CustomProviders>(*m_store);
    m_keyRing = std::make_unique<KeyRing>(*m_store, m_keychain, m_keyHealth, m_clock);
    updateDirectory();
    applyNetwork();
    m_shelf->connectTo(*m_http, m_engine);
    QObject::connect(m_shelf.get(), &CatalogShelf::changed, &m_context, [this] { updateDirectory(); });
    QObject::connect(m_shelf.get(), &CatalogShelf::refreshEnded, &m_context, [this] {
        if (m_unread.isEmpty())
            return;
        const QString provider = m_unread.cbegin().key();
        readModelsOf(provider, m_unread.take(provider));
    });
    QFuture<Result<void>> opened = m_store->open();
    opened.waitForFinished(); // the one wait at start-up: nothing can be sent before the ledger stands
    if (opened.result()) {
        QFuture<Result<QList<StoredHealth>>> loaded = m_store->loadHealth();
        loaded.waitForFinished(); // a few rows: the first plan needs them
        if (loaded.result())
            m_router->restoreHealth(*loaded.result());
        QFuture<Result<QList<ProviderRecord>>> described = m_store->customProviders();
        described.waitForFinished(); // they are providers like all others
        if (described.result())
            m_customProviders->take(*described.result());
        takeProviders();
        learnTokens();
    }
    QObject::connect(m_customProviders.get(), &CustomProviders::changed, &m_context,
                     [this] { takeProviders(); });
    loadKeys();
    return opened.result();
}

/// Nobody waits for this: until it is there, estimates are those of the family.
void Services::learnTokens()
{
    constexpr int samples = 100; // of some thousand characters: done within a frame
    m_store->tokenSamples(samples).then(&m_context, [this](const Result<QList<TokenSample>> &found) {
        TokenCalibration calibration;
        for (const TokenSample &sample : found.value_or(QList<TokenSample>()))
            calibration.learn(sample.model, sample.text, sample.tokens);
        m_router->setTokenCalibration(calibration);
    });
}

/// Where NAME is a known provider, its address (and wire) is replaced and its offers stay.
static Vendor customVendor(const CustomProvider &custom)
{
    const Vendor *known = findVendor(custom.name);
    Vendor vendor =
        known ? *known : Vendor{.slug = custom.name, .name = custom.name, .baseUrl = {}, .keyEnv = {}};
    vendor.baseUrl = custom.url;
    if (custom.wire && (!known || *custom.wire != known->wire)) {
        vendor.wire = *custom.wire;
        vendor.auth = usualAuth(*custom.wire);
    }
    if (!custom.keyEnv.isEmpty()) {
        vendor.keyEnv = custom.keyEnv;
        vendor.otherKeyEnvs.clear(); // a key that is meant for elsewhere must not go to this address
    }
    vendor.keyOptional = true;
    vendor.custom = true;
    return vendor;
}

/// A later one takes the place of an earlier one: what this call names stands above what is kept.
void Services::makeVendors()
{
    m_vendors.clear();
    if (m_customProviders) {
        for (const ProviderRecord &record : m_customProviders->all())
            m_vendors.insert(record.slug, vendorFrom(record));
    }
    for (const Vendor &vendor : knownVendors())
        m_vendors.insert(vendor.slug, vendor);
    for (const CustomProvider &custom : m_options.providers)
        m_vendors.insert(custom.name, customVendor(custom));
    for (const Vendor &vendor : m_sandbox->vendors())
        m_vendors.insert(vendor.slug, vendor);
}

void Services::takeProviders()
{
    makeVendors();
    updateDirectory();
    applyNetwork();
}

QSet<QString> Services::takenNames() const
{
    QSet<QString> taken;
    for (const CatalogProvider &provider : m_shelf->catalog()->providers())
        taken.insert(provider.slug);
    for (auto vendor = m_vendors.cbegin(); vendor != m_vendors.cend(); ++vendor)
        taken.insert(vendor.key());
    for (const Model &model : m_shelf->catalog()->models()) {
        if (!m_customProviders->find(model.author))
            taken.insert(model.author);
    }
    return taken;
}

static std::optional<ProviderKey> keyFromEnvironment(const Vendor &vendor)
{
    const QByteArray variable = keyVariable(vendor);
    if (variable.isEmpty())
        return std::nullopt;
    const Secret key = cleanKey(qgetenv(variable.constData()));
    if (key.isEmpty())
        return std::nullopt;
    const QString name = QString::fromLatin1(variable);
    return ProviderKey{.id = u"env:"_s + name, .label = name, .fingerprint = {}, .value = key};
}

/// An established provider that the vendor table has no row for, as far as its facts go.
static std::optional<Vendor> vendorOf(const CatalogProvider &provider)
{
    const auto wire = wireFromName(provider.wire);
    const QUrl base(provider.apiBase, QUrl::StrictMode);
    if (!provider.established || !wire || !base.isValid() || base.scheme() != "https"_L1 ||
        provider.apiBase.contains("${"_L1))
        return std::nullopt;
    Vendor vendor{.slug = provider.slug,
                  .name = provider.name,
                  .baseUrl = base,
                  .wire = *wire,
                  .auth = usualAuth(*wire),
                  .keyEnv = provider.keyEnv.value(0).toLatin1()};
    return vendor;
}

Standing Services::standing() const
{
    Standing standing;
    standing.favourites =
        QSet<QString>(m_settings.catalog.favourites.begin(), m_settings.catalog.favourites.end());
    standing.everything = m_settings.catalog.everything;
    if (m_router) {
        const Directory now = directory();
        for (auto key = now.keys.cbegin(); key != now.keys.cend(); ++key)
            standing.keyed.insert(key.key());
        for (const CustomProvider &custom : m_options.providers)
            standing.keyed.insert(custom.name);
        for (const ProviderRecord &record : m_customProviders->all()) {
            if (!record.needsKey)
                standing.keyed.insert(record.slug);
        }
    }
    return standing;
}

std::optional<RefreshSource> Services::sourceOf(const Vendor &vendor, const Secret &key) const
{
    // OpenRouter's public list is its own; the Sandbox is no news.
    if (vendor.simulated || vendor.slug == "openrouter"_L1 || vendor.baseUrl.isEmpty())
        return std::nullopt;
    return RefreshSource{.kind = RefreshSource::Kind::ProviderList,
                         .name = vendor.slug,
                         .url = vendor.baseUrl,
                         .vendor = vendor,
                         .key = key};
}

QList<RefreshSource> Services::refreshSources() const
{
    QList<RefreshSource> sources = CatalogShelf::publicSources();
    if (!m_router)
        return sources;
    const Directory now = directory();
    const auto take = [&](const QString &slug) {
        const QList<ProviderKey> keys = now.keys.value(slug);
        const Vendor vendor = now.vendors.value(slug);
        if (keys.isEmpty() && !(vendor.custom && vendor.keyOptional))
            return;
        if (const auto source = sourceOf(vendor, keys.isEmpty() ? Secret() : keys.first().value))
            sources.append(*source);
    };
    for (auto key = now.keys.cbegin(); key != now.keys.cend(); ++key)
        take(key.key());
    for (const ProviderRecord &record : m_customProviders->all()) {
        if (!now.keys.contains(record.slug))
            take(record.slug);
    }
    return sources;
}

void Services::readModelsOf(const QString &provider, const Secret &key)
{
    if (m_shelf->isRefreshing()) {
        m_unread.insert(provider, key);
        return;
    }
    const Directory now = directory();
    const QList<ProviderKey> keys = now.keys.value(provider);
    const Secret used = !key.isEmpty() || keys.isEmpty() ? key : keys.first().value;
    if (const auto source = sourceOf(now.vendors.value(provider), used))
        m_shelf->refresh({*source}, false);
}

QFuture<Result<void>> Services::saveProvider(const ProviderRecord &provider)
{
    const ProviderRecord *known = m_customProviders->find(provider.slug);
    const bool elsewhere = known && (known->baseUrl != provider.baseUrl || known->wire != provider.wire);
    return m_customProviders->save(provider).then(
        m_customProviders.get(), [this, elsewhere, slug = provider.slug](const Result<void> &saved) {
            if (saved && elsewhere)
                m_shelf->forgetProvider(slug);
            return saved;
        });
}

QFuture<Result<void>> Services::removeKeysOf(const QString &slug)
{
    for (const KeyEntry &entry : m_keyRing->keys()) {
        if (entry.record.provider == slug)
            return m_keyRing->remove(entry.record.id)
                .then(m_keyRing.get(),
                      [this, slug](const Result<void> &removed) {
                          return removed ? removeKeysOf(slug) : QtFuture::makeReadyValueFuture(removed);
                      })
                .unwrap();
    }
    return QtFuture::makeReadyValueFuture(Result<void>());
}

QFuture<Result<void>> Services::removeProvider(const QString &slug, bool keysToo)
{
    // Keys first: a provider that could not be removed whole is still there to be removed.
    return (keysToo ? removeKeysOf(slug) : QtFuture::makeReadyValueFuture(Result<void>()))
        .then(m_customProviders.get(),
              [this, slug](const Result<void> &keys) {
                  return keys ? m_customProviders->remove(slug) : QtFuture::makeReadyValueFuture(keys);
              })
        .unwrap()
        .then(m_customProviders.get(), [this, slug](const Result<void> &removed) {
            if (removed)
                m_shelf->forgetProvider(slug);
            return removed;
        });
}

Directory Services::directory() const
{
    Directory directory;
    directory.catalog = m_shelf->catalog();
    directory.vendors = m_vendors;
    for (const CatalogProvider &provider : directory.catalog->providers()) {
        const auto vendor = vendorOf(provider);
        if (vendor && !directory.vendors.contains(vendor->slug))
            directory.vendors.insert(vendor->slug, *vendor);
    }
    directory.keys = m_keyRing->usable();
    // Keys of this process alone come before the stored ones.
    const auto takeKey = [&](const Vendor &vendor) {
        if (const auto key = keyFromEnvironment(vendor))
            directory.keys[vendor.slug].prepend(*key);
    };
    if (m_options.keysFromEnv)
        std::ranges::for_each(knownVendors(), takeKey);
    for (const CustomProvider &custom : m_options.providers) {
        if (custom.keyEnv.isEmpty())
            continue;
        directory.keys.remove(custom.name); // the key that is named, and no other
        takeKey(m_vendors[custom.name]);
    }
    for (const Vendor &vendor : m_sandbox->vendors())
        directory.keys[vendor.slug] = {
            {.id = {}, .label = {}, .fingerprint = {}, .value = m_sandbox->token()}};
    return directory;
}

void Services::updateDirectory()
{
    m_router->setDirectory(directory());
}

/// Stored keys come while the window is already up; runs that begin before have none.
void Services::loadKeys()
{
    QObject::connect(
        m_keyRing.get(), &KeyRing::changed, m_router, [this] { updateDirectory(); }, Qt::DirectConnection);
    QObject::connect(m_router, &Router::runEnded, m_keyRing.get(), [this] { m_keyRing->refreshSpend(); });
    m_keysLoaded = m_options.askKeychain ? m_keyRing->load() : QtFuture::makeReadyVoidFuture();
}

/// Proxies are chosen by provider and looked up by host.
NetworkWay Services::networkWay(const QString &host, const QString &proxy) const
{
    NetworkWay way{.proxy = m_settings.proxy};
    for (const ProviderRecord &record : m_customProviders->all()) {
        if (!record.proxy.isEmpty())
            way.proxyByHost.insert(QUrl(record.baseUrl).host(), record.proxy);
    }
    const Directory known = directory();
    for (auto it = m_settings.proxies.cbegin(); it != m_settings.proxies.cend(); ++it) {
        if (const QString its = known.vendors.value(it.key()).baseUrl.host(); !its.isEmpty())
            way.proxyByHost.insert(its, it.value());
    }
    if (!proxy.isEmpty())
        way.proxyByHost.insert(host, proxy);
    for (const QString &name : std::as_const(m_settings.caFiles)) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly))
            way.authorities.append(file.readAll());
        else
            qCWarning(lcApp) << "can not read" << name << file.errorString();
    }
    return way;
}

void Services::applyNetwork()
{
    QMetaObject::invokeMethod(m_http, [http = m_http, way = networkWay()] { http->setWay(way); });
}

void Services::saveSettings(const Settings &settings)
{
    if (settings == m_settings)
        return;
    m_settings = settings;
    if (m_router) {
        m_router->setSettings(settings);
        applyNetwork();
    }
    if (auto saved = m_settingsFile.save(settings); !saved)
        qCWarning(lcApp) << "settings not saved:" << saved.error().message;
}

} // namespace Crossroads
