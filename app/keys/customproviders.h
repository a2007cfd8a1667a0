// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/providers/vendors.h"
#include "app/storage/keyrecords.h"

#include <QFuture>
#include <QObject>
#include <QSet>

#include <optional>

namespace Crossroads {

class Store;

/// What is to be said about one field while it is typed.
struct FieldNote
{
    enum class Kind {
        Fine, ///< nothing, or a remark
        Hint, ///< it may well be right; there is something to know
        Warn, ///< it can be saved; think twice
        Wrong ///< it can not be saved
    };
    Kind kind = Kind::Fine;
    QString text;
    bool isWrong() const { return kind == Kind::Wrong; }
    bool operator==(const FieldNote &) const = default;
};

/// A provider as it is typed, before anything is kept. The key is not in it.
struct ProviderDraft
{
    QString name = {};
    QString address = {};
    Wire wire = Wire::OpenAi;
    QString headers = {}; ///< "Name: value", one a line
    QString proxy = {};   ///< empty: the way that all others take
    bool needsKey = false;
};

/// Names are what models are called by (NAME/MODEL): 2 to 40 small letters, digits, dots, hyphens and
/// underscores, the first one a letter or a digit. \param taken slugs that mean something else already.
FieldNote noteOnName(const QString &name, const QSet<QString> &taken);
/// http or https with a host, no key in it; plain http is warned of unless it stays on this machine, and an
/// address that is put right (see baseAddressFrom()) or ends where this wire's seldom do gets a hint.
FieldNote noteOnAddress(const QString &address, Wire wire);
/// "Name: value" lines. What looks like a secret, and what the program sets itself, is refused.
FieldNote noteOnHeaders(const QString &headers);
/// As checkProxy(); empty is fine.
FieldNote noteOnProxy(const QString &proxy);

/// Whether \p value of the header \p name looks like something that belongs in the keychain.
bool looksSecret(const QString &name, const QString &value);

/// \p draft as it is kept; WrongUse with the first note that is wrong.
Result<ProviderRecord> recordFrom(const ProviderDraft &draft, const QSet<QString> &taken);
ProviderDraft draftFrom(const ProviderRecord &record);
/// The row of the vendor directory that \p record amounts to.
Vendor vendorFrom(const ProviderRecord &record);

/// The providers that the person described, as kept in the store: by name. Never a key. Lives on the thread
/// that made it.
class CustomProviders : public QObject
{
    Q_OBJECT

public:
    explicit CustomProviders(Store &store) : m_store(store) {}

    const QList<ProviderRecord> &all() const { return m_all; }
    const ProviderRecord *find(const QString &slug) const;
    /// What the store holds, read by whoever opened it.
    void take(const QList<ProviderRecord> &stored);
    /// Adds it, or replaces the one with this slug.
    QFuture<Result<void>> save(const ProviderRecord &provider);
    QFuture<Result<void>> remove(const QString &slug);

Q_SIGNALS:
    void changed();

private:
    Store &m_store;
    QList<ProviderRecord> m_all;
};

} // namespace Crossroads
