// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/http/proxy.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QHash>
#include <QObject>
#include <QPointer>

#include <chrono>
#include <functional>

class QThread;

namespace Crossroads {

/// The desktop's proxies by host. Asking for one may wait for a script from the network or for a bus, so that
/// is done on a thread of its own; what it said counts for half a minute, as networks change, and is
/// forgotten at once when nothing came through.
class ProxyBook : public QObject
{
    Q_OBJECT

public:
    /// Called on another thread.
    using Lookup = std::function<Proxy(const QUrl &)>;
    using Taker = std::function<void(const Proxy &)>;

    explicit ProxyBook(QObject *parent);
    ~ProxyBook() override; ///< does not wait for a desktop that does not answer
    Q_DISABLE_COPY_MOVE(ProxyBook)

    /// Instead of desktopProxy().
    void setLookup(Lookup lookup);
    std::optional<Proxy> known(const QUrl &url) const;
    /// Asks the desktop; \p taker is called from the event loop, as long as \p context lives.
    void ask(const QUrl &url, QObject *context, Taker taker);
    void forget(const QUrl &url);

private:
    struct Told
    {
        Proxy proxy;
        QElapsedTimer since = {};
    };
    struct Asker
    {
        QPointer<QObject> context;
        Taker taker;
    };
    void take(const QString &key, const Proxy &proxy);

    Lookup m_lookup = desktopProxy;
    QHash<QString, Told> m_told;
    QHash<QString, QList<Asker>> m_askers;
    QList<QThread *> m_threads; ///< that have not ended
};

} // namespace Crossroads
