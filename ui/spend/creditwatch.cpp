// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/creditwatch.h"

#include <QDateTime>

namespace Crossroads {

static constexpr int settleMs = 200;
static constexpr int recentDays = 30; // what a forecast looks back to; a month may be longer

static Vendor vendorOf(const Services &services, const QString &slug)
{
    const auto found = services.vendors().constFind(slug);
    if (found != services.vendors().cend())
        return *found;
    return {.slug = slug, .name = services.catalog().providerName(slug), .baseUrl = {}, .keyEnv = {}};
}

CreditWatch::CreditWatch(Services &services, QObject *parent)
    : QObject(parent), m_services(services),
      m_source([&services](const SpendQuery &query) { return services.store().spend(query); }),
      m_balances(services.http(), services.keyRing(), services.clock(),
                 [&services](const QString &slug) { return vendorOf(services, slug); })
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(settleMs);
    connect(&m_settled, &QTimer::timeout, this, [this] {
        reload();
        Q_EMIT ledgerChanged();
    });
    connect(&services.router(), &Router::runEnded, this, [this] {
        m_balances.afterRun();
        // The run's last rows are on their way to the store, and behind them this.
        m_services.store().flush().then(this, [this](const Result<void> &) { m_settled.start(); });
    });
    connect(&services.keyRing(), &KeyRing::changed, this, &CreditWatch::changed);
    connect(&services.keyRing(), &KeyRing::conditionChanged, this, &CreditWatch::changed);
    connect(&m_balances, &BalanceRefresh::changed, this, &CreditWatch::changed);
}

QDate CreditWatch::today() const
{
    return QDateTime::fromMSecsSinceEpoch(m_services.clock().wallMs()).date();
}

CreditFacts CreditWatch::facts() const
{
    return {.keys = m_services.keyRing().keys(),
            .vendorOf = [this](const QString &slug) { return vendorOf(m_services, slug); },
            .failureOf = [this](const QString &keyId) { return m_balances.failureOf(keyId); },
            .recent = m_recent,
            .settings = m_services.settings(),
            .today = today(),
            .nowMs = m_services.clock().wallMs()};
}

void CreditWatch::reload()
{
    const QDate day = today();
    const QDate month(day.year(), day.month(), 1);
    const int asked = ++m_asked;
    m_source({.since = qMin(month, day.addDays(1 - recentDays)), .until = {}})
        .then(this, [this, asked](const Result<QList<SpendCell>> &cells) {
            if (asked == m_asked)
                take(cells);
        });
}

void CreditWatch::take(const Result<QList<SpendCell>> &cells)
{
    m_failure = cells ? std::nullopt : std::optional(cells.error());
    if (cells)
        m_recent = *cells;
    Q_EMIT changed();
}

} // namespace Crossroads
