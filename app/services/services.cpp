// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/services/services.h"

#include "app/core/logging.h"
#include "app/core/redact.h"

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
    m_keyRing = std::make_unique<KeyRing>(*m_store, m_keychain, m_keyHealth, m_clock);
    updateDirectory();
    applyNetwork();
    m_shelf->connectTo(*m_http, m_engine);
    QObject::connect(m_shelf.get(), &CatalogShelf::changed, &m_context, [this] { updateDirectory(); });
    QFuture<Result<void>> opened = m_store->open();
    opened.waitForFinished(); // the one wait at start-up: nothing can be sent before the ledger stands
    if (opened.result()) {
        QFuture<Result<QList<StoredHealth>>> loaded = m_store->loadHealth();
        loaded.waitForFinished(); // a few rows: the first plan needs them
        if (loaded.result())
            m_router->restoreHealth(*loaded.result());
        learnTokens();
    }
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
    if (custom.wire)
        vendor.wire = *custom.wire;
    if (!custom.keyEnv.isEmpty()) {
        vendor.keyEnv = custom.keyEnv;
        vendor.otherKeyEnvs.clear(); // a key that is meant for elsewhere must not go to this address
    }
    vendor.keyOptional = true;
    vendor.custom = true;
    return vendor;
}

void Services::makeVendors()
{
    for (const Vendor &vendor : knownVendors())
        m_vendors.insert(vendor.slug, vendor);
    for (const CustomProvider &custom : m_options.providers)
        m_vendors.insert(custom.name, customVendor(custom));
    for (const Vendor &vendor : m_sandbox->vendors())
        m_vendors.insert(vendor.slug, vendor);
}

static std::optional<ProviderKey> keyFromEnvironment(const Vendor &vendor)
{
    const QByteArray variable = keyVariable(vendor);
    if (variable.isEmpty())
        return std::nullopt;
    const Secret key(qgetenv(variable.constData()).trimmed());
    rememberSecret(key);
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
                  .auth = *wire == Wire::Anthropic ? AuthStyle::BearerAndXApiKey
                          : *wire == Wire::Gemini  ? AuthStyle::XGoogApiKey
                                                   : AuthStyle::Bearer,
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
    }
    return standing;
}

QList<RefreshSource> Services::refreshSources() const
{
    QList<RefreshSource> sources = CatalogShelf::publicSources();
    if (!m_router)
        return sources;
    const Directory now = directory();
    for (auto key = now.keys.cbegin(); key != now.keys.cend(); ++key) {
        const Vendor vendor = now.vendors.value(key.key());
        // OpenRouter's public list is its own; the Sandbox is no news.
        if (key->isEmpty() || vendor.simulated || vendor.slug == "openrouter"_L1 || vendor.baseUrl.isEmpty())
            continue;
        sources.append({.kind = RefreshSource::Kind::ProviderList,
                        .name = vendor.slug,
                        .url = vendor.baseUrl,
                        .vendor = vendor,
                        .key = key->first().value});
    }
    return sources;
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
    rememberSecret(m_sandbox->token());
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
void Services::applyNetwork()
{
    NetworkWay way{.proxy = m_settings.proxy};
    const Directory known = directory();
    for (auto it = m_settings.proxies.cbegin(); it != m_settings.proxies.cend(); ++it) {
        if (const QString host = known.vendors.value(it.key()).baseUrl.host(); !host.isEmpty())
            way.proxyByHost.insert(host, it.value());
    }
    for (const QString &name : std::as_const(m_settings.caFiles)) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly))
            way.authorities.append(file.readAll());
        else
            qCWarning(lcApp) << "can not read" << name << file.errorString();
    }
    QMetaObject::invokeMethod(m_http, [http = m_http, way] { http->setWay(way); });
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
