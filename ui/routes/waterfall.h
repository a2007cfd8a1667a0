// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include <QWidget>

namespace Crossroads {

/// An answer's attempts along one axis of time: who, how long, to the first token and after it.
class Waterfall : public QWidget
{
    Q_OBJECT

public:
    explicit Waterfall(QWidget *parent = nullptr);
    void show(const Answer &answer);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int rowHeight() const;
    int axisHeight() const;
    Answer m_answer;
};

} // namespace Crossroads
