// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the page does with keys; how it looks is in keyspage.cpp.

#include "app/keys/openrouterconnect.h"
#include "app/money/amountinput.h"
#include "ui/common/inlinebanner.h"
#include "ui/keys/importdialog.h"
#include "ui/keys/keyentrybar.h"
#include "ui/keys/keyrow.h"
#include "ui/keys/keyspage.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Kind = InlineBanner::Kind;

// --- adding
// --------------------------------------------------------------------------------------------------

void KeysPage::submit(const Secret &value, const QString &provider)
{
    m_banner->hide();
    m_entry->setBusy(true);
    testKey(m_services.http(), vendorOf(provider), value)
        .then(this, [this, value, provider](const KeyReport &report) {
            m_entry->setBusy(false);
            afterTest(value, provider, report);
        });
}

void KeysPage::afterTest(const Secret &value, const QString &provider, const KeyReport &report)
{
    if (!m_replaced.isEmpty() && !report.error) {
        replaceWith(value, report);
        return;
    }
    const NewKey key{.provider = provider, .label = {}, .value = value};
    // Refused by its provider: nothing is stored unasked. Resting or without credit, it is a good key.
    const bool genuine = !report.error || report.error->kind == ErrorKind::RateLimited ||
                         report.error->kind == ErrorKind::Payment;
    if (genuine) {
        store(key, report);
        return;
    }
    const bool refused = report.error->kind == ErrorKind::Authentication;
    say(int(Kind::Error),
        refused ? tr("%1 refuses this key (%2).").arg(vendorOf(provider).name).arg(report.error->httpStatus)
                : tr("The key could not be tested."),
        refused ? tr("Nothing was stored. Check that it was copied whole, and that it is of %1.")
                      .arg(vendorOf(provider).name)
                : tr("%1 Nothing was stored.").arg(report.error->message));
    connect(m_banner->addAction(tr("Add it anyway")), &QPushButton::clicked, this, [this, key, report] {
        m_banner->hide();
        store(key, report);
    });
    connect(m_banner->addAction(tr("Test again")), &QPushButton::clicked, this,
            [this, value, provider] { submit(value, provider); });
}

void KeysPage::replaceWith(const Secret &value, const KeyReport &report)
{
    m_ring.replace(m_replaced, value)
        .then(this, [this, id = m_replaced, value, report](const Result<void> &done) {
            if (!done) {
                say(int(Kind::Error), done.error().message, done.error().hint);
                return;
            }
            m_ring.takeReport(id, report);
            m_entry->clear();
            offerClipboard(tr("The key was replaced."), value);
        });
}

void KeysPage::store(const NewKey &key, const std::optional<KeyReport> &report)
{
    m_ring.add(key).then(this, [this, key, report](const Result<QString> &id) { stored(key, report, id); });
}

void KeysPage::stored(const NewKey &key, const std::optional<KeyReport> &report, const Result<QString> &id)
{
    if (!id && m_ring.problem() && !key.sessionOnly) {
        offerSession(key, report, id.error());
        return;
    }
    if (!id) {
        say(int(Kind::Error), id.error().message, id.error().hint);
        return;
    }
    if (report)
        m_ring.takeReport(*id, *report);
    m_entry->clear();
    offerClipboard(tr("The key of %1 was added.").arg(vendorOf(key.provider).name), key.value);
}

void KeysPage::offerSession(const NewKey &key, const std::optional<KeyReport> &report, const Error &why)
{
    m_keychainBanner = false;
    say(int(Kind::Warn), why.message, tr("Keys can stay in memory until you quit. %1").arg(why.hint));
    connect(m_banner->addAction(tr("Keep for this session")), &QPushButton::clicked, this,
            [this, key, report] {
                m_banner->hide();
                NewKey kept = key;
                kept.sessionOnly = true; // the explicit yes
                store(kept, report);
            });
    connect(m_banner->addAction(tr("Try again")), &QPushButton::clicked, this, [this, key, report] {
        m_banner->hide();
        store(key, report);
    });
}

void KeysPage::offerClipboard(const QString &headline, const Secret &value)
{
    if (!SecretClipboard::holds(value)) {
        say(int(Kind::Ok), headline);
        return;
    }
    say(int(Kind::Ok), headline, tr("It is still on the clipboard, where other programs can read it."));
    connect(m_banner->addAction(tr("Clear the clipboard")), &QPushButton::clicked, this, [this, value] {
        SecretClipboard::clearIf(value);
        m_banner->hide();
    });
}

void KeysPage::importKeys(const QString &pasted)
{
    ImportDialog dialog(m_ring, m_services.vendors().values(), this);
    if (!pasted.isEmpty())
        dialog.takeText(pasted);
    if (dialog.exec() == QDialog::Accepted)
        addAll(dialog.chosen(), 0);
}

/// One after the other; the first that the keychain refuses ends it, the rest is said.
void KeysPage::addAll(QList<NewKey> keys, int done)
{
    if (keys.isEmpty()) {
        say(int(Kind::Ok), tr("%Ln keys were added.", nullptr, done),
            tr("Nothing was sent. Test them when you like."));
        connect(m_banner->addAction(tr("Test all")), &QPushButton::clicked, this, &KeysPage::testAll);
        return;
    }
    const NewKey key = keys.takeFirst();
    m_ring.add(key).then(this, [this, keys, done](const Result<QString> &id) {
        if (id)
            addAll(keys, done + 1);
        else if (id.error().kind == ErrorKind::WrongUse)
            addAll(keys, done); // it is there already
        else
            say(int(Kind::Error), id.error().message,
                tr("Added before that: %1. %2").arg(done).arg(id.error().hint));
    });
}

void KeysPage::connectOpenRouter()
{
    const Vendor vendor = vendorOf(u"openrouter"_s);
    m_connection = std::make_unique<OpenRouterConnect>(m_services.http(), vendor);
    connect(m_connection.get(), &OpenRouterConnect::finished, this, [this](const Result<Secret> &key) {
        if (key)
            store({.provider = u"openrouter"_s,
                   .label = tr("Connected account"),
                   .value = *key,
                   .origin = u"connected"_s},
                  KeyReport());
        else if (key.error().kind == ErrorKind::Cancelled)
            m_banner->hide();
        else
            say(int(Kind::Error), key.error().message, key.error().hint);
    });
    const auto page = m_connection->start();
    if (!page) {
        say(int(Kind::Error), page.error().message, page.error().hint);
        return;
    }
    m_open(*page);
    say(int(Kind::Info), tr("Go on in your browser."),
        tr("OpenRouter asks whether Crossroads may have a key. This page waits five minutes."));
    connect(m_banner->addAction(tr("Open the browser again")), &QPushButton::clicked, this,
            [this, url = *page] { m_open(url); });
    connect(m_banner->addAction(tr("Cancel")), &QPushButton::clicked, m_connection.get(),
            &OpenRouterConnect::cancel);
}

// --- one key
// -------------------------------------------------------------------------------------------------

void KeysPage::connectRow(KeyRow *row, const QString &id)
{
    connect(row, &KeyRow::enabledAsked, this, [this, id](bool on) { m_ring.setEnabled(id, on); });
    connect(row, &KeyRow::testAsked, this, [this, id] { test(id); });
    connect(row, &KeyRow::replaceAsked, this, [this, id] {
        const KeyEntry *entry = m_ring.find(id);
        if (!entry)
            return;
        m_entry->askFor(entry->record.provider, entry->record.label);
        m_replaced = id;
    });
    connect(row, &KeyRow::renameAsked, this, [this, id] { rename(id); });
    connect(row, &KeyRow::limitAsked, this, [this, id] { limit(id); });
    connect(row, &KeyRow::copyAsked, this, [this, id] { copy(id); });
    connect(row, &KeyRow::removeAsked, this, [this, id] { remove(id); });
    connect(row, &KeyRow::linkAsked, this, [this](const QUrl &url) { m_open(url); });
    // Queued: the move rebuilds the row that asks.
    connect(
        row, &KeyRow::moveAsked, this,
        [this, id](int step) {
            int position = 0;
            const KeyEntry *entry = m_ring.find(id);
            for (const KeyEntry &other : m_ring.keys()) {
                if (entry && other.record.provider == entry->record.provider &&
                    other.record.position < entry->record.position)
                    ++position;
            }
            m_ring.move(id, std::max(0, position + step));
            if (KeyRow *moved = m_rows.value(id))
                moved->findChild<QToolButton *>()->setFocus();
        },
        Qt::QueuedConnection);
}

void KeysPage::test(const QString &id)
{
    const KeyEntry *entry = m_ring.find(id);
    const Secret value = m_ring.value(id);
    if (!entry || value.isEmpty() || m_testing.contains(id))
        return;
    const QString name = vendorOf(entry->record.provider).name;
    m_testing.insert(id);
    refreshRows();
    testKey(m_services.http(), vendorOf(entry->record.provider), value)
        .then(this, [this, id, name](const KeyReport &report) {
            m_testing.remove(id);
            m_ring.takeReport(id, report);
            const bool ofKey = !report.error || report.error->kind == ErrorKind::Authentication ||
                               report.error->kind == ErrorKind::Payment ||
                               report.error->kind == ErrorKind::RateLimited;
            if (!ofKey)
                say(int(Kind::Warn), tr("%1 could not be asked.").arg(name),
                    u"%1 %2"_s.arg(report.error->message, report.error->hint));
            refreshRows();
        });
}

void KeysPage::testAll()
{
    for (const KeyEntry &entry : m_ring.keys()) {
        if (entry.record.enabled)
            test(entry.record.id);
    }
}

void KeysPage::rename(const QString &id)
{
    const KeyEntry *entry = m_ring.find(id);
    bool ok = false;
    const QString label = entry ? QInputDialog::getText(this, tr("Rename the key"), tr("Its name:"),
                                                        QLineEdit::Normal, entry->record.label, &ok)
                                : QString();
    if (ok)
        m_ring.setLabel(id, label);
}

void KeysPage::limit(const QString &id)
{
    const KeyEntry *entry = m_ring.find(id);
    if (!entry)
        return;
    bool ok = false;
    const QString now =
        entry->record.limit ? shownAmount(entry->record.limit->toDecimal(), QLocale()) : QString();
    const QString text =
        QInputDialog::getText(this, tr("Spending limit"),
                              tr("Most US dollars to spend with this key in a month; empty for no limit:"),
                              QLineEdit::Normal, now, &ok)
            .trimmed();
    if (!ok)
        return;
    const auto amount = readAmount(text, QLocale());
    if (amount)
        m_ring.setLimit(id, Money::fromDecimal(amount->toLatin1())); // nothing typed: no limit
    else
        say(int(Kind::Warn), amount.error().message, tr("The limit stays as it was."));
}

void KeysPage::copy(const QString &id)
{
    const Secret value = m_ring.value(id);
    const int seconds = m_services.settings().clipboardSeconds;
    if (value.isEmpty())
        return;
    m_clipboard.copy(value, seconds);
    say(int(Kind::Info), tr("The key is on the clipboard."),
        tr("It is taken off again in %1 s, and clipboard histories are asked to leave it out.").arg(seconds));
}

/// At once, and with a way back: the value is still here until the banner goes.
void KeysPage::remove(const QString &id)
{
    const KeyEntry *entry = m_ring.find(id);
    if (!entry)
        return;
    const NewKey again{.provider = entry->record.provider,
                       .label = entry->record.label,
                       .value = m_ring.value(id),
                       .origin = entry->record.origin,
                       .sessionOnly = entry->sessionOnly};
    m_ring.remove(id).then(this, [this, again](const Result<void> &removed) {
        if (!removed) {
            say(int(Kind::Error), removed.error().message, removed.error().hint);
            return;
        }
        say(int(Kind::Info),
            tr("\u201c%1\u201d of %2 was removed.").arg(again.label, vendorOf(again.provider).name),
            tr("It still works at its provider until it is revoked there."));
        if (!again.value.isEmpty())
            connect(m_banner->addAction(tr("Undo")), &QPushButton::clicked, this, [this, again] {
                m_banner->hide();
                store(again, std::nullopt);
            });
        const QUrl url = vendorOf(again.provider).keysUrl;
        if (url.isValid() && !url.isEmpty())
            connect(m_banner->addAction(tr("Revoke it there")), &QPushButton::clicked, this,
                    [this, url] { m_open(url); });
    });
}

void KeysPage::lookForServers()
{
    if (!m_services.settings().findLocalServers) {
        m_servers.clear();
        rebuild(); // each says that it was not looked for
        return;
    }
    findLocalServers(m_services.http(), knownVendors()).then(this, [this](const QList<LocalServer> &servers) {
        if (servers == m_servers)
            return;
        m_servers = servers;
        rebuild();
    });
}

} // namespace Crossroads
