// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

#include <functional>

class QLineEdit;
class QSpinBox;
class QWidget;

namespace Crossroads {

/// Tells when a person has finished an edit: with Return, or by going elsewhere in the window. What is typed
/// when another window comes to the front, or while a menu is open, is half-typed and stays. Escape puts back
/// what the field had. Lives as long as its field.
class EditEnd : public QObject
{
    Q_OBJECT

public:
    /// \param field has one of them at most.
    explicit EditEnd(QLineEdit *field);
    explicit EditEnd(QSpinBox *field);
    static EditEnd *of(const QWidget *field); ///< null where there is none

    /// As if every field of \p page had been left. Returns one that has what could not be taken, if there is.
    static QWidget *finishAll(QWidget *page);
    static void putAllBack(QWidget *page);

    /// As if the person had left the field.
    void finish();
    /// The field has another text than what was put into it or finished last.
    bool isUnfinished() const;
    /// The field has again what it had when it was settled last.
    void putBack();
    /// What it has now is what Escape goes back to. Whoever fills the field calls this, and whoever takes
    /// what was finished: until then it counts as unfinished.
    void settle();
    /// Another window, or a menu, has the keyboard for now.
    bool isAway() const { return m_away; }
    QWidget *field() const { return m_field; }

Q_SIGNALS:
    /// Only where it is unfinished.
    void finished();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void watch();
    QString text() const;
    QWidget *m_field;
    QLineEdit *m_line; // the field, or within it
    QSpinBox *m_spin = nullptr;
    QString m_settled;
    bool m_away = false;
};

/// Calls \p take with the number of \p field when an edit is finished, or at once for a step by its buttons,
/// its arrows or the wheel.
void whenFinished(QSpinBox *field, QObject *context, std::function<void(int)> take);

} // namespace Crossroads
