// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/services/services.h"

#include "app/core/logging.h"
#include "app/core/redact.h"

#include <QCoreApplication>
#include <QFile>
#include <QResource>

namespace Crossroads {

using namespace Qt::StringLiterals;

static std::shared_ptr<const Catalog> bundledCatalog()
{
    const QResource resource(u":/catalog/catalog.snapshot"_s);
    if (auto catalog = Catalog::fromSnapshot(QByteArrayView(resource.data(), resource.size())))
        return std::make_shared<const Catalog>(std::move(*catalog));
    qCCritical(lcApp) << "the bundled catalog can not be read";
    return std::make_shared<const Catalog>();
}

Services::Services(const Options &options)
    : m_options(options), m_settingsFile(options.paths.settings), m_settings(m_settingsFile.load()),
      m_catalog(bundledCatalog()), m_store(std::make_unique<Store>(options.paths.database))
{
    m_engine.setObjectName(u"engine"_s);
    m_engine.start();
}

Services::~Services()
{
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
        m_router = new Router(*m_http, *m_store, m_clock, m_settings);
    });
    if (!sandboxStarted)
        qCWarning(lcApp) << "no sandbox:" << sandboxStarted.error().message;
    m_router->setDirectory(directory());
    applyNetwork();
    QFuture<Result<void>> opened = m_store->open();
    opened.waitForFinished(); // the one wait at start-up: nothing can be sent before the ledger stands
    if (const auto stored = m_store->loadHealth(); opened.result()) {
        QFuture<Result<QList<StoredHealth>>> loaded = stored;
        loaded.waitForFinished(); // a few rows: the first plan needs them
        if (loaded.result())
            m_router->restoreHealth(*loaded.result());
    }
    return opened.result();
}

Vendor Services::sandboxVendor() const
{
    return {.slug = u"sandbox"_s,
            .name = u"Sandbox"_s,
            .baseUrl = m_sandbox->baseUrl(),
            .keyEnv = {},
            .simulated = true};
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

Directory Services::directory() const
{
    Directory directory;
    directory.catalog = m_catalog;
    for (const Vendor &vendor : knownVendors())
        directory.vendors.insert(vendor.slug, vendor);
    const auto takeKey = [&](const Vendor &vendor) {
        const QByteArray name = keyVariable(vendor);
        if (name.isEmpty())
            return;
        const Secret key(qgetenv(name.constData()).trimmed());
        rememberSecret(key);
        const QString variable = QString::fromLatin1(name);
        directory.keys[vendor.slug] = {
            {.id = u"env:"_s + variable, .label = variable, .fingerprint = {}, .value = key}};
    };
    if (m_options.keysFromEnv) {
        for (const Vendor &vendor : knownVendors())
            takeKey(vendor);
    }
    for (const CustomProvider &custom : m_options.providers) {
        const Vendor vendor = customVendor(custom);
        directory.vendors.insert(vendor.slug, vendor);
        if (!custom.keyEnv.isEmpty())
            takeKey(vendor);
    }
    directory.vendors.insert(u"sandbox"_s, sandboxVendor());
    directory.keys[u"sandbox"_s] = {{.id = {}, .label = {}, .fingerprint = {}, .value = m_sandbox->token()}};
    rememberSecret(m_sandbox->token());
    return directory;
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
