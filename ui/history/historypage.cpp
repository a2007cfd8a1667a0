// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/historypage.h"

#include "ui/common/confirm.h"
#include "ui/common/moneytext.h"
#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"
#include "ui/history/rundelegate.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int mostRuns = 500;

HistoryPage::HistoryPage(Store &store, QWidget *parent)
    : QWidget(parent), m_store(store), m_query(new QLineEdit(this)), m_list(new QListWidget(this)),
      m_empty(new QLabel(this))
{
    auto *title = new QLabel(tr("History"), this);
    title->setFont(sized(font(), 2, true));
    m_query->setPlaceholderText(tr("Search prompts and answers"));
    m_query->setAccessibleName(tr("Search the history"));
    m_query->setClearButtonEnabled(true);
    m_query->setMaximumWidth(grown(420, font()));
    m_list->setAccessibleName(tr("Runs"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new RunDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->installEventFilter(this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(16, 12, 16, 12);
    head->setSpacing(8);
    head->addWidget(title);
    head->addWidget(m_query);
    head->addWidget(m_empty);
    column->addLayout(head);
    column->addWidget(m_list, 1);
    connect(m_query, &QLineEdit::textChanged, this, &HistoryPage::reload);
    connect(m_list, &QListWidget::itemActivated, this, &HistoryPage::open);
}

void HistoryPage::showEvent(QShowEvent *)
{
    reload();
}

void HistoryPage::reload()
{
    const int asked = ++m_asked;
    m_store.recentRuns(mostRuns, m_query->text())
        .then(this, [this, asked](const Result<QList<RunSummary>> &runs) {
            if (asked != m_asked)
                return;
            if (runs)
                fill(*runs);
            else
                m_empty->setText(runs.error().message + u' ' + runs.error().hint);
            m_empty->setVisible(!runs || runs->isEmpty());
        });
}

void HistoryPage::fill(const QList<RunSummary> &runs)
{
    m_list->clear();
    m_empty->setText(m_query->text().isEmpty()
                         ? tr("No runs yet. Send a prompt in Compare, and it is kept here.")
                         : tr("No run contains these words."));
    for (const RunSummary &run : runs) {
        const QString when =
            textLocale().toString(QDateTime::fromMSecsSinceEpoch(run.startedWallMs), QLocale::ShortFormat);
        const QString cost = run.cost ? moneyText(*run.cost) : tr("cost unknown");
        const QString state = run.interrupted ? tr("interrupted")
                                              : tr("%1 of %2 done").arg(run.doneLanes).arg(run.models.size());
        auto *item =
            new QListWidgetItem(run.prompt.left(1000).simplified() + u'\n' +
                                    QStringList{when, run.models.join(u", "_s), state, cost}.join(u"  ·  "_s),
                                m_list);
        item->setData(Qt::UserRole, run.id);
    }
}

void HistoryPage::open()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    m_store.loadRun(item->data(Qt::UserRole).toString()).then(this, [this](const Result<StoredRun> &run) {
        if (run)
            Q_EMIT opened(*run);
    });
}

void HistoryPage::remove()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item ||
        ask(this, tr("Delete this run?"),
            tr("Its prompt and answers are gone then. The ledger keeps its cost."), {tr("Delete")}) != 0)
        return;
    m_store.deleteRun(item->data(Qt::UserRole).toString()).then(this, [this](const Result<void> &) {
        reload();
    });
}

bool HistoryPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        remove();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace Crossroads
