// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/budgetsdialog.h"

#include "app/money/amountinput.h"
#include "ui/common/icons.h"
#include "ui/common/tokens.h"
#include "ui/spend/creditlines.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int amountWidth = 120;

std::optional<QList<int>> percentsFromText(const QString &text)
{
    QList<int> percents;
    const QStringList words = QString(text).replace(u'%', u' ').replace(u',', u' ').simplified().split(u' ');
    for (const QString &word : words) {
        bool ok = false;
        const int percent = word.toInt(&ok);
        if (!ok || percent < 1 || percent > 100)
            return std::nullopt;
        percents.append(percent);
    }
    std::ranges::sort(percents);
    percents.erase(std::unique(percents.begin(), percents.end()), percents.end());
    return percents;
}

static QString percentsText(const QList<int> &percents)
{
    QStringList words;
    for (const int percent : percents)
        words.append(QString::number(percent));
    return words.join(u", "_s);
}

QLineEdit *BudgetsDialog::amountEdit(const QString &name, const QString &value)
{
    auto *edit = new QLineEdit(shownAmount(value, QLocale()), this);
    edit->setAccessibleName(name);
    edit->setPlaceholderText(tr("no limit"));
    edit->setAlignment(Qt::AlignRight);
    edit->setFixedWidth(amountWidth);
    connect(edit, &QLineEdit::textChanged, this, &BudgetsDialog::check);
    return edit;
}

BudgetsDialog::BudgetsDialog(const Settings &settings, const Parts &parts, QWidget *parent)
    : QDialog(parent), m_settings(settings), m_parts(parts),
      m_run(amountEdit(tr("Budget of each run, in dollars"), settings.budgetPerRun)),
      m_day(amountEdit(tr("Budget of a day, in dollars"), settings.budgetPerDay)),
      m_month(amountEdit(tr("Budget of a month, in dollars"), settings.budgetPerMonth)),
      m_warnings(new QLineEdit(percentsText(settings.budgetWarnings), this)),
      m_low(amountEdit(tr("Low credit, in the balance's own currency"), settings.lowCredit)),
      m_rows(new QVBoxLayout), m_add(new QPushButton(tr("&Add a part"), this)), m_problem(new QLabel(this))
{
    setWindowTitle(tr("Budgets"));
    build();
    QStringList keys = settings.budgetsOf.keys();
    keys.sort();
    for (const QString &key : std::as_const(keys))
        addRow(key, settings.budgetsOf.value(key));
    check();
}

static QLabel *quietLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setFont(sized(parent->font(), -1));
    label->setWordWrap(true);
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, Tokens::fromPalette(palette).muted);
    label->setPalette(palette);
    return label;
}

void BudgetsDialog::build()
{
    m_warnings->setAccessibleName(tr("Percent of a budget where it warns"));
    m_warnings->setFixedWidth(amountWidth);
    m_warnings->setAlignment(Qt::AlignRight);
    connect(m_warnings, &QLineEdit::textChanged, this, &BudgetsDialog::check);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->addRow(tr("Each &run, at most $"), m_run);
    form->addRow(tr("A &day, at most $"), m_day);
    form->addRow(tr("A &month, at most $"), m_month);
    form->addRow(tr("&Warn at percent"), m_warnings);
    form->addRow(tr("&Low credit below"), m_low);
    auto *parts = new QLabel(tr("Parts of a month"), this);
    parts->setFont(sized(font(), 0.5, true));
    m_rows->setSpacing(4);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setText(tr("Keep"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    QPalette warn = m_problem->palette();
    warn.setColor(QPalette::WindowText, Tokens::fromPalette(warn).error);
    m_problem->setPalette(warn);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(quietLabel(tr("A request whose most possible cost would pass a budget is not sent. An "
                                    "empty field is no limit. Low credit counts in each balance's own "
                                    "currency."),
                                 this));
    column->addLayout(form);
    column->addWidget(parts);
    column->addLayout(m_rows);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    column->addStretch();
    column->addWidget(m_problem);
    column->addWidget(buttons);
    setMinimumWidth(440);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({}, {});
        m_partRows.last().part->setFocus();
    });
    m_add->setEnabled(!m_parts.isEmpty());
}

void BudgetsDialog::addRow(const QString &part, const QString &amount)
{
    auto *holder = new QWidget(this);
    auto *choice = new QComboBox(holder);
    choice->setAccessibleName(tr("What the budget is for"));
    for (const auto &[key, name] : std::as_const(m_parts))
        choice->addItem(name, key);
    int place = choice->findData(part);
    if (place < 0 && !part.isEmpty()) { // of a key or provider that is gone: it still counts
        const QString of = part.section(u'/', 1);
        choice->addItem(part.startsWith("key/"_L1) ? tr("Key …%1").arg(of) : of, part);
        place = choice->count() - 1;
    }
    choice->setCurrentIndex(qMax(0, place));
    auto *edit = amountEdit(tr("Budget of this part in a month, in dollars"), amount);
    auto *drop = new QToolButton(holder);
    drop->setAutoRaise(true);
    drop->setIcon(lineIcon(u"close"_s, Tokens::fromPalette(palette()).text));
    drop->setAccessibleName(tr("Remove this budget"));
    drop->setToolTip(tr("Remove this budget"));
    auto *row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(choice, 1);
    row->addWidget(new QLabel(tr("at most $"), holder));
    row->addWidget(edit);
    row->addWidget(drop);
    m_rows->addWidget(holder);
    m_partRows.append({holder, choice, edit});
    connect(choice, &QComboBox::currentIndexChanged, this, &BudgetsDialog::check);
    connect(drop, &QToolButton::clicked, this, [this, holder] { removeRow(holder); });
    check();
}

void BudgetsDialog::removeRow(QWidget *holder)
{
    m_partRows.removeIf([holder](const Row &row) { return row.holder == holder; });
    holder->hide();
    holder->deleteLater();
    m_add->setFocus();
    check();
}

/// Says what can not be kept, and keeps the button shut until then.
void BudgetsDialog::check()
{
    if (!m_ok)
        return;
    QString problem;
    QList<QLineEdit *> amounts{m_run, m_day, m_month, m_low};
    QStringList seen;
    for (const Row &row : std::as_const(m_partRows)) {
        amounts.append(row.amount);
        const QString part = row.part->currentData().toString();
        if (seen.contains(part))
            problem = tr("%1 stands twice.").arg(row.part->currentText());
        seen.append(part);
    }
    for (const QLineEdit *edit : std::as_const(amounts)) {
        if (const auto amount = readAmount(edit->text(), QLocale()); !amount)
            problem = amount.error().message;
    }
    if (!percentsFromText(m_warnings->text()))
        problem = tr("Warnings are percents from 1 to 100, as in 75, 90.");
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_ok->setEnabled(problem.isEmpty());
}

static QString decimalOf(const QLineEdit *edit)
{
    const auto money = Money::fromDecimal(readAmount(edit->text(), QLocale()).value_or(QString()).toLatin1());
    return money ? money->toDecimal() : QString();
}

Settings BudgetsDialog::settings() const
{
    Settings settings = m_settings;
    settings.budgetPerRun = decimalOf(m_run);
    settings.budgetPerDay = decimalOf(m_day);
    settings.budgetPerMonth = decimalOf(m_month);
    settings.lowCredit = decimalOf(m_low);
    settings.budgetWarnings = percentsFromText(m_warnings->text()).value_or(m_settings.budgetWarnings);
    settings.budgetsOf.clear();
    for (const Row &row : m_partRows) {
        if (const QString amount = decimalOf(row.amount); !amount.isEmpty())
            settings.budgetsOf.insert(row.part->currentData().toString(), amount);
    }
    return settings;
}

} // namespace Crossroads
