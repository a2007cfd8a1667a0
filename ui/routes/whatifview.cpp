// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/whatifview.h"

#include "ui/common/moneytext.h"
#include "ui/common/tokens.h"
#include "ui/routes/rulesview.h"

#include <QComboBox>
#include <QFormLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QSpinBox>

namespace Crossroads {

using namespace Qt::StringLiterals;

WhatIfView::WhatIfView(Services &services, QWidget *parent)
    : QWidget(parent), m_services(services), m_rule(new QComboBox(this)), m_count(new QSpinBox(this)),
      m_result(new QLabel(this))
{
    m_count->setRange(1, 10'000);
    m_count->setValue(200);
    m_count->setMaximumWidth(120);
    m_rule->setMaximumWidth(360);
    m_result->setWordWrap(true);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setFont(sized(font(), 0.5));
    auto *form = new QFormLayout(this);
    form->setContentsMargins(16, 12, 16, 12);
    form->setVerticalSpacing(10);
    form->addRow(tr("&Rule"), m_rule);
    form->addRow(tr("Last &requests"), m_count);
    form->addRow(m_result);
    for (const auto &[name, strategy] :
         {std::pair(tr("Balanced"), Strategy::Balanced), std::pair(tr("Cheapest first"), Strategy::Price),
          std::pair(tr("Fastest first"), Strategy::Throughput),
          std::pair(tr("Quickest first token"), Strategy::Latency),
          std::pair(tr("The model's own vendor first"), Strategy::Direct)})
        m_rule->addItem(name, u"sort:"_s + strategyName(strategy));
    connect(m_rule, &QComboBox::currentIndexChanged, this, &WhatIfView::compute);
    connect(m_count, &QSpinBox::valueChanged, this, &WhatIfView::compute);
}

void WhatIfView::setRules(const QStringList &keys)
{
    for (int i = m_rule->count() - 1; i >= 0; --i) {
        if (!m_rule->itemData(i).toString().startsWith("sort:"_L1))
            m_rule->removeItem(i);
    }
    for (const QString &key : keys)
        m_rule->addItem(key == "*"_L1 ? tr("Your rule for all models") : RulesView::nameOf(key), key);
}

void WhatIfView::showEvent(QShowEvent *)
{
    compute();
}

RouteRules WhatIfView::rules() const
{
    const QString key = m_rule->currentData().toString();
    if (key.startsWith("sort:"_L1)) {
        RouteRules rules;
        rules.sort = strategyFromName(key.sliced(5)).value_or(Strategy::Balanced);
        return rules;
    }
    const QString text = m_services.settings().routeRules.value(key);
    RouteRules rules = rulesFromJson(QJsonDocument::fromJson(text.toUtf8()).object()).value_or(RouteRules());
    if (key.startsWith("rule/"_L1))
        rules.fallbackModels.clear(); // its models are its own; here each request keeps its model
    return rules;
}

void WhatIfView::compute()
{
    if (!isVisible())
        return;
    const int asked = ++m_asked;
    m_services.store()
        .lastRequests(m_count->value())
        .then(this, [this, asked, rules = rules()](const Result<QList<PastRequest>> &requests) {
            if (asked != m_asked)
                return;
            if (!requests) {
                m_result->setText(requests.error().message);
                return;
            }
            QList<PastRequest> real;
            for (const PastRequest &one : *requests) {
                if (!one.simulated)
                    real.append(one);
            }
            Router &router = m_services.router();
            show(whatIf(
                real, rules,
                [&router](const QString &model, const RouteRules &rule, const RouteNeed &need, quint64 seed) {
                    return router.plan(model, rule, need, seed);
                },
                router.health().snapshot(), m_services.clock().wallMs()));
        });
}

void WhatIfView::show(const WhatIf &result)
{
    if (result.requests == 0) {
        m_result->setText(
            tr("No request with a known cost is in the ledger yet. Simulated ones do not count."));
        return;
    }
    QStringList lines{
        tr("%n request(s) compared, with today's prices.", nullptr, result.requests),
        tr("Cost: %1 then, ~%2 under this rule.").arg(moneyText(result.then), moneyText(result.instead)),
        tr("%1 of them would go to another provider.").arg(result.moved)};
    if (result.timed > 0)
        lines.append(
            tr("First token, on average: %1 then, ~%2 under this rule (%3 requests whose offers were "
               "observed of late).")
                .arg(secondsText(result.ttftThenMs / result.timed),
                     secondsText(result.ttftInsteadMs / result.timed))
                .arg(result.timed));
    if (result.unplanned > 0)
        lines.append(tr("%1 would not be sent at all: the rule leaves no offer.").arg(result.unplanned));
    m_result->setText(lines.join(u"\n\n"_s));
}

} // namespace Crossroads
