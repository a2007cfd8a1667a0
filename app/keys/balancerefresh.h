// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/core/error.h"
#include "app/keys/keyring.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace Crossroads {

class HttpClient;

/// Asks providers what credit their keys have left, and hands it to the key ring. Politely: a key is asked at
/// most once a minute, and one that was not used since it last told is left alone unless the person asks.
/// Lives on the main thread.
class BalanceRefresh : public QObject
{
    Q_OBJECT

public:
    using VendorOf = std::function<Vendor(const QString &slug)>;
    BalanceRefresh(HttpClient &http, KeyRing &ring, const Clock &clock, VendorOf vendorOf,
                   QObject *parent = nullptr);

    /// Of keys that were used since they last told. One that was asked within the minute is asked when that
    /// is over.
    void afterRun();
    /// Of every key whose provider tells; how many are asked now.
    int askAll();
    bool isAsking() const { return !m_asking.isEmpty(); }
    /// Why the last answer of a key is missing; absent: it told, or was not asked.
    std::optional<Error> failureOf(const QString &keyId) const;

Q_SIGNALS:
    /// An answer came, or the asking began or ended.
    void changed();

private:
    bool tells(const KeyEntry &entry) const;
    bool usedSince(const KeyEntry &entry) const;
    bool ask(const KeyEntry &entry);
    void take(const QString &keyId, const Result<Balance> &balance);

    HttpClient &m_http;
    KeyRing &m_ring;
    const Clock &m_clock;
    VendorOf m_vendorOf;
    QHash<QString, qint64> m_askedMs; ///< by key id; steady
    QHash<QString, Error> m_failures;
    QSet<QString> m_asking;
    QTimer m_later;
};

/// Asks one key's balance of its provider and nobody else; the provider's errors, or Protocol for an answer
/// that can not be read. May be called from any thread.
QFuture<Result<Balance>> askBalance(HttpClient &http, const Vendor &vendor, const Secret &key);

} // namespace Crossroads
