// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>
#include <QWidget>

#include <functional>

class QHBoxLayout;
class QToolButton;

namespace Crossroads {

class SegmentBar;

/// The lineup as chips, Add, the parameters and the layout switch. Chips are moved by dragging or with Ctrl
/// and the arrow keys.
class LineupBar : public QWidget
{
    Q_OBJECT

public:
    /// \param nameOf a model's name for people;
    LineupBar(std::function<QString(const QString &)> nameOf, QWidget *parent = nullptr);

    void setLineup(const QStringList &lineup);
    const QStringList &lineup() const { return m_lineup; }
    void setLayoutName(const QString &layout);
    void setScrollsTogether(bool together); ///< without a signal
    QWidget *addButton() const;
    QWidget *lastTabStop() const { return m_lastStop; }

Q_SIGNALS:
    void lineupChanged(const QStringList &lineup);
    void addAsked();
    void parametersAsked();
    void layoutChanged(const QString &layout);
    void togetherToggled(bool together);
    /// How long to wait for the first token of \p model is to be set.
    void timeoutAsked(const QString &model);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class AddButton;
    class ModelChip;
    void rebuildChips();
    void fitChips();
    void orderTabs();
    void takeOut(ModelChip *chip);
    void place(ModelChip *chip, qsizetype to);
    void moveChip(ModelChip *chip, int step);
    void focusNextTo(ModelChip *chip, int step);
    void beginDrag();
    void dragTo(ModelChip *chip, int x);
    void endDrag(bool keep);
    void showMenu(ModelChip *chip, const QPoint &at);
    void recolour();
    void makeFlat(QToolButton *button, const QString &icon, const QString &text, const QString &tip);

    std::function<QString(const QString &)> m_nameOf;
    QStringList m_lineup;
    QStringList m_beforeDrag;
    QList<ModelChip *> m_chips; // in the order of the lineup
    QHBoxLayout *m_chipRow;
    AddButton *m_add;
    QToolButton *m_parameters;
    QToolButton *m_together; ///< whether the lanes follow each other's scrolling
    SegmentBar *m_layout;
    QWidget *m_lastStop = nullptr;
};

} // namespace Crossroads
