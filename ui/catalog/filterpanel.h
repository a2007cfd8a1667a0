// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSlider;
class QToolButton;
class QVBoxLayout;

namespace Crossroads {

/// The criteria of the catalog, down its left side, each with how many models fulfil it.
class FilterPanel : public QWidget
{
    Q_OBJECT

public:
    explicit FilterPanel(QWidget *parent = nullptr);
    /// Counts and authors are this index's.
    void setIndex(const CatalogIndex &index);
    /// The criteria as chosen; text and order stay as they are in \p filter.
    CatalogFilter applied(CatalogFilter filter) const;
    bool everything() const;
    void setEverything(bool everything);
    void clear();

    /// One criterion that is on, and how to take it off.
    struct Chip
    {
        QString text;
        std::function<void()> remove;
    };
    QList<Chip> chips() const;

Q_SIGNALS:
    void changed();
    void everythingChanged(bool everything);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Check
    {
        QCheckBox *box;
        QLabel *count;
        std::function<void(CatalogFilter &)> apply;
    };
    void heading(const QString &text);
    void addCheck(const QString &text, std::function<void(CatalogFilter &)> apply);
    void addContext();
    void addPrice();
    void addChoices();
    void fillAuthors(const CatalogIndex &index);
    void showAuthorMenu();
    qint64 minContext() const;

    QVBoxLayout *m_column;
    QList<Check> m_checks;
    QSlider *m_context;
    QLabel *m_contextText;
    QLineEdit *m_price;
    QComboBox *m_provider;
    QComboBox *m_since;
    QCheckBox *m_everything;
    QToolButton *m_authorButton;
    QStringList m_authors; ///< chosen
    QList<std::pair<QString, int>> m_allAuthors;
};

} // namespace Crossroads
