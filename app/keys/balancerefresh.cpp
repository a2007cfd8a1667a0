// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/balancerefresh.h"

#include "app/http/fetch.h"
#include "app/providers/adapter.h"

namespace Crossroads {

using std::chrono::milliseconds;

static constexpr FetchLimits limits{.total = milliseconds(20'000), .bytes = 1024 * 1024};
static constexpr milliseconds connectWithin{10'000};
static constexpr qint64 pauseMs = 60'000;

BalanceRefresh::BalanceRefresh(HttpClient &http, KeyRing &ring, const Clock &clock, VendorOf vendorOf,
                               QObject *parent)
    : QObject(parent), m_http(http), m_ring(ring), m_clock(clock), m_vendorOf(std::move(vendorOf))
{
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &BalanceRefresh::afterRun);
}

bool BalanceRefresh::tells(const KeyEntry &entry) const
{
    return entry.record.enabled && balanceUrl(m_vendorOf(entry.record.provider)).isValid() &&
           !m_ring.value(entry.record.id).isEmpty();
}

bool BalanceRefresh::usedSince(const KeyEntry &entry) const
{
    const auto told = Balance::fromJson(entry.record.balance);
    return !told || entry.condition.lastUsedMs > told->atMs;
}

void BalanceRefresh::afterRun()
{
    for (const KeyEntry &entry : QList<KeyEntry>(m_ring.keys())) {
        if (tells(entry) && usedSince(entry))
            ask(entry);
    }
}

int BalanceRefresh::askAll()
{
    int asked = 0;
    for (const KeyEntry &entry : QList<KeyEntry>(m_ring.keys()))
        asked += tells(entry) && ask(entry);
    return asked;
}

std::optional<Error> BalanceRefresh::failureOf(const QString &keyId) const
{
    const auto found = m_failures.constFind(keyId);
    return found == m_failures.cend() ? std::nullopt : std::optional(*found);
}

/// False, and nothing for now, within the pause.
bool BalanceRefresh::ask(const KeyEntry &entry)
{
    const QString id = entry.record.id;
    const qint64 now = m_clock.steadyMs();
    const auto asked = m_askedMs.constFind(id);
    if (m_asking.contains(id))
        return false;
    if (asked != m_askedMs.cend() && now - *asked < pauseMs) {
        if (!m_later.isActive())
            m_later.start(milliseconds(pauseMs - (now - *asked)));
        return false;
    }
    m_askedMs.insert(id, now);
    m_asking.insert(id);
    askBalance(m_http, m_vendorOf(entry.record.provider), m_ring.value(id))
        .then(this, [this, id](const Result<Balance> &balance) { take(id, balance); });
    Q_EMIT changed();
    return true;
}

void BalanceRefresh::take(const QString &keyId, const Result<Balance> &balance)
{
    m_asking.remove(keyId);
    if (balance) {
        m_failures.remove(keyId);
        Balance told = *balance;
        told.atMs = m_clock.wallMs();
        m_ring.setBalance(keyId, told.toJson());
    } else {
        m_failures.insert(keyId, balance.error());
    }
    Q_EMIT changed();
}

static Result<Balance> read(const Vendor &vendor, const Result<HttpAnswer> &answer)
{
    if (!answer)
        return std::unexpected(answer.error());
    if (answer->isOk())
        return readBalance(vendor.balance, vendor.currency, answer->body);
    const Adapter *own = adapterFor(vendor.wire);
    const Adapter &adapter = own ? *own : *adapterFor(Wire::OpenAi);
    return std::unexpected(adapter.errorFrom(vendor, answer->status, answer->headers, answer->body));
}

/// The handler keeps the key, so that no error shows it.
QFuture<Result<Balance>> askBalance(HttpClient &http, const Vendor &vendor, const Secret &key)
{
    HttpRequest request{.method = "GET",
                        .url = balanceUrl(vendor),
                        .headers = {},
                        .body = {},
                        .connectTimeout = connectWithin};
    request.headers.append(QHttpHeaders::WellKnownHeader::Accept, "application/json");
    addCredential(request.headers, vendor, key.expose());
    return fetch(http, request, limits).then([vendor, key](const Result<HttpAnswer> &answer) {
        return read(vendor, answer);
    });
}

} // namespace Crossroads
