// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>
#include <QWidget>

#include <functional>

class QHBoxLayout;
class QToolButton;

namespace Crossroads {

/// The lineup as chips, Add, the parameters and the layout switch.
class LineupBar : public QWidget
{
    Q_OBJECT

public:
    /// \param nameOf a model's name for people;
    LineupBar(std::function<QString(const QString &)> nameOf, QWidget *parent = nullptr);

    void setLineup(const QStringList &lineup);
    const QStringList &lineup() const { return m_lineup; }
    void setLayoutName(const QString &layout);
    QWidget *addButton() const;

Q_SIGNALS:
    void lineupChanged(const QStringList &lineup);
    void addAsked();
    void parametersAsked();
    void layoutChanged(const QString &layout);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuildChips();
    void fitChips();
    void recolour();
    QToolButton *flatButton(const QString &icon, const QString &text, const QString &tip);

    std::function<QString(const QString &)> m_nameOf;
    QStringList m_lineup;
    QList<QWidget *> m_chips;
    QHBoxLayout *m_chipRow;
    QToolButton *m_add;
    QToolButton *m_parameters;
    QList<QToolButton *> m_layouts;
};

} // namespace Crossroads
