// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QImage>
#include <QPlainTextEdit>

namespace Crossroads {

/// The prompt's editor: plain text, to which files are dropped and files or pictures are pasted as
/// attachments. Long text that is pasted or dropped stands in it as a chip of one character, so that typing
/// beside it stays quick; text() has it as it was given, and undoing, cutting and copying treat it as text.
class PromptEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit PromptEdit(QWidget *parent = nullptr);

    /// All of the prompt, the long texts whole. (toPlainText() has one character for each of them.)
    QString text() const;
    /// Replaces all, which can not be undone.
    void setText(const QString &text);
    /// Estimated; what is long was counted when it came.
    qint64 tokens() const;
    /// Of text() in UTF-8; what is long was counted when it came.
    qint64 utf8Size() const;
    /// Puts \p text in the place of what is selected, or where the cursor is.
    void insertText(const QString &text);

Q_SIGNALS:
    void filesGiven(const QStringList &paths);
    void pictureGiven(const QImage &picture);

protected:
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
    QMimeData *createMimeDataFromSelection() const override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Pasted
    {
        QString text;
        qint64 tokens = 0;
        qint64 utf8Size = 0;
    };
    template<typename OnText, typename OnPasted>
    void visit(int from, int to, OnText plain, OnPasted pasted) const;
    QString textBetween(int from, int to) const;
    bool isTooLongHere(const QString &text) const;
    const Pasted *pastedAt(int position) const;
    const Pasted *pastedAt(QPoint point, int *position = nullptr) const;
    const Pasted *pastedAtCursor() const;

    QList<Pasted> m_pasted; ///< by the number in a chip's format; kept for undoing until setText()
};

} // namespace Crossroads
