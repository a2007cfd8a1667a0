// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/spendnames.h"

#include "ui/common/moneytext.h"
#include "ui/common/textlocale.h"

#include <QCoreApplication>
#include <QLocale>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("SpendNames", text);
}

static QString keyGroupName(const CreditFacts &facts, const QString &of)
{
    const QString provider = of.section(u'/', 0, -2);
    const QString lastFour = of.section(u'/', -1);
    const QString name = facts.vendorOf(provider).name;
    for (const KeyEntry &key : facts.keys) {
        if (key.record.provider == provider && key.record.lastFour == lastFour && !lastFour.isEmpty())
            return tr("%1, %2 …%3").arg(name, key.record.label, lastFour);
    }
    return lastFour.isEmpty() ? tr("%1, no key").arg(name) : tr("%1 …%2").arg(name, lastFour);
}

QString groupName(const CreditFacts &facts, const Catalog &catalog, SpendPart part, const QString &of)
{
    switch (part) {
    case SpendPart::Model: {
        const Model *model = catalog.find(of);
        return model ? model->name : of;
    }
    case SpendPart::Provider:
        return facts.vendorOf(of).name;
    case SpendPart::Key:
        return keyGroupName(facts, of);
    case SpendPart::Source:
        return sourceText(of);
    case SpendPart::Day:
        break;
    }
    return textLocale().toString(QDate::fromString(of, Qt::ISODate), u"ddd d MMM yyyy"_s);
}

QList<SpendModel::Fee> feesOf(const QList<SpendCell> &cells, const Catalog &catalog)
{
    QList<SpendModel::Fee> fees;
    for (const SpendGroup &group : groupsOf(cells, SpendPart::Provider)) {
        const CatalogProvider *provider = catalog.provider(group.of);
        const int points = provider ? provider->feeBasisPoints : 0;
        if (points > 0 && group.sums.cost() != Money{})
            fees.append(
                {tr("%1’s fee (%2 % on top-ups)").arg(provider->name, QLocale().toString(points / 100.0)),
                 feeOn(group.sums.cost(), points), group.sums.basis()});
    }
    return fees;
}

QList<std::pair<QString, QString>> budgetPartsOf(const CreditFacts &facts)
{
    QList<std::pair<QString, QString>> parts;
    QStringList providers;
    for (const KeyEntry &key : facts.keys)
        providers.append(key.record.provider);
    for (const SpendCell &cell : facts.recent)
        providers.append(cell.provider);
    providers.removeDuplicates();
    for (const QString &slug : std::as_const(providers))
        parts.append({u"provider/"_s + slug, tr("Provider %1").arg(facts.vendorOf(slug).name)});
    for (const KeyEntry &key : facts.keys) {
        if (!key.record.lastFour.isEmpty())
            parts.append(
                {u"key/"_s + key.record.lastFour,
                 tr("Key “%1”, %2").arg(key.record.label, facts.vendorOf(key.record.provider).name)});
    }
    for (const QString &source : {u"compare"_s, u"cli"_s, u"gateway"_s})
        parts.append({u"source/"_s + source, tr("Source %1").arg(sourceText(source))});
    return parts;
}

QString basisShares(const SpendSums &sums)
{
    QStringList shares;
    const auto add = [&](Money money, const QString &text) {
        if (money != Money{})
            shares.append(text.arg(shareText(permilleOf(money.pico, sums.cost().pico))));
    };
    add(sums.reported, tr("%1 reported"));
    add(sums.computed, tr("%1 computed"));
    add(sums.estimated, tr("%1 ~ estimated"));
    return shares.join(u", "_s);
}

QString driftText(const QList<CostDrift> &drift)
{
    QStringList providers;
    Money apart;
    for (const CostDrift &one : drift) {
        if (one.compared == 0)
            continue;
        providers.append(one.provider);
        apart +=
            Money{qAbs(one.reported.pico - one.computed.pico)}; // too much here does not make up for there
    }
    providers.removeDuplicates();
    if (providers.isEmpty())
        return {};
    return QCoreApplication::translate("SpendNames", "checked against %Ln providers, drift %1", nullptr,
                                       int(providers.size()))
        .arg(moneyText(apart));
}

QString periodName(const QString &key, QDate first, QDate last)
{
    if (key == "today"_L1)
        return tr("today");
    if (key == "week"_L1)
        return tr("in 7 days");
    if (key == "quarter"_L1)
        return tr("in 90 days");
    if (key == "month"_L1)
        return tr("in %1").arg(textLocale().standaloneMonthName(first.month()));
    return tr("from %1 to %2")
        .arg(textLocale().toString(first, QLocale::ShortFormat),
             textLocale().toString(last, QLocale::ShortFormat));
}

QString axisMoneyText(Money money)
{
    const QString digits = money.toDecimal();
    const qsizetype point = digits.indexOf(u'.');
    const bool tenths = point >= 0 && digits.size() - point == 2;
    return u'$' + digits + (tenths ? u"0"_s : QString());
}

} // namespace Crossroads
