// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/credits/budgets.h"
#include "app/providers/chatrequest.h"
#include "app/routing/rules.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace Crossroads {

/// What a run asks for.
struct RunRequest
{
    QString prompt;
    QString system;
    QStringList lineup; ///< model ids, one per lane; the same one may stand twice
    int maxTokens = 1024;
    std::optional<double> temperature;
    ChatRequest parameters = {}; ///< further parameters; its model, texts, limit and temperature are not used
    QList<ContentPart> attachments = {}; ///< behind the prompt, in its message
    QString source = QStringLiteral("compare");
    std::optional<RouteRules> rules = {}; ///< absent: the person's own, for each model
    QString session = {}; ///< of a conversation, so that it stays with the offer that has it in its cache
    std::optional<quint64> seed = {};      ///< absent: drawn from the run's id
    Budgets budgets = {};                  ///< besides the person's own
    bool maxTokensAsked = true;            ///< false: maxTokens is a default that a budget may lower
    bool budgetsLifted = false;            ///< the person allowed it once, beyond their own budgets
    bool unknownPriceAllowed = false;      ///< under a budget, too
    std::optional<QStringList> drill = {}; ///< a rehearsal in the Sandbox: how the offers fail, in turn
};

/// How a lane is sent again.
enum class Again {
    Same,      ///< by the rules, as if it had not been sent
    Elsewhere, ///< anew, on another offer than the last
    Continue,  ///< on another offer, from where the answer broke off
};

} // namespace Crossroads
