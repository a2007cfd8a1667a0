// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/budgetcheck.h"

#include "app/credits/bound.h"
#include "app/routing/router.h"
#include "ui/common/moneytext.h"

#include <QCoreApplication>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int leastWorthwhile = 16; // tokens; a shorter answer is not worth paying the prompt for

namespace {
/// A lane, as far as its bound goes.
struct BoundedLane
{
    Prices prices;
    qint64 offerLimit = 0;
};
} // namespace

static QList<BoundedLane> lanesOf(const Router &router, const RunRequest &request)
{
    QList<BoundedLane> lanes;
    for (const QString &model : request.lineup) {
        const auto plan = router.plan(model, request.rules);
        if (plan)
            lanes.append({plan->first().prices, plan->first().maxOutputTokens});
    }
    return lanes;
}

static ChatRequest chatOf(const RunRequest &request)
{
    ChatRequest chat = request.parameters;
    chat.system = request.system;
    chat.messages = {ChatMessage::ofText(ChatMessage::Role::User, request.prompt)};
    chat.messages.first().parts += request.attachments;
    chat.maxTokens = request.maxTokens;
    return chat;
}

static qint64 imagesIn(const RunRequest &request)
{
    return std::ranges::count(request.attachments, ContentPart::Kind::Image, &ContentPart::kind);
}

static RunBound boundOf(const QList<BoundedLane> &lanes, qint64 input, int maxTokens, qint64 images)
{
    RunBound bound;
    ChatRequest chat;
    chat.maxTokens = maxTokens;
    for (const BoundedLane &lane : lanes) {
        const qint64 output = outputBound(chat, lane.offerLimit);
        const auto most = lane.prices.isFree() ? std::optional(Money{})
                          : output > 0
                              ? costBound(input, output, lane.prices, {.utcMs = {}, .images = images})
                              : std::nullopt;
        bound.most += most.value_or(Money{});
        bound.unknown += !most;
    }
    return bound;
}

RunBound boundOf(const Router &router, const RunRequest &request, qint64 promptBytes)
{
    const QList<BoundedLane> lanes = lanesOf(router, request);
    RunBound bound =
        boundOf(lanes, inputBound(chatOf(request)) + promptBytes, request.maxTokens, imagesIn(request));
    bound.unknown += int(request.lineup.size() - lanes.size());
    return bound;
}

int outputWithin(const Router &router, const RunRequest &request, Money limit)
{
    const QList<BoundedLane> lanes = lanesOf(router, request);
    const qint64 input = inputBound(chatOf(request));
    const qint64 images = imagesIn(request);
    int fits = 0, tooMuch = request.maxTokens + 1;
    while (tooMuch - fits > 1) {
        const int middle = fits + (tooMuch - fits) / 2;
        (boundOf(lanes, input, middle, images).most <= limit ? fits : tooMuch) = middle;
    }
    return fits >= leastWorthwhile ? fits : 0;
}

QString refusalText(Money most, Money limit)
{
    QString could = moneyText(most), allowed = moneyText(limit);
    if (could == allowed) { // they differ in digits that are not shown
        could = u'$' + most.toDecimal();
        allowed = u'$' + limit.toDecimal();
    }
    return QCoreApplication::translate("BudgetCheck", "This run could cost up to %1; your limit is %2 a run.")
        .arg(could, allowed);
}

} // namespace Crossroads
