// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/chatrequest.h"

#include "app/core/names.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr NameRow<ReasoningEffort> efforts[] = {
    {ReasoningEffort::None, "none"_L1}, {ReasoningEffort::Minimal, "minimal"_L1},
    {ReasoningEffort::Low, "low"_L1},   {ReasoningEffort::Medium, "medium"_L1},
    {ReasoningEffort::High, "high"_L1}, {ReasoningEffort::XHigh, "xhigh"_L1},
    {ReasoningEffort::Max, "max"_L1},
};

QLatin1StringView effortName(ReasoningEffort effort)
{
    return nameIn<ReasoningEffort>(efforts, effort);
}

std::optional<ReasoningEffort> effortFromName(QAnyStringView name)
{
    return valueIn<ReasoningEffort>(efforts, name);
}

} // namespace Crossroads
