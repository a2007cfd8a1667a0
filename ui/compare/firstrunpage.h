// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace Crossroads {

class PrimaryButton;

/// What an empty Compare shows: one action that works without anything, and how to use real models.
class FirstRunPage : public QWidget
{
    Q_OBJECT

public:
    explicit FirstRunPage(QWidget *parent = nullptr);
    PrimaryButton *tryButton() const { return m_try; }

Q_SIGNALS:
    void tryAsked();
    void keysAsked();
    void providerAsked();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void recolour();
    QWidget *row(const QString &icon, const QString &title, const QString &words, QPushButton *button);
    PrimaryButton *m_try;
    QPushButton *m_key;
    QPushButton *m_provider;
    QWidget *m_card;
    QList<QLabel *> m_quiet;
    QList<QLabel *> m_icons;
};

} // namespace Crossroads
