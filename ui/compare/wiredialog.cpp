// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/wiredialog.h"

#include "app/routing/wiretext.h"
#include "ui/common/screenfit.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

// A text box of many megabytes takes seconds to lay out; copying still copies all of it.
static constexpr qsizetype mostShown = 512 * 1024;

WireDialog::WireDialog(const QString &lane, const QList<WireRecord> &records, QWidget *parent)
    : QDialog(parent), m_records(records), m_attempt(new QComboBox(this)),
      m_pretty(new QCheckBox(tr("&Pretty"), this)), m_request(pane(tr("Request"))),
      m_response(pane(tr("Response"))), m_copied(new QLabel(this))
{
    setWindowTitle(tr("The wire of %1").arg(lane));
    resizeWithinScreen(this, {960, 640});
    auto *split = new QSplitter(Qt::Horizontal, this);
    for (const auto &[title, box] : {std::pair(tr("&Request"), m_request), {tr("Re&sponse"), m_response}}) {
        auto *side = new QWidget(split);
        auto *column = new QVBoxLayout(side);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(4);
        auto *label = new QLabel(title, side);
        label->setBuddy(box);
        column->addWidget(label);
        column->addWidget(box);
        split->addWidget(side);
    }
    split->setSizes({400, 560});
    split->setChildrenCollapsible(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(head());
    column->addWidget(split, 1);
    column->addWidget(copyRow());
    for (int i = 0; i < int(m_records.size()); ++i) {
        const WireRecord &record = m_records[i];
        m_attempt->addItem(record.status
                               ? tr("%1. %2, HTTP %3").arg(i + 1).arg(record.provider).arg(record.status)
                               : tr("%1. %2, no answer").arg(i + 1).arg(record.provider));
    }
    connect(m_attempt, &QComboBox::currentIndexChanged, this, &WireDialog::showAttempt);
    connect(m_pretty, &QCheckBox::toggled, this, [this] { showAttempt(m_attempt->currentIndex()); });
    m_attempt->setCurrentIndex(int(m_records.size()) - 1);
    showAttempt(m_attempt->currentIndex());
}

QPlainTextEdit *WireDialog::pane(const QString &name)
{
    auto *box = new QPlainTextEdit(this);
    box->setReadOnly(true);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    box->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    box->setWordWrapMode(QTextOption::WrapAnywhere);
    box->setTabChangesFocus(true);
    box->setAccessibleName(name);
    return box;
}

QWidget *WireDialog::head()
{
    auto *widget = new QWidget(this);
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto *label = new QLabel(tr("&Attempt"), widget);
    label->setBuddy(m_attempt);
    m_attempt->setAccessibleName(tr("Attempt"));
    m_attempt->setEnabled(m_records.size() > 1);
    m_pretty->setChecked(true);
    row->addWidget(label);
    row->addWidget(m_attempt);
    row->addSpacing(8);
    row->addWidget(m_pretty);
    row->addStretch();
    return widget;
}

QWidget *WireDialog::copyRow()
{
    auto *widget = new QWidget(this);
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    const auto add = [&](const QString &text, const QString &name, auto made) {
        auto *button = new QPushButton(text, widget);
        button->setObjectName(name);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, made, text] {
            if (const WireRecord *record = current())
                copy(made(*record), text);
        });
        row->addWidget(button);
    };
    add(tr("Copy as &curl"), u"copy-curl"_s, &asCurl);
    add(tr("Copy as P&ython"), u"copy-python"_s, &asPython);
    add(tr("Copy as &JavaScript"), u"copy-javascript"_s, &asJavaScript);
    add(tr("Copy re&quest"), u"copy-request"_s,
        [this](const WireRecord &record) { return requestText(record, m_pretty->isChecked()); });
    add(tr("Copy respo&nse"), u"copy-response"_s,
        [this](const WireRecord &record) { return responseText(record, m_pretty->isChecked()); });
    row->addWidget(m_copied);
    row->addStretch();
    auto *close = new QDialogButtonBox(QDialogButtonBox::Close, widget);
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::reject);
    row->addWidget(close);
    return widget;
}

const WireRecord *WireDialog::current() const
{
    const int index = m_attempt->currentIndex();
    return index >= 0 && index < int(m_records.size()) ? &m_records[index] : nullptr;
}

void WireDialog::showAttempt(int)
{
    const WireRecord *record = current();
    if (!record)
        return;
    const auto shown = [](const QString &text) {
        return text.size() <= mostShown ? text
                                        : text.first(mostShown) + u"\n\n"_s +
                                              tr("(more than is shown here; copying copies all of it)");
    };
    m_request->setPlainText(shown(requestText(*record, m_pretty->isChecked())));
    m_response->setPlainText(shown(responseText(*record, m_pretty->isChecked())));
}

void WireDialog::copy(const QString &text, const QString &what)
{
    QApplication::clipboard()->setText(text);
    QString plain = what;
    m_copied->setText(tr("Copied: %1").arg(plain.remove(u'&')));
}

} // namespace Crossroads
