// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/authoritylist.h"

#include "app/services/authorities.h"
#include "ui/common/icons.h"
#include "ui/common/notelabel.h"
#include "ui/common/tokens.h"

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

AuthorityList::AuthorityList(QWidget *parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)),
      m_add(new QPushButton(tr("Add a &certificate file…"), this)), m_note(new NoteLabel(this))
{
    m_add->setMinimumHeight(28);
    m_add->setAutoDefault(false);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_column->addWidget(m_add, 0, Qt::AlignLeft);
    m_column->addWidget(m_note);
    m_note->setQuietWhenEmpty(true);
    connect(m_add, &QPushButton::clicked, this, &AuthorityList::choose);
}

void AuthorityList::show(const QStringList &files)
{
    if (files == m_files)
        return;
    m_files = files;
    rebuild();
}

void AuthorityList::choose()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Certificate authorities"), {},
                                                      tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    if (!file.isEmpty())
        add(file);
}

void AuthorityList::add(const QString &file)
{
    const auto found = countAuthorities(file);
    if (!found || m_files.contains(file)) {
        m_note->setNote(NoteLabel::Kind::Wrong,
                        found ? tr("%1 is in the list already.").arg(file)
                              : u"%1 %2"_s.arg(found.error().message, found.error().hint),
                        m_add);
        return;
    }
    m_note->setNote(NoteLabel::Kind::Fine, {}, m_add);
    m_files.append(file);
    rebuild();
    Q_EMIT changed();
}

void AuthorityList::rebuild()
{
    qDeleteAll(std::exchange(m_rows, {}));
    for (const QString &file : std::as_const(m_files))
        build(file);
}

void AuthorityList::build(const QString &file)
{
    const Tokens t = Tokens::fromPalette(palette());
    auto *row = new QWidget(this);
    auto *name = new QLabel(QFileInfo(file).fileName(), row);
    name->setTextFormat(Qt::PlainText);
    name->setToolTip(file.toHtmlEscaped());
    const auto found = countAuthorities(file); // it may have gone since it was added
    auto *state = new NoteLabel(row);
    if (!found)
        state->setNote(NoteLabel::Kind::Wrong, found.error().message);
    else
        state->setNote(NoteLabel::Kind::Fine,
                       tr("%Ln certificates, %1", nullptr, int(*found)).arg(QFileInfo(file).path()));
    auto *out = new QToolButton(row);
    out->setAutoRaise(true);
    out->setMinimumSize(28, 28);
    out->setIcon(lineIcon(u"close"_s, t.text));
    out->setAccessibleName(tr("Take out %1").arg(file));
    out->setToolTip(tr("Take it out"));
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    line->addWidget(name);
    line->addWidget(state, 1);
    line->addWidget(out);
    m_column->insertWidget(int(m_rows.size()), row);
    m_rows.append(row);
    connect(
        out, &QToolButton::clicked, this,
        [this, file] {
            m_files.removeAll(file);
            rebuild();
            m_add->setFocus();
            Q_EMIT changed();
        },
        Qt::QueuedConnection); // the row that asks goes
}

void AuthorityList::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        rebuild();
}

} // namespace Crossroads
