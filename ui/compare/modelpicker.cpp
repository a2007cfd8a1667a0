// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/modelpicker.h"

#include "app/sandbox/sandbox.h"
#include "ui/common/icons.h"
#include "ui/common/tokens.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int mostRows = 200;

ModelPicker::ModelPicker(std::shared_ptr<const Catalog> catalog,
                         std::function<bool(const QString &)> callable, QWidget *parent)
    : QDialog(parent, Qt::Popup), m_index(std::move(catalog), {}), m_callable(std::move(callable)),
      m_query(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Add a model"));
    m_query->setPlaceholderText(tr("Type a model, an author, or PROVIDER/ID"));
    m_query->setAccessibleName(tr("Search models"));
    m_query->setClearButtonEnabled(true);
    m_query->installEventFilter(this);
    m_list->setAccessibleName(tr("Models"));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    auto *hint = new QLabel(tr("Return adds · Esc closes"), this);
    hint->setFont(sized(font(), -1));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_query);
    column->addWidget(m_list);
    column->addWidget(hint);
    resize(560, 420);
    connect(m_query, &QLineEdit::textChanged, this, &ModelPicker::fill);
    connect(m_list, &QListWidget::itemActivated, this, &ModelPicker::pick);
    connect(m_list, &QListWidget::itemClicked, this, &ModelPicker::pick);
    fill({});
    m_query->setFocus();
}

void ModelPicker::addRow(const QString &id, const QString &name, const QString &note)
{
    auto *item = new QListWidgetItem(note.isEmpty() ? name : u"%1   %2"_s.arg(name, note), m_list);
    item->setData(Qt::UserRole, id);
    item->setToolTip(id.toHtmlEscaped());
    item->setSizeHint({0, qMax(28, fontMetrics().height() + 8)});
}

void ModelPicker::fill(const QString &query)
{
    m_list->clear();
    const Tokens t = Tokens::fromPalette(palette());
    for (const Sandbox::Persona &persona : Sandbox::personas()) {
        const QString id = u"sandbox/"_s + persona.id;
        if (!query.isEmpty() && !persona.name.contains(query, Qt::CaseInsensitive) &&
            !id.contains(query, Qt::CaseInsensitive))
            continue;
        addRow(id, persona.name, tr("simulated · %1").arg(persona.description));
        m_list->item(m_list->count() - 1)->setIcon(lineIcon(u"flask"_s, t.text));
    }
    const QList<int> models = m_index.search({.text = query, .authors = {}, .providers = {}});
    for (const int place : models.first(qMin(qsizetype(mostRows), models.size()))) {
        const Model *model = &m_index.catalog().models()[place];
        addRow(model->id, model->name,
               m_callable(model->id) ? model->id : tr("%1 · no key yet").arg(model->id));
        if (!m_callable(model->id))
            m_list->item(m_list->count() - 1)->setForeground(t.muted);
    }
    if (query.contains(u'/') && !m_index.catalog().find(query))
        addRow(query, query, tr("as written"));
    m_list->setCurrentRow(0);
}

void ModelPicker::pick()
{
    if (const QListWidgetItem *item = m_list->currentItem()) {
        Q_EMIT picked(item->data(Qt::UserRole).toString());
        close();
    }
}

bool ModelPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_query && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown: {
            const int step = key->key() == Qt::Key_Up       ? -1
                             : key->key() == Qt::Key_Down   ? 1
                             : key->key() == Qt::Key_PageUp ? -10
                                                            : 10;
            m_list->setCurrentRow(qBound(0, m_list->currentRow() + step, m_list->count() - 1));
            return true;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter:
            pick();
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace Crossroads
