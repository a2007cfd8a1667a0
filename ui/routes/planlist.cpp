// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/planlist.h"

#include "ui/common/icons.h"
#include "ui/common/tokens.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

PlanList::PlanList(QWidget *parent) : QListWidget(parent)
{
    setWordWrap(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("What is asked, in order"));
    setIconSize({16, 16});
    setSpacing(2);
}

static QString priceWords(const Prices &prices)
{
    if (!prices.input || !prices.output)
        return PlanList::tr("price unknown");
    if (prices.isFree())
        return PlanList::tr("free");
    // 1e-18 USD a token is 1e-12 USD a million tokens.
    return PlanList::tr("$%1 in, $%2 out a million")
        .arg(Money{prices.input->atto}.toDecimal(), Money{prices.output->atto}.toDecimal());
}

void PlanList::show(const Result<RoutePlan> &plan)
{
    clear();
    const Tokens t = Tokens::fromPalette(palette());
    const auto row = [&](const QString &icon, const QColor &color, const QString &text) {
        auto *item = new QListWidgetItem(lineIcon(icon, color), text, this);
        item->setForeground(color == t.muted ? t.muted : t.text);
    };
    if (!plan) {
        row(u"failed"_s, t.error, plan.error().message + u'\n' + plan.error().hint);
        return;
    }
    int number = 0;
    OfferId last;
    for (const Candidate &candidate : plan->candidates) {
        if (candidate.offer() == last)
            continue; // its other keys
        last = candidate.offer();
        const auto keys = std::ranges::count_if(plan->candidates, [&](const Candidate &other) {
            return other.offer() == last && !other.key.id.isEmpty();
        });
        QString text = tr("%1. %2, because %3").arg(++number).arg(candidate.vendor.name, candidate.why);
        QStringList more{priceWords(candidate.prices)};
        if (keys > 1)
            more.append(tr("%n keys", nullptr, int(keys)));
        if (candidate.fallback > 0)
            more.prepend(tr("fallback model %1").arg(candidate.modelName));
        row(candidate.tier == Candidate::Tier::Resting ? u"waiting"_s : u"done"_s,
            candidate.tier == Candidate::Tier::Resting ? t.warn : t.ok, text + u'\n' + more.join(u" · "_s));
    }
    for (const LeftOut &left : plan->leftOut)
        row(u"close"_s, t.muted,
            tr("%1 is left out. %2")
                .arg(left.providerName.isEmpty() ? left.provider : left.providerName, left.sentence));
}

} // namespace Crossroads
