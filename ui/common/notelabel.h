// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QWidget>

class QLabel;

namespace Crossroads {

/// One or two small lines below a field: what it takes, or what is wrong with what stands in it, with an icon
/// and in the state's colour. Keeps room for one line when it is empty, so that nothing moves. Plain text.
class NoteLabel : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Fine, Hint, Warn, Wrong };
    explicit NoteLabel(QWidget *parent = nullptr);
    /// \param field gets the note as its accessible description; may be null.
    void setNote(Kind kind, const QString &text, QWidget *field = nullptr);
    /// Takes no room while there is nothing to say.
    void setQuietWhenEmpty(bool quiet);
    Kind kind() const { return m_kind; }
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void recolour();
    Kind m_kind = Kind::Fine;
    bool m_quiet = false;
    QLabel *m_icon;
    QLabel *m_words;
};

} // namespace Crossroads
