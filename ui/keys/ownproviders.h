// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"

#include <QObject>

class QMenu;
class QWidget;

namespace Crossroads {

class ProviderDialog;

/// Adds, changes and removes providers that the person describes: opens the dialog over its window, keeps
/// what comes of it, and has the models read.
class OwnProviders : public QObject
{
    Q_OBJECT

public:
    OwnProviders(Services &services, QWidget *window);

    /// Opens the dialog; it is returned for tests and pictures, and goes by itself.
    ProviderDialog *add();
    ProviderDialog *edit(const QString &slug);
    /// Asks first whether its keys go, too.
    void remove(const QString &slug);
    /// What can be done with \p slug, for its card's menu.
    void addActions(QMenu &menu, const QString &slug);

Q_SIGNALS:
    /// \param kind an InlineBanner::Kind.
    void said(int kind, const QString &headline, const QString &more);
    /// A key came along with it. \param tested the provider did not refuse it.
    void keyGiven(const Crossroads::NewKey &key, bool tested);

private:
    struct TypedKey
    {
        Secret value;
        bool tested = false;
    };
    ProviderDialog *open(const QString &slug);
    void keep(const ProviderRecord &provider, const TypedKey &key, bool isNew);
    void forget(const QString &slug, bool keysToo);
    QList<const KeyEntry *> keysOf(const QString &slug) const;

    Services &m_services;
    QWidget *m_window;
};

} // namespace Crossroads
