// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keys/providertest.h"

#include <QWidget>

class QLabel;

namespace Crossroads {

/// The five steps of a provider's test, one below the other: an icon, the step, what happened there, and what
/// to do about it. Always as high as five rows.
class TestSteps : public QWidget
{
    Q_OBJECT

public:
    explicit TestSteps(QWidget *parent = nullptr);
    void show(const TestRow &row);
    /// All rows wait, with nothing to say.
    void clear();
    /// What stands in the row of \p step: "Connection, failed: ...", as a screen reader says it.
    QString sentenceOf(TestStep step) const;

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Line
    {
        QWidget *widget = nullptr;
        QLabel *icon = nullptr;
        QLabel *name = nullptr;
        QLabel *words = nullptr;
        QLabel *hint = nullptr;
        TestRow row = {};
    };
    void recolour(const Line &line);
    QList<Line> m_lines;
};

} // namespace Crossroads
