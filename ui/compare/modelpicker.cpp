// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/modelpicker.h"

#include "app/sandbox/sandbox.h"
#include "ui/common/catalogmodel.h"
#include "ui/common/icons.h"
#include "ui/common/modellinedelegate.h"
#include "ui/common/screenfit.h"
#include "ui/common/tokens.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int mostRows = 200;

ModelPicker::ModelPicker(std::shared_ptr<const CatalogIndex> index, QWidget *parent)
    : QDialog(parent, Qt::Popup), m_index(std::move(index)), m_query(new QLineEdit(this)),
      m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Add a model"));
    m_query->setPlaceholderText(tr("Type a model, an author, or PROVIDER/ID"));
    m_query->setAccessibleName(tr("Search models"));
    m_query->setClearButtonEnabled(true);
    m_query->installEventFilter(this);
    m_list->setAccessibleName(tr("Models"));
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new ModelLineDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    auto *hint = new QLabel(
        tr("Prices: $ per million tokens in / out, at the cheapest · Return adds · Esc closes"), this);
    hint->setFont(sized(font(), -1));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_query);
    column->addWidget(m_list);
    column->addWidget(hint);
    resizeWithinScreen(this, {560, 420});
    connect(m_query, &QLineEdit::textChanged, this, &ModelPicker::fill);
    connect(m_list, &QListWidget::itemActivated, this, &ModelPicker::pick);
    connect(m_list, &QListWidget::itemClicked, this, &ModelPicker::pick);
    fill({});
    m_query->setFocus();
}

QListWidgetItem *ModelPicker::addRow(const QString &id, const QString &name, const QString &author)
{
    auto *item = new QListWidgetItem(name, m_list);
    item->setData(Qt::UserRole, id);
    item->setData(ModelLineDelegate::AuthorRole, author);
    item->setToolTip(id.toHtmlEscaped());
    item->setSizeHint({0, qMax(28, fontMetrics().height() + 8)});
    return item;
}

void ModelPicker::addModel(int place)
{
    const Model &model = m_index->catalog().models()[place];
    const CatalogRow &row = m_index->row(place);
    QListWidgetItem *item = addRow(model.id, model.name, model.author);
    const QString price = row.floor
                              ? u"%1 / %2"_s.arg(rateText(row.floor->input), rateText(row.floor->output))
                              : tr("price unknown");
    item->setData(ModelLineDelegate::FiguresRole, u"%1  ·  %2"_s.arg(price, tokensText(model.contextTokens)));
    item->setData(ModelLineDelegate::KeyRole, row.hasKey);
    item->setData(ModelLineDelegate::DimmedRole, !row.hasKey);
    item->setData(Qt::AccessibleTextRole,
                  tr("%1, %2, %3 dollars a million tokens in and out, context %4, %5")
                      .arg(model.name, model.author, price, tokensText(model.contextTokens),
                           row.hasKey ? tr("you have a key") : tr("no key yet")));
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
        QListWidgetItem *item = addRow(id, persona.name, tr("simulated · %1").arg(persona.description));
        item->setIcon(lineIcon(u"flask"_s, t.text));
    }
    int left = mostRows;
    for (const int place : m_index->search({.text = query, .authors = {}, .providers = {}})) {
        if (m_index->catalog().models()[place].simulated)
            continue; // they stand above
        if (left-- == 0)
            break;
        addModel(place);
    }
    if (query.contains(u'/') && !m_index->catalog().find(query))
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
