// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/editend.h"
#include "ui/settings/listeditor.h"
#include "ui/settings/sections.h"

#include <QLineEdit>
#include <QRegularExpression>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// "75, 90 %" as rising percentages; nothing where it is something else.
static std::optional<QList<int>> percentsIn(const QString &text)
{
    static const QRegularExpression between(u"[\\s,;%]+"_s);
    QList<int> percents;
    for (const QString &part : text.split(between, Qt::SkipEmptyParts)) {
        bool ok = false;
        const int percent = part.toInt(&ok);
        if (!ok || percent < 1 || percent > 100)
            return std::nullopt;
        if (!percents.contains(percent))
            percents.append(percent);
    }
    std::ranges::sort(percents);
    return percents.isEmpty() ? std::nullopt : std::optional(percents);
}

static QString textOf(const QList<int> &percents)
{
    QStringList parts;
    for (const int percent : percents)
        parts.append(QString::number(percent));
    return parts.join(u", "_s);
}

static QString checkPart(const QString &text)
{
    return text.trimmed().isEmpty() ? MoneySection::tr("Write an amount, as in 12.50.") : checkAmount(text);
}

MoneySection::MoneySection(QWidget *parent)
    : SettingsSection(parent), m_parts(new ListEditor(tr("Choose a provider, key or source"),
                                                      {{tr("USD a month"), checkPart, 120}}, this))
{
    const auto amount = [](QString Settings::*field) {
        return [field](const QString &text) -> SettingsChange {
            return [field, amount = amountFrom(text)](Settings &s) { s.*field = amount; };
        };
    };
    const QString none = tr("no limit");
    addHeading(tr("Budgets, in US dollars"));
    addRemark(tr("A request that could exceed one is not sent. Days and months begin at your midnight."));
    const auto addAmount = [&](const QString &label, const QString &hint, QString Settings::*field,
                               const QString &remark = {}) {
        QLineEdit *edit = addText(label, hint, checkAmount, amount(field), remark);
        // What was taken is shown as it was read.
        connect(EditEnd::of(edit), &EditEnd::finished, this, [edit] {
            if (!EditEnd::of(edit)->isUnfinished()) {
                edit->setText(amountShown(amountFrom(edit->text())));
                EditEnd::of(edit)->settle();
            }
        });
        return edit;
    };
    m_perRun = addAmount(tr("For one &run"), none, &Settings::budgetPerRun);
    m_perDay = addAmount(tr("A &day"), none, &Settings::budgetPerDay);
    m_perMonth = addAmount(tr("A &month"), none, &Settings::budgetPerMonth);
    addHeading(tr("Budgets of parts, a month"));
    addWide(m_parts);
    addHeading(tr("Warnings"));
    m_warnings = addText(
        tr("&Warn at these percentages"), u"75, 90"_s,
        [](const QString &text) {
            return percentsIn(text) ? QString() : tr("Whole numbers from 1 to 100, as in 75, 90.");
        },
        [](const QString &text) -> SettingsChange {
            return [percents = percentsIn(text).value_or(QList<int>())](Settings &s) {
                s.budgetWarnings = percents;
            };
        },
        tr("of a budget"));
    m_lowCredit = addAmount(tr("Warn of a &balance below"), tr("never"), &Settings::lowCredit,
                            tr("in its own currency"));
    addEnd();
    connect(m_parts, &ListEditor::changed, this, [this] {
        QHash<QString, QString> parts;
        for (const ListEditor::Row &row : m_parts->rows())
            parts.insert(row.key, amountFrom(row.values.value(0)));
        Q_EMIT changed([parts](Settings &s) { s.budgetsOf = parts; });
    });
}

void MoneySection::show(const Settings &settings, const SettingsContext &context)
{
    const Showing showing(*this);
    showText(m_perRun, amountShown(settings.budgetPerRun));
    showText(m_perDay, amountShown(settings.budgetPerDay));
    showText(m_perMonth, amountShown(settings.budgetPerMonth));
    showText(m_warnings, textOf(settings.budgetWarnings));
    showText(m_lowCredit, amountShown(settings.lowCredit));
    QList<SettingsChoice> choices;
    for (const SettingsChoice &source : context.sources)
        choices.append({u"source/"_s + source.key, source.text});
    for (const SettingsChoice &key : context.keys)
        choices.append({u"key/"_s + key.key, key.text});
    for (const SettingsChoice &provider : context.providers)
        choices.append({u"provider/"_s + provider.key, provider.text});
    QList<ListEditor::Row> rows;
    for (auto it = settings.budgetsOf.cbegin(); it != settings.budgetsOf.cend(); ++it)
        rows.append({it.key(), {amountShown(it.value())}});
    m_parts->show(rows, choices);
}

} // namespace Crossroads
