// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"

#include <QDialog>
#include <QStringList>

#include <memory>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace Crossroads {

/// Finds a model by typing: the Sandbox's first, then the catalog's, best match first. Return adds the
/// selected one.
class ModelPicker : public QDialog
{
    Q_OBJECT

public:
    /// \param index knows which models can be called now (a key is there), and what they cost.
    explicit ModelPicker(std::shared_ptr<const CatalogIndex> index, QWidget *parent = nullptr);

Q_SIGNALS:
    void picked(const QString &model);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill(const QString &query);
    void addModel(int place);
    QListWidgetItem *addRow(const QString &id, const QString &name, const QString &author);
    void pick();

    std::shared_ptr<const CatalogIndex> m_index;
    QLineEdit *m_query;
    QListWidget *m_list;
};

} // namespace Crossroads
