// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/proxybook.h"

#include <QPromise>
#include <QThread>
#include <QUrl>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr std::chrono::seconds countsFor{30};

ProxyBook::ProxyBook(QObject *parent) : QObject(parent) {}

ProxyBook::~ProxyBook()
{
    constexpr std::chrono::milliseconds patience{200};
    for (QThread *thread : std::as_const(m_threads)) {
        disconnect(thread, nullptr, this, nullptr);
        // One that hangs is left to the process's end: it holds nothing of ours.
        if (thread->wait(patience))
            delete thread;
    }
}

static QString keyOf(const QUrl &url)
{
    return u"%1://%2:%3"_s.arg(url.scheme(), url.host()).arg(url.port());
}

void ProxyBook::setLookup(Lookup lookup)
{
    m_lookup = std::move(lookup);
    m_told.clear();
}

std::optional<Proxy> ProxyBook::known(const QUrl &url) const
{
    const auto told = m_told.constFind(keyOf(url));
    if (told == m_told.cend() || told->since.durationElapsed() > countsFor)
        return std::nullopt;
    return told->proxy;
}

void ProxyBook::forget(const QUrl &url)
{
    m_told.remove(keyOf(url));
}

void ProxyBook::ask(const QUrl &url, QObject *context, Taker taker)
{
    const QString key = keyOf(url);
    QList<Asker> &askers = m_askers[key];
    askers.append({context, std::move(taker)});
    if (askers.size() > 1)
        return;                                               // the desktop is being asked
    const auto promise = std::make_shared<QPromise<Proxy>>(); // the thread may outlive this
    promise->start();
    promise->future().then(this, [this, key](const Proxy &proxy) { take(key, proxy); });
    QUrl asked = url;
    asked.setUserInfo({});
    QThread *thread = QThread::create([promise, asked, lookup = m_lookup] {
        promise->addResult(lookup(asked));
        promise->finish();
    });
    thread->setObjectName(u"proxies"_s);
    m_threads.append(thread);
    connect(thread, &QThread::finished, this, [this, thread] {
        m_threads.removeOne(thread);
        thread->deleteLater();
    });
    thread->start();
}

void ProxyBook::take(const QString &key, const Proxy &proxy)
{
    Told told{proxy};
    told.since.start();
    m_told.insert(key, told);
    const QList<Asker> askers = m_askers.take(key);
    for (const Asker &asker : askers) {
        if (asker.context)
            asker.taker(proxy); // anything may happen in there
    }
}

} // namespace Crossroads
