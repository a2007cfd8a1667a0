// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keys/balancerefresh.h"
#include "app/services/services.h"
#include "ui/spend/creditlines.h"

#include <QFuture>
#include <QObject>
#include <QTimer>

#include <functional>

namespace Crossroads {

/// Knows what is left and what was spent lately, for the rail and the Spend room: reads the ledger's last
/// days and asks for balances after each run. Lives with the window; both are of no weight.
class CreditWatch : public QObject
{
    Q_OBJECT

public:
    using Source = std::function<QFuture<Result<QList<SpendCell>>>(const SpendQuery &)>;
    explicit CreditWatch(Services &services, QObject *parent = nullptr);

    /// Where cells come from; the store, but in tests.
    void setSource(Source source) { m_source = std::move(source); }
    QFuture<Result<QList<SpendCell>>> ask(const SpendQuery &query) const { return m_source(query); }
    /// Reads the last days again.
    void reload();
    CreditFacts facts() const;
    QDate today() const;
    BalanceRefresh &balances() { return m_balances; }
    /// Why the last reading failed; absent: it did not.
    const std::optional<Error> &failure() const { return m_failure; }

Q_SIGNALS:
    /// What facts() tells is new.
    void changed();
    /// Runs have ended: the ledger holds more.
    void ledgerChanged();

private:
    void take(const Result<QList<SpendCell>> &cells);
    Services &m_services;
    Source m_source;
    BalanceRefresh m_balances;
    QList<SpendCell> m_recent;
    std::optional<Error> m_failure;
    QTimer m_settled; ///< several runs that end together are read once
    int m_asked = 0;  ///< a later question makes an earlier answer stale
};

} // namespace Crossroads
