// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPlainTextEdit>
#include <QWidget>

class QLabel;
class QToolButton;

namespace Crossroads {

class AttachmentRow;
class PrimaryButton;
class PromptEdit;

/// The prompt's editor, with the price above the button that spends it. Ctrl+Return sends; while a run is
/// under way the button stops it.
class Composer : public QWidget
{
    Q_OBJECT

public:
    explicit Composer(QWidget *parent = nullptr);

    QString prompt() const;
    void setPrompt(const QString &prompt);
    /// Of the prompt, estimated.
    qint64 tokens() const;
    /// Of the prompt in UTF-8, without making it: it may be long, and this is asked at every key.
    qint64 promptBytes() const;
    void setPlaceholder(const QString &text);
    /// \param price above the button ("~$0.004 to ~$0.034"), \param tokens below it.
    void setEstimate(const QString &price, const QString &tokens);
    void setRunning(bool running);
    QPlainTextEdit *editor() const;
    AttachmentRow &attachments() const { return *m_attachments; }
    PrimaryButton *sendButton() const { return m_send; }

Q_SIGNALS:
    void sendAsked();
    void stopAsked();
    void promptChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void fitHeight();
    void pickFiles();
    void refreshButton();

    PromptEdit *m_editor;
    AttachmentRow *m_attachments;
    QToolButton *m_attach;
    QLabel *m_price;
    QLabel *m_tokens;
    PrimaryButton *m_send;
    bool m_running = false;
    qint64 m_runningSince = 0;
};

} // namespace Crossroads
