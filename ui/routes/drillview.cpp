// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/drillview.h"

#include "ui/common/inlinebanner.h"
#include "ui/common/moneytext.h"
#include "ui/common/tokens.h"
#include "ui/routes/rulesview.h"
#include "ui/routes/waterfall.h"

#include <QComboBox>
#include <QFormLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

DrillView::DrillView(Services &services, QWidget *parent)
    : QWidget(parent), m_services(services), m_rule(new QComboBox(this)), m_model(new QLineEdit(this)),
      m_start(new QPushButton(tr("Run the drill"), this)), m_result(new InlineBanner(this)),
      m_waterfall(new Waterfall(this))
{
    auto *hint = new QLabel(
        tr("The Sandbox plays the providers of a model, over real connections on this computer, and "
           "some of them fail. Nothing is sent anywhere, and nothing is charged."),
        this);
    hint->setWordWrap(true);
    m_model->setText(u"deepseek/deepseek-v3.2"_s);
    m_rule->setMaximumWidth(360);
    m_model->setMaximumWidth(360);
    auto *form = new QFormLayout;
    form->setVerticalSpacing(8);
    form->addRow(tr("&Rule"), m_rule);
    form->addRow(tr("&Model"), m_model);
    const QString names[] = {tr("&First offer"), tr("&Second offer"), tr("&Third offer")};
    for (const QString &name : names) {
        m_failures.append(failureBox(QString(name).remove(u'&')));
        form->addRow(name, m_failures.last());
    }
    m_failures[0]->setCurrentIndex(m_failures[0]->findData(u"429"_s));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    column->addWidget(hint);
    column->addLayout(form);
    column->addWidget(m_start, 0, Qt::AlignLeft);
    column->addWidget(m_result);
    column->addWidget(m_waterfall);
    column->addStretch();
    m_result->hide();
    m_waterfall->hide();
    connect(m_start, &QPushButton::clicked, this, &DrillView::run);
    connect(&services.store(), &Store::committed, this, &DrillView::take);
}

QComboBox *DrillView::failureBox(const QString &name)
{
    auto *box = new QComboBox(this);
    box->setAccessibleName(name);
    box->setMaximumWidth(360);
    box->addItem(tr("answers"), QString());
    box->addItem(tr("refuses the key (401)"), u"401"_s);
    box->addItem(tr("has no credit left (402)"), u"402"_s);
    box->addItem(tr("asks to wait (429)"), u"429"_s);
    box->addItem(tr("fails (500)"), u"500"_s);
    box->addItem(tr("answers with a web page"), u"html"_s);
    box->addItem(tr("fails in mid-answer"), u"inband"_s);
    box->addItem(tr("breaks off in mid-answer"), u"cut"_s);
    return box;
}

void DrillView::setRules(const QStringList &keys)
{
    const QString now = m_rule->currentData().toString();
    m_rule->clear();
    for (const QString &key : keys)
        m_rule->addItem(RulesView::nameOf(key), key);
    m_rule->setCurrentIndex(qMax(0, m_rule->findData(now)));
}

void DrillView::run()
{
    RunRequest request;
    request.prompt = tr("A drill of the routing.");
    request.source = u"drill"_s;
    const QString key = m_rule->currentData().toString();
    request.lineup = {key.startsWith("rule/"_L1) ? key : m_model->text().trimmed()};
    if (!key.startsWith("rule/"_L1)) {
        const QString text = m_services.settings().routeRules.value(key);
        request.rules = rulesFromJson(QJsonDocument::fromJson(text.toUtf8()).object()).value_or(RouteRules());
    }
    QStringList failures;
    for (const QComboBox *box : std::as_const(m_failures))
        failures.append(box->currentData().toString());
    request.drill = failures;
    const auto started = m_services.router().start(request);
    m_answer = Answer();
    m_run = started ? started->id : QString();
    m_start->setEnabled(!started);
    m_result->setVisible(!started);
    if (!started)
        m_result->setMessage(InlineBanner::Kind::Error, started.error().message, started.error().hint);
}

void DrillView::take(const QList<LaneUpdate> &updates)
{
    for (const LaneUpdate &update : updates) {
        if (update.runId == m_run && !m_run.isEmpty())
            m_answer.apply(update);
    }
    if (!m_run.isEmpty() && !m_answer.attempts.isEmpty()) {
        m_waterfall->show(m_answer);
        m_waterfall->setVisible(true);
    }
    if (isEnded(m_answer.state) && !m_run.isEmpty())
        showResult();
}

void DrillView::showResult()
{
    m_run.clear();
    m_start->setEnabled(true);
    const bool done = m_answer.state == LaneState::Done;
    const QString headline =
        done ? tr("It would have been answered, after %1.").arg(secondsText(m_answer.totalMs))
        : m_answer.state == LaneState::Incomplete
            ? tr("The answer would have broken off, and you would be asked.")
            : tr("Nobody would have answered.");
    QString more = whyThisRoute(m_answer.attempts);
    if (m_answer.attempts.isEmpty() && m_answer.error)
        more = m_answer.error->message + u' ' + m_answer.error->hint;
    m_result->setMessage(done ? InlineBanner::Kind::Ok : InlineBanner::Kind::Warn, headline, more);
    m_result->show();
}

} // namespace Crossroads
