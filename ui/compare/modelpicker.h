// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"

#include <QDialog>
#include <QStringList>

#include <functional>

class QLineEdit;
class QListWidget;

namespace Crossroads {

/// Finds a model by typing: the Sandbox's first, then the catalog's, best match first. Return adds the
/// selected one.
class ModelPicker : public QDialog
{
    Q_OBJECT

public:
    /// \param callable says whether a model could be sent now (a key is there, or none is needed).
    ModelPicker(std::shared_ptr<const Catalog> catalog, std::function<bool(const QString &)> callable,
                QWidget *parent = nullptr);

Q_SIGNALS:
    void picked(const QString &model);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill(const QString &query);
    void addRow(const QString &id, const QString &name, const QString &note);
    void pick();

    CatalogIndex m_index;
    std::function<bool(const QString &)> m_callable;
    QLineEdit *m_query;
    QListWidget *m_list;
};

} // namespace Crossroads
