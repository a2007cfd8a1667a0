// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractButton>

class QPlainTextEdit;

namespace Crossroads {

/// The prompt of the shown run, once for all lanes: one line, which opens in place to the whole text (with
/// the system text, where there is one). Return or Space open and fold it, as a click does.
class PromptStrip : public QWidget
{
    Q_OBJECT

public:
    explicit PromptStrip(QWidget *parent = nullptr);

    void setPrompt(const QString &prompt, const QString &system);
    void setOpen(bool open);
    bool isOpen() const { return m_open; }
    QAbstractButton *row() const;
    QPlainTextEdit *text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Row;
    void fitText();
    void recolour();

    Row *m_row;
    QPlainTextEdit *m_text;
    bool m_open = false;
};

} // namespace Crossroads
