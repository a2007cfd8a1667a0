// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/ownproviders.h"

#include "ui/common/confirm.h"
#include "ui/common/inlinebanner.h"
#include "ui/keys/providerdialog.h"

#include <QMenu>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Kind = InlineBanner::Kind;

OwnProviders::OwnProviders(Services &services, QWidget *window)
    : QObject(window), m_services(services), m_window(window)
{
}

QList<const KeyEntry *> OwnProviders::keysOf(const QString &slug) const
{
    QList<const KeyEntry *> keys;
    for (const KeyEntry &entry : m_services.keyRing().keys()) {
        if (entry.record.provider == slug)
            keys.append(&entry);
    }
    return keys;
}

ProviderDialog *OwnProviders::add()
{
    return open({});
}

ProviderDialog *OwnProviders::edit(const QString &slug)
{
    return open(slug);
}

ProviderDialog *OwnProviders::open(const QString &slug)
{
    ProviderDialog::Context context{.taken = m_services.takenNames(),
                                    .way = [this](const QString &host, const QString &proxy) {
                                        return m_services.networkWay(host, proxy);
                                    }};
    if (const ProviderRecord *edited = m_services.customProviders().find(slug)) {
        context.edited = *edited;
        const auto keys = keysOf(slug);
        context.storedKeys = int(keys.size());
        for (const KeyEntry *key : keys) {
            if (context.storedKey.isEmpty() && key->record.enabled)
                context.storedKey = m_services.keyRing().value(key->record.id);
        }
    }
    auto *dialog = new ProviderDialog(std::move(context), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, isNew = slug.isEmpty()] {
        keep(dialog->record(), {dialog->key(), dialog->wasTested()}, isNew);
    });
    dialog->open();
    return dialog;
}

void OwnProviders::keep(const ProviderRecord &provider, const TypedKey &key, bool isNew)
{
    m_services.saveProvider(provider).then(this, [this, provider, key, isNew](const Result<void> &saved) {
        if (!saved) {
            Q_EMIT said(int(Kind::Error), saved.error().message, saved.error().hint);
            return;
        }
        Q_EMIT said(int(Kind::Ok),
                    isNew ? tr("%1 was added.").arg(provider.name) : tr("%1 was changed.").arg(provider.name),
                    tr("Its models are called %1/MODEL, here and on the command line.").arg(provider.slug));
        if (!key.value.isEmpty())
            Q_EMIT keyGiven({.provider = provider.slug, .label = {}, .value = key.value}, key.tested);
        m_services.readModelsOf(provider.slug, key.value);
    });
}

void OwnProviders::remove(const QString &slug)
{
    const ProviderRecord *own = m_services.customProviders().find(slug);
    if (!own)
        return;
    const qsizetype keys = keysOf(slug).size();
    const QString question = tr("Remove %1?").arg(own->name);
    if (keys == 0) {
        if (ask(m_window, question,
                tr("Its models can not be called any more. Answers that they gave stay in the history."),
                {tr("Remove")}) == 0)
            forget(slug, false);
        return;
    }
    const QString what =
        tr("Its models can not be called any more. Its %Ln keys can go from the keychain, too, or stay there "
           "and on "
           "this page. Either way they still work at their provider until they are revoked there.",
           nullptr, int(keys));
    const int choice = ask(m_window, question, what,
                           {tr("Remove it, keep the %Ln keys", nullptr, int(keys)),
                            tr("Remove it and its %Ln keys", nullptr, int(keys))});
    if (choice >= 0)
        forget(slug, choice == 1);
}

void OwnProviders::forget(const QString &slug, bool keysToo)
{
    m_services.removeProvider(slug, keysToo).then(this, [this, slug, keysToo](const Result<void> &removed) {
        if (!removed)
            Q_EMIT said(int(Kind::Error), removed.error().message, removed.error().hint);
        else
            Q_EMIT said(int(Kind::Info), tr("%1 was removed.").arg(slug),
                        keysToo                  ? tr("Its keys are no longer in the keychain.")
                        : keysOf(slug).isEmpty() ? QString()
                                                 : tr("Its keys are still in the keychain."));
    });
}

void OwnProviders::addActions(QMenu &menu, const QString &slug)
{
    menu.addSeparator();
    menu.addAction(tr("&Change…"), this, [this, slug] { edit(slug); });
    menu.addAction(tr("Read its &models again"), this, [this, slug] { m_services.readModelsOf(slug); });
    menu.addAction(tr("&Remove…"), this, [this, slug] { remove(slug); });
}

} // namespace Crossroads
