// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QWidget>

class QAbstractButton;
class QButtonGroup;

namespace Crossroads {

/// A choice of one out of a few, in one frame: the chosen segment has a tint and an accent line. One stop of
/// Tab; arrows choose within.
class SegmentBar : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentBar(QWidget *parent = nullptr);

    /// \param key names the segment to the program; \param icon a bundled line icon, or empty; \param text
    /// for people: beside the icon where \p showText, else as tooltip; its accessible name either way.
    void addSegment(const QString &key, const QString &icon, const QString &text, bool showText = false);
    void setCurrent(const QString &key); ///< without a signal
    QString current() const;
    QList<QWidget *> segments() const;                  ///< from left to right
    QAbstractButton *segment(const QString &key) const; ///< null where there is none

Q_SIGNALS:
    /// The person chose another segment.
    void picked(const QString &key);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group;
    QList<QAbstractButton *> m_segments; // their objectName is the key
};

} // namespace Crossroads
