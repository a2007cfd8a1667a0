// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/editend.h"

#include <QFocusEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSpinBox>

namespace Crossroads {

EditEnd::EditEnd(QLineEdit *field) : QObject(field), m_field(field), m_line(field)
{
    watch();
}

EditEnd::EditEnd(QSpinBox *field)
    : QObject(field), m_field(field), m_line(field->findChild<QLineEdit *>()), m_spin(field)
{
    watch();
}

void EditEnd::watch()
{
    m_settled = text();
    m_field->installEventFilter(this);
}

EditEnd *EditEnd::of(const QWidget *field)
{
    return field ? field->findChild<EditEnd *>(Qt::FindDirectChildrenOnly) : nullptr;
}

QWidget *EditEnd::finishAll(QWidget *page)
{
    const auto edits = page->findChildren<EditEnd *>();
    for (EditEnd *edit : edits)
        edit->finish();
    for (EditEnd *edit : edits) {
        if (edit->isUnfinished() && edit->field()->isEnabled())
            return edit->field();
    }
    return nullptr;
}

void EditEnd::putAllBack(QWidget *page)
{
    const auto edits = page->findChildren<EditEnd *>();
    for (EditEnd *edit : edits)
        edit->putBack();
}

QString EditEnd::text() const
{
    return m_line->text();
}

bool EditEnd::isUnfinished() const
{
    return text() != m_settled;
}

void EditEnd::settle()
{
    m_settled = text();
}

void EditEnd::finish()
{
    if (m_spin)
        m_spin->interpretText();
    if (isUnfinished())
        Q_EMIT finished();
}

void EditEnd::putBack()
{
    m_line->setText(m_settled);
    if (m_spin)
        m_spin->interpretText();
}

static bool leavesTheField(const QFocusEvent *event)
{
    return event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason;
}

bool EditEnd::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn)
        m_away = false;
    if (event->type() == QEvent::FocusOut) {
        m_away = !leavesTheField(static_cast<QFocusEvent *>(event));
        if (!m_away)
            finish();
        return QObject::eventFilter(watched, event);
    }
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QObject::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Escape && isUnfinished()) {
        event->accept(); // else it would be the window's Escape
        if (event->type() == QEvent::KeyPress)
            putBack();
        return true;
    }
    if (event->type() == QEvent::KeyPress && (key == Qt::Key_Return || key == Qt::Key_Enter))
        finish();
    return QObject::eventFilter(watched, event);
}

void whenFinished(QSpinBox *field, QObject *context, std::function<void(int)> take)
{
    field->setKeyboardTracking(false);
    auto *end = new EditEnd(field);
    const auto taken = [field, end, take = std::move(take)] {
        end->settle();
        take(field->value());
    };
    // A spin box makes a number of what is typed whenever it loses the focus, to another window as well.
    QObject::connect(field, &QSpinBox::valueChanged, end, [end, taken] {
        if (!end->isAway())
            taken();
    });
    QObject::connect(end, &EditEnd::finished, context, taken);
}

} // namespace Crossroads
