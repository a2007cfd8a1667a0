// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;

namespace Crossroads {

class PrimaryButton;

/// What stands where there is nothing to show: a sentence, what to do, and one button that does it.
class EmptyNote : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyNote(QWidget *parent = nullptr);
    void setWords(const QString &headline, const QString &more, const QString &button, const QString &glyph);
    PrimaryButton *button() const { return m_button; }
    QString headline() const;

Q_SIGNALS:
    void clicked();

protected:
    void changeEvent(QEvent *event) override;

private:
    void recolour();
    QLabel *m_icon;
    QLabel *m_headline;
    QLabel *m_more;
    PrimaryButton *m_button;
};

} // namespace Crossroads
