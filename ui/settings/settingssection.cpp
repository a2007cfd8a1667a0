// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/settingssection.h"

#include "app/money/amountinput.h"
#include "ui/common/editend.h"
#include "ui/common/notelabel.h"
#include "ui/common/tokens.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int labelWidth = 176;
static constexpr int controlHeight = 28;
static constexpr int controlWidth = 280;

SettingsSection::SettingsSection(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(16, 4, 16, 16);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, grown(labelWidth, font()));
    m_grid->setColumnMinimumWidth(1, grown(controlWidth, font()));
    m_grid->setColumnStretch(2, 1); // takes what controls do not need
    setMaximumWidth(grown(760, font()));
}

void SettingsSection::addHeading(const QString &text)
{
    auto *label = new QLabel(text, this);
    label->setFont(sized(font(), 0, true));
    label->setContentsMargins(0, 12, 0, 2);
    addWide(label);
}

void SettingsSection::addRemark(const QString &text)
{
    auto *note = new NoteLabel(this);
    note->setNote(NoteLabel::Kind::Fine, text);
    addWide(note);
}

void SettingsSection::addRow(const QString &label, QWidget *control, NoteLabel *note)
{
    const int row = m_grid->rowCount();
    control->setMinimumHeight(qMax(controlHeight, control->sizeHint().height()));
    if (!label.isEmpty()) {
        auto *words = new QLabel(label, this);
        words->setBuddy(control);
        words->setMinimumHeight(control->minimumHeight());
        words->setWordWrap(true);
        m_grid->addWidget(words, row, 0, Qt::AlignTop);
        if (control->accessibleName().isEmpty())
            control->setAccessibleName(QString(label).remove(u'&'));
    }
    if (control->maximumWidth() < QWIDGETSIZE_MAX) {
        control->setFixedWidth(control->maximumWidth());
        m_grid->addWidget(control, row, 1, Qt::AlignLeft | Qt::AlignTop);
    } else {
        m_grid->addWidget(control, row, 1);
    }
    if (note) {
        note->setQuietWhenEmpty(true);
        m_grid->addWidget(note, row + 1, 1, 1, 2);
    }
}

void SettingsSection::addWide(QWidget *widget)
{
    m_grid->addWidget(widget, m_grid->rowCount(), 0, 1, 3);
}

void SettingsSection::addEnd()
{
    m_grid->setRowStretch(m_grid->rowCount(), 1);
}

QLineEdit *SettingsSection::addText(const QString &label, const QString &placeholder, const TextCheck &check,
                                    std::function<SettingsChange(const QString &)> take,
                                    const QString &remark)
{
    auto *field = new QLineEdit(this);
    auto *note = new NoteLabel(this);
    field->setPlaceholderText(placeholder);
    field->setMaximumWidth(grown(controlWidth, font()));
    addRow(label, field, note);
    const auto judge = [field, note, check, remark] {
        const QString wrong = check(field->text());
        note->setNote(wrong.isEmpty() ? NoteLabel::Kind::Fine : NoteLabel::Kind::Wrong,
                      wrong.isEmpty() ? remark : wrong, field);
        return wrong.isEmpty();
    };
    judge();
    connect(field, &QLineEdit::textChanged, this, judge);
    auto *end = new EditEnd(field);
    connect(end, &EditEnd::finished, this, [this, field, end, judge, take = std::move(take)] {
        if (!judge())
            return;
        end->settle();
        Q_EMIT changed(take(field->text()));
    });
    return field;
}

void SettingsSection::showText(QLineEdit *field, const QString &text)
{
    EditEnd *end = EditEnd::of(field);
    if (field->hasFocus() || end->isUnfinished())
        return;
    field->setText(text);
    end->settle();
}

QString amountFrom(const QString &text)
{
    return readAmount(text, QLocale()).value_or(QString());
}

QString checkAmount(const QString &text)
{
    const auto amount = readAmount(text, QLocale());
    return amount ? QString() : amount.error().message;
}

QString amountShown(const QString &decimal)
{
    return shownAmount(decimal, QLocale());
}

} // namespace Crossroads
