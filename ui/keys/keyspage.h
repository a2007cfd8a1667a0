// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keys/keyring.h"
#include "app/keys/localservers.h"
#include "app/services/services.h"
#include "ui/keys/secretclipboard.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace Crossroads {

class ImportDialog;
class InlineBanner;
class KeyCard;
class KeyEntryBar;
class KeyRow;
class OpenRouterConnect;
class OwnProviders;

/// Keys: one card a provider with its keys, servers of this machine, and the Sandbox; keys come by paste
/// anywhere on the page, by import, or by connecting OpenRouter.
class KeysPage : public QWidget
{
    Q_OBJECT

public:
    explicit KeysPage(Services &services, QWidget *parent = nullptr);
    ~KeysPage() override;

    KeyEntryBar &entry() { return *m_entry; }
    InlineBanner &banner() { return *m_banner; }
    QList<KeyCard *> cards() const;
    /// Opens \p url in the browser; tests put another one in its place.
    void setBrowser(std::function<void(const QUrl &)> open) { m_open = std::move(open); }
    void importKeys(const QString &pasted = {});
    void connectOpenRouter();
    /// Asks for a provider that is not known: the dialog opens over the page.
    void addProvider();
    OwnProviders &ownProviders() { return *m_own; }
    void testAll();
    /// Asks the usual ports of this machine, where the settings allow it.
    void lookForServers();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    QWidget *buildHead();
    void connectRing();
    void fillVendors();
    void rebuild();
    void addCards();
    KeyCard *providerCard(const QString &slug, const QList<const KeyEntry *> &keys);
    QWidget *ownRow(const ProviderRecord &own, bool keyless);
    KeyCard *localCard();
    KeyCard *sandboxCard();
    QWidget *plainRow(const QString &icon, const QString &name, const QString &about, bool running,
                      const QString &word);
    QWidget *emptyState();
    void connectRow(KeyRow *row, const QString &id);
    void place();
    void refreshRows();
    void refreshHead();
    void showKeychain();
    QString otherLabel(const KeyEntry &entry) const;
    const Vendor vendorOf(const QString &slug) const;
    void submit(const Secret &value, const QString &provider);
    void afterTest(const Secret &value, const QString &provider, const KeyReport &report);
    void store(const NewKey &key, const std::optional<KeyReport> &report);
    void stored(const NewKey &key, const std::optional<KeyReport> &report, const Result<QString> &id);
    void offerSession(const NewKey &key, const std::optional<KeyReport> &report, const Error &why);
    void offerClipboard(const QString &headline, const Secret &value);
    void replaceWith(const Secret &value, const KeyReport &report);
    void addAll(QList<NewKey> keys, int done);
    void test(const QString &id);
    void rename(const QString &id);
    void limit(const QString &id);
    void copy(const QString &id);
    void remove(const QString &id);
    void say(int kind, const QString &headline, const QString &more = {});
    void recolour();

    Services &m_services;
    KeyRing &m_ring;
    KeyEntryBar *m_entry;
    InlineBanner *m_banner;
    QLabel *m_title;
    QLabel *m_count;
    QLabel *m_lock;
    QLabel *m_where;
    QLabel *m_foot = nullptr;
    QPushButton *m_addProvider;
    QPushButton *m_testAll;
    QScrollArea *m_scroll;
    QWidget *m_content;
    QHBoxLayout *m_columns;
    QVBoxLayout *m_left;
    QVBoxLayout *m_right;
    OwnProviders *m_own;
    QList<QWidget *> m_blocks; ///< cards in order
    QHash<QString, KeyRow *> m_rows;
    QSet<QString> m_testing;
    QString m_replaced; ///< the key that the next one replaces
    QList<LocalServer> m_servers;
    QTimer m_second;
    SecretClipboard m_clipboard;
    std::unique_ptr<OpenRouterConnect> m_connection;
    std::function<void(const QUrl &)> m_open;
    bool m_twoColumns = true;
    bool m_keychainBanner = false;
    bool m_stale = true;
};

} // namespace Crossroads
